"""Gradient descent as a picture."""
