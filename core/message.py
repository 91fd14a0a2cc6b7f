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


class Problem(Exception):  # noqa: N818 - a problem is what the user has, not a defect of the program
    """Something the user gave cannot be used. `message` says what is wrong and what to do.

    `place` names where: a path inside a file (`network.layers[0].weights`), or nothing.
    """

    def __init__(self, message: Message, place: str = "") -> None:
        super().__init__(message, place)
        self.message = message
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
