"""A real program that is killed, and started again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.edits import with_input
from core.files.examples import example
from core.files.file_dump import dump
from core.files.files import read
from simulator.document.recovery_slot import left_behind

ROOT = Path(__file__).parents[3]
BANK = example("bank")

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
EDIT = """
def act(window):
    window.document.edit(Message("Change an input"), with_input(window.document.experiment, 0, 7.0))
"""
RESTORE = """
def act(window):
    bar = window.safety.bar
    print(bar.words.text())
    bar.buttons[0].click()
    document = window.document
    print(document.experiment.example.inputs[0], document.is_modified, document.path)
    print(document.save(document.path))
    window.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the folders are no matter of environment")
def test_work_survives_the_end_of_its_process(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "mine.perceptarium"
    path.write_text(dump(BANK), "utf-8")
    folder = tmp_path / "data" / "Perceptarium" / "recovery"
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }

    def command(act: str) -> list[str]:
        return [sys.executable, "-c", act + START, str(path)]

    with subprocess.Popen(command(EDIT), cwd=ROOT, env=environment) as process:
        # The words about it are written last.
        qtbot.waitUntil(lambda: process.poll() is not None or any(folder.glob("*.json")), timeout=60_000)
        assert process.poll() is None
        assert left_behind(folder) == []  # its window lives
        process.kill()
    assert read(path) == BANK
    done = subprocess.run(
        command(RESTORE), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    offer, restored, not_kept = done.stdout.splitlines()
    assert offer.startswith("Perceptarium did not close properly. Restore Bank transactions as it was ")
    assert restored == f"7.0 True {path}"
    assert not_kept == "None"
    assert done.returncode == 0
    assert read(path) == with_input(BANK, 0, 7.0)
    assert list(folder.iterdir()) == []
