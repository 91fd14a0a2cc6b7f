"""Folded layers open where one looks: around what is selected, or where one asked, and then stay as they are for as
long as they show what is selected."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from core.message import Message
from simulator.frames.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt
from simulator.frames.folding import GAP, Run, Stretch, folded_rows, followed, page
from simulator.frames.layout import Column, Layout, with_rows
from simulator.frames.selection import Selection
from simulator.frames.unit_shapes import Fold
from simulator.frames.view import View
from simulator.words import say

FOLD_WIDTH = 84.0
_Units = tuple[tuple[int, ...], ...]


def unfolded(layout: Layout, view: View) -> Layout:
    """The same room with the folds of its columns opened for this view; the very same where none is to be opened."""
    if not any(column.folds for column in layout.columns):
        return layout
    return _unfolded(layout, selected_units(view.selection, view.also, len(layout.columns)), view.opened)


@lru_cache(maxsize=16)
def _unfolded(layout: Layout, around: _Units, opened: tuple[Stretch, ...]) -> Layout:
    columns = tuple(
        _opened(column, around[index], [(each.first, each.last) for each in opened if each.column == index])
        if column.folds
        else column
        for index, column in enumerate(layout.columns)
    )
    return layout if columns == layout.columns else replace(layout, columns=columns)


def _opened(column: Column, around: tuple[int, ...], runs: list[Run]) -> Column:
    shown = folded_rows(column.units[-1] + 1, _rows(column), around, runs)
    return with_rows(column, shown, (column.ys[0] + column.ys[-1]) / 2)


def _rows(column: Column) -> int:
    return len(column.units) + GAP * len(column.folds)


@lru_cache(maxsize=4)
def selected_units(selection: Element | None, also: frozenset[Element], count: int) -> _Units:
    """The units of each of `count` columns that are selected, or at an end of a selected edge: those of `selection`
    first, the others in their order."""
    first: list[set[int]] = [set() for _ in range(count)]
    rest: list[set[int]] = [set() for _ in range(count)]
    for found, elements in ((first, [selection]), (rest, also)):
        for element in elements:
            for column, unit in _ends_of(element, count - 1):
                if column < count:
                    found[column].add(unit)
    return tuple((*sorted(mine), *sorted(others - mine)) for mine, others in zip(first, rest, strict=True))


def _ends_of(element: Element | None, last: int) -> tuple[tuple[int, int], ...]:
    if isinstance(element, EdgeAt):
        return (element.column, element.unit), (element.column - 1, element.source)
    if isinstance(element, UnitAt | BiasAt):
        return ((element.column, element.unit),)
    return ((last, element.unit),) if isinstance(element, TargetAt) else ()


def kept_open(chosen: Selection, layout: Layout) -> tuple[Stretch, ...]:
    """What is to be shown when this is selected, so that as little as can be moves: all that is shown now. Only where
    it hides a selected unit it moves on to that one, or, if that is far off, gives way: the fold opens there."""
    around = selected_units(chosen.primary, chosen.also, len(layout.columns))
    found: list[Stretch] = []
    for index, column in enumerate(layout.columns):
        if not column.folds:
            continue
        runs: tuple[Run, ...] = _runs(column)
        hidden = [unit for unit in around[index] if column.y_of(unit) is None]
        if hidden:
            runs = followed(runs, hidden[0]) if len(around[index]) == 1 else ()
        found += [Stretch(index, *run) for run in runs]
    return tuple(found)


def hides(layout: Layout, element: Element) -> bool:
    """Whether a unit that this is, or belongs to, is folded away."""
    ends = _ends_of(element, len(layout.columns) - 1)
    return any(layout.columns[column].y_of(unit) is None for column, unit in ends)


def with_opened(opened: tuple[Stretch, ...], stretch: Stretch) -> tuple[Stretch, ...]:
    """With these units, in place of what else was to be shown of their column."""
    return (*(each for each in opened if each.column != stretch.column), stretch)


def folds_of(layout: Layout) -> tuple[Fold, ...]:
    """What stands in place of the units that are folded away; in few words where columns are near one another."""
    gap = min((b.x - a.x for a, b in pairwise(layout.columns)), default=FOLD_WIDTH)
    words = Message("… {n} more") if gap >= FOLD_WIDTH else Message("… {n}")
    return tuple(
        Fold(column.x, fold.y, say(Message(words.template, n=fold.count)), opens, min(FOLD_WIDTH, gap))
        for index, column in enumerate(layout.columns)
        for fold, opens in zip(column.folds, _pages(index, column), strict=True)
    )


def _pages(index: int, column: Column) -> tuple[Stretch, ...]:
    """What a click on each of the column's folds opens."""
    return tuple(Stretch(index, *page(_rows(column), _runs(column), at)) for at in range(len(column.folds)))


def _runs(column: Column) -> tuple[Run, ...]:
    """The runs of units that a column shows."""
    firsts = [0, *(fold.last + 1 for fold in column.folds)]
    lasts = [*(fold.first - 1 for fold in column.folds), column.units[-1]]
    return tuple(zip(firsts, lasts, strict=True))
