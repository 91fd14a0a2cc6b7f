"""The experiment file in both its shapes, and the experiments that come with the program."""
