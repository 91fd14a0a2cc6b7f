"""The program with a window."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.experiment import Experiment
from widgets.main_window import MainWindow
from widgets.menus import chosen_theme
from widgets.style import Appearance


def run_window(experiment: Experiment, path: Path | None) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Perceptarium")
    app.setApplicationDisplayName("Perceptarium")
    window = MainWindow(experiment, path, Appearance(app, chosen_theme()))
    window.open()
    QTimer.singleShot(500, window, settle)
    # Python sees Ctrl+C only while it runs: a timer gives it the chance.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    heartbeat = QTimer(window)
    heartbeat.start(250)
    heartbeat.timeout.connect(lambda: None)
    return int(app.exec())


def settle() -> None:
    """Set aside what start-up left: to look through it for garbage holds the window up for 80 ms at any time."""
    gc.collect()
    gc.freeze()
