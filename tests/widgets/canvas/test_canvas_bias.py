"""Biases as the edges of a node that is always 1, under a hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.files.examples import example
from core.weight_edits import BiasPlace, with_values
from simulator.frames.elements import BiasAt, UnitAt
from simulator.frames.face import BiasAs
from simulator.frames.timeline import Kind
from tests.widgets.canvases import CanvasDesk


def desk_with_nodes(qtbot: QtBot) -> CanvasDesk:
    biased = with_values(example("bank"), {BiasPlace(1, 0): 0.5, BiasPlace(2, 0): 2.0})
    desk = CanvasDesk(qtbot, biased)
    desk.canvas.set_bias(BiasAs.NODE)
    return desk


def test_the_step_is_told_with_the_nodes(qtbot: QtBot) -> None:
    desk = CanvasDesk(qtbot, desk_with_nodes(qtbot).document.experiment)
    without = desk.stage.timeline.beat(Kind.PRODUCTS, 2, 0)
    desk.canvas.set_bias(BiasAs.NODE)
    with_node = desk.stage.timeline.beat(Kind.PRODUCTS, 2, 0)
    assert without is not None
    assert with_node is not None
    assert with_node.duration == pytest.approx(without.duration + without.stagger)
    assert desk.undo_names == []


def test_a_bias_is_edited_on_its_edge(qtbot: QtBot) -> None:
    desk = desk_with_nodes(qtbot)
    desk.click(BiasAt(2, 0))
    assert desk.canvas.selection == BiasAt(2, 0)
    desk.double_click(desk.at(BiasAt(2, 0)))
    desk.type("1/4")
    layer = desk.document.experiment.network.layers[1]
    assert layer.bias.tolist() == [0.25]
    assert layer.weights.tolist() == example("bank").network.layers[1].weights.tolist()
    at = desk.at(BiasAt(1, 0))
    desk.drag(at, at + QPoint(40, 0))
    assert desk.document.experiment.network.layers[0].bias[0] > 0.5
    assert desk.undo_names == ["Change bias of transactions", "Change bias of node_0"]
    desk.click(BiasAt(2, 0))
    qtbot.keyClick(desk.canvas, Qt.Key.Key_Z)
    assert desk.document.experiment.network.layers[1].bias.tolist() == [0.0]


def test_a_bias_without_a_label_is_edited_too(qtbot: QtBot) -> None:
    desk = CanvasDesk(qtbot, "circle")
    desk.canvas.set_bias(BiasAs.NODE)
    desk.canvas.select(UnitAt(2, 1))
    # From the unit along its weights, then its bias.
    for _ in range(5):
        qtbot.keyClick(desk.canvas, Qt.Key.Key_Tab)
    assert desk.canvas.selection == BiasAt(2, 1)
    qtbot.keyClick(desk.canvas, Qt.Key.Key_7)
    desk.type("")
    assert desk.document.experiment.network.layers[1].bias.tolist() == [0.0, 7.0]
