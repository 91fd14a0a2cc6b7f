"""Folded layers open where one looks: around what is selected, or where one asked."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from core.message import Message
from simulator.elements import BiasAt, EdgeAt, Element, TargetAt, UnitAt
from simulator.folding import GAP, Stretch, folded_rows, followed, page
from simulator.frame import Fold
from simulator.layout import Column, Layout, with_rows
from simulator.view import View
from simulator.words import say

_Units = tuple[tuple[int, ...], ...]


def unfolded(layout: Layout, view: View) -> Layout:
    """The same room with the folds of its columns opened for this view; the very same where none is to be opened."""
    if not any(column.folds for column in layout.columns):
        return layout
    return _unfolded(layout, selected_units(view.selection, view.also, len(layout.columns)), view.opened)


@lru_cache(maxsize=16)
def _unfolded(layout: Layout, around: _Units, opened: tuple[Stretch, ...]) -> Layout:
    stretches = {each.column: each for each in opened}
    columns = tuple(
        _opened(column, around[index], stretches.get(index)) if column.folds else column
        for index, column in enumerate(layout.columns)
    )
    return layout if columns == layout.columns else replace(layout, columns=columns)


def _opened(column: Column, around: tuple[int, ...], stretch: Stretch | None) -> Column:
    size = column.units[-1] + 1
    # The stretch may be from before some units were removed.
    run = (min(stretch.first, size - 1), min(stretch.last, size - 1)) if stretch else None
    return with_rows(column, folded_rows(size, _rows(column), around, run), (column.ys[0] + column.ys[-1]) / 2)


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


def still_open(opened: tuple[Stretch, ...], selection: Element | None, layout: Layout) -> tuple[Stretch, ...]:
    """What stays open when this is selected: all of it, but a stretch moves on to a unit just beyond it, and closes
    for one that is hidden further off, so that the fold opens there."""
    around = selected_units(selection, frozenset(), len(layout.columns))
    kept: list[Stretch | None] = []
    for stretch in (each for each in opened if each.column < len(around)):
        hidden = [unit for unit in around[stretch.column] if layout.columns[stretch.column].y_of(unit) is None]
        kept.append(followed(stretch, hidden[0]) if hidden else stretch)
    return tuple(each for each in kept if each is not None)


def with_opened(opened: tuple[Stretch, ...], stretch: Stretch) -> tuple[Stretch, ...]:
    """With one stretch more, in place of the one that was open in its column."""
    return (*(each for each in opened if each.column != stretch.column), stretch)


def folds_of(layout: Layout) -> tuple[Fold, ...]:
    """What stands in place of the units that are folded away."""
    return tuple(
        Fold(column.x, fold.y, say(Message("… {n} more", n=fold.count)), opens)
        for index, column in enumerate(layout.columns)
        for fold, opens in zip(column.folds, _pages(index, column), strict=True)
    )


def _pages(index: int, column: Column) -> tuple[Stretch, ...]:
    """What a click on each of the column's folds opens."""
    firsts = [0, *(fold.last + 1 for fold in column.folds)]
    lasts = [*(fold.first - 1 for fold in column.folds), column.units[-1]]
    runs = list(zip(firsts, lasts, strict=True))
    return tuple(Stretch(index, *page(_rows(column), runs, at)) for at in range(len(column.folds)))
