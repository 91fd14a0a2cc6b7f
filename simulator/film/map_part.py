"""What the network answers everywhere: a map over two inputs, or a curve over one, with the rows of the data."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache, partial
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.data.data import Table, raw_names, rows_of, table_of
from core.experiment import Experiment
from core.message import Message
from core.network import Array, Network, frozen
from core.results.metrics import Labels, labels_of
from simulator.drawing import draw_circle, draw_text
from simulator.film.part import Part
from simulator.film.story import Story
from simulator.film.words import elided
from simulator.fonts import REGULAR
from simulator.painting.kept_images import paint_kept
from simulator.plots.class_map import class_image, legend_lines, paint_class_legend
from simulator.plots.input_curves import Curve, answers_over, paint_curves, reach_of, samples, within
from simulator.plots.maps import Domain, MapPoints, domain_of, map_image, normalised, paint_map, paint_points
from simulator.plots.plane_answers import Plane, most_telling, points_on_plane, resolution_of, winners
from simulator.plots.plane_axes import paint_ground, rounded
from simulator.theme import Theme
from simulator.words import say

_QUIET = 0.62
_POINT_SCALE = 1.6
_SMALL = 18
_FEW, _SMALLEST_POINT = 200, 0.6
"""So many rows have points of full size; of many more they have this share of it."""
_LINE = 27.0
_MOST_LEGEND_LINES = 2


class AnswersPart(Part):
    """A square plane at the top left of its room, and what stands below it. `has_example` rings the row that is
    traced."""

    def __init__(self, story: Story[Any], room: QRectF, *, has_example: bool) -> None:
        experiment = story.experiment
        self._story, self._room, self._has_example = story, room, has_example
        self._table = table_of(experiment)
        self._test_rows = rows_of(self._table, experiment.data, experiment.training)[1]
        self._names = raw_names(experiment.network, experiment.data, len(experiment.example.inputs))

    def _paint_points(self, painter: QPainter, points: MapPoints, domain: Domain, theme: Theme) -> None:
        """They stand still while what lies below them changes."""
        rect, scale = self._rect, self._scale

        # In a crowd they are smaller: what lies below is to be seen.
        crowded = scale * min(1.0, max(_SMALLEST_POINT, (_FEW / max(len(points.inputs), 1)) ** 0.5))

        def draw(inner: QPainter) -> None:
            inner.setClipPath(rounded(rect, scale))
            paint_points(inner, rect, domain, points, theme, crowded)

        look = ("points", points, domain, rect.getRect(), theme)
        paint_kept(painter, look, rect, draw)

    def _paint_ring(self, painter: QPainter, at: QPointF, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((theme.canvas, 5.0), (theme.ink, 2.4)):
            painter.setPen(QPen(QColor(color), width * self._scale / _POINT_SCALE))
            painter.drawEllipse(at, 6 * self._scale, 6 * self._scale)

    def _make_room_for(self, words: tuple[Message, ...], lines: int = 0) -> None:
        """Let the plane be as large as these words, a line each, and so many other lines below it allow."""
        self._words, self._lines = words, lines
        side = min(self._room.width(), self._room.height() - _LINE * (lines + len(words)) - 8)
        self._rect = QRectF(self._room.left(), self._room.top(), side, side)
        self._scale = _POINT_SCALE * side / 400

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        for index, message in enumerate(self._words):
            y = self._rect.bottom() + _LINE * (1 + self._lines + index)
            text = elided(say(message), _SMALL, REGULAR, self._room.width())
            draw_text(painter, self._rect.left(), y, text, _SMALL, theme.text_2)

    @property
    def _kinds(self) -> tuple[Message, ...]:
        return (Message("filled: trained on · hollow: held out"),) if len(self._test_rows) else ()


class MapPart(AnswersPart):
    """Over two inputs, of more over the two that tell most: how high the answer is, of more than two classes which of
    them wins."""

    def __init__(self, story: Story[Any], room: QRectF, *, has_example: bool) -> None:
        super().__init__(story, room, has_example=has_example)
        experiment, table = story.experiment, self._table
        self._axes = (0, 1) if len(self._names) == 2 else most_telling(table)
        self._points = points_on_plane(table, self._test_rows, experiment.example.inputs, self._axes)
        self._domain = domain_of(self._points.inputs)
        self._labels = _labels_of_many(table)
        words = self._kinds
        if len(self._names) > 2:
            across, up = (self._names[axis] for axis in self._axes)
            words = (Message("across: {across} · up: {up}", across=across, up=up),)
        self._classes = list(enumerate(table.classes))
        lines = 0 if self._labels is None else legend_lines(room.width(), self._classes, _POINT_SCALE)
        self._make_room_for(words, min(lines, _MOST_LEGEND_LINES))
        self._image = lru_cache(maxsize=2)(self._image_of)

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        rect = self._rect
        image = self._image(self._story.network_key(state), theme)
        paint_map(painter, rect, image, theme, self._domain, None, self._scale)
        self._paint_points(painter, self._points, self._domain, theme)
        if self._has_example:
            inputs = self._story.experiment.example.inputs
            self._paint_ring(painter, self._domain.at(rect, *(inputs[axis] for axis in self._axes)), theme)
        if self._labels is not None:
            self._paint_legend(painter, theme)
        self._paint_words(painter, theme)

    def _paint_legend(self, painter: QPainter, theme: Theme) -> None:
        height = _LINE * self._lines
        legend = QRectF(self._rect.left(), self._rect.bottom() + 13, self._room.width(), height)
        draw = partial(paint_class_legend, rect=legend, classes=self._classes, theme=theme, scale=_POINT_SCALE)
        look = ("classes", self._table.classes, legend.getRect(), theme)
        paint_kept(painter, look, legend.adjusted(-4, -10, 4, 10), draw)

    def _image_of(self, key: Hashable, theme: Theme) -> QImage:
        network = self._story.network_of(key)
        experiment = self._story.experiment
        plane = Plane(network, experiment.data, experiment.example.inputs, self._axes)
        with np.errstate(over="ignore", invalid="ignore"):
            answers = plane.answers(self._domain, resolution_of(network))
        if self._labels is not None:
            return class_image(*winners(answers, self._labels), theme)
        return map_image(normalised(answers[:, :, 0], network.output.activation), theme, _QUIET)


class InputCurvePart(AnswersPart):
    """Over one input: the answer as a curve on the rows."""

    def __init__(self, story: Story[Any], room: QRectF, *, has_example: bool) -> None:
        super().__init__(story, room, has_example=has_example)
        network, data = story.experiment.network, story.experiment.data
        self._points = _points_of(story.experiment, self._table, self._test_rows)
        places = self._points.inputs
        xs = places[:, 0] if len(places) else frozen(story.experiment.example.inputs)
        left, right = reach_of(xs) if len(places) > 1 else (-1.5 * abs(xs[0]) or -1.0, 1.5 * abs(xs[0]) or 1.0)
        self._values = samples(left, right, network)
        heights = places[:, 1] if len(places) > 1 else answers_over(network, data, (0.0,), 0, self._values)[:, 0]
        # The same all through the film, so that the curve moves and not its axis.
        self._domain = Domain(left, right, *reach_of(frozen([*heights.tolist(), *places[:, 1].tolist()])))
        self._answers = lru_cache(maxsize=2)(self._answers_of)
        axes = Message("across: {across} · up: {up}", across=self._names[0], up=network.output.units[0])
        self._make_room_for((axes, *self._kinds))

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        rect, domain = self._rect, self._domain
        key, scale = self._story.network_key(state), self._scale
        curve = Curve(self._answers(key), width=2.5)
        paint_ground(painter, rect, domain, theme, scale)
        self._paint_points(painter, self._points, domain, theme)
        paint_curves(painter, rect, domain, self._values, (curve,), theme, scale)
        if self._has_example:
            self._paint_example(painter, self._story.network_of(key), theme)
        self._paint_words(painter, theme)

    def _paint_example(self, painter: QPainter, network: Network, theme: Theme) -> None:
        example = self._story.experiment.example
        data = self._story.experiment.data
        x = example.inputs[0]
        answer = float(answers_over(network, data, (x,), 0, frozen([x]))[0, 0])
        at = self._domain.at(self._rect, x, within(answer, self._domain))
        if self._rect.contains(at):
            draw_circle(painter, at.x(), at.y(), 4 * self._scale, theme.canvas)
            draw_circle(painter, at.x(), at.y(), 3 * self._scale, theme.ink)
        if example.targets is not None:
            target = self._domain.at(self._rect, x, example.targets[0])
            if self._rect.contains(target):
                self._paint_ring(painter, target, theme)

    def _answers_of(self, key: Hashable) -> Array:
        network = self._story.network_of(key)
        return answers_over(network, self._story.experiment.data, (0.0,), 0, self._values)[:, 0]


def answers_part(story: Story[Any], room: QRectF, *, has_example: bool) -> AnswersPart:
    """The map or the curve, as the inputs ask for it."""
    kind = InputCurvePart if len(story.experiment.example.inputs) == 1 else MapPart
    return kind(story, room, has_example=has_example)


def _labels_of_many(table: Table) -> Labels | None:
    """How the table spells its classes, where there are more than two outputs; of one number the map says more."""
    return labels_of(table) if table.targets.shape[1] > 2 else None


def _points_of(experiment: Experiment, table: Table, test_rows: Any) -> MapPoints:
    is_test = np.zeros(len(table), np.bool_)
    is_test[test_rows] = True
    places = (
        frozen(np.column_stack([table.inputs[:, 0], table.targets[:, 0]])) if len(table) else frozen(np.zeros((0, 2)))
    )
    return MapPoints(places, np.zeros(len(table), np.intp), is_test, np.arange(len(table)))
