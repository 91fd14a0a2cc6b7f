"""Words in tooltips, which Qt would read as rich text."""

from __future__ import annotations

import textwrap
from html import escape

_LINE = 62
"""Characters in a line of a long tooltip."""


def plain_tip(words: str) -> str:
    """A tooltip that shows the words as they are, tags that somebody typed into a name and all."""
    return f'<span style="white-space: pre-wrap">{escape(words)}</span>' if "<" in words else words


def lines_tip(*lines: str) -> str:
    """A tooltip of several lines; Qt would not break long ones."""
    return plain_tip("\n".join(textwrap.fill(line, _LINE) for line in lines if line))
