"""Advice is quiet: a count in the status bar, and a card for whoever wants to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.examples import AILMENTS, example
from core.message import Message
from simulator.elements import UnitAt
from simulator.selection import units_of
from tests.widgets.windows import give_up, opened
from widgets.advice_card import AdviceCard
from widgets.docks import bring_to_front
from widgets.main_window import MainWindow

LONG = 30_000


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "dead-units")


@pytest.fixture
def told(qtbot: QtBot, window: MainWindow) -> Callable[..., None]:
    """Waits until exactly this is said."""

    def wait(*keys: str) -> None:
        def is_said() -> bool:
            return [each.key for each in window.advice.advice] == list(keys) and not window.advice._timer.isActive()

        qtbot.waitUntil(is_said, timeout=LONG)

    return wait


def open_card(window: MainWindow) -> AdviceCard:
    window.advice.badge.click()
    assert window.advice.card is not None
    return window.advice.card


def test_it_counts_in_the_status_bar_and_opens_nothing_by_itself(
    qtbot: QtBot, window: MainWindow, told: Callable[..., None]
) -> None:
    told("dead-units")
    badge = window.advice.badge
    assert badge.isVisible()
    assert badge.text() == badge.accessibleName() == "1 piece of advice"
    assert window.advice.card is None
    card = open_card(window)
    assert card.isVisible()
    assert window.rect().contains(card.geometry())
    (item,) = card.items
    assert item.accessibleName() == "5 units are dead."
    assert "160 training rows" in item.accessibleDescription()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_its_units_are_selected_and_its_edit_is_one_undo_entry(window: MainWindow, told: Callable[..., None]) -> None:
    told("dead-units")
    card = open_card(window)
    (item,) = card.items
    item.show_units.click()
    assert units_of(window.canvas.chosen) == [UnitAt(1, unit) for unit in (0, 1, 3, 4, 5)]
    before, stack = window.document.experiment, window.document.undo_stack
    assert item.remedy is not None
    item.remedy.click()
    assert stack.count() == 1
    assert stack.text(0) == "Use leaky ReLU there"
    told()
    assert not window.advice.badge.isVisible()
    assert "Nothing speaks against" in card._column.itemAt(0).widget().text()
    stack.undo()
    assert window.document.experiment is before
    told("dead-units")


def test_it_can_be_put_off_until_another_file_is_opened(window: MainWindow, told: Callable[..., None]) -> None:
    told("dead-units")
    card = open_card(window)
    card.items[0].later.click()
    assert window.advice.advice == ()
    assert not window.advice.badge.isVisible()
    card._again.click()
    assert len(window.advice.advice) == 1
    card.items[0].later.click()
    window.files.open_example("dead-units")
    assert not card.isVisible()
    told("dead-units")


def test_a_lesson_is_linked_where_there_are_lessons(window: MainWindow, told: Callable[..., None]) -> None:
    told("dead-units")
    assert not open_card(window).items[0].lesson.isVisible()
    window.advice.toggle()
    shown: list[str] = []
    window.advice.set_lessons(shown.append)
    card = open_card(window)
    assert card.items[0].lesson.isVisible()
    card.items[0].lesson.click()
    assert shown == ["failing-networks"]


def test_the_single_matrix_is_shown_and_read(window: MainWindow, told: Callable[..., None]) -> None:
    window.files.open_example("only-linear")
    told("only-linear")
    (item,) = open_card(window).items
    assert item.matrix is not None
    assert item.matrix.accessibleDescription() == "sum of inside = 0.26 × x₁ + −0.515 × x₂ + 0"
    item.matrix.resize(90, 60)
    assert "…" in item.matrix.accessibleDescription()


def test_docks_that_come_forward_stay_behind_the_card(window: MainWindow, told: Callable[..., None]) -> None:
    told("dead-units")
    card = open_card(window)
    bring_to_front(window._learnt)
    bring_to_front(window._right)
    order = window.children()
    assert order.index(card) > order.index(window._right)


@pytest.mark.usefixtures("ready_processes")
def test_a_run_gets_advice_that_ends_with_its_settings(
    qtbot: QtBot, window: MainWindow, told: Callable[..., None]
) -> None:
    window.files.open_example("rate-too-low")
    told()
    window.training.train()
    qtbot.waitUntil(lambda: window.training.state == "idle" and window.training.history is not None, timeout=LONG)
    told("rate-too-low")
    (item,) = open_card(window).items
    assert item.remedy is not None
    assert item.remedy.text() == "Learning rate 0.0003"
    item.remedy.click()
    assert window.document.experiment.training.learning_rate == pytest.approx(0.0003)
    told()


@pytest.mark.usefixtures("ready_processes")
def test_a_run_that_broke_off_had_too_high_a_rate(
    qtbot: QtBot, window: MainWindow, told: Callable[..., None]
) -> None:
    hot = with_training(example("gradient-descent"), learning_rate=1e30)
    window.files._replace(lambda: hot)
    with qtbot.waitSignal(window.training.trainer.failed, timeout=LONG):
        window.training.train()
    told("rate-too-high")
    window.document.edit(Message("Choose"), with_training(hot, learning_rate=0.01))
    told()


def test_every_ailment_is_in_the_menu(window: MainWindow) -> None:
    examples = window.menus._examples
    examples.aboutToShow.emit()
    (wrong,) = [entry.menu() for entry in examples.actions() if entry.menu() is not None]
    assert wrong.title().replace("&", "") == "What goes wrong"
    assert len(wrong.actions()) == len(AILMENTS)
    give_up(window)
    wrong.actions()[0].trigger()
    assert window.document.experiment == example(AILMENTS[0])
