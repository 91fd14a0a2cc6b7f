"""What a screen reader finds on the canvas."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from pytestqt.qtbot import QtBot

from core.files.examples import example
from core.message import Message
from core.structure import with_unit_removed
from simulator.frames.elements import BiasAt, EdgeAt, UnitAt
from simulator.telling.told_step import markdown_of, told_beat
from tests.widgets.canvases import CanvasDesk
from widgets.canvas.canvas_accessible import CanvasAccessible, install, told_elements

NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    install()


@pytest.fixture
def desk(qtbot: QtBot) -> CanvasDesk:
    return CanvasDesk(qtbot, "bank")


def heard(desk: CanvasDesk) -> CanvasAccessible:
    found = QAccessible.queryAccessibleInterface(desk.canvas)
    assert isinstance(found, CanvasAccessible)
    return found


def test_every_unit_weight_and_bias_has_a_name(desk: CanvasDesk) -> None:
    canvas = heard(desk)
    assert canvas.text(NAME) == "Network"
    names = [canvas.child(index).text(NAME) for index in range(canvas.childCount())]
    assert names[:6] == [
        "children: 2",
        "accounts: 3",
        "node_0: 5",
        "weight children → node_0: 1",
        "weight accounts → node_0: 1",
        "bias of node_0: 0",
    ]
    assert len(names) == 2 + 3 + 6 + 3
    assert all(names)


def test_what_can_be_changed_says_so(desk: CanvasDesk) -> None:
    canvas = heard(desk)
    assert canvas.of(UnitAt(1, 0)).text(DESCRIPTION) == ""
    assert "Enter" in canvas.of(EdgeAt(1, 0, 0)).text(DESCRIPTION)
    assert canvas.of(EdgeAt(1, 0, 0)).state().editable
    assert not canvas.of(UnitAt(1, 0)).state().editable


def test_parent_and_child_know_each_other(desk: CanvasDesk) -> None:
    canvas = heard(desk)
    for index in range(canvas.childCount()):
        child = canvas.child(index)
        assert canvas.indexOfChild(child) == index
        assert child.parent() is canvas
        assert child.isValid()
    assert canvas.child(99) is None


def test_a_place_leads_to_what_stands_there(desk: CanvasDesk) -> None:
    canvas = heard(desk)
    for element in (UnitAt(1, 0), EdgeAt(1, 0, 0), BiasAt(2, 0)):
        middle = canvas.of(element).rect().center()
        found = canvas.childAt(middle.x(), middle.y())
        assert found is canvas.of(element)


def test_the_selected_has_the_focus(desk: CanvasDesk, qtbot: QtBot) -> None:
    canvas = heard(desk)
    assert canvas.focusChild() is None
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(desk.canvas, key)
    assert canvas.focusChild() is canvas.of(UnitAt(1, 0))
    state = canvas.of(UnitAt(1, 0)).state()
    assert state.selected
    assert state.focused
    assert not canvas.of(UnitAt(1, 1)).state().selected


def test_what_is_gone_is_invalid(desk: CanvasDesk) -> None:
    gone = heard(desk).of(UnitAt(1, 1))
    desk.document.edit(Message("Remove a unit"), with_unit_removed(desk.document.experiment, 1))
    assert not gone.isValid()
    assert gone.text(NAME) == ""
    assert gone.state().invalid
    desk.document.undo_stack.undo()
    assert gone.isValid()


def test_a_large_network_is_told_unit_by_unit() -> None:
    network = example("digits").network
    units = sum(network.sizes)
    assert network.weight_count > 2000
    assert len(told_elements(network, None)) == units
    assert len(told_elements(network, UnitAt(1, 3))) == units + network.sizes[0] + 1
    assert len(told_elements(network, UnitAt(0, 3))) == units


def test_every_beat_is_announced_in_the_words_of_the_transcript(
    desk: CanvasDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = heard(desk)
    usual = canvas.text(DESCRIPTION)
    assert "Arrow keys" in usual
    said: list[str] = []
    monkeypatch.setattr(
        "widgets.canvas.canvas_accessible.QAccessible",
        _Listening(QAccessible, lambda event: said.append(event)),
    )
    made, timeline = desk.stage.trace, desk.stage.timeline
    for beat in timeline.beats:
        for share in (0.1, 0.9):
            desk.stage.playhead.seek(beat.start + share * beat.duration)
        assert canvas.text(DESCRIPTION) == told_beat(made, beat).spoken
    assert said == [told_beat(made, beat).announced for beat in timeline.beats]
    text = markdown_of(made, timeline, desk.stage.experiment)
    for beat in timeline.beats:
        told = told_beat(made, beat)
        assert told.sentence in text
        assert all(f"- {line}\n" in text for line in told.arithmetic)
    desk.stage.playhead.rest()
    assert canvas.text(DESCRIPTION) == usual


class _Listening:
    """Somebody listens: what would go to the platform is kept."""

    def __init__(self, real: type[QAccessible], hear: Callable[[str], None]) -> None:
        self._real, self._hear = real, hear

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def isActive(self) -> bool:
        return True

    def updateAccessibility(self, event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            self._hear(event.message())
