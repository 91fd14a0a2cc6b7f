"""What lies over the curves of the plot: playhead and crosshair, tags, and words at the line ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem

from core.message import Message
from core.numbers import steady
from simulator.fonts import REGULAR, SEMIBOLD, font
from simulator.theme import Theme
from simulator.words import say
from widgets.loss.loss_curves import Plane
from widgets.parts.readout import write
from widgets.parts.style import current_theme

LABEL_PITCH = 18


@dataclass(frozen=True)
class Dot:
    """A place of a curve at the playhead."""

    x: float
    y: float
    color: str
    is_hollow: bool


@dataclass(frozen=True)
class Tag:
    """Letters on a curve at a place of it."""

    x: float
    y: float
    text: str
    color: str


def line_on(view: pg.ViewBox, z: float, angle: int = 90) -> pg.InfiniteLine:
    """A line across the plane, hidden at first."""
    made = pg.InfiniteLine(angle=angle)
    view.addItem(made, ignoreBounds=True)
    made.setZValue(z)
    made.hide()
    return made


class TagItem(pg.TextItem):
    """A tag that can be clicked."""

    def __init__(self, clicked: Callable[[str], None]) -> None:
        super().__init__(anchor=(0.5, 0.5))
        self._clicked = clicked
        self.tag = ""
        self.setFont(font(11, SEMIBOLD))
        self.textItem.document().setDocumentMargin(1)
        self.setZValue(0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton and not ev.double():
            ev.accept()
            self._clicked(self.tag)


class LossSigns:
    """Lines and letters over the curves. They belong to the run, or to the hand that moves over it."""

    def __init__(self, view: pg.ViewBox, plot: pg.PlotItem, tag_clicked: Callable[[str], None]) -> None:
        self._view = view
        self._tag_clicked = tag_clicked
        self._playhead = line_on(view, 3)
        self.is_gripped = False
        """Whether a press would take hold of the playhead."""
        self._across, self._along = line_on(view, 2), line_on(view, 2, angle=0)
        # Dots at the first and the last epoch reach beyond the plane.
        self._beyond = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._beyond.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape, False)
        self._beyond.setParentItem(plot)
        self._beyond.setZValue(10)
        self._beyond.setEnabled(False)
        self._beyond.setXLink(view)
        self._beyond.setYLink(view)
        self._dots = pg.ScatterPlotItem(antialias=True)
        self._beyond.addItem(self._dots)
        self._tags: list[TagItem] = []
        view.sigResized.connect(lambda: self._beyond.setGeometry(view.geometry()))

    def dress(self, plane: Plane, theme: Theme) -> None:
        """The colours of a theme."""
        self._playhead.setPen(plane.pen(theme.ink, 2 if self.is_gripped else 1))
        self._across.setPen(plane.pen(theme.text_3, 1))
        self._along.setPen(plane.pen(theme.border, 1, (4, 3)))

    def show_tags(self, tags: Sequence[Tag], theme: Theme) -> None:
        """A few letters on a curve, so that it is not told by its colour alone."""
        for item in self._tags[len(tags) :]:
            self._view.removeItem(item)
        del self._tags[len(tags) :]
        for _ in tags[len(self._tags) :]:
            item = TagItem(self._tag_clicked)
            self._view.addItem(item, ignoreBounds=True)
            self._tags.append(item)
        for tag, item in zip(tags, self._tags, strict=True):
            item.tag = tag.text
            item.setText(tag.text, color=tag.color)
            item.fill = pg.mkBrush(theme.panel)
            item.setPos(tag.x, tag.y)

    def show_playhead(self, place: float | None, dots: Sequence[Dot], plane: Plane, theme: Theme) -> None:
        """Where on the tape one stands, with a dot on every curve that has a record there."""
        self._playhead.setVisible(place is not None)
        if place is not None:
            self._playhead.setValue(place)
        nothing = pg.mkPen(None)
        halos = [{"pos": (dot.x, dot.y), "size": 12, "pen": nothing, "brush": theme.panel} for dot in dots]
        spots = [
            {
                "pos": (dot.x, dot.y),
                "size": 7,
                "pen": plane.pen(dot.color, 2),
                "brush": theme.panel if dot.is_hollow else dot.color,
            }
            for dot in dots
        ]
        self._dots.setData(halos + spots)

    def show_crosshair(self, x: float | None, y: float | None) -> None:
        """Hairlines through places; None: without that one."""
        for line, place in ((self._across, x), (self._along, y)):
            line.setVisible(place is not None)
            if place is not None:
                line.setValue(place)


@dataclass(frozen=True)
class End:
    """Where a line leaves the plot at the right: how high in px of the scene, its name, value and colour.

    `is_test` tells of which rows of the run on show it is; None: of none, and it leads nowhere.
    """

    height: float
    name: str
    value: float
    color: str
    tag: str = ""
    """Of a curve that can be clicked."""
    is_test: bool | None = None


class LossWords(QGraphicsItem):
    """Words beside the axes: name and last value at the end of every line, and what is counted along x. Those of
    lines that have a tag can be clicked."""

    def __init__(self, plot: pg.PlotItem, tag_clicked: Callable[[str], None]) -> None:
        super().__init__(plot)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tag_clicked = tag_clicked
        self._tags: list[tuple[QRectF, str]] = []
        self._words: list[tuple[QPointF, str, QFont, str]] = []
        self._numbers: dict[bool, QRectF] = {}
        """Where the numbers that lead on are, by whether they are of test rows."""
        self._pointed: bool | None = None
        self._bounds = QRectF()

    def show_words(self, ends: Sequence[End], plane: QRectF, left: float, theme: Theme) -> None:
        """Ends from `left` on, at the heights of the plane and no nearer to each other than a line of text."""
        light, bold = font(12, REGULAR), font(13, SEMIBOLD)
        lowest = plane.bottom() - 6
        heights = spread([min(max(end.height, plane.top()), plane.bottom()) for end in ends], lowest)
        counted = plane.bottomRight() + QPointF(32, 14)
        self._words = [(counted, say(Message("epoch")), font(11, REGULAR), theme.text_3)]
        self._tags = []
        self._numbers.clear()
        for end, y in zip(ends, heights, strict=True):
            name = f"{end.name} "
            self._words.append((QPointF(left, y), name, light, end.color))
            beside = left + QFontMetricsF(light).horizontalAdvance(name)
            value = steady(end.value)
            self._words.append((QPointF(beside, y), value, bold, end.color))
            width = beside - left + QFontMetricsF(bold).horizontalAdvance(value)
            rect = QRectF(left, y - LABEL_PITCH / 2, width, LABEL_PITCH)
            if end.tag:
                self._tags.append((rect, end.tag))
            elif end.is_test is not None:
                self._numbers[end.is_test] = rect
        self.prepareGeometryChange()
        self._bounds = self.parentItem().boundingRect()
        self.update()

    def has_number_of(self, is_test: bool) -> bool:
        """Whether one leads on that is of these rows."""
        return is_test in self._numbers

    def number_at(self, at: QPointF) -> bool | None:
        """Of which rows the number at a place of the scene is, by `End.is_test`; None where none leads on."""
        return next((is_test for is_test, rect in self._numbers.items() if rect.contains(at)), None)

    def point_at(self, is_test: bool | None) -> bool:
        """Underline the number of these rows; whether that is a change."""
        if is_test is self._pointed:
            return False
        self._pointed = is_test
        self.update()
        return True

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        """What can be clicked."""
        path = QPainterPath()
        for rect, _ in self._tags:
            path.addRect(rect)
        return path

    def mouseClickEvent(self, ev: Any) -> None:
        """pyqtgraph's own clicks."""
        tag = next((tag for rect, tag in self._tags if rect.contains(ev.pos())), None)
        if tag is not None and ev.button() == Qt.MouseButton.LeftButton and not ev.double():
            ev.accept()
            self._tag_clicked(tag)

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        for at, text, face, color in self._words:
            write(painter, at, text, face, color, align=0.0)
        line = None if self._pointed is None else self._numbers.get(self._pointed)
        if line is not None:
            painter.setPen(QPen(QColor(current_theme().ink), 1))
            painter.drawLine(line.bottomLeft(), line.bottomRight())


def spread(heights: list[float], lowest: float) -> list[float]:
    """Heights of labels moved apart to one line of text each, the lowest of them not below `lowest`."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = list(heights)
    for before, here in pairwise(order):
        placed[here] = max(placed[here], placed[before] + LABEL_PITCH)
    limit = lowest
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - LABEL_PITCH
    return placed
