"""How fast a run goes: from a batch in ten seconds, to be watched, up to as fast as it goes."""

from __future__ import annotations

from core.message import Message
from core.numbers import short
from simulator.words import say
from widgets.parts.combo_box import ComboBox

PACES = (None, 100.0, 30.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.1)
"""Batches a second; None: as fast as it goes."""


class PaceChoice(ComboBox):
    """A choice that takes effect at once. What comes out is the same at any speed."""

    def __init__(self) -> None:
        hint = Message("What comes out is the same at any speed. Up to 10 batches a second each one is seen.")
        super().__init__(say(Message("Speed")), [(pace, say(_words(pace))) for pace in PACES], hint=say(hint))


def _words(pace: float | None) -> Message:
    if pace is None:
        return Message("Full speed")
    if pace < 1:
        return Message("A batch in {seconds} seconds", seconds=short(1 / pace))
    if pace == 1:
        return Message("A batch a second")
    return Message("{pace} batches a second", pace=short(pace))
