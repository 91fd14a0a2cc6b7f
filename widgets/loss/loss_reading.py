"""What is read on the plot at a record: exact values on a card beside it, and what happened there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from core.message import Message
from core.numbers import short
from simulator.plots.curves import Line, Scale
from simulator.training.run_marks import RunMark
from simulator.words import say
from widgets.loss.readout_card import ReadingCard, Rows


class LossReading:
    """Shows rows on the card of the window that a plot is in at the moment."""

    def __init__(self, plot: QWidget) -> None:
        self._plot = plot
        self._card: ReadingCard | None = None

    def show(self, x: float, rows: Rows) -> None:
        """Beside an x of the plot."""
        window = self._plot.window()
        if self._card is None or self._card.window() is not window:
            self._card = ReadingCard(window)
        place = self._plot.mapTo(window, QPoint(0, 0))
        self._card.show_beside(place.x() + x, QRect(place, self._plot.size()), rows)

    def hide(self) -> None:
        if self._card is not None:
            self._card.hide()


def mark_rows(marks: Iterable[RunMark]) -> Rows:
    """What happened at marks, a sentence each."""
    return [[(say(mark.sentence), "")] for mark in marks]


def smoothed_row(lines: Iterable[Line], epoch: float, values: Scale) -> Rows:
    """The averages at a record, of those lines that are smoothed."""
    found = [(line.curve.name, line.place_at(epoch)) for line in lines if line.is_smoothed]
    pairs = [
        (say(Message("{name} smoothed", name=name)), short(values.value(place), 6))
        for name, place in found
        if place is not None
    ]
    return [pairs] if pairs else []
