"""What happened on the way of a run, on its plot: dashed lines, with signs above the plane that can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF

from simulator.plots.curves import Scale
from simulator.theme import Theme
from simulator.training.run_marks import BRANCH, EDIT, PAUSE, RunMark
from widgets.loss.loss_axes import LossAxis
from widgets.loss.loss_curves import Plane
from widgets.loss.loss_signs import line_on

NEAR = 6.0
"""Pixels from a mark, within which it is read and clicked."""
_SIGNS = {PAUSE: "‖", EDIT: "▽", BRANCH: "◆"}
"""Of several at one place the last one here is shown."""


class LossMarks:
    """One line for each place, however much happened there."""

    def __init__(self, view: pg.ViewBox, top: LossAxis) -> None:
        self._view, self._top = view, top
        self._places: list[tuple[float, tuple[RunMark, ...]]] = []
        self._lines: list[pg.InfiniteLine] = []

    def show(self, marks: Sequence[RunMark], scale: Scale) -> None:
        """These from now on; those without a place on the axis are left out."""
        found: dict[float, list[RunMark]] = {}
        for mark in marks:
            place = scale.place(mark.epoch)
            if place == place:
                found.setdefault(place, []).append(mark)
        self._places = [(place, tuple(there)) for place, there in sorted(found.items())]
        for line in self._lines[len(self._places) :]:
            self._view.removeItem(line)
        del self._lines[len(self._places) :]
        self._lines += [line_on(self._view, 1) for _ in self._places[len(self._lines) :]]
        for (place, _), line in zip(self._places, self._lines, strict=True):
            line.setValue(place)
            line.show()
        self._top.setTicks([[(place, _sign(there)) for place, there in self._places]])

    def dress(self, plane: Plane, theme: Theme) -> None:
        """The colours of a theme."""
        for line in self._lines:
            line.setPen(plane.pen(theme.border_strong, 1, (3, 3)))

    def near(self, x: float) -> tuple[RunMark, ...]:
        """What happened next to a place on screen, in the part on show."""
        low, high = self._view.viewRange()[0]
        seen = [(self._away(place, x), there) for place, there in self._places if low <= place <= high]
        distance, there = min(seen, key=lambda pair: pair[0], default=(NEAR + 1, ()))
        return there if distance <= NEAR else ()

    def _away(self, place: float, x: float) -> float:
        return abs(float(self._view.mapViewToScene(QPointF(place, 0)).x()) - x)


def _sign(marks: Sequence[RunMark]) -> str:
    kinds = {mark.kind for mark in marks}
    return [sign for kind, sign in _SIGNS.items() if kind in kinds][-1]
