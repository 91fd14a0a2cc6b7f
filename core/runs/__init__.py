"""Training runs: their tapes, checkpoints, replay, branches, goals and files."""
