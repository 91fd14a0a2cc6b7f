"""The training process, what is said between it and the window, and the runs it makes."""
