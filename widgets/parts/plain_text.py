"""Words in tooltips, which Qt would read as rich text, and where lines are broken."""

from __future__ import annotations

from functools import lru_cache
from html import escape

_LINE = 62
"""Characters in a line of a long tooltip."""


def plain_tip(words: str) -> str:
    """A tooltip that shows the words as they are, tags that somebody typed into a name and all."""
    return f'<span style="white-space: pre-wrap">{escape(words)}</span>' if "<" in words else words


def lines_tip(*lines: str) -> str:
    """A tooltip of several lines; Qt would not break long ones."""
    return plain_tip("\n".join(_broken(line) for line in lines if line))


def without_widow(words: str) -> str:
    """So that no line begins with the last word alone."""
    return "\N{NO-BREAK SPACE}".join(words.rsplit(" ", 1))


@lru_cache(maxsize=1000)
def _broken(line: str) -> str:
    """In lines of their own; a panel asks for the same few again at every edit."""
    lines: list[str] = []
    for word in line.split():
        if lines and len(lines[-1]) + len(word) < _LINE:
            lines[-1] += f" {word}"
        else:
            lines += [word[at : at + _LINE] for at in range(0, len(word), _LINE)]
    return "\n".join(lines)
