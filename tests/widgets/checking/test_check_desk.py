"""The badge in the status bar belongs to what is on show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.edits import randomised
from core.engines.check import check
from core.files.examples import example
from core.message import Message
from simulator.commands.checker import CheckState
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.theme import theme
from tests.by_hand import with_weight
from widgets.checking.check_desk import CheckBadge, CheckDesk
from widgets.parts.style import apply_theme

LONG = 30_000


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(example("bank"))


@pytest.fixture
def desk(qtbot: QtBot, document: Document) -> Iterator[CheckDesk]:
    window = QWidget()
    qtbot.addWidget(window)
    made = CheckDesk(Stage(document, window), window)
    made.badge.setParent(window)
    with qtbot.waitExposed(window):
        window.show()
    yield made
    made.close()
    if made.dialog is not None:
        made.dialog.close()


def found(desk: CheckDesk, document: Document) -> None:
    """The desk as it is when a check has ended well."""
    desk.checker._conclude(CheckState.EQUAL, check(document.experiment))


def click(qtbot: QtBot, desk: CheckDesk) -> None:
    qtbot.mouseClick(desk.badge, Qt.MouseButton.LeftButton)


def test_a_click_checks_and_opens_what_was_found(qtbot: QtBot, desk: CheckDesk) -> None:
    assert desk.badge.text() == "Not checked"
    click(qtbot, desk)
    assert desk.badge.text() == "Checking…"
    assert desk.dialog is not None
    assert desk.dialog.isVisible()
    qtbot.waitUntil(lambda: desk.badge.text() == "Checked", timeout=LONG)
    assert "comes out the same" in desk.dialog.words


def test_another_click_shows_and_does_not_check_again(qtbot: QtBot, desk: CheckDesk, document: Document) -> None:
    click(qtbot, desk)
    found(desk, document)
    first = desk.dialog
    assert first is not None
    first.close()
    assert desk.dialog is None
    with qtbot.assertNotEmitted(desk.checker.changed):
        click(qtbot, desk)
    assert desk.dialog is not None
    assert desk.checker.state is CheckState.EQUAL
    again = desk.dialog
    click(qtbot, desk)
    assert desk.dialog is again


def test_edits_and_moments_of_a_run_count_as_not_checked(desk: CheckDesk, document: Document) -> None:
    found(desk, document)
    assert desk.badge.text() == "Checked"
    document.edit(Message("Change weight"), with_weight(document.experiment, 1, 0, 0, 5.0))
    assert desk.badge.text() == "Not checked"
    found(desk, document)
    desk._stage.show_network(randomised(document.experiment).network)
    assert desk.badge.text() == "Not checked"


def test_an_edit_during_a_check_drops_its_answer(qtbot: QtBot, desk: CheckDesk, document: Document) -> None:
    click(qtbot, desk)
    words: list[str] = []
    desk.checker.changed.connect(lambda: words.append(desk.badge.text()))
    document.edit(Message("Change weight"), with_weight(document.experiment, 1, 0, 0, 5.0))
    assert words == ["Not checked"]
    click(qtbot, desk)
    qtbot.waitUntil(lambda: desk.badge.text() == "Checked", timeout=LONG)
    assert words == ["Not checked", "Checking…", "Checked"]


def test_how_finely_the_step_is_told_leaves_the_badge(desk: CheckDesk, document: Document) -> None:
    found(desk, document)
    desk._stage.set_detail(None)
    assert desk.badge.text() == "Checked"


def test_the_badge_tells_its_states_apart_without_colour(qtbot: QtBot, qapp: QApplication) -> None:
    badge = CheckBadge()
    qtbot.addWidget(badge)
    seen = set()
    for state in CheckState:
        badge.show_state(state)
        assert badge.accessibleName() == badge.text()
        seen.add(badge.text())
    assert len(seen) == len(CheckState)
    assert badge.toolTip()
    for state in CheckState:
        badge.show_state(state)
        apply_theme(qapp, theme("light"))
        badge.resize(badge.sizeHint())
        light = badge.grab().toImage()
        apply_theme(qapp, theme("dark"))
        assert badge.grab().toImage() != light


def test_the_badge_is_reached_with_the_keyboard(qtbot: QtBot, desk: CheckDesk) -> None:
    assert desk.badge.focusPolicy() & Qt.FocusPolicy.TabFocus
    desk.badge.setFocus()
    qtbot.keyClick(desk.badge, Qt.Key.Key_Space)
    assert desk.checker.state is CheckState.CHECKING
