"""What a layer can be given, unfolded by its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.activations import ACTIVATIONS
from core.initialise import INITIALISERS
from tests.widgets.panel_desk import Desk
from widgets.parts.combo_box import ComboBox


def test_the_name_of_a_layer_unfolds_the_rest(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    assert not desk.sees("Use a bias")
    desk.space("hidden 2")
    assert desk.sees("Use a bias")
    desk.press("hidden 2")
    assert not desk.sees("Use a bias")


def test_without_a_bias_the_biases_are_0(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "circle")
    desk.press("hidden 2")
    desk.space("Use a bias")
    hidden = desk.experiment.network.layers[1]
    assert not hidden.use_bias
    assert desk.experiment.network.layers[0].use_bias
    assert "no bias" in desk.named(QAbstractButton, "hidden 2").toolTip()
    desk.press("Use a bias")
    assert desk.experiment.network.layers[1].use_bias
    assert desk.names == ["Set Use a bias"] * 2


def test_the_initialiser_is_automatic_until_one_is_chosen(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "bank-relu")
    desk.press("hidden")
    combo = desk.named(ComboBox, "Initialiser")
    assert combo.currentText() == "automatic (he_uniform)"
    assert [combo.itemData(index) for index in range(combo.count())] == [None, *INITIALISERS]
    desk.choose("Initialiser", "orthogonal")
    assert desk.experiment.network.layers[0].init == "orthogonal"
    assert combo.itemText(0) == "automatic (he_uniform)"
    desk.choose("Initialiser", None)
    assert desk.experiment.network.layers[0].init is None


def test_dropout_is_for_hidden_layers(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    desk.press("output")
    assert not desk.sees("Dropout")
    desk.press("hidden")
    desk.type("Dropout", "0.25")
    assert desk.experiment.network.layers[0].dropout == 0.25
    desk.type("Dropout", "1")
    assert "below 1" in desk.sentences
    assert desk.experiment.network.layers[0].dropout == 0.25


def test_details_stay_open_while_a_layer_is_added(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "iris")
    desk.press("hidden")
    desk.press("Add a hidden layer before the output")
    assert desk.sees("Dropout")
    desk.type("Dropout", "0.5")
    assert [layer.dropout for layer in desk.experiment.network.layers] == [0.5, 0, 0]


@pytest.mark.parametrize("name", ["circle", "iris"])
def test_every_activation_says_what_it_does_and_shows_its_curve(qtbot: QtBot, name: str) -> None:
    desk = Desk(qtbot, name)
    last = len(desk.experiment.network.layers) - 1
    combo = desk.named(ComboBox, "Activation", index=last)
    seen = set()
    for index in range(combo.count()):
        entry = ACTIVATIONS[combo.itemData(index)]
        tip = " ".join(combo.itemData(index, Qt.ItemDataRole.ToolTipRole).split())
        for said in (str(entry.sentence), str(entry.fault), entry.source):
            assert said in tip
        image = combo.itemIcon(index).pixmap(32, 32).toImage()
        seen.add(bytes(image.constBits()))
    has_softmax = name == "iris"
    assert combo.count() == len(ACTIVATIONS) - (not has_softmax)
    assert len(seen) == combo.count() - has_softmax, "only softmax looks like another: sigmoid"
