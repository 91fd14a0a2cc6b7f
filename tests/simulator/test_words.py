from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from core.message import Message, Problem
from simulator.words import say, say_problem


class Translator(QTranslator):
    """Turns every template into capitals, its fields left alone."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return source.replace("loss", "Verlust") if context == "perceptarium" else ""


def test_values_are_filled_in_and_numbers_are_short() -> None:
    assert say(Message("loss {loss}, {count} rows", loss=1 / 3, count=3)) == "loss 0.3333, 3 rows"
    assert say(Message("loss {loss}", loss=1 / 3), digits=2) == "loss 0.33"
    assert say(Message("slope {slope}", slope=-2.0)) == "slope −2"


def test_messages_inside_messages_become_words() -> None:
    assert say(Message("{what} of {unit}", what=Message("slope {n}", n=0.5), unit="y")) == "slope 0.5 of y"


def test_text_is_already_words() -> None:
    assert say("{not a field}") == "{not a field}"


@pytest.mark.parametrize(("place", "line"), [("data.name", "data.name: unknown"), ("", "unknown")])
def test_a_problem_is_one_line(place: str, line: str) -> None:
    assert say_problem(Problem(Message("unknown"), place)) == line


def test_every_template_passes_the_one_translation(qapp: QCoreApplication) -> None:
    translator = Translator()
    QCoreApplication.installTranslator(translator)
    try:
        assert say(Message("the {inner}", inner=Message("loss {n}", n=2.0))) == "the Verlust 2"
    finally:
        QCoreApplication.removeTranslator(translator)
