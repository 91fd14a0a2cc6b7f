"""Films: what they show at any time, how it is composed, and how it comes into a file."""
