from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.message import Message, Problem
from core.tables.raw_table import Watch
from widgets.document import waiting
from widgets.document.waiting import wait_for

WORDS = Message("Opening…")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_done_soon_shows_no_bar(window: QWidget) -> None:
    assert wait_for(lambda _: 7, WORDS, window) == 7
    assert not window.findChildren(QProgressDialog)


def test_a_problem_is_raised(window: QWidget) -> None:
    def fail(_: Watch) -> None:
        raise Problem(Message("is broken"))

    with pytest.raises(Problem, match="is broken"):
        wait_for(fail, WORDS, window)


def test_after_a_moment_it_says_how_far_it_is_and_can_be_given_up(
    window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 1)
    seen: list[str] = []
    has_ended = Event()

    def work(watch: Watch) -> None:
        try:
            while True:
                watch.at(0.4)
        finally:
            has_ended.set()

    def look() -> None:
        for dialog in window.findChildren(QProgressDialog):
            if dialog.value() == 400:
                seen.append(dialog.labelText())
                dialog.findChild(QPushButton).click()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    assert wait_for(work, WORDS, window) is None
    timer.stop()
    assert set(seen) == {"Opening…"}
    assert has_ended.is_set()
