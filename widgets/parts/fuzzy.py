"""What a few typed letters may mean: the letters in their order, best where they begin words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

Thing = TypeVar("Thing")

_LETTER, _WORD_START, _NEXT = 1.0, 8.0, 7.9
"""What a letter counts: as such, where it begins a word, and where it follows the one matched before. The beginning
of one word counts about as much as initials, or letters scattered over a long text would go before it."""
_LENGTH = 0.02
"""What every letter of the text takes away, so that of two equal matches the shorter text goes first."""
_NOWHERE = float("-inf")


@dataclass(frozen=True)
class Match:
    """How well a query fits a text, and which letters of the text it took."""

    score: float
    letters: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """How the query is found in the text; None where it is not.

    Every word of the query must be found, in any order, each as letters that follow one another with gaps allowed.
    Case and accents do not count, and an index such as the one of x₁ is the digit that it shows.
    """
    letters, places = _folded(text)
    starts = [_begins_word(text, place) for place in places]
    score, taken = -_LENGTH * len(text), set[int]()
    for word in query.split():
        found = _best(_folded(word)[0], letters, starts)
        if found is None:
            return None
        score += found[0]
        taken.update(places[at] for at in found[1])
    return Match(score, tuple(sorted(taken)))


def ranked(query: str, things: Iterable[Thing], text_of: Callable[[Thing], str]) -> list[tuple[Thing, Match]]:
    """The things whose text fits, the best first; equally good ones stay in their order."""
    found = [(thing, fit) for thing in things if (fit := match(query, text_of(thing))) is not None]
    return sorted(found, key=lambda pair: -pair[1].score)


@lru_cache(maxsize=16_384)  # every letter typed asks for all commands and units again
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The text as it is compared, and for each of its letters where that stands in the text."""
    pairs = [
        (folded, place)
        for place, letter in enumerate(text)
        for folded in unicodedata.normalize("NFKD", letter).casefold()
        if not unicodedata.combining(folded)
    ]
    return "".join(letter for letter, _ in pairs), tuple(place for _, place in pairs)


def _begins_word(text: str, place: int) -> bool:
    before = text[place - 1] if place else " "
    return not before.isalnum() or (before.islower() and text[place].isupper())


def _best(word: str, letters: str, starts: list[bool]) -> tuple[float, list[int]] | None:
    """The best way to find the word's letters in order: its score and the places."""
    if not _is_subsequence(word, letters):
        return None
    came_from: list[list[int]] = []
    before = [0.0] * len(letters)
    for index, wanted in enumerate(word):
        scores, sources = [_NOWHERE] * len(letters), [-1] * len(letters)
        best, best_at = (0.0, -1) if index == 0 else (_NOWHERE, -1)
        for at, letter in enumerate(letters):
            # `best` is the best end of the letters so far, anywhere before this place.
            if letter == wanted and best > _NOWHERE:
                scores[at], sources[at] = best, best_at
                if index and at and before[at - 1] + _NEXT > best:
                    scores[at], sources[at] = before[at - 1] + _NEXT, at - 1
                scores[at] += _LETTER + (_WORD_START if starts[at] else 0.0)
            if index and before[at] > best:
                best, best_at = before[at], at
        came_from.append(sources)
        before = scores
    at = max(range(len(letters)), key=lambda place: (before[place], -place))
    score, places = before[at], [at]
    for sources in reversed(came_from[1:]):
        places.append(sources[places[-1]])
    return score, places[::-1]


def _is_subsequence(word: str, letters: str) -> bool:
    at = 0
    for letter in word:
        at = letters.find(letter, at) + 1
        if not at:
            return False
    return True
