"""The program that runs, as far as it is one with fonts and screens."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication


def application() -> QGuiApplication:
    """It says by `applicationStateChanged` when the user turns away from it and comes back."""
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    return app
