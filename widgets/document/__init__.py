"""Files, undo and unsaved work, as they are seen."""
