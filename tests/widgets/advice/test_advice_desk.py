"""Advice is quiet: a count in the status bar, and a card for whoever wants to read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.experiment import Experiment
from core.files.examples import AILMENTS, example
from core.message import Message
from simulator.document.document import Document
from simulator.frames.elements import UnitAt
from simulator.frames.selection import units_of
from simulator.stage.stage import Stage
from tests.widgets.windows import give_up, opened
from widgets.advice.advice_card import AdviceCard
from widgets.advice.advice_desk import AdviceDesk
from widgets.canvas.canvas import Canvas
from widgets.main_window import MainWindow
from widgets.parts.docks import bring_to_front
from widgets.runs.training_desk import TrainingDesk

LONG = 30_000


class Host(QWidget):
    """A window with a canvas and the badge, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document(example("dead-units"), self)
        self.stage = Stage(self.document, self)
        self.training = TrainingDesk(self.document, self.stage, self)
        self.canvas = Canvas(self.stage)
        self.advice = AdviceDesk(self.stage, self.training, self.canvas, self)
        self.advice.edit_requested.connect(self.document.edit)
        layout, bar = QVBoxLayout(self), QWidget()
        QVBoxLayout(bar).addWidget(self.advice.badge)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(bar)
        self.resize(1000, 700)

    def begin(self, experiment: Experiment) -> None:
        """As the window does for another file."""
        self.document.replace(experiment)
        self.advice.begin_anew()


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[Host]:
    made = Host()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.advice.close()
    made.training.close()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "rate-too-low")


def wait_for(qtbot: QtBot, desk: AdviceDesk, *keys: str) -> None:
    """Until exactly this is said, and nothing newer is asked."""

    def is_said() -> bool:
        return [each.key for each in desk.advice] == list(keys) and not desk._timer.isActive()

    qtbot.waitUntil(is_said, timeout=LONG)


def open_card(desk: AdviceDesk) -> AdviceCard:
    desk.badge.click()
    assert desk.card is not None
    return desk.card


def test_it_counts_and_opens_nothing_by_itself(qtbot: QtBot, host: Host) -> None:
    badge = host.advice.badge
    assert not badge.isVisible()
    wait_for(qtbot, host.advice, "dead-units")
    assert badge.isVisible()
    assert badge.text() == badge.accessibleName() == "1 piece of advice"
    assert host.advice.card is None
    card = open_card(host.advice)
    assert card.isVisible()
    assert host.rect().contains(card.geometry())
    (item,) = card.items
    assert item.accessibleName() == "5 units are dead."
    assert "160 training rows" in item.accessibleDescription()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_its_units_are_selected_and_its_edit_is_one_undo_entry(qtbot: QtBot, host: Host) -> None:
    wait_for(qtbot, host.advice, "dead-units")
    card = open_card(host.advice)
    (item,) = card.items
    item.show_units.click()
    assert units_of(host.canvas.chosen) == [UnitAt(1, unit) for unit in (0, 1, 3, 4, 5)]
    before, stack = host.document.experiment, host.document.undo_stack
    assert item.remedy is not None
    item.remedy.click()
    assert stack.count() == 1
    assert stack.command(0).text() == "Use leaky ReLU there"
    wait_for(qtbot, host.advice)
    assert not host.advice.badge.isVisible()
    assert card.items == []
    stack.undo()
    assert host.document.experiment is before
    wait_for(qtbot, host.advice, "dead-units")


def test_it_can_be_put_off_until_another_file_is_opened(qtbot: QtBot, host: Host) -> None:
    desk = host.advice
    wait_for(qtbot, desk, "dead-units")
    card = open_card(desk)
    card.items[0].later.click()
    assert desk.advice == ()
    assert not desk.badge.isVisible()
    card.again.click()
    assert len(desk.advice) == 1
    card.items[0].later.click()
    host.begin(example("dead-units"))
    assert not card.isVisible()
    wait_for(qtbot, desk, "dead-units")


def test_a_lesson_is_linked_where_there_are_lessons(qtbot: QtBot, host: Host) -> None:
    wait_for(qtbot, host.advice, "dead-units")
    (item,) = open_card(host.advice).items
    assert not item.lesson.isVisible()
    shown: list[str] = []
    host.advice.set_lessons(shown.append)
    assert item.lesson.isVisible()
    item.lesson.click()
    assert shown == ["failing-networks"]


def test_the_single_matrix_is_shown_and_read(qtbot: QtBot, host: Host) -> None:
    host.begin(example("only-linear"))
    wait_for(qtbot, host.advice, "only-linear")
    (item,) = open_card(host.advice).items
    assert item.matrix is not None
    assert item.matrix.accessibleDescription() == "sum of inside = 0.26 × x₁ + −0.515 × x₂ + 0"
    item.matrix.resize(90, 60)
    assert "…" in item.matrix.accessibleDescription()


@pytest.mark.usefixtures("ready_processes")
def test_a_run_gets_advice_that_ends_with_its_settings(qtbot: QtBot, window: MainWindow) -> None:
    desk, training = window.advice, window.training
    wait_for(qtbot, desk)
    with qtbot.waitSignal(training.trainer.finished, timeout=LONG):
        training.train()
    wait_for(qtbot, desk, "rate-too-low")
    card = open_card(desk)
    # Docks that come forward stay behind the card.
    bring_to_front(window.in_docks.learnt)
    bring_to_front(window.in_docks.explanation)
    assert window.children().index(card) > window.children().index(window.in_docks.explanation)
    (item,) = card.items
    assert item.remedy is not None
    assert item.remedy.text() == "Learning rate 0.0003"
    item.remedy.click()
    assert window.document.experiment.training.learning_rate == pytest.approx(0.0003)
    wait_for(qtbot, desk)
    # A run that breaks off had too high a rate.
    hot = with_training(example("gradient-descent"), learning_rate=1e30)
    window.document.edit(Message("Other"), hot)
    with qtbot.waitSignal(training.trainer.failed, timeout=LONG):
        training.train()
    wait_for(qtbot, desk, "rate-too-high")
    window.document.edit(Message("Choose"), with_training(hot, learning_rate=0.01))
    wait_for(qtbot, desk)
    assert_every_ailment_is_in_the_menu(window)


def assert_every_ailment_is_in_the_menu(window: MainWindow) -> None:
    examples = window.menus.file._examples
    examples.aboutToShow.emit()
    (wrong,) = [entry.menu() for entry in examples.actions() if entry.menu() is not None]
    assert wrong.title().replace("&", "") == "What goes wrong"
    assert len(wrong.actions()) == len(AILMENTS)
    give_up(window)
    wrong.actions()[0].trigger()
    assert window.document.experiment == example(AILMENTS[0])


def test_the_keyboard_goes_to_the_canvas_where_what_had_it_is_gone(qtbot: QtBot, host: Host) -> None:
    field = QLineEdit(host)
    field.show()
    field.setFocus()
    host.advice.toggle()
    field.deleteLater()
    QApplication.sendPostedEvents(field, QEvent.Type.DeferredDelete)
    host.advice.toggle()
    assert host.focusWidget() is host.canvas
