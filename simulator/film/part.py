"""One place of a composed picture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable

from PySide6.QtGui import QPainter

from simulator.theme import Theme


class Part(ABC):
    """It paints what a state of the story looks like in its own place."""

    @abstractmethod
    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        """Draw in units, on the canvas-coloured ground."""
