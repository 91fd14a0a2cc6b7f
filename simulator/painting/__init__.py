"""Frames and other pictures of a network, as they are painted."""
