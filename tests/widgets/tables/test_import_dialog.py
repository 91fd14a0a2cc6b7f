"""The import dialog by hand and by keyboard, with real files and real threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.widgets.import_dialogs import FLOWERS, Open, dialogs, settled
from widgets.parts.combo_box import ComboBox
from widgets.tables.import_dialog import ImportDialog

# The offscreen platform says such things of everything that pops up; it is not about us.


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    yield from dialogs(qtbot, tmp_path)


def column_of(dialog: ImportDialog, name: str) -> int:
    plan = dialog.plan
    assert plan is not None
    return plan.table.names.index(name)


def press_chip(qtbot: QtBot, dialog: ImportDialog, name: str) -> None:
    header = dialog.table.view.header
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.chip(column_of(dialog, name)).center())


def choose_entry(qtbot: QtBot, dialog: ImportDialog, words: str) -> None:
    menu = dialog.table.view.menu
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    entry = next(entry for entry in menu.actions() if entry.text() == words)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())


def choose(qtbot: QtBot, combo: ComboBox, value: object) -> None:
    """With the arrow keys, as the popup of an offscreen combo box takes no clicks."""
    combo.setFocus()
    wanted = [combo.itemData(index) for index in range(combo.count())].index(value)
    while combo.currentIndex() != wanted:
        qtbot.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)


# --- what is shown


def test_a_table_is_shown_with_roles_and_what_will_come_of_it(opened: Open) -> None:
    dialog = opened(FLOWERS)
    assert dialog.status == "30 rows: 4 inputs → 3 classes; 6 held out."
    assert dialog.import_button.isEnabled()
    model = dialog.table.model
    assert [model.role_name(column) for column in range(4)] == ["Input", "Input", "Input", "Target"]
    assert [model.kind(column) for column in range(4)] == ["number", "number", "2 categories", "3 categories"]
    assert [model.index(0, column).data() for column in range(4)] == ["0.5", "0", "red", "a"]


def test_a_role_is_chosen_in_the_heading(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(FLOWERS)
    press_chip(qtbot, dialog, "colour")
    choose_entry(qtbot, dialog, "Ignored")
    assert settled(qtbot, dialog) == "30 rows: 2 inputs → 3 classes; 6 held out."
    press_chip(qtbot, dialog, "colour")
    choose_entry(qtbot, dialog, "Target")
    assert settled(qtbot, dialog) == "30 rows: 5 inputs → 2 classes; 6 held out."


def test_several_columns_take_a_role_together(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(FLOWERS)
    header = dialog.table.view.header
    for name, modifier in (("length", Qt.KeyboardModifier.NoModifier), ("colour", Qt.KeyboardModifier.ShiftModifier)):
        at = QPoint(header.chip(column_of(dialog, name)).center().x(), 12)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, at)
    press_chip(qtbot, dialog, "width")
    choose_entry(qtbot, dialog, "Ignored")
    assert settled(qtbot, dialog) == "inputs: choose at least one input"
    assert not dialog.import_button.isEnabled()


def test_roles_are_chosen_by_keyboard_alone(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(FLOWERS)
    view = dialog.table.view
    assert view.hasFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert settled(qtbot, dialog) == "30 rows: 3 inputs → 3 classes; 6 held out."
    qtbot.keyClick(view, Qt.Key.Key_T)
    assert settled(qtbot, dialog) == "30 rows: 6 inputs → 1 target; 6 held out."
    qtbot.keyClick(view, Qt.Key.Key_Space)
    menu = view.menu
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    assert menu.activeAction().text() == "Target"
    qtbot.keyClick(menu, Qt.Key.Key_Up)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert settled(qtbot, dialog) == "targets: choose at least one target"


def test_the_present_column_is_told_below_and_takes_its_role_there(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(FLOWERS)
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_Right)
    assert [label.text() for label in dialog.table.labels] == ["width", "0 to 6"]
    assert dialog.table.role_choice.currentData() == "input"
    roles = dialog.table.role_choice
    roles.setFocus()
    qtbot.keyClick(roles, Qt.Key.Key_Down)
    qtbot.waitUntil(roles.view().isVisible)
    assert dialog.plan is not None
    assert dialog.plan.roles[3] == "target"
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(roles.view(), key)
    assert settled(qtbot, dialog) == "30 rows: 3 inputs → 3 classes; 6 held out."
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_End)
    assert [label.text() for label in dialog.table.labels] == ["kind", "a, b, c"]
    assert not dialog.table.reading_choice.isVisible()


def test_numbers_become_classes(opened: Open, qtbot: QtBot) -> None:
    dialog = opened("x,y\n" + "".join(f"{index},{index % 4}\n" for index in range(20)))
    assert dialog.status == "20 rows: 1 input → 1 target; 4 held out."
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_End)
    choose(qtbot, dialog.table.reading_choice, True)
    assert settled(qtbot, dialog) == "20 rows: 1 input → 4 classes; 4 held out."
    assert dialog.table.model.kind(1) == "4 categories"


def test_a_date_says_why_it_is_refused(opened: Open, qtbot: QtBot) -> None:
    dialog = opened("when,x,y\n" + "".join(f"2024-01-{day:02d},{day},{day}\n" for day in range(1, 20)))
    assert dialog.table.model.role_name(0) == "Ignored"
    assert dialog.table.labels[1].text().startswith("dates are no numbers")
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_I)
    assert settled(qtbot, dialog).startswith('column "when": dates are no numbers')
    assert not dialog.import_button.isEnabled()


def test_a_picture_has_a_column_a_pixel_and_is_shown_at_once(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    np.savez(tmp_path / "a.npz", pixels=np.ones((30, 5000)), label=np.arange(30))
    dialog = opened((tmp_path / "a.npz").read_bytes(), "b.npz")
    assert dialog.status == "30 rows: 5,000 inputs → 1 target; 6 held out."
    assert not dialog.format_row.isVisible()
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_End)
    assert dialog.table.labels[0].text() == "label"


def test_everything_has_a_name_for_those_who_do_not_see_it(opened: Open) -> None:
    dialog = opened(FLOWERS)
    for widget in dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget
    spoken = dialog.table.model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "kind, 3 categories, Target"


# --- settings


def test_missing_values_are_counted_and_treated_as_chosen(opened: Open, qtbot: QtBot) -> None:
    dialog = opened("x,y\n1,2\n,3\n4,5\n6,7\n8,9\n")
    assert dialog.settings.missing_count == "1 missing"
    assert dialog.status == "4 rows: 1 input → 1 target; 1 held out, 1 dropped."
    choose(qtbot, dialog.settings.missing, "mean")
    assert settled(qtbot, dialog) == "5 rows: 1 input → 1 target; 1 held out."
    choose(qtbot, dialog.settings.missing, "refuse")
    assert settled(qtbot, dialog).startswith('column "x", row 2: a value is missing')


def test_the_share_of_test_rows_is_typed(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(FLOWERS)
    field = dialog.settings.test_share
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert settled(qtbot, dialog) == "30 rows: 4 inputs → 3 classes; 15 held out."
    assert dialog.isVisible()


def test_a_split_column_takes_the_place_of_the_share(opened: Open, qtbot: QtBot) -> None:
    rows = "".join(f"{index},{index},{('train', 'test')[index % 3 == 0]}\n" for index in range(12))
    dialog = opened("x,y,split\n" + rows)
    assert dialog.status == "12 rows: 1 input → 1 target; 4 held out."
    assert not dialog.settings.test_share.isEnabled()
    assert dialog.settings.test_share.placeholderText() == "by the split column"
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_End)
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_Delete)
    assert settled(qtbot, dialog) == "12 rows: 1 input → 1 target; 2 held out."
    assert dialog.settings.test_share.isEnabled()


# --- the format


def test_delimiter_and_decimal_comma_are_found(opened: Open) -> None:
    dialog = opened("x;y\n1,5;2,5\n3,5;4,5\n5,5;6,25\n")
    row = dialog.format_row
    assert [combo.currentData() for combo in (row.delimiter, row.decimal, row.header)] == [";", ",", True]
    assert dialog.table.model.texts(1) == ("2.50", "4.50", "6.25")


def test_another_format_reads_the_table_anew(opened: Open, qtbot: QtBot) -> None:
    dialog = opened("1,2\n3,4\n5,6\n7,8\n9,1\n")
    assert dialog.table.model.headerData(0, Qt.Orientation.Horizontal) == "column 1"
    choose(qtbot, dialog.format_row.header, True)
    assert settled(qtbot, dialog) == "4 rows: 1 input → 1 target; 1 held out."
    assert dialog.table.model.headerData(0, Qt.Orientation.Horizontal) == "1"
    choose(qtbot, dialog.format_row.delimiter, "|")
    assert settled(qtbot, dialog).startswith("needs two columns")
    choose(qtbot, dialog.format_row.delimiter, ",")
    assert settled(qtbot, dialog) == "4 rows: 1 input → 1 target; 1 held out."
    assert dialog.format_row.header.currentData() is True


def test_another_file_begins_anew(
    opened: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened("x,y\n1\n")
    assert dialog.status == "table.csv: line 2: 1 cells, 2 expected"
    other = tmp_path / "other.csv"
    other.write_text(FLOWERS, encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    qtbot.mouseClick(dialog.choose_button, Qt.MouseButton.LeftButton)
    assert settled(qtbot, dialog) == "30 rows: 4 inputs → 3 classes; 6 held out."
