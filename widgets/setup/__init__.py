"""The left panel: layers, data, training."""
