"""Work that somebody waits for: the window goes on being painted, and after a moment a bar says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QProgressDialog, QWidget

from core.message import Message, Problem
from core.tables.raw_table import Watch
from simulator.background import Background
from simulator.words import say

PATIENCE = 300
"""Milliseconds until the bar appears."""
_STEPS = 1000
Made = TypeVar("Made")


def wait_for(work: Callable[[Watch], Made], words: Message, window: QWidget) -> Made | None:
    """Do it in a thread and return what it returns; None where the user gave it up (raises its Problem).

    Until then nothing can be done in the window but that.
    """
    loop = QEventLoop()
    background = Background(window)
    results: list[Made] = []
    problems: list[Problem] = []
    background.done.connect(results.append)
    background.failed.connect(problems.append)
    background.done.connect(loop.quit)
    background.failed.connect(loop.quit)
    background.start(work)
    late = QTimer(loop)
    late.setSingleShot(True)
    late.timeout.connect(loop.quit)
    late.start(PATIENCE)
    # So shortly nobody wants a dialog that comes and goes; what is typed meanwhile waits too.
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    late.stop()
    if not (results or problems):
        _show_progress(background, words, loop, window)
    background.close()
    background.deleteLater()
    if problems:
        raise problems[0]
    return results[0] if results else None


def _show_progress(background: Background, words: Message, loop: QEventLoop, window: QWidget) -> None:
    """Until it is done or given up."""
    dialog = QProgressDialog(say(words), say(Message("Cancel")), 0, _STEPS, window)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setAutoClose(False)
    dialog.setAutoReset(False)
    dialog.setMinimumDuration(0)
    dialog.setMinimumWidth(380)
    background.progressed.connect(lambda share: dialog.setValue(round(share * _STEPS)))
    dialog.canceled.connect(loop.quit)
    dialog.open()
    loop.exec()
    dialog.canceled.disconnect(loop.quit)
    dialog.close()
    dialog.deleteLater()
