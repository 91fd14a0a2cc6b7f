"""Answers for all rows of an experiment, worked out beside the window."""
