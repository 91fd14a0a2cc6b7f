"""The table of rows is sorted, filtered and pointed at; its means are those of the rows on show."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.data.data import Table, split_of, table_of
from core.edits import randomised
from core.files.examples import example
from core.network import frozen
from core.numbers import steady
from core.results.rows import RowResults, predict, row_results
from simulator.theme import theme
from widgets.learnt.rows_model import RowsModel
from widgets.learnt.rows_table import RowsTable
from widgets.parts.style import apply_theme

Show = Callable[..., QWidget]
RISING, FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
WORDS = Qt.ItemDataRole.DisplayRole
TIP = Qt.ItemDataRole.ToolTipRole


def by_hand(*predictions: float) -> RowResults:
    """Rows 10, 11, … with target 1 and input their place, answered so."""
    count = len(predictions)
    inputs = np.arange(10 + count, dtype=float)[:, None]
    table = Table(frozen(inputs), frozen(np.ones_like(inputs)), ("x",))
    a = frozen(np.array(predictions, dtype=float)[:, None])
    return row_results(table, range(10, 10 + count), "mse", (a, a))


def of_example(name: str, sets: int = 1) -> RowResults:
    experiment = example(name)
    split = split_of(experiment)
    networks = [experiment.network, randomised(experiment).network][:sets]
    outputs = [predict(network, split.train_inputs) for network in networks]
    return row_results(table_of(experiment), split.train_rows, experiment.training.loss, *outputs)


@pytest.fixture
def table(show: Show, qapp: QApplication) -> RowsTable:
    made = RowsTable()
    show(made).resize(720, 320)
    qapp.processEvents()
    return made


def model_of(table: RowsTable) -> RowsModel:
    model = table.view.model()
    assert isinstance(model, RowsModel)
    return model


def heads(table: RowsTable) -> list[str]:
    model = model_of(table)
    return [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]


def column(table: RowsTable, at: int, role: int = WORDS) -> list[str]:
    model = model_of(table)
    return [model.data(model.index(row, at), role) for row in range(model.rowCount())]


def middle_of(table: RowsTable, row: int, at: int) -> QPoint:
    return table.view.visualRect(model_of(table).index(row, at)).center()


def click_heading(qtbot: QtBot, table: RowsTable, at: int) -> None:
    header = table.view.horizontalHeader()
    middle = header.sectionViewportPosition(at) + header.sectionSize(at) // 2
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, header.height() // 2))


def test_every_row_shows_its_arithmetic(table: RowsTable) -> None:
    table.show_results(by_hand(3, 0.5))
    assert heads(table) == ["row", "x", "target", "prediction", "error", "error²", "loss / mse"]
    lines = list(zip(*(column(table, at) for at in range(7)), strict=True))
    assert lines == [
        ("11", "10", "1", "3.000", "2.000", "4.000", "4.000"),
        ("12", "11", "1", "0.5000", "−0.5000", "0.2500", "0.2500"),
    ]
    assert model_of(table).means() == [None] * 4 + [0.75, 2.125, 2.125]
    assert "error² 2.125" in table._means.accessibleName()
    assert table._means.accessibleName().startswith("mean of 2 rows")


def test_classes_have_names_and_wrong_ones_stand_out(table: RowsTable) -> None:
    results = of_example("iris")
    table.show_results(results)
    assert heads(table)[5:] == ["target", "prediction", "|error|", "error²", "loss / cross-entropy"]
    targets, predictions = column(table, 5), column(table, 6)
    assert set(targets) == {"setosa", "versicolor", "virginica"}
    colors = [color.name() for color in column(table, 6, Qt.ItemDataRole.ForegroundRole)]
    for target, prediction, color in zip(targets, predictions, colors, strict=True):
        assert color == (theme("light").ink if target == prediction else theme("light").danger).lower()
    assert column(table, 6, TIP)[0].startswith("setosa: 0.")


def test_several_numbers_are_listed(table: RowsTable) -> None:
    values = frozen(np.arange(10, dtype=float).reshape(2, 5))
    made = Table(frozen([[0], [1]]), values, ("x",))
    table.show_results(row_results(made, (0, 1), "mse", (values, values)))
    assert column(table, 2) == ["0, 1, 2, …", "5, 6, 7, …"]
    assert column(table, 3, TIP)[0] == "1: 0\n2: 1\n3: 2\n4: 3\n5: 4"


def test_a_click_on_a_heading_brings_the_worst_to_the_top(qtbot: QtBot, table: RowsTable) -> None:
    table.show_results(by_hand(2, -3, float("nan"), 1.5))
    click_heading(qtbot, table, 4)
    assert column(table, 4) == ["not a number", "−4.000", "1.000", "0.5000"]
    assert heads(table)[4] == "↓ error"
    click_heading(qtbot, table, 4)
    assert column(table, 4) == ["0.5000", "1.000", "−4.000", "not a number"]
    assert heads(table)[4] == "↑ error"
    click_heading(qtbot, table, 0)
    assert column(table, 0) == ["11", "12", "13", "14"]


def test_space_sorts_by_the_present_column_and_enter_chooses(qtbot: QtBot, table: RowsTable) -> None:
    table.show_results(by_hand(2, 5, 1))
    table.view.setFocus()
    table.view.setCurrentIndex(model_of(table).index(1, 5))
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert column(table, 0) == ["12", "11", "13"]
    with qtbot.waitSignal(table.row_chosen) as signal:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert signal.args == [11]
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert column(table, 0) == ["13", "11", "12"]
    assert table.view.currentIndex().row() == 2
    qtbot.keyClick(table.view, Qt.Key.Key_Up)
    with qtbot.waitSignal(table.row_chosen) as signal:
        qtbot.keyClick(table.view, Qt.Key.Key_Enter)
    assert signal.args == [10]


def test_a_click_chooses_the_row_of_the_data(qtbot: QtBot, table: RowsTable) -> None:
    results = of_example("circle")
    table.show_results(results)
    table.view.sortByColumn(5, FALLING)
    worst = int(results.rows[results.answers[0].losses.argmax()])
    with qtbot.waitSignal(table.row_chosen) as signal:
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(table, 0, 3))
    assert signal.args == [worst]


def test_only_some_rows_and_all_again(qtbot: QtBot, table: RowsTable) -> None:
    table.show_results(by_hand(2, 5, 1, 0))
    table.view.sortByColumn(5, FALLING)
    table.show_only([13, 11, 99])
    assert column(table, 0) == ["12", "14"]
    assert model_of(table).means()[5] == 8.5
    button = next(button for button in table.findChildren(QPushButton) if button.isVisible())
    with qtbot.waitSignal(table.all_shown):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert column(table, 0) == ["12", "11", "14", "13"]
    assert not button.isVisible()
    table.show_only([])
    assert column(table, 0) == []
    assert set(model_of(table).means()) == {None}


def test_other_numbers_keep_row_filter_order_and_widths(table: RowsTable, qapp: QApplication) -> None:
    table.show_results(by_hand(2, 5, 1, 0))
    table.view.sortByColumn(5, FALLING)
    table.show_only([10, 11, 12])
    table.view.setCurrentIndex(model_of(table).index(0, 0))
    qapp.processEvents()
    widths = [table.view.columnWidth(at) for at in range(7)]
    table.show_results(by_hand(2, 1, -7e9, 0))
    qapp.processEvents()
    assert column(table, 0) == ["13", "11", "12"]
    assert table.view.currentIndex().row() == 2
    assert [table.view.columnWidth(at) for at in range(7)] == widths
    table.show_results(by_hand(1, 2))
    assert column(table, 0) == ["12", "11"]


def test_two_sets_of_weights_lie_side_by_side(table: RowsTable) -> None:
    table.show_results(of_example("circle", sets=2), ("before", "now"))
    # No room for the inputs, but they are there.
    assert heads(table)[4:] == [
        f"{head}\n{which}" for which in ("before", "now") for head in ("prediction", "error", "error²", "loss / mse")
    ]
    assert len([mean for mean in model_of(table).means() if mean is not None]) == 6


def test_inputs_are_shown_as_far_as_there_is_room(table: RowsTable, qapp: QApplication) -> None:
    table.show_results(of_example("iris"))
    shown = []
    for width in (320, 560, 720, 1200):
        table.window().setFixedWidth(width)
        qapp.processEvents()
        shown.append([not table.view.isColumnHidden(at) for at in range(10)])
        assert all(shown[-1][5:])
        if width > 600:
            assert table.view.horizontalScrollBar().maximum() == 0
    assert [sum(columns[1:5]) for columns in shown] == sorted(sum(columns[1:5]) for columns in shown)
    assert not any(shown[0][1:5])
    assert all(shown[-1])
    assert "petal width: " in column(table, 0, TIP)[0]


def test_names_are_never_read_as_rich_text(table: RowsTable) -> None:
    made = Table(frozen([[1]]), frozen([[1]]), ("<b>x</b>",))
    values = frozen([[1]])
    table.show_results(row_results(made, (0,), "mse", (values, values)))
    tip = model_of(table).headerData(1, Qt.Orientation.Horizontal, TIP)
    assert "&lt;b&gt;x&lt;/b&gt;" in tip


def test_many_rows_are_put_into_words_only_where_they_are_seen(
    table: RowsTable, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[int] = set()
    told = RowsModel.data

    def data(self: RowsModel, index, role=WORDS):  # type: ignore[no-untyped-def]
        asked.add(index.row())
        return told(self, index, role)

    monkeypatch.setattr(RowsModel, "data", data)
    table.show_results(by_hand(*np.random.default_rng(0).normal(size=50_000)))
    table.view.sortByColumn(6, FALLING)
    table.view.scrollToBottom()
    qapp.processEvents()
    table.grab()
    assert 0 < len(asked) < 200


def test_without_rows_it_says_what_to_do(table: RowsTable) -> None:
    assert not table.view.isVisible()
    assert table._empty.isVisible()
    table.show_results(by_hand(1))
    assert table.view.isVisible()
    assert not table._empty.isVisible()
    table.show_results(by_hand())
    assert table._empty.isVisible()


def test_rows_that_come_and_go_never_make_the_window_larger(table: RowsTable, qapp: QApplication) -> None:
    window = table.window()
    least = 0
    for results in (None, by_hand(1), None, by_hand(1)):
        table.show_results(results)
        qapp.processEvents()
        least = max(least, window.minimumSizeHint().height())
    window.resize(720, least)
    for results in (None, by_hand(1), None, by_hand(1)):
        table.show_results(results)
        assert window.height() == least
        qapp.processEvents()
        assert window.height() == least


def test_the_means_stand_under_their_columns(table: RowsTable, qapp: QApplication) -> None:
    table.show_results(of_example("circle", sets=2), ("before", "now"))
    table.window().setFixedWidth(420)
    qapp.processEvents()
    before = table._means.grab().toImage()
    table.view.horizontalScrollBar().setValue(table.view.horizontalScrollBar().maximum())
    qapp.processEvents()
    assert table._means.grab().toImage() != before


def test_it_wears_the_theme_and_has_names(table: RowsTable, qapp: QApplication) -> None:
    table.show_results(of_example("circle"))
    before = table.grab().toImage()
    apply_theme(qapp, theme("dark"))
    assert table.grab().toImage() != before
    assert table.view.accessibleName()
    assert table.view.accessibleDescription()


def test_the_mean_of_the_losses_is_the_loss(table: RowsTable) -> None:
    results = of_example("iris")
    table.show_results(results)
    loss = results.answers[0].losses.mean()
    assert model_of(table).means()[-1] == pytest.approx(loss)
    assert steady(float(loss)) in table._means.accessibleName()
