"""Choosing data: by picture, from the list, with its settings and features."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.data.data import split_of, table_of
from core.data.datasets import BUILTIN
from core.data.fitting import builtin_source, features_in_use, fitted_to_data, with_features
from core.experiment import DataSource
from core.files.examples import example
from simulator.theme import theme
from tests.widgets.panel_desk import Desk
from widgets.parts.combo_box import ComboBox
from widgets.parts.fields import NumberField
from widgets.setup.dataset_tiles import DatasetTiles


def test_a_picture_chooses_its_data(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    assert desk.named(QAbstractButton, "Circle").isChecked()
    desk.press("Spiral")
    assert desk.experiment.data.name == "spiral"
    assert desk.named(ComboBox, "Data").currentData() == "spiral"
    desk.space("Moons")
    assert desk.experiment.data.name == "moons"
    assert [tile.accessibleName() for tile in desk.panel.findChild(DatasetTiles).tiles if tile.isChecked()] == [
        "Moons"
    ]
    assert desk.names == ["Choose data"] * 2


def test_a_picture_pressed_again_stays_chosen(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    desk.press("Circle")
    assert desk.named(QAbstractButton, "Circle").isChecked()
    assert not desk.names


def test_a_picture_shows_the_points_in_the_colours_of_their_classes(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    image = desk.named(QAbstractButton, "3 blobs").grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {QColor(color).name() for color in theme("light").classes[:3]} <= colors


def test_the_list_has_every_data_set_under_headings(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank")
    combo = desk.named(ComboBox, "Data")
    values = [combo.itemData(index) for index in range(combo.count())]
    assert [value for value in values if value] == ["none", *BUILTIN]
    headings = [combo.itemText(index) for index, value in enumerate(values) if value is None]
    assert headings == ["Points in the plane", "Logic gates", "Curves and surfaces", "Tables"]
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentData() == "circle", "keys step over headings"
    assert "A disc inside a ring" in combo.itemData(combo.currentIndex(), Qt.ItemDataRole.ToolTipRole)


def test_blobs_of_any_number_are_shown(qtbot: QtBot) -> None:
    five = fitted_to_data(example("circle"), builtin_source("blobs-5"))
    desk = Desk(qtbot, five)
    assert desk.named(ComboBox, "Data").currentText() == "5 blobs"


def test_data_that_is_not_known_is_told(qtbot: QtBot) -> None:
    unknown = replace(example("circle"), data=DataSource("builtin", name="mnist", features=("x1", "x2")))
    desk = Desk(qtbot, unknown)
    assert 'no built-in data "mnist"' in desk.sentences


def test_a_table_in_a_file_is_called_by_its_name(qtbot: QtBot) -> None:
    source = DataSource("file", path="/nowhere/people.csv", input_columns=("a", "b"), target_columns=("c",))
    desk = Desk(qtbot, replace(example("bank"), data=source))
    assert desk.named(ComboBox, "Data").currentText() == "people.csv"
    assert not desk.sees("Samples")


def test_rows_of_the_file_can_be_gone_back_to(qtbot: QtBot) -> None:
    rows = DataSource("inline", ((1.0, 2.0), (2.0, 1.0)), ((0.0,), (1.0,)), features=("x1", "x2", "x1*x2"))
    desk = Desk(qtbot, fitted_to_data(example("bank"), rows))
    desk.choose("Data", "none")
    assert desk.experiment.data == DataSource()
    desk.choose("Data", "inline")
    assert desk.experiment.data == rows
    assert desk.experiment.network.sizes[0] == 3


def test_only_data_that_is_drawn_has_samples_noise_and_a_seed(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    desk.press("More about the data")
    names = ("Samples", "Noise, from 0 to 1", "Seed of the data")
    assert not any(map(desk.sees, names))
    desk.press("Moons")
    assert all(map(desk.sees, names))
    assert (desk.text_of("Samples"), desk.text_of("Noise, from 0 to 1")) == ("500", "0.1")
    assert desk.experiment.data.noise is None
    before = table_of(desk.experiment).inputs
    desk.type("Seed of the data", "3")
    assert desk.experiment.data.seed == 3
    assert not np.array_equal(table_of(desk.experiment).inputs, before)
    desk.type("Noise, from 0 to 1", "1.5")
    assert "1 or less" in desk.sentences


def test_settings_of_the_data_leave_the_network_alone(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    network = desk.experiment.network
    desk.press("More about the data")
    desk.type("Noise, from 0 to 1", "0.3")
    desk.type("Samples", "60")
    desk.choose("Scaling", "minmax")
    desk.space("Stratified")
    assert desk.experiment.network is network
    assert desk.experiment.data.stratify
    inputs = split_of(desk.experiment).train_inputs
    assert (inputs.min(), inputs.max()) == (0, 1)
    desk.choose("Scaling", "none")
    assert desk.experiment.data.scaling.scale == ()


def test_scaling_in_use_is_seen(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    assert "standard scaling" in desk.sentences
    desk.press("More about the data")
    assert desk.named(ComboBox, "Scaling").currentData() == "standard"
    assert "standard scaling" not in desk.sentences


def test_only_classes_can_be_stratified(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "sine")
    desk.press("More about the data")
    assert not desk.sees("Stratified")
    desk.press("Circle")
    assert desk.sees("Stratified")


def test_a_chip_adds_an_input_and_keeps_every_other_weight(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    before = desk.experiment.network
    desk.press("x₁²")
    network = desk.experiment.network
    assert network.inputs == ("x₁", "x₂", "x₁²")
    np.testing.assert_array_equal(network.layers[0].weights[:, :2], before.layers[0].weights)
    assert network.layers[1:] == before.layers[1:]
    desk.space("x₁")
    assert desk.experiment.network.inputs == ("x₂", "x₁²")
    np.testing.assert_array_equal(desk.experiment.network.layers[0].weights, network.layers[0].weights[:, 1:])
    assert not desk.named(QAbstractButton, "x₁").isChecked()
    desk.space("x₁")
    desk.press("x₁²")
    assert desk.experiment.data.features == ()
    assert desk.names == ["Add feature x₁²", "Remove feature x₁", "Add feature x₁", "Remove feature x₁²"]


def test_the_last_chip_stays_on(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    desk.press("x₁")
    desk.press("x₂")
    assert "at least one feature stays" in desk.sentences
    assert desk.named(QAbstractButton, "x₂").isChecked()
    assert features_in_use(desk.experiment) == ("x2",)
    desk.press("sin x₁")
    assert "at least one" not in desk.sentences


def test_a_feature_of_a_file_has_a_chip_too(qtbot: QtBot) -> None:
    desk = Desk(qtbot, with_features(example("circle"), ("x1", "x2*x1")))
    assert desk.named(QAbstractButton, "x₂x₁").isChecked()
    desk.press("x₂x₁")
    assert not desk.sees("x₂x₁")
    assert desk.experiment.data.features == ("x1",)


@pytest.mark.parametrize("name", ["bank", "iris", "sine"])
def test_chips_are_for_rows_of_two_columns(qtbot: QtBot, name: str) -> None:
    assert not Desk(qtbot, name).sees("x₁²")


def test_the_example_stays_raw(qtbot: QtBot) -> None:
    bank = fitted_to_data(example("bank"), builtin_source("bank"))
    desk = Desk(qtbot, with_features(bank, ("x1*x2", "x2^2", "sin(x1)")))
    desk.type("children", "2.5")
    assert desk.experiment.example.inputs[0] == 2.5
    assert not [w for w in desk.panel.findChildren(NumberField) if w.accessibleName() == "x₁x₂"]


def test_features_decide_the_number_of_inputs_of_a_single_example_too(qtbot: QtBot) -> None:
    made = with_features(example("circle"), ("x1", "x2", "x1^2"))
    desk = Desk(qtbot, replace(made, data=DataSource(features=made.data.features)))
    assert not desk.sees("Add an input")
    desk.press("x₁²")
    assert desk.experiment.network.sizes[0] == 2
    assert desk.sees("Add an input")
