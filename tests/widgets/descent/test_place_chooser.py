"""A weight is chosen by pointing, by the keys, or by some letters of its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.edits import with_bias_used
from core.files.examples import example
from core.weight_edits import BiasPlace, Place, WeightPlace
from widgets.descent import place_chooser
from widgets.descent.place_chooser import PlaceChooser

Show = Callable[..., QWidget]


@pytest.fixture
def chooser(show: Show) -> PlaceChooser:
    made = PlaceChooser("Along", "Choose", nothing="nothing else")
    show(made)
    made.show_network(example("xor").network)
    return made


def texts(chooser: PlaceChooser) -> list[str]:
    return [chooser.itemText(at) for at in range(chooser.count())]


def test_it_lists_every_weight_and_every_bias_in_use(chooser: PlaceChooser) -> None:
    assert texts(chooser)[:4] == [
        "nothing else",
        "x₁ → node_0, hidden",
        "x₂ → node_0, hidden",
        "bias of node_0, hidden",
    ]
    assert len(texts(chooser)) == 1 + 9 + 4
    assert chooser.place is None
    without = with_bias_used(example("xor"), 1, False)
    chooser.show_network(without.network)
    assert len(texts(chooser)) == 1 + 9 + 1


def test_letters_of_a_name_find_it(qtbot: QtBot, chooser: PlaceChooser) -> None:
    chosen: list[Place | None] = []
    chooser.chosen.connect(chosen.append)
    chooser.setFocus()
    popup = chooser.lineEdit().completer().popup()
    chooser.lineEdit().selectAll()
    qtbot.keyClicks(chooser.lineEdit(), "bias node_2")
    qtbot.waitUntil(lambda: popup.currentIndex().isValid())
    assert chooser.lineEdit().text() == "bias node_2"
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert chosen[-1] == BiasPlace(1, 2)
    assert chooser.place == BiasPlace(1, 2)
    chooser.lineEdit().selectAll()
    qtbot.keyClicks(chooser.lineEdit(), "NODE1TRUE")
    qtbot.waitUntil(lambda: popup.currentIndex().isValid())
    assert popup.model().index(0, 0).data() == "node_1 → true, output"
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert chosen[-1] == WeightPlace(2, 0, 1)
    assert chooser.currentText() == "node_1 → true, output"


def test_what_is_no_name_is_put_back(qtbot: QtBot, chooser: PlaceChooser) -> None:
    network = example("xor").network
    chooser.show_place(network, WeightPlace(1, 1, 0))
    chooser.setFocus()
    chooser.lineEdit().selectAll()
    qtbot.keyClicks(chooser.lineEdit(), "nobody")
    qtbot.keyClick(chooser.lineEdit(), Qt.Key.Key_Return)
    assert chooser.currentText() == "x₁ → node_1, hidden"
    assert chooser.place == WeightPlace(1, 1, 0)


def test_of_a_large_network_the_first_are_listed_and_any_can_be_shown(
    chooser: PlaceChooser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_chooser, "MOST", 50)
    network = example("digits").network
    chooser.show_network(network)
    assert chooser.count() == 51
    assert "50" in chooser.toolTip()
    chooser.show_place(network, WeightPlace(2, 9, 3))
    assert chooser.place == WeightPlace(2, 9, 3)
    assert chooser.currentText() == f"node_3 → {network.output.units[9]}, output"


def test_the_same_names_are_not_listed_again(chooser: PlaceChooser) -> None:
    chooser.show_place(example("xor").network, WeightPlace(1, 1, 0))
    chooser.show_network(example("xor").network)
    assert chooser.place == WeightPlace(1, 1, 0)


def test_a_number_that_is_gone_is_no_longer_chosen(chooser: PlaceChooser) -> None:
    network = example("xor").network
    chooser.show_place(network, WeightPlace(2, 0, 2))
    smaller = example("bank").network
    chooser.show_network(smaller)
    assert chooser.place is None
    assert chooser.currentText() in ("", "nothing else")
    chooser.show_place(smaller, WeightPlace(2, 0, 1))
    chooser.show_network(network)
    assert chooser.place == WeightPlace(2, 0, 1)
