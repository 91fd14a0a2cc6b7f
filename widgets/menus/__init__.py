"""The menus of the main window, and the actions in them."""
