"""The table of rows is of the evaluation at hand: all of it, one split of it, or beside another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from core.edits import randomised
from core.experiment import Experiment
from core.files.examples import example
from core.message import Message
from simulator.results.evaluation import DataRows, Evaluation, Part, data_rows_of, evaluation_in_steps
from widgets.learnt.rows_panel import RowsPanel

Show = Callable[..., QWidget]


def evaluated(experiment: Experiment, rows: DataRows | None = None) -> Evaluation:
    *_, last = evaluation_in_steps(experiment.network, experiment.training.loss, rows or data_rows_of(experiment))
    assert last is not None
    return last


@pytest.fixture
def panel(show: Show) -> RowsPanel:
    made = RowsPanel()
    show(*made.title_widgets, made).resize(900, 320)
    return made


def shown(panel: RowsPanel) -> tuple[int, int]:
    """Lines and columns."""
    model = panel.table.view.model()
    return model.rowCount(), model.columnCount()


def heads(panel: RowsPanel) -> list[str]:
    model = panel.table.view.model()
    return [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]


def segment(panel: RowsPanel, words: str) -> QAbstractButton:
    return next(button for button in panel.parts.findChildren(QAbstractButton) if button.text() == words)


def test_a_part_of_the_rows_is_chosen(qtbot: QtBot, panel: RowsPanel) -> None:
    panel.show_evaluation(evaluated(example("iris")))
    assert shown(panel)[0] == 150
    for words, count in (("Training", 120), ("Test", 30), ("All", 150)):
        qtbot.mouseClick(segment(panel, words), Qt.MouseButton.LeftButton)
        assert shown(panel)[0] == count


def test_an_empty_part_says_so(qtbot: QtBot, panel: RowsPanel) -> None:
    panel.show_evaluation(evaluated(example("bank")))
    qtbot.mouseClick(segment(panel, "Test"), Qt.MouseButton.LeftButton)
    assert not panel.table.view.isVisible()
    assert "no such rows" in panel.table._empty.line.text()
    qtbot.mouseClick(segment(panel, "All"), Qt.MouseButton.LeftButton)
    assert panel.table.view.isVisible()


def test_where_nothing_is_known_it_says_what_it_waits_for(panel: RowsPanel) -> None:
    panel.show_evaluation(evaluated(example("iris")))
    panel.show_evaluation(None, Message("Numbers follow."))
    assert not panel.table.view.isVisible()
    assert panel.table._empty.line.text() == "Numbers follow."
    panel.show_evaluation(None)
    assert "Choose data" in panel.table._empty.line.text()


def test_the_network_at_the_start_stands_beside_the_present_one(panel: RowsPanel) -> None:
    iris = example("iris")
    rows = data_rows_of(iris)
    panel.show_evaluation(evaluated(iris, rows))
    alone = shown(panel)[1]
    panel.show_start(evaluated(randomised(iris), rows))
    assert shown(panel)[1] == alone + 4
    assert [head.split("\n")[-1] for head in heads(panel)[-8:]] == ["at the start"] * 4 + ["now"] * 4
    panel.show_start(None)
    assert shown(panel)[1] == alone


def test_networks_on_other_rows_never_stand_side_by_side(panel: RowsPanel) -> None:
    iris = example("iris")
    panel.show_start(evaluated(randomised(iris)))
    panel.show_evaluation(evaluated(iris))
    assert not any("\n" in head for head in heads(panel))


def test_comparing_needs_a_run(qtbot: QtBot, panel: RowsPanel) -> None:
    assert not panel.compare.isEnabled()
    panel.set_can_compare(True)
    with qtbot.waitSignal(panel.compare_changed):
        qtbot.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    assert panel.compare.isChecked()
    with qtbot.waitSignal(panel.compare_changed):
        panel.set_can_compare(False)
    assert not panel.compare.isChecked()


def test_rows_asked_for_are_found_in_whatever_part_was_chosen(qtbot: QtBot, panel: RowsPanel) -> None:
    panel.show_evaluation(evaluated(example("iris")))
    qtbot.mouseClick(segment(panel, "Test"), Qt.MouseButton.LeftButton)
    panel.show_only([3, 1, 4])
    assert shown(panel)[0] == 3
    assert panel.table.view.hasFocus()
    # The same rows with other numbers stay filtered.
    panel.show_evaluation(evaluated(randomised(example("iris"))))
    assert shown(panel)[0] == 3
    qtbot.mouseClick(segment(panel, "Training"), Qt.MouseButton.LeftButton)
    assert shown(panel)[0] == 120


def test_hidden_it_waits_and_catches_up(panel: RowsPanel) -> None:
    panel.show_evaluation(evaluated(example("iris")))
    panel.hide()
    panel.show_evaluation(evaluated(example("circle")))
    assert shown(panel)[0] == 150
    panel.show()
    assert shown(panel)[0] == 200


def test_everything_has_a_name(panel: RowsPanel) -> None:
    assert panel.compare.accessibleName()
    assert panel.compare.toolTip()
    assert panel.parts.accessibleName()
    assert panel.parts.value is Part.ALL
