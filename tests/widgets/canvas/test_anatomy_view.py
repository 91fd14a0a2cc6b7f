"""The window with one unit follows the stage."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.files.examples import example
from core.message import Message
from core.structure import with_layer_added, with_unit_moved, with_unit_removed, with_unit_renamed
from simulator.document.document import Document
from simulator.frames.elements import UnitAt
from simulator.stage.stage import Stage
from tests.by_hand import with_weight
from widgets.canvas.anatomy_view import AnatomyDialog


def opened(qtbot: QtBot, name: str, unit: UnitAt) -> tuple[Document, Stage, AnatomyDialog]:
    document = Document(example(name))
    stage = Stage(document)
    dialog = AnatomyDialog(stage, unit)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return document, stage, dialog


def test_it_names_its_unit_and_says_the_sum(qtbot: QtBot) -> None:
    _, _, dialog = opened(qtbot, "bank", UnitAt(1, 0))
    assert dialog.windowTitle() == "hidden › node_0"
    assert dialog.view.accessibleDescription() == "z = (2 × 1) + (3 × 1) = 5; a = 5"


def test_it_follows_edits_and_the_playhead(qtbot: QtBot) -> None:
    document, stage, dialog = opened(qtbot, "bank", UnitAt(1, 0))
    document.edit(Message("edit"), with_weight(document.experiment, 1, 0, 0, 4.0))
    assert dialog.view.anatomy.sum.text == "11"
    stage.playhead.seek(0.1)
    assert dialog.view.anatomy.is_waiting


def test_arrow_keys_walk_to_other_units_but_not_to_inputs(qtbot: QtBot) -> None:
    _, _, dialog = opened(qtbot, "bank", UnitAt(1, 0))
    qtbot.keyClick(dialog.view, Qt.Key.Key_Down)
    assert dialog.view.unit == UnitAt(1, 1)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Left)
    assert dialog.view.unit == UnitAt(1, 1)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Right)
    assert dialog.view.unit == UnitAt(2, 0)
    assert dialog.windowTitle() == "output › transactions"
    qtbot.keyClick(dialog.view, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_plays_and_goes_from_beat_to_beat(qtbot: QtBot) -> None:
    _, stage, dialog = opened(qtbot, "bank", UnitAt(1, 0))
    qtbot.keyClicks(dialog.view, "..")
    assert stage.playhead.time == stage.timeline.beats[2].start
    qtbot.keyClicks(dialog.view, ",")
    assert stage.playhead.time == stage.timeline.beats[1].start
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert stage.playhead.is_playing
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert not stage.playhead.is_playing


def test_where_the_unit_is_no_more_a_neighbour_takes_its_place(qtbot: QtBot) -> None:
    document, _, dialog = opened(qtbot, "circle", UnitAt(1, 3))
    document.replace(example("bank"))
    assert dialog.view.unit == UnitAt(1, 1)


def test_the_unit_stays_the_same_when_others_come_and_go(qtbot: QtBot) -> None:
    document, _, dialog = opened(qtbot, "circle", UnitAt(1, 2))
    title, answer = dialog.windowTitle(), dialog.view.anatomy.sum.text
    document.edit(Message("Remove"), with_unit_removed(document.experiment, 1, 0))
    assert dialog.view.unit == UnitAt(1, 1)
    document.edit(Message("Move"), with_unit_moved(document.experiment, 1, 1, 0))
    assert dialog.view.unit == UnitAt(1, 0)
    document.edit(Message("Insert"), with_layer_added(document.experiment, 2))
    assert (dialog.windowTitle(), dialog.view.anatomy.sum.text) == (title, answer)
    for _ in range(3):
        document.undo_stack.undo()
    assert dialog.view.unit == UnitAt(1, 2)
    document.edit(Message("Rename"), with_unit_renamed(document.experiment, 1, 2, "third"))
    assert dialog.windowTitle() == "hidden 1 › third"
    assert dialog.view.anatomy.sum.text == answer
