from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.message import Message
from simulator.frames.face import BiasAs
from widgets.menus.choice_menu import ChoiceMenu
from widgets.parts.stored import settings
from widgets.parts.view_choices import ViewChoices


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    settings().remove("bias")


def test_what_is_chosen_is_told_and_remembered(qtbot: QtBot) -> None:
    choices = ViewChoices()
    title, words = Message("Biases"), {bias: (Message(bias.value), Message("")) for bias in BiasAs}
    choice, other = ChoiceMenu(choices.bias, title, words), ChoiceMenu(choices.bias, title, words)
    assert choice.actions[BiasAs.NUMBER].isChecked()
    with qtbot.waitSignal(choices.bias.changed) as told:
        choice.actions[BiasAs.NODE].trigger()
    assert told.args == [BiasAs.NODE]
    assert other.actions[BiasAs.NODE].isChecked()
    assert ViewChoices().bias.value is BiasAs.NODE
    assert choice.menu().actions() == list(choice.actions.values())
    settings().setValue("bias", "nonsense")
    assert ViewChoices().bias.value is BiasAs.NUMBER
