"""Lessons to read, with and without a canvas beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.lessons.lesson_file import parse_lesson
from tests.core.lesson_texts import SMALL
from tests.widgets.conftest import Show
from tests.widgets.lesson_rooms import Room
from tests.widgets.windows import opened
from widgets.lessons.lesson_progress import forget_all
from widgets.lessons.lesson_reader import LessonReader
from widgets.main_window import MainWindow


@pytest.fixture(autouse=True)
def nothing_learnt() -> None:
    forget_all()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "01-small.md"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def room(show: Show, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr("widgets.lessons.lesson_desk.SETTLED_AFTER", 1)
    made = Room(show)
    yield made
    made.lessons.close()
    made.training.close()


@pytest.fixture
def reader(room: Room, small: Path) -> LessonReader:
    """Beside a canvas."""
    room.lessons.open(small)
    return room.lessons.panel.reader


@pytest.fixture
def alone(show: Show) -> LessonReader:
    """Without a canvas."""
    made = LessonReader()
    show(made).resize(360, 420)
    made.read(parse_lesson(SMALL.encode(), "01-small.md"))
    return made
