"""The answer of a network with one raw input, as a curve over it, and the rows of the data, drawn by hand too."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.experiment import DataSource, Example
from core.message import Message
from core.network import Array, Network, frozen
from core.numbers import short
from simulator.drawing import draw_circle, draw_line
from simulator.plots.input_curves import (
    answers_over,
    paint_answers,
    paint_reading,
    reach_of,
    sample_near,
    samples,
    within,
)
from simulator.plots.maps import Domain
from simulator.theme import Theme
from simulator.words import say
from widgets.learnt.drawable_plane import DrawablePlane
from widgets.learnt.last import Last

Values = tuple[Array, Array]


class CurveView(DrawablePlane):
    """One output across the input. The mouse reads the curve above and below it, exactly; or the row it points at."""

    height_share = 0.86

    def __init__(self) -> None:
        super().__init__(Message("Answer over the input"))
        self._network: Network | None = None
        self._data = DataSource()
        self._output = 0
        self._example: Example | None = None
        self._computed: Last[Values] = Last()
        self._answer: Last[float] = Last()

    # --- what is shown

    def show_network(self, network: Network, data: DataSource, output: int = 0) -> None:
        """The answers of one output all over the axis."""
        self._network, self._data, self._output = network, data, output
        self._refit()

    def show_example(self, example: Example) -> None:
        """Mark where the row that is being traced lies, and how far off its answer is."""
        self._example = example
        self.update()

    @property
    def values(self) -> Values:
        """Inputs, rising, and the answers of all outputs (inputs × outputs)."""
        network, data, domain = self._network, self._data, self._domain
        assert network is not None

        def make() -> Values:
            xs = samples(domain.left, domain.right, network)
            return xs, answers_over(network, data, (0.0,), 0, xs)

        return self._computed.of(network, data, domain.left, domain.right, make=make)

    def _domain_fitted(self) -> Domain:
        points = self._points.inputs
        if len(points) > 1:
            return Domain(*reach_of(points[:, 0]), *reach_of(points[:, 1]))
        # One row says nothing about a range: then the axis shows how it lies to 0, and the curve how high it goes.
        reach = 1.5 * max((abs(float(x)) for x in points[:, 0]), default=0.0) or 1.0
        if self._network is None:
            return Domain(-reach, reach, -1.0, 1.0)
        xs = samples(-reach, reach, self._network)
        heights = answers_over(self._network, self._data, (0.0,), 0, xs)[:, self._output]
        return Domain(-reach, reach, *reach_of(frozen([*heights.tolist(), *points[:, 1].tolist()])))

    # --- drawing

    def _has_picture(self) -> bool:
        return self._network is not None

    def _paint_plane(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        xs, answers = self.values
        paint_answers(painter, plane, self._domain, xs, answers[:, self._output], self._seen, theme)
        self._paint_example(painter, plane, theme)

    def _paint_example(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        """A dot on the curve; where there is a target a ring there, and between the two the error."""
        example = self._example
        if example is None or len(example.inputs) != 1:
            return
        x = example.inputs[0]
        answer = self._domain.at(plane, x, within(self._answer_at(x), self._domain))
        painter.save()
        painter.setClipRect(plane.adjusted(-9, -9, 9, 9))
        if example.targets is not None:
            target = self._domain.at(plane, x, example.targets[self._output])
            draw_line(painter, answer.x(), answer.y(), target.x(), target.y(), theme.ink, 2)
            self._ring(painter, target, theme)
        draw_circle(painter, answer.x(), answer.y(), 6, theme.canvas)
        draw_circle(painter, answer.x(), answer.y(), 4.5, theme.ink)
        painter.restore()

    def _answer_at(self, x: float) -> float:
        """Of a row, which need not be one of the samples: exactly."""
        network, data, output = self._network, self._data, self._output
        assert network is not None

        def make() -> float:
            return float(answers_over(network, data, (x,), 0, frozen([x]))[0, output])

        return self._answer.of(network, data, output, x, make=make)

    def _readings(self, x: float, y: float, row: int | None) -> list[tuple[str, str]]:
        xs, answers = self.values
        name, target = self._names
        words = say(Message("answer"))
        if row is None:
            index = sample_near(xs, x)
            return [(name, short(float(xs[index]))), (words, short(float(answers[index, self._output])))]
        x, y = self._points.inputs[row].tolist()
        return [(name, short(x)), (target, short(y)), (words, short(self._answer_at(x)))]

    def _paint_readout(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        pointed = self._pointed_at(plane)
        if pointed is not None and pointed[1] is None and self._pen is None:
            xs, answers = self.values
            index = sample_near(xs, self._domain.under(plane, pointed[0])[0])
            height = within(float(answers[index, self._output]), self._domain)
            at = self._domain.at(plane, float(xs[index]), height)
            paint_reading(painter, plane, at, theme)
        super()._paint_readout(painter, plane, theme)
