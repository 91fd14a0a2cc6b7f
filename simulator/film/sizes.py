"""The sizes of films: a shape, and how many pixels its shorter side has."""

from __future__ import annotations

from core.message import Message

OWN = "own"
SHAPES = {"16:9": (16, 9), "4:3": (4, 3), "1:1": (1, 1), "9:16": (9, 16)}
LINES = (360, 480, 720, 1080, 1440, 2160)
"""Pixels of the shorter side."""
LINE_NAMES = {lines: Message("{lines}p", lines=lines) for lines in LINES[:-1]} | {2160: Message("4K")}


def size_of(shape: str, lines: int) -> tuple[int, int]:
    """Width and height, both even: videos want that."""
    across, down = SHAPES[shape]
    longer = round(lines * max(across, down) / min(across, down) / 2) * 2
    return (longer, lines) if across >= down else (lines, longer)


def shape_of(width: int, height: int) -> tuple[str, int] | None:
    """The shape and the lines of a size; None where it is neither of these."""
    lines = min(width, height)
    return next(
        ((each, lines) for each in SHAPES if lines in LINES and size_of(each, lines) == (width, height)), None
    )
