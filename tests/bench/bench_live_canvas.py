"""A canvas of 1920×1080 whose weights change sixty times a second, and how soon it is whole after they stopped.

    python -m pytest tests/bench/bench_live_canvas.py --benchmark-only -n 0 -s

docs/performance.md has the figures.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from core.experiment import Example
from core.files.examples import example
from core.network import Network
from simulator.document.document import Document
from simulator.stage.stage import Stage
from tests.bench.bench_canvas import SHAPES, Clock, named, step_of
from tests.bench.other_ways import HEIGHT, WIDTH
from widgets.application import settle
from widgets.canvas.canvas import Canvas

PICTURES, TIMES = 60, 3
SECONDS_AT_MOST = 1.0


class ClockedCanvas(Canvas):
    """Notes how long its pictures take and how many edges they show."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.clock = Clock()
        self.edges: list[int] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.clock.time(lambda: super(ClockedCanvas, self).paintEvent(event))
        self.edges.append(len(self.frame.edges))


def change_weights(qtbot: QtBot, stage: Stage, networks: list[Network]) -> None:
    """Show one network after the other, as a training run does."""
    timer, left = QTimer(interval=16), iter(networks[1:])
    timer.timeout.connect(lambda: stage.show_network(next(left, networks[-1])))
    stage.show_network(networks[0])
    timer.start()
    qtbot.waitUntil(lambda: stage.trace.network is networks[-1], timeout=20_000)
    timer.stop()


@pytest.mark.parametrize("shape", SHAPES[2:], ids=named)
def test_it_is_whole_soon_after_weights_stop(
    benchmark: BenchmarkFixture, qtbot: QtBot, shape: tuple[int, ...]
) -> None:
    networks = [step_of(shape, seed)[0].network for seed in range(PICTURES * TIMES)]
    numbers = Example((0.5,) * shape[0], (0.0,) * shape[-1])
    document = Document(replace(example("bank"), network=networks[0], example=numbers))
    stage = Stage(document)
    document.setParent(stage)
    canvas = ClockedCanvas(stage)
    qtbot.addWidget(canvas)
    stage.setParent(canvas)
    stage.changed.connect(canvas.update)
    canvas.resize(WIDTH, HEIGHT)
    picture = canvas._picture
    with qtbot.waitSignal(picture.refined, timeout=20_000):
        canvas.show()
    settle()
    waits = []
    for run in range(TIMES):
        change_weights(qtbot, stage, networks[run * PICTURES : (run + 1) * PICTURES])
        stopped = time.perf_counter()
        with qtbot.waitSignal(picture.refined, timeout=20_000):
            pass
        canvas.repaint()
        waits.append(time.perf_counter() - stopped)
    rough = [count for count in canvas.edges if count < canvas.frame.edges.visible]
    print(
        f"\n{named(shape)} in a canvas: a picture {canvas.clock.cost}; at least "
        f"{min(rough, default=canvas.frame.edges.visible):,} edges drawn; whole "
        f"{min(waits):.2f} to {max(waits):.2f} s after the last change"
    )
    benchmark.extra_info.update({"whole after": waits})
    benchmark.pedantic(canvas.repaint, rounds=10)
    assert min(waits) <= SECONDS_AT_MOST
