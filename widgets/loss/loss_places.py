"""Where the records of a run stand on the plane of the plot at the moment, and what is under a point of it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from core.runs.peaks import nearest
from simulator.plots.curves import Scale
from widgets.loss.loss_range import Span
from widgets.loss.loss_view import LossView


class LossPlaces:
    """The plot says what there is; the view, which part of it is on show."""

    def __init__(self, view: LossView) -> None:
        self._view = view
        self.x = Scale()
        """Along the axis of the epochs."""
        self.epochs = np.zeros(0)
        """Of all records."""
        self.index: int | None = None
        """The record at the playhead."""

    @property
    def plane(self) -> QRectF:
        """Where the curves are, in px of the widget."""
        return self._view.mapRectToScene(self._view.rect())

    @property
    def last(self) -> float:
        """The epoch of the last record."""
        return float(self.epochs[-1]) if len(self.epochs) else 0.0

    @property
    def seen_epochs(self) -> Span | None:
        """The part of the run on show, where that is not all of it."""
        if not self._view.is_zoomed(0):
            return None
        low, high = self._view.viewRange()[0]
        return self.x.value(low), self.x.value(high)

    def is_seen(self, epoch: float) -> bool:
        """Whether an epoch lies in the part on show."""
        (low, high), place = self._view.viewRange()[0], self.x.place(epoch)
        return bool(low - 1e-9 * (high - low) <= place <= high + 1e-9 * (high - low))

    def epoch_at(self, index: int | None) -> float | None:
        """The epoch of a record; None where there is no such record."""
        return float(self.epochs[index]) if index is not None and index < len(self.epochs) else None

    def epoch_within(self, place: float) -> float:
        """The epoch at a place along x, or at the end of the part on show that is nearer to it."""
        low, high = self._view.viewRange()[0]
        return self.x.value(min(max(place, low), high))

    @property
    def last_seen(self) -> int | None:
        """The last record in the part on show, whose numbers stand beside the plane; None before there is any."""
        return nearest(self.epochs, min(self.last, self.epoch_within(math.inf))) if len(self.epochs) else None

    def x_at(self, epoch: float) -> float:
        """The x of an epoch in px of the widget; NaN where it has no place."""
        return float(self._view.mapViewToScene(QPointF(self.x.place(epoch), 0)).x())

    def epoch_under(self, x: float) -> float:
        """The epoch at an x of the widget; it need not be a recorded one."""
        return self.x.value(self._view.mapSceneToView(QPointF(x, 0)).x())

    def height_under(self, at: QPointF) -> float:
        """The place along y of a point of the widget."""
        return float(self._view.mapSceneToView(at).y())
