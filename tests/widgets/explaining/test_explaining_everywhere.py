"""In the real window: terms light up what they stand for, sums open, rows of a batch and metrics lead on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.explaining.links import Metric, MetricKind, RowStep
from core.quantity import LOSS, Kind, Quantity, value_of
from simulator.frames.elements import EdgeAt, UnitAt
from simulator.frames.pointing import box_of
from simulator.stage.batch_step import BatchStep
from tests.widgets.windows import bring_up, opened
from widgets.explaining.explanation_row import ExplanationRow
from widgets.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


@pytest.fixture
def iris(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "iris")


def click(qtbot: QtBot, window: MainWindow, element: UnitAt | EdgeAt) -> None:
    box = box_of(window.canvas.frame, element)
    assert box is not None
    qtbot.mouseClick(window.canvas, LEFT, pos=QPoint(round(box.x), round(box.y)))


def rows_of(window: MainWindow) -> list[ExplanationRow]:
    return [row for row in window.explanation.findChildren(ExplanationRow) if row.isVisible()]


def term_center(window: MainWindow, index: int) -> QPointF:
    view = window.explanation._card.view
    return view.rect_of(view._leading()[index]).center()


def test_a_term_under_the_pointer_lights_up_its_edge(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, UnitAt(1, 0))
    view, trace = window.explanation._card.view, window.stage.trace
    qtbot.mouseMove(view, term_center(window, 1).toPoint())
    assert window.canvas.view.hovered == EdgeAt(1, 0, 1)
    edges = window.canvas.frame.edges
    assert edges.is_pointed is not None
    assert [(edges.units[k], edges.sources[k]) for k in edges.is_pointed.nonzero()[0]] == [(0, 1)]
    qtbot.mouseMove(view, QPoint(1, 1))
    assert window.canvas.view.hovered is None
    click(qtbot, window, UnitAt(1, 1))
    window.explanation._choices.buttons[2].click()
    qtbot.mouseMove(view, term_center(window, 0).toPoint())
    assert window.canvas.view.hovered == EdgeAt(2, 0, 1), "the edge over which the slope comes back"
    assert window.stage.trace is trace, "pointing runs nothing on the model"


def test_a_row_with_the_focus_lights_up_too_and_leaving_clears(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, UnitAt(1, 0))
    rows = rows_of(window)
    rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    assert window.canvas.view.hovered == EdgeAt(1, 0, 0)
    qtbot.keyClick(rows[0], Qt.Key.Key_Tab)
    assert window.canvas.view.hovered == EdgeAt(1, 0, 1)
    window.canvas.setFocus()
    assert window.canvas.view.hovered is None


def test_keys_walk_along_the_terms_and_lead_on(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, UnitAt(1, 0))
    view = window.explanation._card.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.canvas.view.hovered == EdgeAt(1, 0, 0)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert window.canvas.view.hovered == EdgeAt(1, 0, 1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert window.explanation.current == Quantity(Kind.PRODUCT, 1, 0, 1)
    assert window.canvas.selection == EdgeAt(1, 0, 1)


def test_one_walks_from_the_loss_to_an_input_and_back_by_terms(qtbot: QtBot, window: MainWindow) -> None:
    panel, view = window.explanation, window.explanation._card.view
    click(qtbot, window, UnitAt(2, 0))
    seen = [panel.current]
    for _ in range(20):
        if panel.current is None or panel.current.kind is Kind.INPUT:
            break
        qtbot.mouseClick(view, LEFT, pos=term_center(window, 0).toPoint())
        seen.append(panel.current)
    assert panel.current == Quantity(Kind.INPUT, 0, 0)
    for _ in seen[1:]:
        panel.back()
    assert panel.current == seen[0]


def test_a_long_sum_opens_in_full_and_closes(qtbot: QtBot, iris: MainWindow) -> None:
    iris.menus.train.whole_batch.trigger()
    click(qtbot, iris, EdgeAt(2, 0, 0))
    panel = iris.explanation
    panel._choices.buttons[2].click()
    card = panel._card
    assert card.all_terms.text() == "Show all 120 terms"
    assert len(card.view._leading()) == 8
    card.all_terms.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(card.all_terms, Qt.Key.Key_Space)
    assert len(card.view._leading()) == 120
    assert card.all_terms.text() == "Largest terms only"
    assert len(panel._sections[0].rows) == 120
    qtbot.mouseClick(card.all_terms, LEFT)
    assert len(card.view._leading()) == 8
    # What stands for the rest opens it too.
    last = panel._sections[0].rows[7]
    assert isinstance(last, ExplanationRow)
    assert last.row.rest is not None
    qtbot.mouseClick(last, LEFT)
    assert len(panel._sections[0].rows) == 120


def test_a_row_of_the_batch_leads_on_to_its_own_step(qtbot: QtBot, iris: MainWindow) -> None:
    iris.menus.train.whole_batch.trigger()
    click(qtbot, iris, EdgeAt(2, 0, 0))
    iris.explanation._choices.buttons[2].click()
    first = rows_of(iris)[0]
    link, mean = first.row.link, first.row.value.value
    assert isinstance(link, RowStep)
    qtbot.mouseClick(first, LEFT)
    assert iris.stage.trace.batch is None
    assert not iris.menus.train.whole_batch.isChecked()
    assert iris.explanation.current == link.quantity
    assert value_of(iris.stage.trace, link.quantity) == pytest.approx(mean, rel=1e-12)


def test_a_row_of_a_runs_batch_leads_to_its_own_step_and_edits_nothing(qtbot: QtBot, iris: MainWindow) -> None:
    document = iris.document.experiment
    rows = (3, 60, 110, 20)
    iris.stage.show_step(BatchStep(document.network, None, rows, 0, 0, 12))
    click(qtbot, iris, EdgeAt(2, 0, 0))
    iris.explanation._choices.buttons[2].click()
    qtbot.waitUntil(lambda: len(rows_of(iris)) > 2)
    row = rows_of(iris)[2]
    link, own = row.row.link, row.row.value.value
    assert isinstance(link, RowStep)
    qtbot.mouseClick(row, LEFT)
    step = iris.stage.step
    assert step is not None
    assert step.is_alone
    assert rows[step.example] == link.row
    assert value_of(iris.stage.trace, link.quantity) == pytest.approx(own, rel=1e-12)
    assert iris.document.experiment is document
    iris.batches.show_row(0)
    assert iris.stage.trace.batch_rows == 4, "choosing a row in the transport shows the batch again"


def test_a_metric_is_explained_and_leads_to_a_row(qtbot: QtBot, iris: MainWindow) -> None:
    panel = iris.explanation
    bring_up(qtbot, iris, iris.results.learnt)
    qtbot.waitUntil(lambda: bool(iris.results.learnt.sections) and iris.results.evaluation is not None)
    metrics = iris.results.learnt.scores.metrics
    cells = next(row for metric, row in metrics._rows.items() if metric.kind is MetricKind.LOSS)
    qtbot.mouseClick(cells[2], LEFT)
    qtbot.waitUntil(panel.isVisible)
    assert panel._title.text() == "Loss"
    assert panel._path.text() == "the 30 test rows"
    row = rows_of(iris)[0].row
    assert isinstance(row.link, RowStep)
    qtbot.mouseClick(rows_of(iris)[0], LEFT)
    assert panel.current == LOSS
    assert iris.stage.trace.loss == pytest.approx(row.value.value, rel=1e-12)
    panel.back()
    assert panel._path.text() == "the 30 test rows"


def test_precision_leads_to_cells_and_those_to_their_rows(qtbot: QtBot, iris: MainWindow) -> None:
    panel, results = iris.explanation, iris.results
    bring_up(qtbot, iris, results.learnt)
    qtbot.waitUntil(lambda: bool(results.learnt.sections) and results.evaluation is not None)
    table = results.learnt.scores.classes
    line = next(at for at, words in enumerate(table.lines) if words[3] != "–")
    table.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(line):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    for _ in range(2):
        qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.isVisible)
    assert panel._title.text() == "F1"
    qtbot.keyClick(table, Qt.Key.Key_Left)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert panel._title.text() == "Recall"
    cell = rows_of(iris)[0]
    link, count = cell.row.link, cell.row.value.value
    assert isinstance(link, Metric)
    qtbot.mouseClick(cell, LEFT)
    assert panel._title.text() == "Rows in a cell"
    qtbot.mouseClick(rows_of(iris)[0], LEFT)
    qtbot.waitUntil(results.rows.isVisible)
    assert results.rows.table.view.model().rowCount() == count


def test_a_metric_that_is_asked_for_before_rows_are_answered_is_explained_when_they_are(qtbot, iris) -> None:
    assert iris.results.evaluation is None, "nobody has looked"
    iris.losses.metric_chosen.emit(Metric(MetricKind.LOSS, is_test=False))
    qtbot.waitUntil(lambda: iris.explanation._title.text() == "Loss")
    assert iris.explanation._path.text() == "the 120 training rows"
    assert iris.explanation.isVisible()


def test_numbers_in_the_table_of_rows_are_explained_in_the_step_of_their_row(
    qtbot: QtBot, window: MainWindow
) -> None:
    rows = window.results.rows
    bring_up(qtbot, window, rows)
    view, model = rows.table.view, rows.table._model
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    view.setFocus()
    for head, kind in (("error", Kind.ERROR), ("prediction", Kind.ACTIVATION), ("loss / mse", Kind.LOSS)):
        at = next(place for place, each in enumerate(model.columns) if each.head == head)
        view.setCurrentIndex(model.index(0, at))
        qtbot.keyClick(view, Qt.Key.Key_Return)
        explained = window.explanation.current
        assert explained is not None
        assert explained.kind is kind
        assert value_of(window.stage.trace, explained) == model.columns[at].values[0]


def test_a_metric_on_show_follows_the_network_until_something_is_selected(qtbot: QtBot, iris: MainWindow) -> None:
    panel = iris.explanation
    bring_up(qtbot, iris, iris.results.learnt)
    qtbot.waitUntil(lambda: bool(iris.results.learnt.sections) and iris.results.evaluation is not None)
    cells = next(iter(iris.results.learnt.scores.metrics._rows.values()))
    cells[1].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(cells[1], Qt.Key.Key_Return)
    qtbot.waitUntil(panel.isVisible)
    before = panel._card.view.accessibleName()
    iris.edits.apply_step()
    qtbot.waitUntil(lambda: panel._card.view.accessibleName() != before)
    assert panel._title.text() == "Loss"
    click(qtbot, iris, UnitAt(1, 0))
    assert panel._title.text() == "Weighted sum"
