"""Numbers of the plot lead on: those at the ends of its lines by a click, those at the playhead by Enter."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, Qt, Signal

from core.message import Message
from simulator.words import say
from widgets.loss.loss_places import LossPlaces
from widgets.loss.loss_signs import LossWords


class LossWhy(QObject):
    """Hears a hand at the words beside the plane, and the keys of the plot."""

    asked = Signal(int, bool)
    """A record, and whether it is the number of its test rows whose arithmetic is to be seen."""

    def __init__(self, plot: pg.PlotWidget, places: LossPlaces, words: LossWords) -> None:
        super().__init__(plot)
        self._plot, self._places, self._words = plot, places, words
        plot.scene().sigMouseMoved.connect(self._point)
        plot.scene().sigMouseClicked.connect(self._click)

    def ask_at_playhead(self, is_test: bool) -> None:
        """For the keys: the record at the playhead, else the last in view."""
        places = self._places
        record = places.last_seen if places.index is None else places.index
        if record is not None and self._words.has_number_of(is_test):
            self.asked.emit(record, is_test)

    def leave(self) -> None:
        """The mouse is elsewhere."""
        self._show(None)

    def _point(self, at: QPointF) -> None:
        self._show(self._words.number_at(at))

    def _show(self, is_test: bool | None) -> None:
        if not self._words.point_at(is_test):
            return
        self._plot.viewport().setCursor(
            Qt.CursorShape.ArrowCursor if is_test is None else Qt.CursorShape.PointingHandCursor
        )
        self._plot.setToolTip("" if is_test is None else say(Message("How this number comes about")))

    def _click(self, event: Any) -> None:
        """pyqtgraph's own click, wherever in the scene."""
        is_test, record = self._words.number_at(event.scenePos()), self._places.last_seen
        if event.button() == Qt.MouseButton.LeftButton and is_test is not None and record is not None:
            event.accept()
            self.asked.emit(record, is_test)
