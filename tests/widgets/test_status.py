"""What the status bar says stands where the notes do, and over nothing else."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from widgets.status import StatusBar


def test_a_message_stands_in_place_of_the_notes(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(600, 26)
    bar.show_notes("Try it: play.")
    bar.show()
    qtbot.waitExposed(bar)
    notes = bar._notes.geometry()
    bar.say_for_a_while("Cannot be done, and the reason is long. " * 10)
    room = bar.message_rect()
    assert room.topLeft() == notes.topLeft()
    assert room.width() > 200
    assert not room.intersects(bar._device.geometry())
    assert not bar._notes.isVisible()
    assert bar.toolTip() == bar.currentMessage()
    assert not bar.grab().isNull()
    bar.clearMessage()
    assert bar._notes.isVisible()
    assert not bar.toolTip()
