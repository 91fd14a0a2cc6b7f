from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.numbers import WithFractions
from simulator.frames.elements import EdgeAt, UnitAt
from tests.widgets.canvases import CanvasDesk
from widgets.menus.digits_choice import DigitsChoice
from widgets.parts.stored import settings
from widgets.parts.view_choices import ViewChoices


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    for key in ("digits", "fractions"):
        settings().remove(key)


def test_what_is_chosen_is_told_and_remembered(qtbot: QtBot) -> None:
    choices = ViewChoices()
    digits = choices.digits
    choice = DigitsChoice(digits)
    assert choice.actions[4].isChecked()
    with qtbot.waitSignal(digits.changed) as told:
        choice.actions[7].trigger()
    assert told.args == [7]
    with qtbot.waitSignal(digits.changed) as told:
        choice.fractions.trigger()
    assert told.args == [WithFractions(7)]
    assert ViewChoices().digits.value == WithFractions(7)
    assert len(choice.menu().actions()) == 9 + 2


def test_every_menu_shows_what_was_chosen_in_one(qtbot: QtBot) -> None:
    choices = ViewChoices()
    digits = choices.digits
    one, other = DigitsChoice(digits), DigitsChoice(digits)
    one.actions[3].trigger()
    one.fractions.trigger()
    assert other.actions[3].isChecked()
    assert other.fractions.isChecked()
    other.fractions.trigger()
    assert not one.fractions.isChecked()


def test_what_was_stored_wrongly_is_not_believed(qtbot: QtBot) -> None:
    for wrong, digits in (("x", 4), ("99", 10), ("0", 2), ("-3", 4)):
        settings().setValue("digits", wrong)
        assert ViewChoices().digits.value == digits


def test_a_third_is_shown_as_chosen_and_kept_exactly(qtbot: QtBot) -> None:
    desk = CanvasDesk(qtbot, "bank")
    desk.double_click(desk.at(EdgeAt(1, 0, 0)))
    desk.type("1/3")

    def shown() -> str:
        return next(
            "".join(run.text for run in pill.runs)
            for pill in desk.canvas.frame.pills
            if pill.element == EdgeAt(1, 0, 0)
        )

    def value() -> str:
        return next(unit.value for unit in desk.canvas.frame.units if unit.element == UnitAt(1, 0))

    assert (shown(), value()) == ("0.3333", "3.667")
    desk.canvas.set_digits(2)
    assert (shown(), value()) == ("0.33", "3.7")
    desk.canvas.set_digits(WithFractions(4))
    assert (shown(), value()) == ("1/3", "11/3")
    assert desk.document.experiment.network.layers[0].weights[0, 0] == 1 / 3
