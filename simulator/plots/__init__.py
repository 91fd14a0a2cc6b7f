"""Pictures beside the network: maps, curves, sweeps and descents, for window and film alike."""
