"""How fast the window comes, and how long training ever keeps it waiting. Ratios within one run, on offscreen Qt.

python -m tests.bench.bench_window
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from widgets.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7

BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
class Plot(pyqtgraph.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, app.quit)
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(Plot())
window.resize(1600, 1000)
window.show()
app.exec()
import os; os._exit(0)
"""

OURS = """
import gc, sys, os
from core.files.examples import example  # before Qt, as main does
gc.disable()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from widgets.main_window import MainWindow
from widgets.parts.style import LIGHT, Appearance
from widgets.canvas.canvas import Canvas
app = QApplication([])
painted = Canvas.paintEvent
def paint_and_leave(self, event):
    painted(self, event)
    QTimer.singleShot(0, app.quit)
Canvas.paintEvent = paint_and_leave
window = MainWindow(example("bank"), None, Appearance(app, LIGHT))
window.resize(1600, 1000)
window.show()
app.exec()
assert "torch" not in sys.modules and "pandas" not in sys.modules
os._exit(0)
"""


def seconds(program: str, environment: dict[str, str]) -> float:
    """Wall time of a fresh interpreter up to its first paint."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begin


def first_paint() -> None:
    environment = dict(os.environ)
    # The second start of a program finds its modules compiled; a machine may be set up to compile them every time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    seconds(BARE, environment), seconds(OURS, environment)
    pairs = [(seconds(BARE, environment), seconds(OURS, environment)) for _ in range(ROUNDS)]
    bare, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"first paint: bare window {bare:.2f} s, bank example {ours:.2f} s, ratio {ratio:.2f}")


def ready_window(name: str, epochs: int) -> MainWindow:
    """On show, its training process warm."""
    from PySide6.QtWidgets import QApplication

    from core.edits import with_training
    from core.files.examples import example
    from widgets.application import settle
    from widgets.main_window import MainWindow
    from widgets.parts.style import LIGHT, Appearance

    app = QApplication.instance() or QApplication([])
    window = MainWindow(with_training(example(name), epochs=epochs), None, Appearance(app, LIGHT))
    window.resize(1600, 1000)
    window.show()
    trainer = window.training.trainer
    trainer.warm_up()
    while trainer.process.worker is None or not trainer.process.worker.is_ready:
        turn_until(0.1)
    settle()
    return window


def turn_until(limit: float, *ends: SignalInstance) -> None:
    """Run the event loop for so many seconds, or until one of these signals."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    timer = QTimer(singleShot=True, interval=round(1000 * limit))
    for end in (timer.timeout, *ends):
        end.connect(loop.quit)
    timer.start()
    loop.exec()


def waiting(name: str, epochs: int) -> None:
    """Train in the real window; a timer of 0 ms notes how late the event loop ever comes back to it."""
    from tests.bench.beat import Beat

    window, beat = ready_window(name, epochs), Beat(0)
    shown: set[int] = set()
    window.stage.changed.connect(lambda: shown.add(id(window.stage.trace)))
    begin = time.perf_counter()
    window.training.train()
    asked = time.perf_counter() - begin
    beat.start()
    turn_until(4.0, window.training.trainer.finished)
    beat.stop()
    length = time.perf_counter() - begin
    begin = time.perf_counter()
    window.training.stop()
    stopped = time.perf_counter() - begin
    gaps = sorted(beat.gaps)
    print(
        f"{name}: train() {asked * 1000:.1f} ms; longest wait {gaps[-1] * 1000:.1f} ms, p99 "
        f"{gaps[int(len(gaps) * 0.99)] * 1000:.1f} ms; {len(shown) / length:.0f} weight states shown a second; "
        f"stop() {stopped * 1000:.1f} ms"
    )
    window.document.undo_stack.setClean()
    window.close()


if __name__ == "__main__":
    folder = tempfile.TemporaryDirectory()
    # A first start, whatever layout the user of this machine has left.
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder.name, "OPENBLAS_NUM_THREADS": "1"}
    first_paint()
    waiting("iris", 20_000)
    waiting("circle", 20_000)
