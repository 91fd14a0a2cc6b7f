"""Films, recordings and single pictures."""
