"""Predict, then reveal: what is asked and hidden, what counts as right, and which mistake was made."""
