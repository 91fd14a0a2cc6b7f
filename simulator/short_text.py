"""Texts made to fit: numbers in fewer digits, names cut short."""

from __future__ import annotations

from functools import lru_cache

from core.numbers import short
from simulator.fonts import MEDIUM, SEMIBOLD, text_width

NAME_SIZE = 13


@lru_cache(maxsize=4096)
def shortened(value: float, digits: int, room: float, size: float) -> str:
    """A number in at most so many digits, in fewer where they would not fit."""
    texts = (short(value, count) for count in (digits, *range(digits - 1, 0, -1)))
    return next((text for text in texts if text_width(text, size, SEMIBOLD) <= room), short(value, 1))


@lru_cache(maxsize=1024)
def told(name: str, room: float, weight: int = MEDIUM) -> str:
    """The name; where it does not fit its last word (of `layer 3` the 3); then its beginning, if that is five letters
    or more; else nothing."""
    for text in (name, name.split(" ")[-1]):
        if text_width(text, NAME_SIZE, weight) <= room:
            return text
    short_name = elided(name, room, weight)
    return short_name if len(short_name) > 5 else ""


@lru_cache(maxsize=1024)
def elided(name: str, room: float, weight: int = MEDIUM) -> str:
    """As much of a name as fits, an ellipsis in place of the rest."""
    if text_width(name, NAME_SIZE, weight) <= room:
        return name
    while name and text_width(f"{name}…", NAME_SIZE, weight) > room:
        name = name[:-1].rstrip()
    return f"{name}…"
