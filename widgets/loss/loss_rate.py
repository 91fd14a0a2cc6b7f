"""The learning rate on the plot: a view of its own behind the curves, linked along x, with an axis at the right."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg

from core.runs.rates import Rates
from simulator.plots.curves import Scale
from simulator.theme import Theme
from widgets.loss.loss_axes import LossAxis
from widgets.loss.loss_curves import Plane
from widgets.loss.loss_range import LossRange, Span, intervals_for

ROOM = 46
"""Right of the plane, for the numbers of the axis."""
_BIN = 2.0


class LossRate:
    """From 0 to a round number above all rates asked for; hidden where there is nothing to see."""

    def __init__(self) -> None:
        self.axis = LossAxis("right", ROOM, self._ticks)
        self._curve = pg.PlotCurveItem(antialias=True)
        self.view = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self.rates: Rates | None = None
        """Those on show."""

    def put_behind(self, main: pg.ViewBox, plot: pg.PlotItem) -> None:
        """Stand behind the view of the curves and move along with it."""
        self.view.setParentItem(plot)
        self.view.setZValue(-5)
        self.view.setEnabled(False)  # hands belong to the curves
        self.view.addItem(self._curve)
        self.view.setXLink(main)
        self.axis.linkToView(self.view)
        main.sigResized.connect(lambda: self.view.setGeometry(main.geometry()))
        self.show(None)

    def show(self, rates: Rates | None) -> None:
        """Show these from now on."""
        self.rates = rates
        self.view.setVisible(rates is not None)
        self.axis.setVisible(rates is not None)
        self.axis.setWidth(ROOM if rates is not None else 0)
        if rates is not None:
            scale = LossRange()
            scale.include(np.array([each.training.learning_rate for each in rates.stretches]))
            self.view.setYRange(0, scale.high, padding=0)

    def feed(self, plane: Plane, scale: Scale, last: float, theme: Theme) -> None:
        """Bring the curve up to date, as far as the run has come."""
        if self.rates is None:
            return
        places = np.linspace(*plane.x, max(int(plane.width / _BIN), 2))
        epochs = [epoch for place in places.tolist() if 0 <= (epoch := scale.value(place)) <= last]
        epochs.append(min(last, scale.value(plane.x[1])))
        seen = [(place, self.rates.at(epoch)) for epoch in epochs if not math.isnan(place := scale.place(epoch))]
        self._curve.setData(*np.array(seen).reshape(-1, 2).T, pen=plane.pen(theme.text_3, 1))

    def end(self, epoch: float) -> tuple[float, float] | None:
        """The rate at an epoch, and how far up it lies (0 … 1)."""
        if self.rates is None:
            return None
        rate = self.rates.at(epoch)
        return rate, rate / self.view.viewRange()[1][1]

    def _ticks(self, span: Span, height: float) -> list[float]:
        scale = LossRange()
        scale.high = span[1]
        return scale.ticks(height)[:: 2 if intervals_for(height) == 4 else 1]
