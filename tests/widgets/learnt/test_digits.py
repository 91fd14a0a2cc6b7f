"""An image is drawn by hand and becomes the example; rows are seen as images."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.data import example_at, table_of
from core.edits import with_example
from core.files.examples import example
from tests.widgets.panels import LEFT, Desk, Show
from widgets.learnt.digit_pad import SIDE


@pytest.fixture
def digits(show: Show, qapp: QApplication) -> Desk:
    return Desk(show, qapp, example("digits"))


def stroke(qtbot: QtBot, desk: Desk, *points: tuple[int, int]) -> None:
    pad = desk.panel.digit.pad
    qtbot.mousePress(pad, LEFT, pos=QPoint(*points[0]))
    for point in points[1:]:
        qtbot.mouseMove(pad, QPoint(*point))
    qtbot.mouseRelease(pad, LEFT, pos=QPoint(*points[-1]))


def image(desk: Desk) -> np.ndarray:
    return np.reshape(desk.experiment.example.inputs, (8, 8))


def test_a_stroke_is_one_edit_and_is_centred_at_the_size_of_the_data(qtbot: QtBot, digits: Desk) -> None:
    digits.panel.digit.clear.click()
    assert digits.experiment.example.inputs == (0.0,) * 64
    assert digits.experiment.example.targets is None
    stroke(qtbot, digits, (20, 20), (20, 40), (20, 60))
    assert digits.document.undo_stack.count() == 2
    drawn = image(digits)
    assert drawn[:, 3:5].min() > 2
    assert drawn[:, :2].max() == drawn[:, 6:].max() == 0
    assert set(drawn.ravel().tolist()) <= set(range(17))
    digits.document.undo_stack.undo()
    assert not image(digits).any()
    assert not digits.panel.digit.pad._image.any()


def test_a_drawing_is_told_what_it_is_meant_to_be(qtbot: QtBot, digits: Desk) -> None:
    section = digits.panel.digit
    row = digits.experiment.example
    assert [button.text() for button in section.meant.buttons if button.isChecked()] == ["0"]
    assert row.targets[0] == 1
    section.clear.click()
    assert section.meant.buttons[-1].isChecked()
    stroke(qtbot, digits, (84, 20), (84, 140))
    assert digits.experiment.example.targets is None
    assert "no loss" in section.meant_words.text()
    count, drawn = digits.document.undo_stack.count(), digits.experiment.example.inputs
    section.meant.buttons[1].click()
    assert digits.document.undo_stack.count() == count + 1
    assert digits.experiment.example.inputs == drawn
    assert digits.experiment.example.targets == tuple(np.eye(10)[1].tolist())
    stroke(qtbot, digits, (60, 40), (84, 20))
    assert digits.experiment.example.targets[1] == 1, "drawing on, it is meant to be the same"
    section.meant.buttons[-1].click()
    assert digits.experiment.example.targets is None
    digits.document.undo_stack.undo()
    assert section.meant.buttons[1].isChecked()
    section.clear.click()
    assert digits.experiment.example.targets is None
    digits.document.edit("row", with_example(digits.experiment, row))
    assert section.meant.buttons[0].isChecked()
    stroke(qtbot, digits, (84, 20), (84, 40))
    assert digits.experiment.example.targets is None, "a row that is drawn over is no longer what it was"


def test_strokes_go_on_where_the_last_one_was(qtbot: QtBot, digits: Desk) -> None:
    digits.panel.digit.clear.click()
    stroke(qtbot, digits, (40, 30), (40, 120))
    stroke(qtbot, digits, (120, 30), (120, 120))
    assert digits.document.undo_stack.count() == 3
    drawn = image(digits)
    assert drawn[3:5, :2].max() > 8
    assert drawn[3:5, 6:].max() > 8
    assert drawn[3:5, 3:5].max() == 0


def test_drawn_onto_an_image_it_stays_in_place(qtbot: QtBot, digits: Desk) -> None:
    before = image(digits)
    stroke(qtbot, digits, (10, SIDE - 10), (12, SIDE - 10))
    changed = image(digits) != before
    assert changed[7, 0]
    assert not changed[:6, 2:].any()


def test_the_eraser_takes_ink_away(qtbot: QtBot, digits: Desk) -> None:
    before = image(digits)
    digits.panel.digit.tools._group.button(1).click()
    stroke(qtbot, digits, *[(x, y) for y in range(0, SIDE, 12) for x in range(0, SIDE, 12)])
    assert image(digits).sum() < 0.2 * before.sum()


def test_bars_follow_the_example(digits: Desk) -> None:
    bars = digits.panel.digit.shares
    before = bars._shares
    assert before.sum() == pytest.approx(1)
    digits.document.edit("row", with_example(digits.experiment, example_at(table_of(digits.experiment), 7)))
    assert not np.array_equal(bars._shares, before)
    assert bars.accessibleDescription()
    assert np.array_equal(digits.panel.digit.pad._image, image(digits) / 16)


def test_keys_draw_too(qtbot: QtBot, digits: Desk) -> None:
    digits.panel.digit.clear.click()
    pad = digits.panel.digit.pad
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Space):
        qtbot.keyClick(pad, key)
    assert image(digits).max() > 8


def test_images_lead_to_their_rows(qtbot: QtBot, digits: Desk, qapp: QApplication) -> None:
    section = digits.panel.images
    assert not section.is_open
    section.open()
    digits.evaluate()
    digits.settle(qapp)
    grid = section.grid
    first = int(grid._images.rows[0])
    with qtbot.waitSignal(digits.panel.row_chosen) as chosen:
        qtbot.mouseClick(grid, LEFT, pos=grid.rect_of(0).center().toPoint())
    assert chosen.args == [first]
    section._after.click()
    page = grid.span[0]
    assert page == grid._page
    assert section._where.text().startswith(f"{page + 1}–{2 * page} of 1,797, ")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(grid, key)
    grid.grab()
    with qtbot.waitSignal(digits.panel.row_chosen) as chosen:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert chosen.args == [int(grid._images.rows[page + 1 + grid._columns])]
