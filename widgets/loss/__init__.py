"""The loss of a run: plot, scrubber and player."""
