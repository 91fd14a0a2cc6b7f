"""The explanation of what is selected."""
