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
from tests.widgets.programs import ROOT, START

BANK = example("bank")

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
