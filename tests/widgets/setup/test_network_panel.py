"""The network panel asks for edits; the experiment answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.data.data import table_of
from core.data.fitting import builtin_source, row_of_example
from core.edits import with_training
from core.files.examples import NAMES, example
from tests.widgets.panel_desk import Desk
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow
from widgets.parts.fields import NumberField


def test_plus_adds_a_unit(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.press("Add a unit")
    assert desk.experiment.network.sizes == (2, 3, 1)
    desk.press("Remove the last unit")
    desk.press("Add an input")
    assert desk.experiment.network.sizes == (3, 2, 1)
    assert desk.names == ["Add a unit", "Remove a unit", "Add an input"]


def test_layers_come_and_go_and_the_focus_stays(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    add = desk.named(QAbstractButton, "Add a hidden layer before the output")
    add.setFocus()
    qtbot.keyClick(add, Qt.Key.Key_Space)
    assert len(desk.experiment.network.layers) == 3
    assert add.hasFocus()
    desk.press("Remove this layer")
    assert len(desk.experiment.network.layers) == 2


def test_choosing_tanh_gives_an_experiment_with_tanh(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.choose("Activation", "tanh")
    assert desk.experiment.network.layers[0].activation == "tanh"
    assert desk.experiment.network.layers[1].activation == "identity"


def test_softmax_is_for_outputs_of_two_or_more(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    combos = [c for c in desk.panel.findChildren(QComboBox) if c.accessibleName() == "Activation"]
    assert all(combo.findData("softmax") < 0 for combo in combos)
    desk.press("Add a unit", index=1)
    assert combos[0].findData("softmax") < 0
    assert combos[1].findData("softmax") >= 0


def test_data_decides_the_number_of_inputs(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    assert not [w for w in desk.panel.findChildren(QAbstractButton) if _named_and_seen(w, "Add an input")]


def _named_and_seen(widget: QWidget, name: str) -> bool:
    return widget.accessibleName() == name and widget.isVisible()


def test_choosing_data_fits_the_network(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.choose("Data", "iris")
    assert desk.experiment.network.sizes == (4, 2, 3)
    assert desk.experiment.training.loss == "categorical_cross_entropy"
    desk.choose("Data", "circle")
    desk.type("Samples", "300")
    assert len(table_of(desk.experiment)) == 300
    desk.choose("Data", "none")
    assert desk.experiment.data.source == "none"


def test_data_that_does_not_fit_is_told_until_it_does(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    desk.panel.show_experiment(replace(desk.experiment, data=builtin_source("circle")))
    assert "2 classes need as many output units, not 3" in desk.sentences
    desk.panel.show_experiment(desk.experiment)
    assert "2 classes" not in desk.sentences


def test_any_row_can_be_the_example(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    table = table_of(desk.experiment)
    desk.type("Row of the data to trace", "150")
    assert desk.experiment.example.inputs == tuple(table.inputs[149])
    assert desk.experiment.example.targets == (0.0, 0.0, 1.0)
    desk.press("The row before")
    assert row_of_example(desk.experiment, table) == 148
    desk.press("Any row")
    assert row_of_example(desk.experiment, table) is not None
    desk.panel.choose_row(7)
    assert row_of_example(desk.experiment, table) == 7
    desk.type("Row of the data to trace", "151")
    assert "150 or less" in desk.sentences


def test_it_says_whether_the_row_is_trained_on(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    assert "One of 150 rows, for training." in desk.sentences
    seen = set()
    for row in range(1, 20):
        desk.type("Row of the data to trace", str(row))
        seen.add("for the test: training never sees it" in desk.sentences)
    assert seen == {True, False}
    desk.type("sepal length", "9")
    assert "none of the 150 rows" in desk.sentences


def test_inputs_and_targets(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.type("children", "-4")
    desk.type("target", "1e3")
    assert desk.experiment.example.inputs == (-4.0, 3.0)
    assert desk.experiment.example.targets == (1000.0,)


def test_a_target_may_be_missing(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    bare = replace(desk.experiment, example=replace(desk.experiment.example, targets=None))
    desk.panel.show_experiment(bare)
    field = desk.named(NumberField, "target")
    assert field.text() == ""
    desk.type("target", "2")
    assert desk.experiment.example.targets == (2.0,)


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("Learning rate", "abc", "is not known"),
        ("Learning rate", "-1", "must be a positive number"),
        ("Batch size", "0", "at least 1"),
        ("Epochs", "2.5", "a whole number"),
        ("Seed", "-1", "from 0"),
    ],
)
def test_what_cannot_be_says_why_and_changes_nothing(qtbot: QtBot, field: str, text: str, why: str) -> None:
    desk = Desk(qtbot, "bank")
    before = desk.named(NumberField, field).text()
    desk.type(field, text)
    assert why in desk.sentences
    assert desk.named(NumberField, field).text() == before
    assert not desk.names


@pytest.mark.parametrize(("field", "text"), [("Epochs", "0"), ("Epochs", "name"), ("Learning rate", "1/0")])
def test_why_something_was_refused_is_past_with_another_experiment(qtbot: QtBot, field: str, text: str) -> None:
    desk = Desk(qtbot, "xor")
    desk.type(field, text)
    said = [row.complaint for row in desk.panel.findChildren(LabelledRow) if row.complaint]
    assert len(said) == 1
    desk.panel.show_experiment(example("bank"))
    assert not any(row.complaint for row in desk.panel.findChildren(LabelledRow))
    assert not any(each.property("refused") for each in desk.panel.findChildren(NumberField))


def test_training_settings(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.type("Learning rate", "0.5")
    desk.type("Seed", "12")
    desk.choose("Device", "cpu")
    training = desk.experiment.training
    assert (training.learning_rate, training.seed, training.device) == (0.5, 12, "cpu")


def test_a_loss_that_does_not_fit_is_advised_against(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    assert "mean of the squared errors" in desk.sentences
    desk.choose("Loss", "binary_cross_entropy")
    assert "needs sigmoid at the output" in desk.sentences
    desk.choose("Activation", "sigmoid", index=1)
    assert "needs sigmoid" not in desk.sentences


def test_typing_survives_a_refresh(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    field = desk.named(NumberField, "Learning rate")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.12")
    desk.panel.show_experiment(with_training(desk.experiment, learning_rate=0.7))
    assert field.text() == "0.12"
    assert field.hasFocus()


def test_a_device_of_another_machine_stays_chosen(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    desk.panel.show_experiment(with_training(desk.experiment, device="mps"))
    combo = desk.named(ComboBox, "Device")
    assert combo.currentData() == "mps"
    desk.panel.set_devices(["cpu", "cuda"])
    assert [combo.itemData(i) for i in range(combo.count())] == ["auto", "cpu", "cuda", "mps"]


def test_the_buttons_follow_the_state(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    panel = desk.panel
    for state, name, signal in (
        ("idle", "Train", panel.buttons.train_requested),
        ("running", "Pause", panel.buttons.pause_requested),
        ("paused", "Continue", panel.buttons.resume_requested),
    ):
        panel.buttons.show_state(state)
        with qtbot.waitSignal(signal):
            desk.press(name)
        is_running = state == "running"
        for button in ("Train one batch", "Train one epoch", "Randomise"):
            assert desk.named(QAbstractButton, button).isEnabled() is not is_running
        assert desk.named(QAbstractButton, "End this run").isEnabled() is (state != "idle")
    with qtbot.waitSignal(panel.buttons.stop_requested):
        desk.press("End this run")
    with qtbot.waitSignal(panel.buttons.one_batch_requested):
        desk.press("Train one batch")
    with qtbot.waitSignal(panel.buttons.one_epoch_requested):
        desk.press("Train one epoch")
    with qtbot.waitSignal(panel.buttons.randomise_requested):
        desk.press("Randomise")


def test_a_speed_is_chosen(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    combo = desk.named(ComboBox, "Speed")
    assert combo.currentData() is None
    combo.setCurrentIndex(combo.findData(2.0))
    with qtbot.waitSignal(desk.panel.buttons.pace_chosen) as chosen:
        combo.activated.emit(combo.currentIndex())
    assert chosen.args == [2.0]


def test_reset_waits_for_a_run(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    reset = desk.named(QAbstractButton, "Reset")
    assert not reset.isEnabled()
    desk.panel.buttons.set_can_reset(True)
    with qtbot.waitSignal(desk.panel.buttons.reset_requested):
        desk.press("Reset")
    desk.panel.buttons.show_state("running")
    assert not reset.isEnabled()


@pytest.mark.parametrize("name", NAMES)
def test_everything_to_act_on_has_a_name_a_tip_and_keys(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    desk = Desk(qtbot, name)
    actionable = [
        widget
        for widget in desk.panel.findChildren(QWidget)
        if isinstance(widget, (QAbstractButton, QComboBox, QLineEdit)) and widget.isVisible()
    ]
    assert len(actionable) > 15
    for widget in actionable:
        assert widget.accessibleName(), widget
        assert widget.toolTip(), widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.accessibleName()


def test_nothing_is_wider_than_the_narrowest_dock(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    desk.panel.resize(248, 700)
    body = desk.panel.layout().itemAt(0).widget().widget()
    assert body.minimumSizeHint().width() <= 248
