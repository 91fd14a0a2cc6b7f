"""Work beside the window, in real threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from core.message import Message, Problem
from core.tables.raw_table import Watch
from simulator.background import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()
    assert not any(thread.isRunning() for thread in made.findChildren(QThread))


class Heard:
    """What a background said."""

    def __init__(self, background: Background) -> None:
        self.results: list[object] = []
        self.problems: list[str] = []
        self.shares: list[float] = []
        background.done.connect(self.results.append)
        background.failed.connect(lambda problem: self.problems.append(str(problem)))
        background.progressed.connect(self.shares.append)


def until_cancelled(began: Event) -> Callable[[Watch], object]:
    def work(watch: Watch) -> object:
        began.set()
        while True:
            watch.at(0.5)

    return work


def test_work_is_done_in_another_thread(background: Background, qtbot: QtBot) -> None:
    heard = Heard(background)
    background.start(lambda _: current_thread() is main_thread())
    assert background.is_busy
    qtbot.waitUntil(lambda: heard.results == [False])
    assert not background.is_busy


def test_a_problem_is_told(background: Background, qtbot: QtBot) -> None:
    heard = Heard(background)

    def work(_: Watch) -> object:
        raise Problem(Message("this cannot be"), "line 3")

    background.start(work)
    qtbot.waitUntil(lambda: heard.problems == ["line 3: this cannot be"])
    assert heard.results == []


def test_what_nobody_thought_of_is_told_in_one_line(background: Background, qtbot: QtBot) -> None:
    heard = Heard(background)
    background.start(lambda _: [][1])
    qtbot.waitUntil(lambda: heard.problems == ["broke off: list index out of range"])


def test_progress_is_heard_of(background: Background, qtbot: QtBot) -> None:
    heard = Heard(background)
    began = Event()
    background.start(until_cancelled(began))
    qtbot.waitUntil(lambda: heard.shares[:1] == [0.5])


def test_nothing_is_heard_of_what_was_given_up(background: Background, qtbot: QtBot) -> None:
    heard = Heard(background)
    began = Event()
    background.start(until_cancelled(began))
    qtbot.waitUntil(began.is_set)
    background.cancel()
    assert not background.is_busy
    heard.shares.clear()
    background.start(lambda _: "after")
    qtbot.waitUntil(lambda: heard.results == ["after"])
    assert (heard.problems, heard.shares) == ([], [])


def test_of_several_wishes_only_the_last_is_done(background: Background, qtbot: QtBot) -> None:
    heard = Heard(background)
    done: list[int] = []
    began = Event()
    background.start(until_cancelled(began))
    for number in range(5):
        background.start(lambda _, number=number: done.append(number) or number)
    qtbot.waitUntil(lambda: heard.results == [4])
    assert done == [4]


def test_a_result_that_came_too_late_is_dropped(background: Background, qtbot: QtBot) -> None:
    heard = Heard(background)
    ended = Event()

    def work(_: Watch) -> object:
        ended.set()
        return "old"

    background.start(work)
    assert ended.wait(5)
    background.start(lambda _: "new")
    qtbot.waitUntil(lambda: heard.results != [])
    assert heard.results == ["new"]


def test_closing_waits_for_the_thread(qtbot: QtBot) -> None:
    made = Background()
    heard = Heard(made)
    began = Event()
    made.start(until_cancelled(began))
    assert began.wait(5)
    thread = made.findChildren(QThread)[0]
    made.close()
    assert thread.isFinished()
    made.close()
    made.start(lambda _: "again")
    qtbot.waitUntil(lambda: heard.results == ["again"])
    made.close()
