"""Every action by its name and its keys."""
