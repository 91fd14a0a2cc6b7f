"""What comes out for many rows, and what would come out for other weights."""
