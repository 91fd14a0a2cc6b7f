"""The program with its windows."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.experiment import Experiment
from simulator.document.recovery import recovery_folder
from simulator.files.unfinished import remove_unfinished
from simulator.garbage import sweep
from widgets.canvas.canvas_accessible import install as install_accessible_canvas
from widgets.menus.theme_menu import chosen_theme
from widgets.parts.style import Appearance
from widgets.windows import Windows


def run_window(experiment: Experiment, path: Path | None, lesson: Path | None = None) -> int:
    """Open a window, perhaps with a lesson, and stay until the last one is closed; returns the exit status."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Perceptarium")
    app.setApplicationDisplayName("Perceptarium")
    install_accessible_canvas()
    windows = Windows(Appearance(app, chosen_theme()), recovery_folder=recovery_folder())
    window = windows.open(experiment, path)
    if lesson is not None:
        window.lessons.open(lesson)
    QTimer.singleShot(500, app, settle)
    QTimer.singleShot(1500, app, remove_unfinished)
    # Python sees Ctrl+C only while it runs: a timer gives it the chance.
    signal.signal(signal.SIGINT, lambda *_: windows.quit())
    heartbeat = QTimer(app)
    heartbeat.start(250)
    heartbeat.timeout.connect(sweep)
    return int(app.exec())


def settle() -> None:
    """Set aside what start-up left: to look through it for garbage holds the window up for 80 ms at any time."""
    gc.collect()
    gc.freeze()
