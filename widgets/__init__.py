"""What a hand touches: canvas, panels, plots, dialogs, main window."""
