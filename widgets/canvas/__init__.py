"""The network under a hand."""
