"""From messages to words, in the language of the program: the one place where text is translated."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.message import Message, Problem
from core.numbers import short

_CONTEXT = "perceptarium"


def say(text: Message | str, digits: int = 4) -> str:
    """The words of a message; numbers among its values with so many significant digits."""
    if isinstance(text, str):
        return text
    template = QCoreApplication.translate(_CONTEXT, text.template)
    return template.format(**{name: _shown(value, digits) for name, value in text.values})


def say_problem(problem: Problem) -> str:
    """One line: where, and what is wrong."""
    words = say(problem.message)
    return f"{problem.place}: {words}" if problem.place else words


def _shown(value: object, digits: int) -> str:
    if isinstance(value, Message):
        return say(value, digits)
    if isinstance(value, float):
        return short(value, digits)
    return str(value)
