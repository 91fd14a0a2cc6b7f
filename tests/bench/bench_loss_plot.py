"""A million epochs in the plot: how long a picture takes while it is moved, and what the next epochs of a run cost.

Next to it what pyqtgraph takes where it thins the same curves itself. CPU time, offscreen Qt.

Run: python tests/bench/bench_loss_plot.py
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QWidget

from core.message import Message
from simulator.plots.curves import Curve
from simulator.theme import theme
from widgets.loss.loss_look import LossLook
from widgets.loss.loss_plot import LossPlot
from widgets.parts.style import apply_theme

EPOCHS = 1_000_000
GROWTH = 33
"""Epochs that come between two pictures at 1,000 a second."""
SIZE = (1400, 230)
ROUNDS = 40
LIMIT, LIMIT_WHILE_GROWING = 16.7, 33.0
"""Milliseconds between two pictures of a display, and between two looks at the tape."""


def curves(epochs: int, noise: float) -> list[Curve]:
    rng = np.random.default_rng(0)
    xs = np.arange(epochs, dtype=np.float64)
    falling = np.exp(-xs / EPOCHS * 6)
    train = falling * (1 + noise * rng.random(epochs)) + 0.02
    test = falling * (1 + noise * rng.random(epochs)) + 0.05
    return [
        Curve(Message("train"), "ink", xs, train),
        Curve(Message("test"), "test", xs, test, is_dashed=True),
    ]


def cost(draw: Callable[[int], None], rounds: int = ROUNDS) -> tuple[float, float]:
    """The median and the largest of some pictures, in ms of CPU."""
    draw(0)
    taken = []
    for turn in range(1, rounds + 1):
        begun = time.process_time()
        draw(turn)
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken), max(taken)


def shown(widget: QWidget) -> QWidget:
    widget.resize(*SIZE)
    widget.show()
    QApplication.processEvents()
    return widget


def ours(noise: float, look: LossLook) -> None:
    all_curves = curves(EPOCHS, noise)
    plot = LossPlot(look)
    shown(plot)
    begun = time.process_time()
    plot.show_run(all_curves[0].epochs, all_curves, EPOCHS)
    print(f"    all at once: {(time.process_time() - begun) * 1000:.0f} ms")
    view, middle = plot._view, plot.plane.center()

    def zoom(turn: int) -> None:
        factor = 1 / 1.2 if turn % 40 < 20 else 1.2
        view.scaleBy((factor, factor), view.viewRect().center())
        plot.viewport().repaint()

    def pan(turn: int) -> None:
        width, height = view.viewPixelSize()
        view.translateBy(x=(6 if turn % 2 else -6) * width, y=(-2 if turn % 2 else 2) * height)
        plot.viewport().repaint()

    def hover(turn: int) -> None:
        plot._pointer.hover(QPointF(middle.x() + turn, middle.y()), 0)
        plot.viewport().repaint()

    tell("zooming", cost(zoom))
    plot.fit()
    view.scaleBy((0.5, 0.5), view.viewRect().center())
    tell("panning in half of the run", cost(pan))
    plot.fit()
    tell("the mouse moves", cost(hover))

    grown = LossPlot(look)
    shown(grown)
    xs = all_curves[0].epochs
    start = EPOCHS - GROWTH * (ROUNDS + 2)

    def grow(turn: int) -> None:
        end = start + GROWTH * turn
        parts = [Curve(each.name, each.color, xs[:end], each.values[:end], each.is_dashed) for each in all_curves]
        grown.show_run(xs[:end], parts, EPOCHS)
        grown.viewport().repaint()

    tell(f"{GROWTH} more epochs after {start:,}", cost(grow), LIMIT_WHILE_GROWING)


def theirs(noise: float) -> None:
    plot = pyqtgraph.PlotWidget()
    for curve, color in zip(curves(EPOCHS, noise), ("k", "g"), strict=True):
        item = plot.plot(curve.epochs, curve.values, pen=pyqtgraph.mkPen(color, width=2), antialias=True)
        item.setClipToView(True)
        item.setDownsampling(auto=True, method="peak")
    shown(plot)
    view = plot.getPlotItem().getViewBox()

    def zoom(turn: int) -> None:
        half = EPOCHS / 2 * 1.2 ** -(turn % 40 if turn % 40 < 20 else 40 - turn % 40)
        view.setRange(xRange=(EPOCHS / 2 - half, EPOCHS / 2 + half), yRange=(0, 2), padding=0)
        plot.viewport().repaint()

    tell("zooming", cost(zoom, 8), None)


def tell(what: str, taken: tuple[float, float], limit: float | None = LIMIT) -> None:
    verdict = "" if limit is None else " ok" if taken[0] <= limit else f" above {limit:.1f}"
    print(f"    {what}: {taken[0]:.1f} ms (at most {taken[1]:.1f}){verdict}")


if __name__ == "__main__":
    app = QApplication([])
    apply_theme(app, theme("light"))
    for noise, words in ((0.0, "smooth"), (0.8, "jagged")):
        for look in (LossLook(), LossLook(smoothing=100), LossLook(is_log_x=True, is_log_y=True)):
            print(f"{words}, {look}")
            ours(noise, look)
        print(f"{words}, pyqtgraph: auto downsampling by peaks, clipped to the view")
        theirs(noise)
