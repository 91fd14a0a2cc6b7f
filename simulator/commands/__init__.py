"""The command line, and the check that the window asks of it."""
