"""What goes wrong with an experiment, for whoever asks."""
