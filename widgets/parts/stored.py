"""What the program remembers between two starts."""

from __future__ import annotations

from PySide6.QtCore import QSettings


def settings() -> QSettings:
    """The file it is kept in."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Perceptarium", "Perceptarium")


def stored_texts(stored: object) -> list[str]:
    """A list of texts as it comes back from there: a single one without its list, and anything else as none."""
    if isinstance(stored, str):
        return [stored] if stored else []
    return [str(each) for each in stored] if isinstance(stored, list | tuple) else []
