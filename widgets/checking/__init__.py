"""The check of the experiment against other ways to compute it."""
