"""How long a picture of the canvas takes at 1920×1080, next to other ways to draw the same, measured in one run.

    python -m pytest tests/bench/bench_canvas.py --benchmark-only -n 0 -s

A picture is a frame and its paint onto an image, as the window does them. docs/performance.md has the figures.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, pairwise

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from core.experiment import Training
from core.network import Layer, Network
from core.trace import Trace, trace
from simulator.frames.frame import Frame
from simulator.frames.frame_edges import FEW_FOR_LAYERS, MANY_EDGES
from simulator.frames.framing import frame_at
from simulator.frames.timeline import Timeline, timeline_of
from simulator.frames.view import View
from simulator.painting.edge_layers import Layers
from simulator.painting.picture import ALL_EDGES, hurried
from tests.bench.other_ways import (
    HEIGHT,
    WIDTH,
    Draw,
    Screen,
    bare_lines,
    graph_item,
    graphics_items,
    line_collection,
)
from widgets.application import settle

WHOLE = View(WIDTH, HEIGHT, edge_budget=ALL_EDGES)
SHAPES = [(2, 2, 1), (4, 8, 6, 3), (24, 24, 16, 3), (96, 64, 48, 16), (784, 128, 10)]
SLOW_WAYS_AT_MOST = 3
"""Rounds of what takes seconds."""


@dataclass(frozen=True)
class Cost:
    """Milliseconds of a picture: the median, the one in a hundred that takes longest, and the median of what it takes
    of a processor, which stays the same where other programs are at work."""

    median: float
    p99: float
    processor: float

    def __str__(self) -> str:
        return f"{self.median:.1f} ms (p99 {self.p99:.1f}, processor {self.processor:.1f})"


class Clock:
    """Notes how long things take."""

    def __init__(self) -> None:
        self.walls: list[float] = []
        self.processors: list[float] = []

    def time(self, draw: Draw) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        draw()
        self.walls.append(1000 * (time.perf_counter() - wall))
        self.processors.append(1000 * (time.process_time() - processor))

    @property
    def cost(self) -> Cost:
        """Of all but the first, which makes what is kept afterwards."""
        walls, processors = self.walls[1:], self.processors[1:]
        return Cost(statistics.median(walls), float(np.percentile(walls, 99)), statistics.median(processors))


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
    clock = Clock()
    for _, draw in zip(range(rounds + 1), draws, strict=False):
        clock.time(draw)
    return clock.cost


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
    live, alone = Clock(), Clock()
    for step in fresh:
        live.time(lambda s=step: screen.show(frame_at(*s, None, view), None))
        alone.time(bare)
    return live.cost, alone.cost, len(edges)


def replace_trace(step: tuple[Trace, Timeline]) -> tuple[Trace, Timeline]:
    """The same numbers as another value: nothing that was kept of the first is of use."""
    return replace(step[0]), step[1]


def panning(shape: tuple[int, ...], rounds: int) -> Cost:
    screen, layers = Screen(), Layers()
    made, timeline = step_of(shape)
    screen.show(frame_at(made, timeline, None, WHOLE), layers)
    views = [replace(WHOLE, pan=(3.0 * k % 200, 2.0 * k % 120)) for k in range(1, rounds + 1)]
    return cost_of((lambda v=v: screen.show(frame_at(made, timeline, None, v), layers) for v in views), rounds)


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
        ratio = others[name].processor / moving.processor
        print(f"  {name} {others[name]}, {ratio:.{0 if ratio > 10 else 1}f} times animating")
    benchmark.extra_info.update({name: cost.processor for name, cost in others.items()})
    benchmark.extra_info.update({"animating": moving.processor, "live": live.processor, "panning": panned.processor})
    made, timeline = step_of(shape)
    screen, layers = Screen(), Layers()
    benchmark.pedantic(lambda: screen.show(frame_at(made, timeline, 1.0, WHOLE), layers), rounds=20, warmup_rounds=2)
    if len(edges) > 8000:
        assert live_edges >= 4000
        assert others["QGraphicsItems, translucent"].processor >= 100 * moving.processor
        assert others["QGraphicsItems"].processor >= 30 * moving.processor
