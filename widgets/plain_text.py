"""Words in tooltips, which Qt would read as rich text."""

from __future__ import annotations

from html import escape


def plain_tip(words: str) -> str:
    """A tooltip that shows the words as they are, tags that somebody typed into a name and all."""
    return f'<span style="white-space: pre-wrap">{escape(words)}</span>' if "<" in words else words
