"""Fields check what is typed where it is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from widgets.parts.controls import LabelledRow
from widgets.parts.fields import NumberField, Stepper

Show = Callable[..., QWidget]


def type_into(qtbot: QtBot, field: NumberField, text: str, *, enter: bool = True) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    if enter:
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_number_is_committed_once(qtbot: QtBot, show: Show) -> None:
    field, other = NumberField("rate"), QLineEdit()
    show(field, other)
    field.set_value(0.1)
    got: list[float] = []
    field.committed.connect(got.append)
    type_into(qtbot, field, "-0,25")
    other.setFocus()
    assert got == [-0.25]
    assert field.text() == "−0.25"


def test_leaving_the_field_commits(qtbot: QtBot, show: Show) -> None:
    field, other = NumberField("rate"), QLineEdit()
    show(field, other)
    field.set_value(1.0)
    type_into(qtbot, field, "2", enter=False)
    with qtbot.waitSignal(field.committed) as signal:
        other.setFocus()
    assert signal.args == [2.0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "not known"),
        ("nan", "not known"),
        ("1e999", "Too large"),
        ("", "Type a number"),
        ("1 2", "not a number"),
    ],
)
def test_what_is_no_number_is_put_back_and_says_why(qtbot: QtBot, show: Show, text: str, why: str) -> None:
    field = NumberField("rate")
    row = LabelledRow("rate", field)
    show(row)
    field.set_value(0.5)
    got: list[float] = []
    field.committed.connect(got.append)
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not got
    assert field.text() == "0.5"
    assert why in row.complaint
    assert why in field.toolTip()
    qtbot.keyClicks(field, "7")
    assert row.complaint == ""


def test_a_refusal_outlives_leaving_the_field(qtbot: QtBot, show: Show) -> None:
    field, other = NumberField("rate"), QLineEdit()
    row = LabelledRow("rate", field)
    show(row, other)
    field.set_value(0.5)
    type_into(qtbot, field, "abc", enter=False)
    other.setFocus()
    assert field.text() == "0.5"
    assert row.complaint
    assert field.property("refused")


def test_whole_numbers_stay_whole_and_in_range(qtbot: QtBot, show: Show) -> None:
    field = NumberField("seed", whole=True, low=1)
    show(field)
    field.set_value(3)
    type_into(qtbot, field, str(2**62 + 1))
    assert field.value == 2**62 + 1
    for refused in ("1.5", "0"):
        with qtbot.waitSignal(field.refused):
            type_into(qtbot, field, refused)
        assert field.value == 2**62 + 1


def test_arrow_keys_step_through_whole_numbers(qtbot: QtBot, show: Show) -> None:
    field = NumberField("row", whole=True, low=1, high=2)
    show(field)
    field.set_value(1)
    field.setFocus()
    got: list[int] = []
    field.committed.connect(got.append)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(field, key)
    assert got == [2, 1]


def test_text_being_typed_is_not_overwritten(qtbot: QtBot, show: Show) -> None:
    field = NumberField("rate")
    show(field)
    field.set_value(1.0)
    type_into(qtbot, field, "12", enter=False)
    field.set_value(5.0)
    assert field.text() == "12"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "5"


def test_few_digits_at_rest_all_while_typing(qtbot: QtBot, show: Show) -> None:
    field, other = NumberField("x"), QLineEdit()
    show(other, field)
    other.setFocus()
    field.set_value(1 / 3)
    assert field.text() == "0.3333"
    got: list[float] = []
    field.committed.connect(got.append)
    field.setFocus()
    assert field.text() == "0.3333333333333333"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    other.setFocus()
    assert not got
    assert field.value == 1 / 3


def test_the_stepper_stops_at_one(qtbot: QtBot, show: Show) -> None:
    stepper = Stepper("units", "fewer", "more")
    show(stepper)
    stepper.show_count(1)
    fewer, more = stepper.findChildren(type(stepper._fewer))
    assert not fewer.isEnabled()
    with qtbot.waitSignal(stepper.more):
        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    stepper.show_count(4, is_fixed=True)
    assert not more.isVisible()
    assert stepper.count == 4


def test_an_optional_field_may_be_empty(qtbot: QtBot, show: Show) -> None:
    field = NumberField("decay", optional=True, low=0, hint="Shrinks weights.")
    field.set_placeholder("off")
    show(field)
    got: list[float | None] = []
    field.committed.connect(got.append)
    assert field.toolTip() == "decay: off\nShrinks weights."
    type_into(qtbot, field, "0.5")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert got == [0.5, None]
    assert (field.value, field.text()) == (None, "")
    type_into(qtbot, field, "-1")
    assert field.property("refused")
    assert (field.value, got) == (None, [0.5, None])
