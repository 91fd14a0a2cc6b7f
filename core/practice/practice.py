"""How an exercise goes: what is known by now, how it came to be known, and what that says about each skill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from core.practice.exercise import Exercise, Skill, skill_of
from core.quantity import Quantity


class Outcome(Enum):
    """How a number came to be known."""

    FIRST = "right at the first try"
    HINTED = "right after a hint"
    SHOWN = "shown"


@dataclass(frozen=True)
class Tally:
    """How many numbers of one skill came to be known in each way."""

    first: int = 0
    hinted: int = 0
    shown: int = 0

    @property
    def total(self) -> int:
        return self.first + self.hinted + self.shown

    @property
    def share(self) -> float:
        """Of 1: a number found after a hint counts half, one that was shown nothing."""
        return (self.first + self.hinted / 2) / self.total if self.total else 1.0

    def with_one(self, outcome: Outcome) -> Tally:
        match outcome:
            case Outcome.FIRST:
                return replace(self, first=self.first + 1)
            case Outcome.HINTED:
                return replace(self, hinted=self.hinted + 1)
            case Outcome.SHOWN:
                return replace(self, shown=self.shown + 1)


@dataclass(frozen=True)
class Round:
    """One way through an exercise. A value: every answer makes the next one."""

    exercise: Exercise
    outcomes: Mapping[Quantity, Outcome] = field(default_factory=dict)
    tried: frozenset[Quantity] = frozenset()
    """What was answered wrongly at least once."""

    @property
    def open(self) -> tuple[Quantity, ...]:
        """What is still to be answered, in order."""
        return tuple(each for each in self.exercise.questions if each not in self.outcomes)

    def after(self, question: Quantity | None) -> Quantity | None:
        """The next open question behind this one, and behind the last the first; None when all are known."""
        still = self.open
        if question is None or question not in self.exercise.questions:
            return next(iter(still), None)
        place = self.exercise.questions.index
        return next((each for each in still if place(each) > place(question)), next(iter(still), None))

    def with_wrong(self, question: Quantity) -> Round:
        return replace(self, tried=self.tried | {question})

    def with_right(self, question: Quantity) -> Round:
        return self._with(question, Outcome.HINTED if question in self.tried else Outcome.FIRST)

    def with_shown(self, question: Quantity) -> Round:
        return self._with(question, Outcome.SHOWN)

    def _with(self, question: Quantity, outcome: Outcome) -> Round:
        return replace(self, outcomes={**self.outcomes, question: outcome})

    @property
    def tallies(self) -> dict[Skill, Tally]:
        """By skill, those that came up alone."""
        found: dict[Skill, Tally] = {}
        for question, outcome in self.outcomes.items():
            skill = skill_of(question)
            found[skill] = found.get(skill, Tally()).with_one(outcome)
        return {skill: found[skill] for skill in Skill if skill in found}


def weakest(tallies: Mapping[Skill, Tally]) -> Skill | None:
    """What to practise next: the skill with the lowest share, of equal ones the first that a step needs; None where
    nothing went wrong."""
    lacking = [skill for skill in Skill if skill in tallies and tallies[skill].share < 1]
    return min(lacking, key=lambda skill: tallies[skill].share, default=None)
