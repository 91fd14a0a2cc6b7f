"""A run in the real window, with everything that can follow it in sight, beside the same run without a window.

    python -m tests.bench.bench_live_training [NAME…]

Of each network it prints epochs a second in the window and without one, in turns; distinct weights painted a second;
how long the event loop was ever kept waiting; and where the window's time went for each of those pictures.
docs/performance.md has the figures.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as main does
import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from core.data.data import first_training_row
from core.edits import with_training
from core.experiment import DataSource, Experiment, Training
from core.features import POINT_FEATURES, labels_of_features
from core.files.examples import example
from core.initialise import draw_network
from core.network import Layer, Network
from simulator.frames.face import Face
from simulator.frames.faces import Faces
from simulator.painting.picture import CanvasPicture
from simulator.results.evaluator import Evaluator
from simulator.stage.stage import Stage
from simulator.training.trainer import Trainer
from widgets.application import settle
from widgets.canvas.canvas import Canvas
from widgets.explaining.explanation_panel import ExplanationPanel
from widgets.learnt.learnt_panel import LearntPanel
from widgets.learnt.plane_view import PlaneView
from widgets.loss.loss_panel import LossPanel
from widgets.loss.tape_scrubber import TapeScrubber
from widgets.main_window import MainWindow
from widgets.parts.docks import bring_to_front
from widgets.parts.style import LIGHT, Appearance
from widgets.runs.shown_run import ShownRun
from widgets.transport.transport import Transport

ENDLESS = 50_000_000
SECONDS = 4.0
TURNS = 3
BEAT = 4
"""Milliseconds."""


def experiments() -> dict[str, Experiment]:
    circle = example("circle")
    return {
        "circle": circle,
        "deep": deep(circle),
        "digits": example("digits"),
        "images": images(),
    }


def network_of(inputs: tuple[str, ...], sizes: tuple[int, ...]) -> Network:
    shapes = pairwise((len(inputs), *sizes))
    layers = [
        Layer(f"layer {n}", tuple(f"{n}.{unit}" for unit in range(units)), "tanh", np.zeros((units, sources)))
        for n, (sources, units) in enumerate(shapes, start=1)
    ]
    return draw_network(Network(inputs, tuple(layers)), 0)


def deep(circle: Experiment) -> Experiment:
    """7-8-8-8-8-8-8-1 with seven features of two columns."""
    from dataclasses import replace

    features = POINT_FEATURES[:7]
    network = network_of(labels_of_features(features), (8,) * 6 + (1,))
    return replace(circle, network=network, data=replace(circle.data, features=features))


def images() -> Experiment:
    """784-128-10 on 2,000 rows drawn at random."""
    rng = np.random.default_rng(0)
    rows = tuple(map(tuple, rng.random((2000, 784)).round(3).tolist()))
    targets = tuple(map(tuple, np.eye(10)[rng.integers(10, size=2000)].tolist()))
    network = network_of(tuple(f"p{n}" for n in range(784)), (128, 10))
    data, training = DataSource("inline", rows, targets), Training(batch_size=32)
    return Experiment(network, first_training_row(network, data, training), data=data, training=training)


class Costs:
    """Seconds of the main thread in named parts of the program; what one calls of another counts for the other."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.longest: defaultdict[str, float] = defaultdict(float)
        self._open: list[float] = []

    def watch(self, owner: type, method: str, name: str) -> None:
        done = getattr(owner, method)

        def timed(*args: Any, **named: Any) -> Any:
            begin = time.thread_time()
            self._open.append(0.0)
            try:
                return done(*args, **named)
            finally:
                spent, inner = time.thread_time() - begin, self._open.pop()
                self.seconds[name] += spent - inner
                self.longest[name] = max(self.longest[name], spent - inner)
                if self._open:
                    self._open[-1] += spent

        setattr(owner, method, timed)


def watched() -> Costs:
    costs = Costs()
    for owner, method, name in (
        (Stage, "_traced", "trace"),
        (Stage, "frame", "frame"),
        (CanvasPicture, "paint", "paint"),
        (CanvasPicture, "detailed", "layout"),
        (Faces, "of", "unit maps"),
        (PlaneView, "paintEvent", "decision map"),
        (LossPanel, "show_history", "loss plot"),
        (LossPanel, "set_epoch", "loss plot"),
        (TapeScrubber, "paintEvent", "tape bar"),
        (Evaluator, "_work", "evaluation"),
        (LearntPanel, "show_evaluation", "reports"),
        (ExplanationPanel, "show_quantities", "explanation"),
        (ShownRun, "read", "tape"),
        (Trainer, "_hear", "messages"),
        (Transport, "_show_step", "transport"),
        (Canvas, "_look_again", "canvas controls"),
    ):
        costs.watch(owner, method, name)
    return costs


def watch_plot(costs: Costs) -> None:
    """pyqtgraph is imported once there is a window."""
    from widgets.loss.loss_plot import LossPlot

    costs.watch(LossPlot, "paintEvent", "loss plot, paint")


class Beat:
    """How late the event loop comes back to a timer, whose own turns cost next to nothing."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _note(self) -> None:
        now = time.perf_counter()
        self.gaps.append(max(0.0, now - self._last - BEAT / 1000))
        self._last = now


def wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], limit: float = 30.0) -> None:
    end = time.perf_counter() + limit
    while not condition() and time.perf_counter() < end:
        wait(0.02)


def records_in(trainer: Trainer, seconds: float) -> float:
    """Epochs a second that reach the tape."""
    assert trainer.tape is not None
    before, begin = trainer.tape.poll(), time.perf_counter()
    wait(seconds)
    return (trainer.tape.poll() - before) / (time.perf_counter() - begin)


def measure(name: str, experiment: Experiment, app: QApplication, costs: Costs) -> None:
    experiment = with_training(experiment, epochs=ENDLESS, learning_rate=1e-3)
    appearance = Appearance(app, LIGHT)
    window = MainWindow(experiment, None, appearance)
    window.resize(1920, 1080)
    window.show()
    window.losses.warm_up()
    bring_to_front(window.in_docks.learnt)
    if len(experiment.example.inputs) == 2:
        appearance.view.face.choose(Face.MAP)
    alone = Trainer()
    for trainer in (window.training.trainer, alone):
        trainer.warm_up()
        until(lambda trainer=trainer: trainer.process.worker is not None and trainer.process.worker.is_ready)
    watch_plot(costs)
    settle()
    painted: list[Network] = []
    wrapped = CanvasPicture.paint

    def paint(picture: CanvasPicture, *args: Any) -> None:
        wrapped(picture, *args)
        network = window.stage.trace.network
        if not painted or painted[-1] is not network:
            painted.append(network)

    CanvasPicture.paint = paint  # type: ignore[method-assign]
    beat = Beat()
    live, bare = [], []
    states = spent = 0.0
    for _ in range(TURNS):
        window.training.train()
        until(lambda: window.training.state == "running" and window.training.shown.history is not None)
        wait(0.5)
        if not live:
            costs.seconds.clear()
            costs.longest.clear()
        count, begin = len(painted), time.thread_time()
        beat.start()
        live.append(records_in(window.training.trainer, SECONDS))
        beat.stop()
        spent += time.thread_time() - begin
        states += len(painted) - count
        window.training.pause()
        until(lambda: window.training.state == "paused")
        window.training.stop()
        part_seconds = dict(costs.seconds)
        alone.train(experiment)
        until(lambda: alone.tape is not None and alone.state.name == "RUNNING")
        wait(0.5)
        bare.append(records_in(alone, SECONDS))
        alone.stop()
        costs.seconds.clear()
        costs.seconds.update(part_seconds)
    CanvasPicture.paint = wrapped  # type: ignore[method-assign]
    late, latest = 1000 * float(np.quantile(beat.gaps, 0.99)), 1000 * max(beat.gaps)
    sizes = "-".join(map(str, experiment.network.sizes))
    kept_speed = statistics.median(a / b for a, b in zip(live, bare, strict=True))
    print(
        f"\n{name} {sizes}: {statistics.median(live):,.0f} epochs/s in the window, {statistics.median(bare):,.0f} "
        f"without ({kept_speed:.0%} kept); {states / (TURNS * SECONDS):.1f} weights shown a second; the event loop "
        f"waits {late:.0f} ms at the 99th percentile, {latest:.0f} ms at most; "
        f"window thread {spent / (TURNS * SECONDS):.0%} of a core"
    )
    for part, seconds in sorted(costs.seconds.items(), key=lambda item: -item[1]):
        per_state = 1000 * seconds / max(states, 1)
        print(f"    {part:<18} {per_state:6.2f} ms of CPU for each shown, {1000 * costs.longest[part]:5.1f} at most")
    rest = spent - sum(costs.seconds.values())
    print(f"    {'all else':<18} {1000 * rest / max(states, 1):6.2f}")
    window.document.undo_stack.setClean()
    window.close()
    alone.close()


def main() -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setApplicationName(f"bench {Path(__file__).stem}")
    costs = watched()
    wanted = sys.argv[1:]
    for name, experiment in experiments().items():
        if not wanted or name in wanted:
            measure(name, experiment, app, costs)


if __name__ == "__main__":
    main()
