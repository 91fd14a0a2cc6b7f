"""The dialog says what its checker knows, and no more."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.engines.check import EXACT, Comparison, check
from core.files.examples import example
from core.message import Message
from simulator.commands.checker import Checker, CheckState
from simulator.theme import theme
from widgets.checking import check_dialog as check_dialog_module
from widgets.checking.check_dialog import CheckDialog
from widgets.parts.style import apply_theme


@pytest.fixture
def checker(qapp: object) -> Iterator[Checker]:
    made = Checker()
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot: QtBot, checker: Checker) -> CheckDialog:
    made = CheckDialog(checker)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def found(checker: Checker, *comparisons: Comparison) -> None:
    """The checker as it is when a check has ended so."""
    is_equal = all(one.is_equal for one in comparisons)
    checker._conclude(CheckState.EQUAL if is_equal else CheckState.DIFFERENT, comparisons)


def texts(dialog: CheckDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def marks(dialog: CheckDialog) -> list[str]:
    named = [
        widget for widget in dialog.findChildren(QWidget) if widget.isVisible() and ": " in widget.accessibleName()
    ]
    return [widget.accessibleName() for widget in named]


def test_before_a_check_there_is_one_button_to_press(qtbot: QtBot, dialog: CheckDialog, checker: Checker) -> None:
    assert "has not been checked" in dialog.words
    assert dialog.check_button.text() == "Check"
    checker.show(example("bank"))
    qtbot.mouseClick(dialog.check_button, Qt.MouseButton.LeftButton)
    assert "Checking" in dialog.words
    assert not dialog.check_button.isEnabled()
    found(checker, *check(example("bank")))
    assert "comes out the same" in dialog.words
    assert dialog.check_button.text() == "Check again"
    assert dialog.check_button.isEnabled()
    assert len(marks(dialog)) == 5


def test_every_comparison_has_its_numbers_and_what_it_proves(dialog: CheckDialog, checker: Checker) -> None:
    comparisons = check(example("iris"))
    found(checker, *comparisons)
    assert all(mark.endswith(": equal") for mark in marks(dialog))
    assert {"23", "78", "67", "1e−9", "1e−6"} <= set(texts(dialog))
    assert [text for text in texts(dialog) if text.startswith(("Forward", "Backward", "Update", "Training"))] == [
        str(one.name)[:1].upper() + str(one.name)[1:] for one in comparisons
    ]


def test_every_comparison_of_a_check_has_a_proof() -> None:
    assert {one.name.template for one in check(example("bank"))} == set(check_dialog_module._PROOFS)


def test_what_differs_stands_out(dialog: CheckDialog, checker: Checker) -> None:
    wrong = Comparison(Message("one"), 1234, 0.5, EXACT)
    broken = Comparison(Message("two"), 2, math.nan, EXACT, left_out=3)
    found(checker, Comparison(Message("right"), 1, 0.0, EXACT), wrong, broken)
    assert "Some numbers differ" in dialog.words
    assert marks(dialog) == ["Right: equal", "One: different", "Two: different"]
    roles = {label.text(): label.property("role") for label in dialog.findChildren(QLabel) if label.isVisible()}
    assert (roles["0"], roles["0.5"], roles["no number"]) == ("number", "problem", "problem")
    assert "1,234" in roles
    assert any("3 stand beside a corner" in text for text in texts(dialog))


def test_an_edit_takes_the_results_away(dialog: CheckDialog, checker: Checker) -> None:
    checker.show(example("bank"))
    found(checker, *check(example("bank")))
    checker.show(example("slopes"))
    assert marks(dialog) == []
    assert "has not been checked" in dialog.words


def test_it_grows_only_where_it_must(dialog: CheckDialog, checker: Checker) -> None:
    empty = dialog.height()
    found(checker, *check(example("bank")))
    assert dialog.height() == empty
    found(checker, *check(example("bank")), *check(example("bank")))
    assert dialog.height() > empty


def test_a_problem_is_said(dialog: CheckDialog, checker: Checker) -> None:
    checker._conclude(CheckState.NOT_CHECKED, problem=Message("a check needs a target"))
    assert dialog.words == "This could not be checked: a check needs a target."


def test_nothing_is_cut(qtbot: QtBot, dialog: CheckDialog, checker: Checker, qapp: QApplication) -> None:
    found(checker, *check(example("bank")))
    qapp.processEvents()
    for label in dialog.findChildren(QLabel):
        if label.isVisible():
            assert label.heightForWidth(label.width()) <= label.height() or not label.wordWrap()
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width() or label.wordWrap()


def test_escape_closes_and_it_wears_the_theme(
    qtbot: QtBot, dialog: CheckDialog, checker: Checker, qapp: QApplication
) -> None:
    found(checker, *check(example("bank")))
    qapp.processEvents()
    before = dialog.grab().toImage()
    apply_theme(qapp, theme("dark"))
    assert dialog.grab().toImage() != before
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
