"""Which lines of live code are about one unit."""

from __future__ import annotations

import re

from core.experiment import Experiment
from core.live_code.step import is_by_node, names_of


def marked_lines(experiment: Experiment, kind: str, text: str, column: int, unit: int) -> tuple[int, ...]:
    """Line numbers, from 0, that name a unit, or where code is written layer by layer, its layer.

    Column 0, the inputs, has no lines of its own.
    """
    if column == 0:
        return ()
    if kind != "numpy":
        word = rf"(?:d?[Wbza]|free|sent|kept){column}"
    elif is_by_node(experiment):
        word = rf"{names_of(experiment).units[column - 1][unit]}(?:_(?:sum|value|slope|steepness))?"
    else:
        layer = names_of(experiment).layers[column - 1]
        word = rf"{layer}(?:_(?:sums|values|slopes|sum_slopes))?"
    pattern = re.compile(rf"\b{word}\b")
    lines = text.splitlines()
    found = {number for number, line in enumerate(lines) if pattern.search(line.partition("#")[0])}
    return tuple(sorted(found | _row(lines, f"W{column} = np.array(", unit)))


def _row(lines: list[str], start: str, unit: int) -> set[int]:
    """The row of a unit where a matrix is written a row a line."""
    if start not in lines:
        return set()
    row = lines.index(start) + 2 + unit
    return {row} if re.fullmatch(r" {8}\[[^\[]*\],", lines[row]) else set()
