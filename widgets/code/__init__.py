"""The computation as Python."""
