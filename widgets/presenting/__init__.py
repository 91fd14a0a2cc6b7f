"""The window for an audience."""
