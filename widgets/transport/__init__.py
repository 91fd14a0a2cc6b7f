"""Playing a step or the training."""
