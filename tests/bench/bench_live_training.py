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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as main does
import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
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
from tests.bench.beat import Beat
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
        self.are_counted = False
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
                if self.are_counted:
                    self.seconds[name] += spent - inner
                    self.longest[name] = max(self.longest[name], spent - inner)
                if self._open:
                    self._open[-1] += spent

        setattr(owner, method, timed)


def watched() -> Costs:
    from widgets.loss.loss_plot import LossPlot  # with pyqtgraph, which needs an application

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
        (LossPlot, "paintEvent", "loss plot, paint"),
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


@dataclass
class Turns:
    """What was measured, all turns together."""

    live: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    """Epochs a second in the window and without it, a turn each."""
    shown: int = 0
    """Different weights painted."""
    seconds: float = 0.0
    """Of the window's thread."""
    beat: Beat = field(default_factory=Beat)


def measure(experiment: Experiment, app: QApplication, costs: Costs) -> Turns:
    experiment = with_training(experiment, epochs=ENDLESS, learning_rate=1e-3)
    window, alone = opened(experiment, app), Trainer()
    for trainer in (window.training.trainer, alone):
        trainer.warm_up()
        until(lambda trainer=trainer: trainer.process.worker is not None and trainer.process.worker.is_ready)
    settle()
    turns = Turns()
    with networks_painted(window) as painted:
        for _ in range(TURNS):
            run_in_window(window, painted, costs, turns)
            run_alone(alone, experiment, turns)
    window.document.undo_stack.setClean()
    window.close()
    alone.close()
    return turns


def opened(experiment: Experiment, app: QApplication) -> MainWindow:
    """With everything that can follow a run in sight."""
    appearance = Appearance(app, LIGHT)
    window = MainWindow(experiment, None, appearance)
    window.resize(1920, 1080)
    window.show()
    window.losses.warm_up()
    bring_to_front(window.in_docks.learnt)
    if len(experiment.example.inputs) == 2:
        appearance.view.face.choose(Face.MAP)
    return window


@contextmanager
def networks_painted(window: MainWindow) -> Iterator[list[Network]]:
    """Each network once, as the canvas paints it."""
    painted: list[Network] = []
    wrapped = CanvasPicture.paint

    def paint(picture: CanvasPicture, *args: Any) -> None:
        wrapped(picture, *args)
        network = window.stage.trace.network
        if not painted or painted[-1] is not network:
            painted.append(network)

    CanvasPicture.paint = paint  # type: ignore[method-assign]
    try:
        yield painted
    finally:
        CanvasPicture.paint = wrapped  # type: ignore[method-assign]


def run_in_window(window: MainWindow, painted: list[Network], costs: Costs, turns: Turns) -> None:
    training = window.training
    training.train()
    until(lambda: training.state == "running" and training.shown.history is not None)
    wait(0.5)
    count, begin = len(painted), time.thread_time()
    costs.are_counted = True
    turns.beat.start()
    turns.live.append(records_in(training.trainer, SECONDS))
    turns.beat.stop()
    costs.are_counted = False
    turns.seconds += time.thread_time() - begin
    turns.shown += len(painted) - count
    training.pause()
    until(lambda: training.state == "paused")
    training.stop()


def run_alone(trainer: Trainer, experiment: Experiment, turns: Turns) -> None:
    trainer.train(experiment)
    until(lambda: trainer.tape is not None and trainer.state.name == "RUNNING")
    wait(0.5)
    turns.bare.append(records_in(trainer, SECONDS))
    trainer.stop()


def report(name: str, experiment: Experiment, turns: Turns, costs: Costs) -> None:
    gaps = turns.beat.gaps
    late, latest = 1000 * float(np.quantile(gaps, 0.99)), 1000 * max(gaps)
    sizes = "-".join(map(str, experiment.network.sizes))
    kept_speed = statistics.median(a / b for a, b in zip(turns.live, turns.bare, strict=True))
    print(
        f"\n{name} {sizes}: {statistics.median(turns.live):,.0f} epochs/s in the window, "
        f"{statistics.median(turns.bare):,.0f} without ({kept_speed:.0%} kept); "
        f"{turns.shown / (TURNS * SECONDS):.1f} weights shown a second; the event loop waits {late:.0f} ms at the "
        f"99th percentile, {latest:.0f} ms at most; window thread {turns.seconds / (TURNS * SECONDS):.0%} of a core"
    )
    shown = max(turns.shown, 1)
    for part, seconds in sorted(costs.seconds.items(), key=lambda item: -item[1]):
        at_most = 1000 * costs.longest[part]
        print(f"    {part:<18} {1000 * seconds / shown:6.2f} ms of CPU for each shown, {at_most:5.1f} at most")
    rest = turns.seconds - sum(costs.seconds.values())
    print(f"    {'all else':<18} {1000 * rest / shown:6.2f}")


def main() -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setApplicationName(f"bench {Path(__file__).stem}")
    costs = watched()
    wanted = sys.argv[1:]
    for name, experiment in experiments().items():
        if not wanted or name in wanted:
            costs.seconds.clear()
            costs.longest.clear()
            report(name, experiment, measure(experiment, app, costs), costs)


if __name__ == "__main__":
    main()
