"""The decision map as something to read from, to point at and to draw data on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QPixmap

from core.experiment import Example
from core.message import Message
from core.network import Array
from core.numbers import short
from core.results.metrics import Labels
from simulator.fonts import font
from simulator.plots import maps
from simulator.plots.class_map import class_image, paint_class_legend
from simulator.plots.plane_answers import Plane, resolution_of, winners
from simulator.plots.plane_axes import BELOW
from simulator.theme import Theme
from widgets.learnt.drawable_plane import DrawablePlane
from widgets.learnt.last import Last
from widgets.parts.readout import write
from widgets.parts.style import current_theme


class MapView(DrawablePlane):
    """Map, axes and legend: the values of one output, or everywhere the class that wins."""

    foot = 48.0

    def __init__(self) -> None:
        super().__init__(Message("Decision map"))
        self._source: Plane | None = None
        self._output = 0
        self._labels: Labels | None = None
        self._classes: tuple[tuple[int, str], ...] = ()
        self._example: Example | None = None
        self._all_outputs: Last[Array] = Last()
        self._one_output: Last[Array] = Last()
        self._winning: Last[tuple[NDArray[np.intp], Array]] = Last()
        self._painted: Last[QImage] = Last()
        self._points_painted: Last[QPixmap] = Last()

    # --- what is shown

    def show_plane(self, plane: Plane, output: int = 0) -> None:
        """The answers of one output unit all over the plane."""
        self._source, self._output, self._labels = plane, output, None
        self.update()

    def show_classes(self, plane: Plane, labels: Labels, names: Sequence[tuple[int, str]]) -> None:
        """The winning classes all over the plane; `names` are the classes with the numbers of their markers."""
        self._source, self._labels, self._classes = plane, labels, tuple(names)
        self.update()

    def show_example(self, example: Example) -> None:
        """Ring the row that is being traced."""
        self._example = example
        self.update()

    @property
    def _answers(self) -> Array:
        source = self._source
        assert source is not None
        # On a plane of all inputs nothing else is held.
        held = source.example if len(source.example) > 2 else ()
        parts = source.network, source.data, source.axes, held, self._domain

        def make() -> Array:
            return source.answers(self._domain, resolution_of(source.network))

        return self._all_outputs.of(*parts, make=make)

    @property
    def _outputs(self) -> Array | None:
        """Of the output on show, a number a cell."""
        if self._source is None:
            return None
        answers, output = self._answers, self._output
        return self._one_output.of(answers, output, make=lambda: answers[:, :, output])

    def _winners(self, labels: Labels) -> tuple[NDArray[np.intp], Array]:
        answers = self._answers
        return self._winning.of(answers, labels, make=lambda: winners(answers, labels))

    @property
    def _image(self) -> QImage:
        theme, labels = current_theme(), self._labels
        if labels is not None:
            shown = self._winners(labels)
            return self._painted.of(*shown, theme, make=lambda: class_image(*shown, theme))
        outputs, activation = self._outputs, self._activation
        assert outputs is not None

        def make() -> QImage:
            return maps.map_image(maps.normalised(outputs, activation), theme)

        return self._painted.of(outputs, activation, theme, make=make)

    @property
    def _activation(self) -> str:
        assert self._source is not None
        return self._source.network.output.activation

    # --- drawing

    def _has_picture(self) -> bool:
        return self._source is not None

    def _paint_plane(self, painter: QPainter, plane: QRectF, theme: Theme) -> None:
        maps.paint_map(painter, plane, self._image, theme, self._domain)
        painter.drawPixmap(plane.topLeft(), self._points_over(plane, theme))
        foot = QRectF(plane.left(), plane.bottom() + BELOW, plane.width(), self.foot)
        if self._labels is not None:
            paint_class_legend(painter, foot.adjusted(0, 6, 0, 0), self._classes, theme)
        else:
            self._paint_ramp(painter, foot, theme)
        if self._example is not None and self._source is not None:
            across, up = (self._example.inputs[axis] for axis in self._source.axes)
            self._ring(painter, self._domain.at(plane, across, up), theme)

    def _points_over(self, plane: QRectF, theme: Theme) -> QPixmap:
        """The rows on the map, painted once: during a run the map below them changes many times a second."""
        ratio, domain, points = self.devicePixelRatioF(), self._domain, self._seen

        def make() -> QPixmap:
            pixmap = QPixmap((plane.size() * ratio).toSize())
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            maps.paint_points(painter, QRectF(QPointF(0, 0), plane.size()), domain, points, theme)
            painter.end()
            return pixmap

        return self._points_painted.of(points, domain, plane.size(), theme, ratio, make=make)

    def _paint_ramp(self, painter: QPainter, foot: QRectF, theme: Theme) -> None:
        assert self._source is not None
        bar = QRectF(foot.left(), foot.top() + 8, foot.width(), 8)
        ramp = QLinearGradient(bar.topLeft(), bar.topRight())
        for step in range(13):
            ramp.setColorAt(step / 12, maps.map_color(step / 6 - 1, theme))
        painter.setPen(QPen(QColor(theme.hairline), 1))
        painter.setBrush(ramp)
        painter.drawRoundedRect(bar, 4, 4)
        low, high = self._output_range()
        small, below = font(11), bar.bottom() + 14
        write(painter, QPointF(bar.left(), below), short(low), small, theme.text_3, align=0.0)
        name = self._source.network.output.units[self._output]
        write(painter, QPointF(bar.center().x(), below), name, small, theme.text_2)
        write(painter, QPointF(bar.right(), below), short(high), small, theme.text_3, align=1.0)

    def _output_range(self) -> tuple[float, float]:
        if self._activation == "tanh":
            return -1.0, 1.0
        if self._activation in ("sigmoid", "softmax"):
            return 0.0, 1.0
        outputs = self._outputs
        assert outputs is not None
        largest = float(np.abs(np.where(np.isfinite(outputs), outputs, 0)).max())
        return -largest, largest

    def _readings(self, x: float, y: float, row: int | None) -> list[tuple[str, str]]:
        """Of the map's cell at (x, y): read, not run."""
        assert self._source is not None
        places = [(self._names[0], short(x, 3)), (self._names[1], short(y, 3))]
        answers = self._answers[self._cell(x, y)]
        labels = self._labels
        if labels is None or not labels.is_one_hot:
            output = self._output if labels is None else 0
            return [*places, (self._source.network.output.units[output], short(float(answers[output]), 3))]
        best = int(answers.argmax())
        return [*places, (self._source.network.output.units[best], short(float(answers[best]), 3))]

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        rows, columns = self._answers.shape[:2]
        domain = self._domain
        column = math.floor((x - domain.left) / (domain.right - domain.left) * columns)
        row = math.floor((domain.top - y) / (domain.top - domain.bottom) * rows)
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
