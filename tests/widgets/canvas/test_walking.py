from __future__ import annotations

from core.files.examples import example
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt
from widgets.canvas.walking import along_unit, neighbour, next_number

BANK = example("bank").network


def every(start: Element, step: int) -> list[Element]:
    found: list[Element] = [start]
    following = next_number(BANK, start, step)
    while following is not None:
        found.append(following)
        following = next_number(BANK, following, step)
    return found


def test_arrows_lead_from_unit_to_unit_and_along_edges() -> None:
    assert neighbour(BANK, UnitAt(0, 0), 1, 0) == UnitAt(1, 0)
    assert neighbour(BANK, UnitAt(1, 1), 1, 0) == UnitAt(2, 0)
    assert neighbour(BANK, UnitAt(0, 0), -1, 0) == UnitAt(0, 0)
    assert neighbour(BANK, EdgeAt(1, 0, 1), 0, 1) == EdgeAt(1, 1, 0)
    assert neighbour(BANK, EdgeAt(1, 0, 1), -1, 0) == UnitAt(0, 1)
    assert neighbour(BANK, LossAt(), 0, 0) == UnitAt(2, 0)


def test_tab_walks_along_the_numbers_of_a_unit_and_ends() -> None:
    assert along_unit(BANK, UnitAt(1, 1), 1) == EdgeAt(1, 1, 0)
    assert along_unit(BANK, EdgeAt(1, 1, 1), 1) == BiasAt(1, 1)
    assert along_unit(BANK, BiasAt(1, 1), 1) is None
    assert along_unit(BANK, UnitAt(1, 1), -1) is None
    assert along_unit(BANK, UnitAt(0, 0), 1) is None
    assert along_unit(BANK, LossAt(), 1) is None
    assert along_unit(BANK, TargetAt(0), 1) == EdgeAt(2, 0, 0)


def test_from_number_to_number_every_one_comes_once_and_back_again() -> None:
    there = every(UnitAt(0, 0), 1)
    assert there[:3] == [UnitAt(0, 0), UnitAt(0, 1), EdgeAt(1, 0, 0)]
    assert there[-1] == BiasAt(2, 0)
    assert len(there) == len(set(there)) == 2 + 6 + 3
    assert every(there[-1], -1) == there[::-1]
