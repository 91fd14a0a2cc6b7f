"""What the network has learnt: maps, curves, scores and rows."""
