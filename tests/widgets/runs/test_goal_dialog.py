"""Asking how far a run is to go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.experiment import Experiment
from core.files.examples import example
from core.runs import goal as goals
from core.runs.goal import Goal
from widgets.runs.goal_dialog import GoalDialog, kinds_for


def opened(qtbot: QtBot, experiment: Experiment, kind: str) -> GoalDialog:
    dialog = GoalDialog(experiment, kind)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_only_goals_that_mean_something_are_offered() -> None:
    assert kinds_for(example("bank")) == [goals.EPOCHS, goals.TRAIN_LOSS, goals.PATIENCE]
    assert goals.TEST_ACCURACY in kinds_for(example("iris"))
    without_test = with_training(example("iris"), test_fraction=0.0)
    assert goals.TEST_LOSS not in kinds_for(without_test)
    assert goals.TRAIN_ACCURACY in kinds_for(without_test)
    assert goals.TRAIN_ACCURACY not in kinds_for(example("sine"))


def test_a_number_is_typed_and_enter_trains(qtbot: QtBot) -> None:
    dialog = opened(qtbot, example("iris"), goals.EPOCHS)
    chosen: list[Goal] = []
    dialog.goal_chosen.connect(chosen.append)
    qtbot.keyClicks(dialog.number, "25")
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(chosen))
    assert chosen == [Goal(goals.EPOCHS, 25)]
    assert not dialog.isVisible()


def test_a_condition_has_a_most_of_its_own(qtbot: QtBot) -> None:
    dialog = opened(qtbot, example("iris"), goals.EPOCHS)
    assert not dialog.most.isVisible()
    chosen: list[Goal] = []
    dialog.goal_chosen.connect(chosen.append)
    dialog.kinds.choose(goals.TRAIN_LOSS)
    dialog.kinds.chosen.emit(goals.TRAIN_LOSS)
    assert dialog.most.isVisible()
    dialog.most.setFocus()
    dialog.most.clear()
    qtbot.keyClicks(dialog.most, "0")
    dialog.train_button.click()
    assert not chosen
    assert dialog.complaint
    dialog.most.clear()
    qtbot.keyClicks(dialog.most, "250")
    dialog.train_button.click()
    assert chosen == [Goal(goals.TRAIN_LOSS, 0.01, 250)]


@pytest.mark.parametrize(
    ("kind", "typed"), [(goals.EPOCHS, "2.5"), (goals.TEST_ACCURACY, "95"), (goals.PATIENCE, "0")]
)
def test_what_can_never_be_reached_is_said_and_nothing_trains(qtbot: QtBot, kind: str, typed: str) -> None:
    dialog = opened(qtbot, example("iris"), kind)
    chosen: list[Goal] = []
    dialog.goal_chosen.connect(chosen.append)
    qtbot.keyClicks(dialog.number, typed)
    dialog.train_button.click()
    assert not chosen
    assert dialog.isVisible()
    assert dialog.complaint


def test_enter_on_what_is_no_number_says_so_and_trains_nothing(qtbot: QtBot) -> None:
    dialog = opened(qtbot, example("iris"), goals.EPOCHS)
    chosen: list[Goal] = []
    dialog.goal_chosen.connect(chosen.append)
    qtbot.keyClicks(dialog.number, "many")
    qtbot.keyClick(dialog.number, Qt.Key.Key_Return)
    assert not chosen
    assert dialog.complaint
