"""Text that a person reads, kept as a template and its values until the moment it is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, init=False)
class Message:
    """A sentence that is not words yet.

    `template` is the English text and at the same time the key under which a translation is found;
    `values` fill its `{fields}`: strings, numbers or further messages.
    """

    template: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, template: str, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple(values.items()))

    def __str__(self) -> str:
        return self.template.format(**dict(self.values))


LONGEST_WORD, LONGEST_TEXT = 120, 400
"""Of what somebody gave, a refusal repeats so many signs of a word and of all at most; lists of what may be given
instead, and nearly all paths, are shorter."""


def in_short(text: str) -> str:
    """The text on one line, without the middle of what is too long."""
    if len(text) > LONGEST_WORD or "\n" in text:
        text = " ".join(_without_middle(word, LONGEST_WORD) for word in text.split())
    return _without_middle(text, LONGEST_TEXT)


def _without_middle(text: str, most: int) -> str:
    end = most // 3
    return text if len(text) <= most else f"{text[: most - end - 1]}…{text[-end:]}"


def _with_short_values(message: Message) -> Message:
    def cut(value: object) -> object:
        if isinstance(value, Message):
            return _with_short_values(value)
        return in_short(value) if isinstance(value, str) else value

    return Message(message.template, **{name: cut(value) for name, value in message.values})


class Problem(Exception):  # noqa: N818 - a problem is what the user has, not a defect of the program
    """Something the user gave cannot be used. `message` says what is wrong and what to do.

    `place` names where: a path inside a file (`network.layers[0].weights`), or nothing. What the message repeats of
    the user's own is cut to one line, however long it was.
    """

    def __init__(self, message: Message, place: str = "") -> None:
        super().__init__(message, place)
        self.message = _with_short_values(message)
        self.place = place

    def within(self, outer: str) -> Problem:
        """The same problem seen from one level further out."""
        inner = self.place
        joined = outer if not inner else f"{outer}{inner}" if inner.startswith("[") else f"{outer}.{inner}"
        return Problem(self.message, joined)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else str(self.message)


class Failure(Problem):
    """What was asked is clear, but the work failed: a number left what a double can hold, a library is missing."""
