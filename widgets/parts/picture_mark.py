"""Which widgets are plots, so that each can be taken as a picture."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_MARK = "is a picture"


def mark_as_picture(widget: QWidget) -> None:
    """Its context menu offers to save and copy what it shows."""
    widget.setProperty(_MARK, True)


def is_picture(widget: QWidget) -> bool:
    return bool(widget.property(_MARK))
