"""What is remembered of all practice between two starts: how each skill went."""

from __future__ import annotations

from core.practice.exercise import Skill
from core.practice.practice import Outcome, Tally
from widgets.parts.stored import settings

_GROUP = "practice"


def stored_tallies() -> dict[Skill, Tally]:
    """By skill, those that ever came up. What is not three numbers there counts as nothing."""
    store = settings()
    found = {skill: _read(str(store.value(f"{_GROUP}/{skill.value}", ""))) for skill in Skill}
    return {skill: tally for skill, tally in found.items() if tally.total}


def remember(skill: Skill, outcome: Outcome) -> None:
    tally = stored_tallies().get(skill, Tally()).with_one(outcome)
    settings().setValue(f"{_GROUP}/{skill.value}", f"{tally.first} {tally.hinted} {tally.shown}")


def forget_all() -> None:
    settings().remove(_GROUP)


def _read(text: str) -> Tally:
    parts = text.split()
    return Tally(*map(int, parts)) if len(parts) == 3 and all(part.isdecimal() for part in parts) else Tally()
