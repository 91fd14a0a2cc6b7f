"""Conditions on an experiment as text: `prediction = 17 and learning_rate < 0.1`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.experiment import Experiment
from core.expression import number_of
from core.message import Message, Problem
from core.results.measures import Value, measured

TOLERANCE = 0.005
"""Numbers count as equal when they differ by no more than this part of the wanted one: three digits are enough."""
LEAST_TOLERANCE = 5e-4
"""And by no more than this where the wanted one is 0."""

_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "≤": "≤", "≥": "≥", "≠": "≠", "=": "=", "<": "<", ">": ">"}
_COMPARISON = re.compile(r"(<=|>=|!=|[≤≥≠=<>])")


@dataclass(frozen=True)
class Comparison:
    """One comparison: `name`, a sign out of = ≠ < ≤ > ≥, and what to compare with."""

    name: str
    sign: str
    wanted: Value
    tolerance: float | None = None

    def holds(self, experiment: Experiment, epochs_trained: float = 0.0) -> bool:
        """Whether it is so (raises Problem where the experiment has nothing of that name)."""
        found = measured(experiment, self.name, epochs_trained)
        if found is None:
            return False
        if isinstance(self.wanted, str) or isinstance(found, str):
            return (found == self.wanted) == (self.sign == "=")
        match self.sign:
            case "=":
                return agrees(found, self.wanted, self.tolerance)
            case "≠":
                return not agrees(found, self.wanted, self.tolerance)
            case "<":
                return found < self.wanted
            case "≤":
                return found <= self.wanted
            case ">":
                return found > self.wanted
        return found >= self.wanted


@dataclass(frozen=True)
class Condition:
    """Comparisons that have to hold together."""

    parts: tuple[Comparison, ...]

    def holds(self, experiment: Experiment, epochs_trained: float = 0.0) -> bool:
        """Whether all of it is so; not where the experiment lacks what a part speaks of."""
        try:
            return all(part.holds(experiment, epochs_trained) for part in self.parts)
        except Problem:
            return False


def condition_of(text: str) -> Condition:
    """Read a condition (raises Problem). Whether its names exist is asked of an experiment, by `measured`."""
    return Condition(tuple(_comparison(part.strip()) for part in re.split(r"(?:^|\s+)and(?:\s+|$)", text.strip())))


def agrees(found: float, wanted: float, tolerance: float | None = None) -> bool:
    """Whether a number is the wanted one: within the tolerance stated, else to three digits."""
    if tolerance is None:
        tolerance = max(TOLERANCE * abs(wanted), LEAST_TOLERANCE if wanted == 0 else 0.0)
    # A little more, for what rounding of the difference takes.
    return abs(found - wanted) <= tolerance * (1 + 1e-9)


def _comparison(text: str) -> Comparison:
    name, sign, wanted = _split(text)
    number, has_tolerance, tolerance = (part.strip() for part in wanted.partition("±"))
    if not has_tolerance:
        try:
            return Comparison(name, sign, number_of(number))
        except Problem:
            return Comparison(name, sign, _word(text, sign, number))
    if sign not in "=≠":
        raise Problem(Message("“±” goes with = or ≠, as in “prediction = 17 ± 0.1”"))
    width = number_of(tolerance)
    if width < 0:
        raise Problem(Message("what stands after ± must be 0 or more"))
    return Comparison(name, sign, number_of(number), width)


def _split(text: str) -> tuple[str, str, str]:
    parts = _COMPARISON.split(text)
    if len(parts) != 3 or not parts[0].strip() or not parts[2].strip():
        message = Message("“{text}” is no condition; write NAME = VALUE (or < > <= >= ≠), joined by “and”", text=text)
        raise Problem(message)
    return parts[0].strip(), _SIGNS[parts[1]], parts[2].strip()


def _word(text: str, sign: str, word: str) -> str:
    if sign not in "=≠":
        raise Problem(Message("“{word}” is no number, so “{text}” cannot be judged", word=word, text=text))
    return word
