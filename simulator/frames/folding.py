"""Which units of a layer that is too large for its column are shown, and where: its first and its last, some around
what is selected, or those that were asked for. What is left out is folded away behind `… 120 more`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GAP = 3
"""Rows that a fold takes: hiding three units or fewer would save nothing."""
FEWEST_ROWS = 9
"""Room for a first, a last and one unit between them, with a fold on either side."""
_NEAR = 3
"""Units shown on each side of one that is selected."""
_ENDS = 3
"""Units left at the top and the bottom where a stretch takes what room there is."""

Run = tuple[int, int]
"""Units in a row, the first and the last of them."""


@dataclass(frozen=True)
class Stretch:
    """Units of a column from `first` to `last`, to be shown."""

    column: int
    first: int
    last: int


@dataclass(frozen=True)
class Hidden:
    """The units of a column from `first` to `last`, folded away; `y` is where that is said."""

    first: int
    last: int
    y: float

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Rows:
    """The runs that are shown, from the top: a row a unit, and between two runs a fold of `GAP` rows."""

    runs: tuple[Run, ...]

    @property
    def units(self) -> tuple[int, ...]:
        return tuple(unit for first, last in self.runs for unit in range(first, last + 1))

    @property
    def slots(self) -> tuple[int, ...]:
        """The row of every shown unit."""
        hidden = [0]
        for (_, last), (first, _) in zip(self.runs, self.runs[1:], strict=False):
            hidden.append(hidden[-1] + first - last - 1 - GAP)
        return tuple(
            unit - missing
            for (first, last), missing in zip(self.runs, hidden, strict=True)
            for unit in range(first, last + 1)
        )

    @property
    def folds(self) -> tuple[tuple[Run, int], ...]:
        """The units of each fold, and the row in its middle."""
        slots = dict(zip(self.units, self.slots, strict=True))
        return tuple(
            ((last + 1, first - 1), slots[last] + GAP // 2 + 1)
            for (_, last), (first, _) in zip(self.runs, self.runs[1:], strict=False)
        )


def folded_rows(size: int, rows: int, around: Sequence[int] = (), runs: Sequence[Run] = ()) -> Rows:
    """The units of `size` that stand in `rows` (at least `FEWEST_ROWS`, and fewer than `size`).

    These `runs` are shown as far as there is room. Without any, what is shown opens around some units, the nearest to
    the first of them before the others; where all of them are seen anyhow, nothing moves.
    """
    shown = _with_runs(size, rows, [(min(first, size - 1), min(last, size - 1)) for first, last in runs])
    if shown is not None:
        return shown
    closed = _filled(size, rows, ())
    assert closed is not None, "two ends and a fold have room"
    units = [unit for unit in around if unit < size]
    if set(units) <= set(closed.units):
        return closed
    for near in range(_NEAR, -1, -1):
        found = _filled(size, rows, [_near(unit, near, size) for unit in units])
        if found is not None:
            return found
    return _as_many_as_fit(size, rows, units)


def page(rows: int, shown: Sequence[Run], fold: int) -> Run:
    """What a click on a fold opens: as much as there is room for. The first of several leads back from what is open,
    any other one on from what stands above it."""
    room = rows - 2 * (GAP + min(_ENDS, max(1, rows // 10)))
    (_, above), (below, _) = shown[fold], shown[fold + 1]
    if fold == 0 and len(shown) > 2:
        return max(above + 1, below - room), below - 1
    return above + 1, min(above + room, below - 1)


def followed(runs: Sequence[Run], unit: int) -> tuple[Run, ...]:
    """The same runs, the one that is nearest moved on to one more unit: all that is shown between the ends can be
    moved. None of them where that unit is too far away to be led to."""
    for at in range(1, len(runs) - 1):
        first, last = runs[at]
        by = min(unit - first, 0) + max(unit - last, 0)
        if abs(by) <= _NEAR:
            return (*runs[:at], (first + by, last + by), *runs[at + 1 :])
    return ()


def _with_runs(size: int, rows: int, runs: Sequence[Run]) -> Rows | None:
    """Where not all have room, as in a smaller picture, the ends give way first. None where there is nothing else."""
    inner = [run for run in runs if run[0] > 0 and run[1] < size - 1]
    found = _filled(size, rows, runs) if runs else None
    if found is not None or not inner:
        return found
    first, last = inner[0]
    cut = (first, min(last, first + rows - 2 * (GAP + 1) - 1))
    return _filled(size, rows, inner) or _filled(size, rows, [cut])


def _near(unit: int, near: int, size: int) -> Run:
    return max(unit - near, 0), min(unit + near, size - 1)


def _as_many_as_fit(size: int, rows: int, units: Sequence[int]) -> Rows:
    """More are selected than can be shown apart: those nearest to the first."""
    ordered = sorted(units, key=lambda unit: abs(unit - units[0]))
    found = _filled(size, rows, [(units[0], units[0])])
    for count in range(2, len(ordered) + 1):
        more = _filled(size, rows, [(unit, unit) for unit in ordered[:count]])
        if more is None:
            break
        found = more
    assert found is not None, "there is room for one"
    return found


def _filled(size: int, rows: int, wanted: Iterable[Run]) -> Rows | None:
    """These runs, and as much of both ends as the rows have room for, equally; None where the runs have none."""
    runs = _joined([(0, 0), *wanted, (size - 1, size - 1)])
    left = rows - _rows_of(runs)
    if left < 0:
        return None
    while left > 0 and len(runs) > 1:
        (_, top), (bottom, _) = runs[0], runs[-1]
        if top < size - bottom:
            runs[0] = (0, top + 1)
        else:
            runs[-1] = (bottom - 1, size - 1)
        runs = _joined(runs)
        left = rows - _rows_of(runs)
    return Rows(tuple(runs))


def _joined(runs: Iterable[Run]) -> list[Run]:
    """In order, and one where what lies between two would need no more room than a fold."""
    found: list[Run] = []
    for first, last in sorted(runs):
        if found and first - found[-1][1] - 1 <= GAP:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found


def _rows_of(runs: Sequence[Run]) -> int:
    return sum(last - first + 1 for first, last in runs) + GAP * (len(runs) - 1)
