"""How long a picture of the canvas takes at 1920×1080, next to other ways to draw the same, measured in one run.

    python -m pytest tests/bench/bench_canvas.py --benchmark-only -n 0 -s

A picture is a frame and its paint onto an image, as the window does them. docs/performance.md has the figures.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import cycle, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsScene
from pytest_benchmark.fixture import BenchmarkFixture

from core.experiment import Training
from core.network import Layer, Network
from core.trace import Trace, trace
from simulator.edge_layers import Layers
from simulator.edge_pens import edge_color
from simulator.frame import Edges, Frame
from simulator.frame_edges import FEW_FOR_LAYERS, MANY_EDGES
from simulator.framing import frame_at
from simulator.paint import paint
from simulator.picture import ALL_EDGES, hurried
from simulator.theme import theme
from simulator.timeline import Timeline, timeline_of
from simulator.view import View
from widgets.application import settle

WIDTH, HEIGHT = 1920, 1080
LIGHT = theme("light")
WHOLE = View(WIDTH, HEIGHT, edge_budget=ALL_EDGES)
SHAPES = [(2, 2, 1), (4, 8, 6, 3), (24, 24, 16, 3), (96, 64, 48, 16), (784, 128, 10)]
SLOW_WAYS_AT_MOST = 3
"""Rounds of what takes seconds."""

Draw = Callable[[], object]


@dataclass(frozen=True)
class Cost:
    """Milliseconds of a picture: the median, and the one in a hundred that takes longest."""

    median: float
    p99: float

    def __str__(self) -> str:
        return f"{self.median:.1f} ms (p99 {self.p99:.1f})"


def named(shape: tuple[int, ...]) -> str:
    return f"{sum(a * b for a, b in pairwise(shape)):,} edges"


def step_of(shape: tuple[int, ...], seed: int = 0) -> tuple[Trace, Timeline]:
    """One example's step through a network whose weights the seed decides."""
    rng, values = np.random.default_rng(seed), np.random.default_rng(99)
    layers = [
        Layer(f"layer {k}", tuple(f"unit {j}" for j in range(n)), "tanh", rng.normal(size=(n, m)) / np.sqrt(m))
        for k, (m, n) in enumerate(pairwise(shape), start=1)
    ]
    network = Network(tuple(f"x{k}" for k in range(shape[0])), tuple(layers))
    made = trace(network, values.normal(size=shape[0]), values.uniform(size=shape[-1]), Training())
    return made, timeline_of(network, True)


def cost_of(draws: Iterator[Draw], rounds: int) -> Cost:
    """What each of these takes."""
    seconds = []
    for _, draw in zip(range(rounds), draws, strict=False):
        began = time.perf_counter()
        draw()
        seconds.append(1000 * (time.perf_counter() - began))
    return summary(seconds)


def summary(milliseconds: list[float]) -> Cost:
    return Cost(statistics.median(milliseconds), float(np.percentile(milliseconds, 99)))


class Screen:
    """An image as large as a screen."""

    def __init__(self) -> None:
        self.image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)

    def show(self, frame: Frame, layers: Layers | None) -> None:
        self.image.fill(QColor(LIGHT.canvas))
        painter = QPainter(self.image)
        paint(painter, frame, LIGHT, layers)
        painter.end()


def animating(shape: tuple[int, ...], rounds: int) -> tuple[Cost, Frame, float]:
    """Pictures all through a step, from layers; a frame, and the milliseconds that drawing these layers took."""
    screen, layers = Screen(), Layers()
    made, timeline = step_of(shape)
    frame = frame_at(made, timeline, None, WHOLE)
    began = time.perf_counter()
    screen.show(frame, layers)
    drawing = 1000 * (time.perf_counter() - began)
    screen.show(frame_at(made, timeline, timeline.duration, WHOLE), layers)
    times = np.linspace(0, timeline.duration, rounds).tolist()
    cost = cost_of((lambda t=t: screen.show(frame_at(made, timeline, t, WHOLE), layers) for t in times), rounds)
    return cost, frame, drawing


def with_live_weights(shape: tuple[int, ...], rounds: int) -> tuple[Cost, Cost, int]:
    """Other weights in every picture; in turn with it so many bare lines, and how many edges there are."""
    screen = Screen()
    steps = [step_of(shape, seed) for seed in range(30)]
    count = frame_at(*steps[0], None, WHOLE).edges.visible
    view = hurried(WHOLE, count) if count > FEW_FOR_LAYERS else WHOLE
    edges = frame_at(*steps[0], None, view).edges
    bare = bare_lines(edges, is_smooth=count <= MANY_EDGES)
    fresh = [replace_trace(step) for step, _ in zip(cycle(steps), range(rounds), strict=False)]
    live: list[float] = []
    alone: list[float] = []
    for step in (*steps[:3], *fresh):
        for draw, seconds in ((lambda s=step: screen.show(frame_at(*s, None, view), None), live), (bare, alone)):
            began = time.perf_counter()
            draw()
            seconds.append(1000 * (time.perf_counter() - began))
    return summary(live[3:]), summary(alone[3:]), len(edges)


def replace_trace(step: tuple[Trace, Timeline]) -> tuple[Trace, Timeline]:
    """The same numbers as another value: nothing that was kept of the first is of use."""
    return replace(step[0]), step[1]


def panning(shape: tuple[int, ...], rounds: int) -> Cost:
    screen, layers = Screen(), Layers()
    made, timeline = step_of(shape)
    screen.show(frame_at(made, timeline, None, WHOLE), layers)
    views = [replace(WHOLE, pan=(3.0 * k % 200, 2.0 * k % 120)) for k in range(1, rounds + 1)]
    return cost_of((lambda v=v: screen.show(frame_at(made, timeline, None, v), layers) for v in views), rounds)


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


@pytest.mark.parametrize("shape", SHAPES, ids=named)
def test_a_picture_next_to_other_ways(benchmark: BenchmarkFixture, qapp: object, shape: tuple[int, ...]) -> None:
    # As in the window: Python's collector does not go through what start-up left behind.
    settle()
    rounds = 200
    moving, frame, drawing = animating(shape, rounds)
    live, bare, live_edges = with_live_weights(shape, 60)
    panned = panning(shape, 100)
    edges = frame.edges
    lines = (
        f"\n{named(shape)}, {len(edges):,} of them between units that are shown:",
        f"  animating {moving}, {len(edges):,} edges from layers that took {drawing:.0f} ms to draw",
        f"  live weights {live}, {live_edges:,} edges; so many bare lines {bare}",
        f"  panning {panned}, {len(edges):,} edges",
    )
    print("\n".join(lines))
    others: dict[str, Cost] = {}
    for name, make in (
        ("bare lines, antialiased", lambda each: bare_lines(each, True)),
        ("bare lines, rough", lambda each: bare_lines(each, False)),
        ("QGraphicsItems", graphics_items),
        ("QGraphicsItems, translucent", lambda each: graphics_items(each, 0.6)),
        ("GraphItem", graph_item),
        ("LineCollection", line_collection),
    ):
        try:
            draw = make(edges)
        except pytest.skip.Exception as reason:
            print(f"  {name}: {reason}")
            continue
        others[name] = cost_of(cycle([draw]), SLOW_WAYS_AT_MOST if len(edges) > 500 else 20)
        ratio = others[name].median / moving.median
        print(f"  {name} {others[name]}, {ratio:.{0 if ratio > 10 else 1}f} times animating")
    benchmark.extra_info.update({name: cost.median for name, cost in others.items()})
    benchmark.extra_info.update({"animating": moving.median, "live": live.median, "panning": panned.median})
    made, timeline = step_of(shape)
    screen, layers = Screen(), Layers()
    benchmark.pedantic(lambda: screen.show(frame_at(made, timeline, 1.0, WHOLE), layers), rounds=20, warmup_rounds=2)
    if len(edges) > 8000:
        assert live_edges >= 4000
        assert others["QGraphicsItems, translucent"].median >= 50 * moving.median
        assert others["QGraphicsItems"].median >= 10 * moving.median
