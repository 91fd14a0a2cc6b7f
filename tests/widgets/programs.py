"""A program of its own that opens a window, to be killed and started again."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
# Opens the window as `python main.py FILE` does, and hands it to `act`.
START = """
import os, sys, traceback
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import main, simulator.document.recovery
from core.edits import with_input
from core.message import Message
from simulator.training.trainer import Trainer
from widgets.main_window import MainWindow

simulator.document.recovery.INTERVAL = 50
Trainer.warm_up = lambda self: None

def when_open():
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    if windows and windows[0].isVisible():
        timer.stop()
        try:
            act(windows[0])
        except BaseException:
            traceback.print_exc()
            os._exit(3)

def wait():
    global timer
    timer = QTimer()
    timer.timeout.connect(when_open)
    timer.start(10)

from widgets import application
settle, application.settle = application.settle, lambda: (settle(), wait())
sys.exit(main.main(sys.argv[1:]))
"""
