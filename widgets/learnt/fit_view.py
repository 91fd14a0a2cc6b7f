"""Predicted against true, as something to read from and to point at."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.message import Message
from core.numbers import short
from simulator.plots.fit_plot import fit_domain, on_plane, paint_fit
from simulator.plots.maps import Domain, MapPoints
from simulator.plots.sweep import signed
from simulator.theme import Theme
from simulator.words import say
from widgets.learnt.plane_view import PlaneView


class FitView(PlaneView):
    """A point a row; on the diagonal the answer is right."""

    def __init__(self) -> None:
        super().__init__(Message("Predicted against true"))
        self._answers = MapPoints()
        """The rows before those beyond the plane were brought to its border."""
        self._row: int | None = None

    def show_answers(self, answers: MapPoints) -> None:
        """What is answered (places: target, answer), a point a row."""
        self._answers = answers
        names = say(Message("true")), say(Message("predicted"))
        self.show_points(on_plane(answers, fit_domain(answers)) if len(answers.rows) else answers, names)

    def show_row(self, row: int | None) -> None:
        """Ring the row that is being traced; None where it is none of them."""
        self._row = row
        self.update()

    def _domain_fitted(self) -> Domain:
        return fit_domain(self._points)

    def _has_picture(self) -> bool:
        return len(self._points.rows) > 0

    def _paint_plane(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        paint_fit(painter, plane, self._domain, self._seen, theme)
        if self._row is not None and self._row < len(self._points.rows):
            self._ring(painter, self._domain.at(plane, *self._points.inputs[self._row].tolist()), theme)

    def _readings(self, x: float, y: float, row: int | None) -> list[tuple[str, str]]:
        if row is None:
            return [(self._names[0], short(x, 3)), (self._names[1], short(y, 3))]
        truth, answer = self._answers.inputs[row].tolist()
        error = say(Message("error")), signed(answer - truth)
        return [(self._names[0], short(truth)), (self._names[1], short(answer)), error]
