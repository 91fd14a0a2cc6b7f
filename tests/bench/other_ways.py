"""Other ways to draw the edges of a picture, each as one call that draws all of them: what ours is compared with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsScene

from simulator.frames.edge_shapes import Edges
from simulator.frames.frame import Frame
from simulator.painting.edge_layers import Layers
from simulator.painting.edge_pens import edge_color
from simulator.painting.paint import paint
from simulator.theme import theme

WIDTH, HEIGHT = 1920, 1080
LIGHT = theme("light")

Draw = Callable[[], object]


class Screen:
    """An image as large as a screen."""

    def __init__(self) -> None:
        self.image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)

    def show(self, frame: Frame, layers: Layers | None) -> None:
        self.image.fill(QColor(LIGHT.canvas))
        painter = QPainter(self.image)
        paint(painter, frame, LIGHT, layers)
        painter.end()


def colors_of(edges: Edges) -> list[str]:
    return [
        edge_color(weight, round(16 * strength) / 16, 1.0, LIGHT, edges.fade)
        for weight, strength in zip(edges.weights.tolist(), edges.strength.tolist(), strict=True)
    ]


def bare_lines(edges: Edges, is_smooth: bool) -> Draw:
    """The limit: one call, one pen, nothing else."""
    screen = Screen()
    lines = [QLineF(*line) for line in edges.lines.tolist()]

    def draw() -> None:
        painter = QPainter(screen.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        painter.setPen(QPen(QColor(LIGHT.positive), 1.5))
        painter.drawLines(lines)
        painter.end()

    return draw


def graphics_items(edges: Edges, alpha: float = 1.0) -> Draw:
    """One QGraphicsLineItem an edge, in our opaque colours or translucent; the weights change, so every item gets its
    pen. Units, numbers and pulses are left out."""
    screen, scene = Screen(), QGraphicsScene(0, 0, WIDTH, HEIGHT)
    colors = [QColor(color) for color in colors_of(edges)]
    for color in colors:
        color.setAlphaF(alpha)
    pens = [QPen(color, width) for color, width in zip(colors, edges.widths.tolist(), strict=True)]
    items = [scene.addLine(*line, pen) for line, pen in zip(edges.lines.tolist(), pens, strict=True)]

    def draw() -> None:
        for item, pen in zip(items, pens, strict=True):
            item.setPen(pen)
        painter = QPainter(screen.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene.render(painter, QRectF(0, 0, WIDTH, HEIGHT), QRectF(0, 0, WIDTH, HEIGHT))
        painter.end()

    return draw


def graph_item(edges: Edges) -> Draw:
    """pyqtgraph's GraphItem: all edges in one item, a pen each."""
    pyqtgraph = pytest.importorskip("pyqtgraph")
    screen, scene = Screen(), QGraphicsScene(0, 0, WIDTH, HEIGHT)
    points = edges.lines.reshape(-1, 2)
    pairs = np.arange(len(points)).reshape(-1, 2)
    kinds = [("red", np.ubyte), ("green", np.ubyte), ("blue", np.ubyte), ("alpha", np.ubyte), ("width", float)]
    pens = np.zeros(len(edges), dtype=kinds)
    for row, (color, width) in enumerate(zip(colors_of(edges), edges.widths.tolist(), strict=True)):
        pens[row] = (*QColor(color).getRgb(), width)
    item = pyqtgraph.GraphItem()
    scene.addItem(item)

    def draw() -> None:
        assert item.scene() is scene
        item.setData(pos=points, adj=pairs, pen=pens, size=1)
        item.generatePicture()
        painter = QPainter(screen.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        item.picture.play(painter)
        painter.end()

    return draw


def line_collection(edges: Edges) -> Draw:
    """matplotlib's LineCollection on an Agg canvas."""
    pytest.importorskip("matplotlib")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(HEIGHT, 0)
    axes.axis("off")
    collection = LineCollection(edges.lines.reshape(-1, 2, 2), colors=colors_of(edges), linewidths=edges.widths)
    axes.add_collection(collection)
    widths: NDArray[np.float64] = edges.widths

    def draw() -> None:
        collection.set_linewidths(widths)
        canvas.draw()

    return draw
