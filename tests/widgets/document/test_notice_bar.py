from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.message import Message
from widgets.document.notice_bar import Answer, NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    window = QWidget()
    made = NoticeBar()
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    qtbot.addWidget(window)
    window.show()
    made.kept_by = window  # type: ignore[attr-defined]
    return made


def answer(act: Callable[[], object] = lambda: None) -> Answer:
    return Answer(Message("Do it"), Message("Do it now"), act)


def test_it_is_there_only_where_something_is_to_be_said(bar: NoticeBar) -> None:
    assert not bar.isVisible()
    bar.put("a", Message("Something happened."), answer())
    assert bar.isVisible()
    assert bar.words.text() == bar.accessibleName() == "Something happened."
    bar.take("a")
    bar.take("a")
    assert not bar.isVisible()


def test_notices_come_one_after_the_other(bar: NoticeBar) -> None:
    bar.put("a", Message("First."), answer())
    bar.put("b", Message("Second."), answer(), answer())
    assert (bar.words.text(), len(bar.buttons)) == ("First.", 1)
    bar.put("a", Message("First, again."), answer())
    assert bar.words.text() == "First, again."
    bar.take("a")
    assert (bar.words.text(), len(bar.buttons)) == ("Second.", 2)


def test_an_answer_may_take_its_own_notice_away(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.put("a", Message("First."), answer(lambda: bar.take("a")))
    qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_names_are_shown_as_they_are_typed(bar: NoticeBar) -> None:
    bar.put("a", Message("{name} was changed.", name="<b>&x</b>"))
    assert bar.words.textFormat() is Qt.TextFormat.PlainText
    assert bar.words.text() == "<b>&x</b> was changed."
