"""The overview appears where it is of use, and leads to what it shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from simulator.frames.elements import UnitAt
from tests.widgets.canvases import CanvasDesk
from widgets.canvas.minimap import Minimap


@pytest.mark.parametrize("name", ["bank", "digits"])
def test_a_press_brings_that_part_to_the_middle(qtbot: QtBot, name: str) -> None:
    desk = CanvasDesk(qtbot, name)
    overview = desk.canvas.findChild(Minimap)
    assert not overview.isVisible()
    desk.canvas.zoom_by(4)
    assert overview.isVisible()
    blank = overview.grab().toImage()
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(2, overview.height() // 2))
    at = desk.at(UnitAt(0, 0))
    assert at.x() > 0
    assert overview.grab().toImage() != blank
    right = QPoint(overview.width() - 2, overview.height() // 2)
    qtbot.mousePress(overview, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseMove(overview, right)
    assert desk.at(UnitAt(0, 0)).x() < 0
    desk.canvas.fit()
    assert not overview.isVisible()
