"""The document with its undo, and what keeps unsaved work from being lost."""
