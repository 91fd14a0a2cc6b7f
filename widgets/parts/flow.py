"""Things of different widths, one after the other, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence


def flow_lines(widths: Sequence[int], room: int, gap: int = 0) -> list[list[int]]:
    """Which go into which line, by number; on to the next line where one is full."""
    lines: list[list[int]] = [[]]
    used = 0
    for index, width in enumerate(widths):
        if lines[-1] and used + gap + width > room:
            lines.append([])
            used = 0
        used += width + (gap if lines[-1] else 0)
        lines[-1].append(index)
    return lines


def even_lines(widths: Sequence[int], room: int) -> list[list[int]]:
    """As many lines as `flow_lines` needs, as equally long as can be."""
    count = len(flow_lines(widths, room))
    for narrower in range(sum(widths) // count, room):
        if len(lines := flow_lines(widths, narrower)) == count:
            return lines
    return flow_lines(widths, room)
