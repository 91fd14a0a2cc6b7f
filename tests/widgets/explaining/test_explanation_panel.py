"""The explanation panel with real clicks and keys: rows lead on, history leads back, nothing overflows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.explaining.explanation import explain
from core.files.examples import NAMES, example
from core.quantity import LOSS, Kind, Quantity
from core.trace import Trace, trace_example
from simulator.frames.elements import BiasAt, EdgeAt, LossAt, TargetAt, UnitAt
from simulator.painting.equation_layout import MeasuredEquation
from simulator.stage.explaining import element_of, quantities_of
from simulator.telling.transcript import explanation_text
from simulator.theme import theme
from tests.by_hand import with_weight
from widgets.explaining.explanation_panel import ExplanationPanel
from widgets.explaining.explanation_row import ExplanationRow
from widgets.explaining.history import History

Show = Callable[..., QWidget]

SUM = Quantity(Kind.WEIGHTED_SUM, 1, 0)
SLOPE = Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 1)


@pytest.fixture
def bank() -> Trace:
    return trace_example(example("bank"))


@pytest.fixture
def panel(show: Show, bank: Trace) -> ExplanationPanel:
    made = ExplanationPanel()
    show(made).resize(340, 700)
    made.show_quantities(bank, quantities_of(bank, UnitAt(1, 0)))
    return made


def rows(panel: ExplanationPanel) -> dict[str, ExplanationRow]:
    found = [row for row in panel.findChildren(ExplanationRow) if row.isVisible()]
    return {row.accessibleName(): row for row in found}


def labels(panel: ExplanationPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_says_what_to_do_where_nothing_is_selected(show: Show) -> None:
    panel = ExplanationPanel()
    show(panel)
    assert labels(panel) == ["Select a number to see where it comes\N{NO-BREAK SPACE}from."]
    assert not any(button.isEnabled() for button in panel.title_widgets)


def test_explains_the_bank(panel: ExplanationPanel) -> None:
    assert panel.current == SUM
    assert {"hidden › node_0", "Weighted sum", "bias 0 adds nothing"} <= set(labels(panel))
    assert panel._card.view.accessibleName() == "(2 × 1) + (3 × 1) = 5"
    assert list(rows(panel)) == ["children: 2 × 1 = 2", "accounts: 3 × 1 = 3", "transactions: 5 × 2 = 10"]


def test_a_row_leads_on_by_mouse(panel: ExplanationPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.quantity_chosen) as signal:
        qtbot.mouseClick(rows(panel)["accounts: 3 × 1 = 3"], Qt.MouseButton.LeftButton)
    assert signal.args == [Quantity(Kind.PRODUCT, 1, 0, 1)]
    assert panel.current == Quantity(Kind.PRODUCT, 1, 0, 1)
    assert "Product" in labels(panel)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_row_leads_on_by_keyboard(panel: ExplanationPanel, qtbot: QtBot, key: Qt.Key) -> None:
    first = rows(panel)["children: 2 × 1 = 2"]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    second = rows(panel)["accounts: 3 × 1 = 3"]
    assert second.hasFocus()
    with qtbot.waitSignal(panel.quantity_chosen):
        qtbot.keyClick(second, key)


def test_back_and_forward(panel: ExplanationPanel, qtbot: QtBot) -> None:
    _, back, forward = panel.title_widgets
    assert not back.isEnabled()
    qtbot.mouseClick(rows(panel)["transactions: 5 × 2 = 10"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.quantity_chosen) as signal:
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert signal.args == [SUM]
    assert panel.current == SUM
    assert not back.isEnabled()
    qtbot.mouseClick(forward, Qt.MouseButton.LeftButton)
    assert panel.current == Quantity(Kind.PRODUCT, 2, 0, 0)
    assert not forward.isEnabled()


def test_back_passes_over_what_is_gone(panel: ExplanationPanel, bank: Trace) -> None:
    """The history of the bank has a second input; a network without it has no such number."""
    panel.show_quantities(bank, (Quantity(Kind.INPUT, 0, 1),))
    panel.show_quantities(bank, (LOSS,))
    small = trace_example(example("gradient-descent"))
    panel.show_quantities(small, (LOSS,))
    panel.back()
    assert panel.current == Quantity(Kind.INPUT, 0, 1)
    panel.back()
    assert panel.current == SUM


def test_a_choice_among_the_numbers_of_a_unit(panel: ExplanationPanel, qtbot: QtBot) -> None:
    words = [button.text() for button in panel._choices.buttons]
    assert words == ["Sum", "Activation", "Slope", "Slope at z"]
    with qtbot.waitSignal(panel.quantity_chosen) as signal:
        qtbot.mouseClick(panel._choices.buttons[2], Qt.MouseButton.LeftButton)
    assert signal.args == [Quantity(Kind.SLOPE_AT_ACTIVATION, 1, 0)]
    assert panel._card.view.accessibleName() == "6 × 2 = 12"


def test_another_unit_shows_the_same_kind(panel: ExplanationPanel, bank: Trace) -> None:
    panel.show_quantities(bank, quantities_of(bank, UnitAt(1, 0)), Quantity(Kind.SLOPE_AT_SUM, 1, 0))
    panel.show_quantities(bank, quantities_of(bank, UnitAt(1, 1)))
    assert panel.current == Quantity(Kind.SLOPE_AT_SUM, 1, 1)
    panel.show_quantities(bank, quantities_of(bank, LossAt()))
    assert panel.current == LOSS
    assert not panel._choices.isVisible()


def test_a_new_trace_keeps_number_and_focus(panel: ExplanationPanel, qtbot: QtBot) -> None:
    row = rows(panel)["accounts: 3 × 1 = 3"]
    row.setFocus()
    changed = trace_example(with_weight(example("bank"), 1, 0, 1, -0.5))
    panel.show_quantities(changed, quantities_of(changed, UnitAt(1, 0)))
    assert panel.current == SUM
    assert row.hasFocus()
    assert row.accessibleName() == "accounts: 3 × −0.5 = −1.5"
    assert not panel.title_widgets[1].isEnabled()


def test_nothing_is_computed_while_hidden(
    panel: ExplanationPanel, bank: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Quantity] = []

    def counted(trace: Trace, quantity: Quantity) -> object:
        calls.append(quantity)
        return explain(trace, quantity)

    monkeypatch.setattr("widgets.explaining.explanation_panel.explain", counted)
    panel.hide()
    panel.show_quantities(bank, quantities_of(bank, EdgeAt(2, 0, 1)))
    assert not calls
    panel.show()
    assert calls == [panel.current]


def test_copies_the_explanation(panel: ExplanationPanel, bank: Trace, qtbot: QtBot) -> None:
    expected = explanation_text(explain(bank, SUM))
    qtbot.mouseClick(panel.title_widgets[0], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == expected
    QGuiApplication.clipboard().clear()
    row = rows(panel)["accounts: 3 × 1 = 3"]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == expected


def test_marked_words_are_copied_first(panel: ExplanationPanel, qtbot: QtBot) -> None:
    panel._title.setFocus()
    panel._title.setSelection(0, 8)
    qtbot.keyClick(panel._title, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Weighted"


def test_numbers_can_be_pointed_at(panel: ExplanationPanel) -> None:
    view = panel._card.view
    five = view.layout_of_equation.texts[-1]
    piece = view.piece_at(QPointF(five.x + 3, view._top + five.baseline - 5))
    assert piece == explain(trace_example(example("bank")), SUM).result
    assert view.piece_at(QPointF(-50, 0)) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [220, 256, 316])
def test_no_equation_is_wider_than_its_card(qapp: object, name: str, width: int) -> None:
    trace = trace_example(example(name))
    sizes = trace.network.sizes
    elements = [LossAt(), *(TargetAt(unit) for unit in range(sizes[-1]))]
    for column, size in enumerate(sizes):
        elements += [UnitAt(column, unit) for unit in range(size)]
        elements += [BiasAt(column, unit) for unit in range(size) if column]
        elements += [EdgeAt(column, 0, source) for source in range(sizes[column - 1]) if column]
    for element in elements:
        for quantity in quantities_of(trace, element):
            laid = MeasuredEquation(explain(trace, quantity)).laid_out(width)
            assert laid.width <= width
            boxes = [(one.x, one.x + one.width, one.baseline) for one in laid.texts]
            for left, right, baseline in boxes:
                others = [box for box in boxes if box[2] == baseline and box[0] > left]
                assert all(right <= other + 0.5 for other, _, _ in others)
            names = [(one.left, one.right, one.y) for one in laid.names]
            assert all(a[1] <= b[0] for a in names for b in names if a[2] == b[2] and a[0] < b[0])


@pytest.mark.parametrize("width", [320, 340, 380])
@pytest.mark.parametrize("quantity", [Quantity(Kind.ACTIVATION, 2, 1), Quantity(Kind.SLOPE_AT_SUM, 2, 0), LOSS])
def test_the_card_holds_its_whole_equation(show: Show, qtbot: QtBot, quantity: Quantity, width: int) -> None:
    iris = trace_example(example("iris"))
    panel = ExplanationPanel()
    show(panel).resize(width, 500)
    panel.show_quantities(iris, (quantity,))
    view = panel._card.view
    qtbot.waitUntil(lambda: view.height() == view.heightForWidth(view.width()))
    assert view._top + view.layout_of_equation.height <= view.height() + 1
    assert view.layout_of_equation.width <= view.width()
    assert view.layout_of_equation == MeasuredEquation(explain(iris, quantity)).laid_out(view.width())


@pytest.mark.parametrize("look", ["light", "dark"])
def test_takes_a_theme(panel: ExplanationPanel, look: str) -> None:
    panel.apply_theme(theme(look))
    assert panel._card.view._theme is theme(look)


def test_a_number_and_its_element_belong_together(bank: Trace) -> None:
    elements = (UnitAt(0, 1), UnitAt(1, 0), EdgeAt(2, 0, 1), TargetAt(0))
    for element in elements:
        quantities = quantities_of(bank, element)
        assert quantities
        assert all(element_of(bank, quantity) == element for quantity in quantities)
    assert SLOPE in quantities_of(bank, EdgeAt(2, 0, 1))


def test_only_numbers_of_one_element_are_choices(panel: ExplanationPanel, bank: Trace) -> None:
    panel.show_quantities(bank, quantities_of(bank, UnitAt(2, 0)), Quantity(Kind.ACTIVATION_SLOPE, 2, 0))
    words = [button.text() for button in panel._choices.buttons]
    assert words == ["Sum", "Activation", "Slope of f", "Slope", "Slope at z"]


def test_a_name_is_never_read_as_markup(panel: ExplanationPanel) -> None:
    assert panel._title.textFormat() == Qt.TextFormat.PlainText
    assert panel._path.textFormat() == Qt.TextFormat.PlainText


def test_history_forgets_what_lay_ahead() -> None:
    history = History[str]()
    for place in "abc":
        history.visit(place)
    assert history.back(lambda _: True) == "b"
    history.visit("d")
    assert not history.can_go_forward
    assert history.back(lambda place: place != "b") == "a"
    assert history.back(lambda _: True) is None
