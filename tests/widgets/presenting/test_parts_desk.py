"""What an experiment hides is out of the way when it is opened, and always to be had again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.edits import with_presentation
from core.files.examples import example
from core.files.file_dump import dump
from core.message import Message
from core.presentation import Presentation
from core.weight_edits import WeightPlace, with_value
from simulator.frames.elements import EdgeAt, TargetAt
from tests.widgets.windows import opened
from widgets.canvas.editing import can_edit
from widgets.main_window import MainWindow
from widgets.presenting.presentation_dialog import PresentationDialog

HIDING = Presentation(frozenset({"data", "training", "code", "loss"}), locks_weights=True)


def shown_docks(window: MainWindow) -> set[str]:
    return {dock.objectName() for dock in window.docks.all if not dock.isHidden()}


def shown_sections(window: MainWindow) -> list[bool]:
    return [not section.isHidden() for section in window.network_panel._sections]


def test_a_file_is_opened_as_it_says_and_shows_all_when_asked(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "lesson.perceptarium"
    path.write_text(dump(with_presentation(example("bank"), HIDING)), "utf-8")
    before = shown_docks(window)
    window.files.open(path)
    assert shown_docks(window) == before - {"Code", "Loss per epoch"}
    assert shown_sections(window) == [False, False, True, True, False]
    assert window.parts.button.isVisible()
    window.parts.button.click()
    assert shown_docks(window) == before
    assert shown_sections(window) == [True, False, True, True, True], "one example has no features to choose from"
    assert not window.parts.button.isVisible()
    assert not window.document.is_modified, "looking changes nothing"
    window.parts.show_all.trigger()
    assert shown_docks(window) == before - {"Code", "Loss per epoch"}
    window.files.open_example("bank")
    assert shown_docks(window) == before
    assert not window.parts.show_all.isEnabled()


@pytest.mark.parametrize(("name", "has_features"), [("circle", True), ("digits", False), ("bank", False)])
def test_features_are_offered_where_they_mean_something(window: MainWindow, name: str, has_features: bool) -> None:
    window.files.open_example(name)
    assert shown_sections(window) == [True, has_features, True, True, True]
    window.document.edit(Message("Hide"), with_presentation(example(name), Presentation(frozenset({"features"}))))
    assert not shown_sections(window)[1]
    window.parts.show_all.trigger()
    assert shown_sections(window)[1] == has_features


def test_what_is_on_show_is_chosen_in_one_edit(qtbot: QtBot, window: MainWindow) -> None:
    before = shown_docks(window)
    window.parts.choose.trigger()
    dialog = window.findChild(PresentationDialog)
    assert dialog is not None
    dialog.parts["network"].click()
    assert not dialog.parts["data"].isEnabled()
    dialog.parts["rows"].click()
    dialog.beside["loss"].click()
    dialog.weights.click()
    dialog.done_button.click()
    expected = Presentation(frozenset({"network", "rows"}), frozenset({"loss"}), locks_weights=True)
    assert window.document.experiment.presentation == expected
    assert window.document.undo_stack.count() == 1
    assert shown_docks(window) == before - {"Network", "Rows"}
    window.document.undo_stack.undo()
    assert shown_docks(window) == before
    qtbot.waitUntil(lambda: window.findChild(PresentationDialog) is None)


def test_to_choose_nothing_else_is_no_edit(window: MainWindow) -> None:
    window.parts.choose.trigger()
    dialog = window.findChild(PresentationDialog)
    assert dialog is not None
    dialog.done_button.click()
    assert window.document.undo_stack.count() == 0


def test_what_was_closed_before_does_not_come_back_by_itself(window: MainWindow) -> None:
    code = next(dock for dock in window.docks.all if dock.objectName() == "Code")
    code.close()
    window.document.edit(Message("Choose"), with_presentation(window.document.experiment, HIDING))
    window.document.undo_stack.undo()
    assert "Code" not in shown_docks(window)


def test_locked_weights_are_for_training_alone(qtbot: QtBot, window: MainWindow) -> None:
    window.document.edit(Message("Choose"), with_presentation(window.document.experiment, HIDING))
    experiment = window.document.experiment
    assert not can_edit(experiment, EdgeAt(1, 0, 0))
    assert can_edit(experiment, TargetAt(0))
    count = window.document.undo_stack.count()
    window.edits.edit_shown(Message("Change"), with_value(experiment, [WeightPlace(1, 0, 0)], 3.0))
    assert window.document.experiment is experiment
    assert "locked" in window.status.currentMessage()
    window.canvas.select(EdgeAt(1, 0, 0))
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Z)
    assert window.document.undo_stack.count() == count
    window.edits.apply_step()
    assert window.document.undo_stack.count() == count + 1


def test_the_layout_that_is_kept_is_the_owners(qtbot: QtBot, qapp: QApplication) -> None:
    for window in opened(qtbot, qapp, "bank"):
        before = shown_docks(window)
        window.document.edit(Message("Choose"), with_presentation(window.document.experiment, HIDING))
        window.document.undo_stack.setClean()
        assert window.close()
        again = MainWindow(example("xor"), None, window._appearance)
        qtbot.addWidget(again)
        assert shown_docks(again) == before


def test_an_undo_while_presenting_leaves_the_docks_to_their_owner(window: MainWindow) -> None:
    before = shown_docks(window)
    window.document.edit(Message("Choose"), with_presentation(window.document.experiment, HIDING))
    window.menus.present.trigger()
    window.document.undo_stack.undo()
    assert not shown_docks(window), "an audience sees no dock come back"
    window.menus.present.trigger()
    assert shown_docks(window) == before
    window.menus.full_screen.trigger()
    window.document.undo_stack.redo()
    assert not shown_docks(window)
    window.menus.full_screen.trigger()
    assert shown_docks(window) == before - {"Code", "Loss per epoch"}


def test_the_first_layout_comes_back_without_what_the_experiment_hides(window: MainWindow) -> None:
    before = shown_docks(window)
    window.document.edit(Message("Choose"), with_presentation(window.document.experiment, HIDING))
    window.menus.present.trigger()
    window._reset_layout()
    assert not window.presenting.is_on
    assert shown_docks(window) == before - {"Code", "Loss per epoch"}


def test_without_layers_there_are_no_controls_above_them(window: MainWindow) -> None:
    assert window.canvas.controlled
    without = with_presentation(window.document.experiment, Presentation(frozenset({"layers"})))
    window.document.edit(Message("Choose"), without)
    assert not window.canvas.controlled
    window.parts.button.click()
    assert window.canvas.controlled
