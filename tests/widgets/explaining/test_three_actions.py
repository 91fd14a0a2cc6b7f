"""From a fresh start every number of the worked examples is found and explained in at most three actions.

An action is one thing a hand does on purpose: a click, a choice in a menu, a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.files.examples import about
from simulator.frames.elements import EdgeAt, Element, LossAt, TargetAt, UnitAt
from simulator.frames.pointing import box_of
from tests.widgets.windows import opened
from widgets.canvas.layer_controls import LayerControl
from widgets.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
MOST = 3


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


class Hand:
    """Real clicks and keys, counted."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot, self._window = qtbot, window
        self.before: list[str] = []
        """Actions that opened the example, or changed it."""

    def example(self, name: str) -> None:
        menu = self._window.menus.file._examples
        menu.popup(QPoint(0, 0))
        self._choose_in(menu, about(name)[0])
        self.before.append(f"File, Examples, {name}")

    def activation(self, column: int, name: str) -> None:
        controls = [each for each in self._window.findChildren(LayerControl) if each.isVisible()]
        control = sorted(controls, key=lambda each: each.x())[column]
        QTimer.singleShot(0, control, lambda: self._choose_in(QApplication.activePopupWidget(), name))
        self._qtbot.mouseClick(control.activation, LEFT)
        self.before.append(f"activation of the layer: {name}")

    def apply_step(self) -> None:
        self._qtbot.keyClick(self._window, Qt.Key.Key_A)
        self.before.append("A (apply the step)")

    def find(self, element: Element, choice: str = "") -> str:
        """Click an element, and one of its numbers; what the explanation then says."""
        actions = [*self.before, f"click {element}"]
        canvas = self._window.canvas
        box = box_of(canvas.frame, element)
        assert box is not None
        self._qtbot.mouseClick(canvas, LEFT, pos=QPoint(round(box.x), round(box.y)))
        panel = self._window.explanation
        if choice:
            button = next(each for each in panel._choices.buttons if each.text() == choice)
            self._qtbot.mouseClick(button, LEFT)
            actions.append(f"click {choice}")
        assert len(actions) <= MOST, actions
        assert panel.isVisible()
        assert panel._sections[0].isVisible() or panel._sections[1].isVisible()
        return panel._card.view.accessibleName()

    def _choose_in(self, menu: object, text: str) -> None:
        assert isinstance(menu, QMenu)
        self._qtbot.waitUntil(menu.isVisible)
        made = next(action for action in menu.actions() if action.text().replace("&", "") == text)
        self._qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(made).center())


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)


def test_the_bank(hand: Hand) -> None:
    top, bottom, output = UnitAt(1, 0), UnitAt(1, 1), UnitAt(2, 0)
    assert hand.find(top) == "(2 × 1) + (3 × 1) = 5"
    assert hand.find(bottom) == "(2 × −1) + (3 × 1) = 1"
    assert hand.find(output) == "(5 × 2) + (1 × −1) = 9"
    assert hand.find(output, "Activation") == "9 = 9"
    assert hand.find(TargetAt(0)) == "9 − 6 = 3"
    assert hand.find(LossAt()) == "3² = 9"
    assert hand.find(output, "Slope") == "2 × 3 = 6"
    slopes = {(2, 0, 0): 30, (2, 0, 1): 6, (1, 0, 0): 24, (1, 0, 1): 36, (1, 1, 0): -12, (1, 1, 1): -18}
    for place, slope in slopes.items():
        assert hand.find(EdgeAt(*place), "Slope").endswith(f"= {slope}".replace("-", "−"))
    assert hand.find(top, "Slope") == "6 × 2 = 12"
    assert hand.find(bottom, "Slope") == "6 × −1 = −6"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tanh", ("tanh(5) ≈ 0.9999", "tanh(1) ≈ 0.7616", "≈ 1.238")),
        ("relu", ("max(0, 5) = 5", "max(0, 1) = 1", "= 9")),
    ],
)
def test_the_bank_with_another_activation(hand: Hand, name: str, expected: tuple[str, str, str]) -> None:
    hand.activation(1, name)
    for unit in (0, 1):
        assert hand.find(UnitAt(1, unit), "Activation") == expected[unit]
    assert hand.find(UnitAt(2, 0)).endswith(expected[2])


def test_slopes(hand: Hand) -> None:
    hand.example("slopes")
    values: list[Callable[[], str]] = [lambda unit=unit: hand.find(UnitAt(1, unit), "Activation") for unit in (0, 1)]
    assert [value() for value in values] == ["max(0, 1) = 1", "max(0, 3) = 3"]
    output = UnitAt(2, 0)
    assert hand.find(output, "Activation") == "max(0, 7) = 7"
    assert hand.find(TargetAt(0)) == "7 − 4 = 3"
    assert hand.find(output, "Slope") == "2 × 3 = 6"
    assert hand.find(output, "Slope of f") == "1 = 1"
    assert hand.find(EdgeAt(2, 0, 0), "Slope") == "1 × 6 × 1 = 6"
    assert hand.find(EdgeAt(2, 0, 1), "Slope") == "3 × 6 × 1 = 18"


def test_gradient_descent(hand: Hand) -> None:
    hand.example("gradient-descent")
    assert hand.find(UnitAt(1, 0), "Activation") == "11 = 11"
    assert hand.find(TargetAt(0)) == "11 − 6 = 5"
    assert hand.find(EdgeAt(1, 0, 0), "Slope").endswith("= 30")
    assert hand.find(EdgeAt(1, 0, 1), "Slope").endswith("= 40")
    assert hand.find(EdgeAt(1, 0, 0), "New weight") == "1 − 0.01 × 30 = 0.7"
    assert hand.find(EdgeAt(1, 0, 1), "New weight") == "2 − 0.01 × 40 = 1.6"
    hand.apply_step()
    assert hand.find(UnitAt(1, 0)) == "(3 × 0.7) + (4 × 1.6) = 8.5"
    assert hand.find(TargetAt(0)) == "8.5 − 6 = 2.5"
