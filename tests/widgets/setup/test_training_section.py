"""Training settings: what belongs together changes together, and what is not needed is out of sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from core.data.data import split_of
from core.edits import with_training
from core.experiment import EarlyStopping, Training
from core.files.examples import example
from core.schedule import Schedule
from simulator.words import say
from tests.widgets.panel_desk import Desk
from widgets.parts.combo_box import ComboBox
from widgets.parts.fields import NumberField
from widgets.setup.schedule_rows import preview_of


def test_more_is_folded_until_it_is_wanted_and_that_is_remembered(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    assert desk.sees("Learning rate")
    assert not desk.sees("Momentum")
    desk.space("More about training")
    assert desk.sees("Momentum")
    again = Desk(qtbot, "bank")
    assert again.sees("Momentum")
    again.press("More about training")
    assert not Desk(qtbot, "bank").sees("Momentum")


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"momentum": 0.9}, "momentum"),
        ({"l1": 0.1}, "L1"),
        ({"l2": 0.1}, "L2"),
        ({"weight_decay": 0.0}, "weight decay"),
        ({"schedule": Schedule("cosine")}, "schedule"),
        ({"gradient_clip": 1.0}, "clipping"),
        ({"early_stopping": EarlyStopping(patience=3)}, "stop early"),
        ({"shuffle": False}, "no shuffle"),
        ({"precision": "float64"}, "float64"),
    ],
)
def test_more_opens_for_a_file_that_uses_it_and_says_what_when_closed(
    qtbot: QtBot, settings: dict[str, object], word: str
) -> None:
    desk = Desk(qtbot, with_training(example("bank"), **settings))
    assert desk.sees("Momentum")
    desk.press("More about training")
    assert not desk.sees("Momentum")
    assert word in desk.sentences.splitlines()
    assert not Desk(qtbot, "bank").sees("Momentum")


def test_momentum_goes_with_plain_descent_in_one_edit(qtbot: QtBot) -> None:
    desk = Desk(qtbot, with_training(example("bank"), momentum=0.9, nesterov=True))
    desk.choose("Optimizer", "rmsprop")
    assert desk.names == ["Set Optimizer"]
    assert desk.experiment.training == replace(example("bank").training, optimizer="rmsprop")
    assert not desk.sees("Momentum")
    assert not desk.sees("Look ahead (Nesterov)")
    assert desk.sees("Weight decay")


def test_looking_ahead_needs_a_momentum(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.press("More about training")
    ahead = desk.named(QAbstractButton, "Look ahead (Nesterov)")
    assert not ahead.isEnabled()
    desk.type("Momentum", "0.9")
    desk.space("Look ahead (Nesterov)")
    assert desk.experiment.training.nesterov
    desk.type("Momentum", "0")
    assert not desk.experiment.training.nesterov
    assert not ahead.isEnabled()
    desk.type("Momentum", "1")
    assert "below 1" in desk.sentences


def test_a_schedule_shows_its_own_numbers_and_no_others(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.press("More about training")
    every, factor = "Epochs between two steps of the schedule", "Factor of the schedule"
    lowest = "Lowest rate of the schedule"
    shown = {
        "constant": (False, False, False),
        "step": (True, True, False),
        "exponential": (False, True, False),
        "cosine": (False, False, True),
        "one_cycle": (False, False, False),
    }
    for kind, seen in shown.items():
        desk.choose("Schedule", kind)
        assert (desk.sees(every), desk.sees(factor), desk.sees(lowest)) == seen, kind
    desk.choose("Schedule", "step")
    desk.type(every, "20")
    desk.type(factor, "0.5")
    assert desk.experiment.training.schedule == Schedule("step", 20, 0.5)
    assert "after 20 epochs" in desk.sentences
    desk.type(factor, "2")
    assert "at most 1" in desk.sentences
    assert desk.experiment.training.schedule.factor == 0.5


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule("step", 30), "0.1 → 0.01 after 30 epochs … 0.0001 in epoch 100"),
        (Schedule("step", 60), "0.1 → 0.01 after 60 epochs"),
        (Schedule("step", 100), "0.1 throughout: the run ends before the first step"),
        (Schedule("exponential", factor=0.5), "0.1 → 1.58e−31 in epoch 100"),
        (Schedule("one_cycle"), "0.004 → 0.1 → 4e−7"),
    ],
)
def test_the_preview_is_what_training_will_do(schedule: Schedule, words: str) -> None:
    assert say(preview_of(Training(learning_rate=0.1, epochs=100, schedule=schedule)), digits=3) == words


def test_an_empty_field_is_no_number(qtbot: QtBot) -> None:
    desk = Desk(qtbot, with_training(example("bank"), optimizer="adamw"))
    desk.press("More about training")
    desk.type("Weight decay", "0.2")
    assert desk.experiment.training.weight_decay == 0.2
    desk.type("Weight decay", "")
    assert desk.experiment.training.weight_decay is None
    desk.type("Longest slope", "1.5")
    desk.type("Stop once the training loss is below", "0.01")
    desk.type("Epochs without a smaller loss before the run stops", "7")
    training = desk.experiment.training
    assert (training.gradient_clip, training.early_stopping) == (1.5, EarlyStopping(0.01, 7))
    for name in (
        "Longest slope",
        "Stop once the training loss is below",
        "Epochs without a smaller loss before the run stops",
    ):
        desk.type(name, "")
    training = desk.experiment.training
    assert (training.gradient_clip, training.early_stopping) == (None, EarlyStopping())


def test_an_empty_weight_decay_says_what_the_optimizer_takes(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.press("More about training")
    field = desk.named(NumberField, "Weight decay")
    assert field.placeholderText() == "0"
    desk.choose("Optimizer", "adamw")
    assert field.placeholderText() == "0.01"
    assert "0.01" in field.toolTip()


def test_penalties_shuffle_and_precision(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.press("More about training")
    desk.type("L1 penalty λ", "0.01")
    desk.type("L2 penalty λ", "0.02")
    desk.space("Shuffle")
    desk.choose("Precision", "float64")
    training = desk.experiment.training
    assert (training.l1, training.l2, training.shuffle, training.precision) == (0.01, 0.02, False, "float64")
    desk.press("Shuffle")
    assert desk.experiment.training.shuffle


@pytest.mark.parametrize(("name", "text"), [("Test share", "0.5"), ("Seed", "77")])
def test_the_scaling_follows_the_split(qtbot: QtBot, name: str, text: str) -> None:
    desk = Desk(qtbot, "iris")
    before = desk.experiment.data.scaling
    desk.type(name, text)
    assert desk.experiment.data.scaling != before
    assert abs(split_of(desk.experiment).train_inputs.mean(axis=0)).max() < 1e-9
    assert len(desk.names) == 1


def test_an_empty_test_share_is_the_usual_one(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    desk.type("Test share", "0")
    assert len(split_of(desk.experiment).test_rows) == 0
    desk.type("Test share", "")
    assert desk.experiment.training.test_fraction is None
    assert len(split_of(desk.experiment).test_rows) == 30
    assert not Desk(qtbot, "bank").sees("Test share"), "nothing is held out of one example"


def test_every_optimizer_says_what_it_does(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    combo = desk.named(ComboBox, "Optimizer")
    tips = [combo.itemData(index, Qt.ItemDataRole.ToolTipRole) for index in range(combo.count())]
    assert len(set(tips)) == 5
    assert all("new weight = weight" in tip for tip in tips)
    assert "against the slope" in combo.toolTip()
    desk.choose("Optimizer", "adam")
    assert "Momentum and a pace of its own" in combo.toolTip()


def test_the_losses_of_the_core_are_all_there(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.choose("Loss", "huber")
    assert "squared up to an error of 1" in desk.sentences
    assert desk.experiment.training.loss == "huber"


def test_a_run_of_settings_typed_survives_a_refresh(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.press("More about training")
    field = desk.named(NumberField, "Longest slope")
    field.setFocus()
    qtbot.keyClicks(field, "2.")
    desk.panel.show_experiment(replace(desk.experiment, training=replace(desk.experiment.training, epochs=3)))
    assert field.text() == "2."


def test_a_single_output_is_not_told_to_use_softmax(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "softmax-on-one-unit")
    said = [label.text() for label in desk.panel.findChildren(QLabel) if label.property("role") == "advice"]
    assert "Categorical cross-entropy needs two or more outputs; for a single one take binary cross-entropy." in said
