"""Training from the window, and the tree of runs."""
