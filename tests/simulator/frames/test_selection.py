from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.files.examples import example
from core.weight_edits import BiasPlace, WeightPlace
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt
from simulator.frames.selection import Selection, element_at_place, exists, numbers_of, selected, units_of, weights_of

BANK = example("bank").network
ELEMENTS: list[Element] = [
    UnitAt(0, 0),
    UnitAt(1, 1),
    EdgeAt(1, 0, 1),
    EdgeAt(2, 0, 0),
    BiasAt(1, 0),
    TargetAt(0),
    LossAt(),
]
some = st.lists(st.sampled_from(ELEMENTS), unique=True)


@given(some, st.sampled_from(ELEMENTS))
def test_toggled_twice_the_same_is_selected(elements: list[Element], element: Element) -> None:
    chosen = selected(elements)
    once = chosen.toggled(element)
    assert (element in once) is (element not in chosen)
    assert once.toggled(element).elements == chosen.elements


@given(some)
def test_the_primary_is_one_of_the_selected(elements: list[Element]) -> None:
    chosen = selected(elements)
    assert len(chosen) == len(elements)
    assert (chosen.primary is None) is (not elements)
    assert chosen.primary is None or chosen.primary not in chosen.also


def test_what_was_selected_last_is_explained() -> None:
    chosen = Selection().toggled(UnitAt(1, 0)).toggled(UnitAt(1, 1))
    assert chosen.primary == UnitAt(1, 1)
    assert chosen.toggled(UnitAt(1, 0)).primary == UnitAt(1, 1)
    assert chosen.toggled(UnitAt(1, 1)).primary == UnitAt(1, 0)
    assert selected([EdgeAt(1, 0, 0), UnitAt(2, 0), UnitAt(1, 1)]).primary == UnitAt(1, 1)


def test_what_is_gone_is_not_selected() -> None:
    chosen = selected([UnitAt(1, 0), UnitAt(1, 1)])
    assert chosen.kept([UnitAt(1, 1)]) == Selection(UnitAt(1, 1))
    assert chosen.kept(chosen.elements) == chosen
    assert chosen.kept([]) == Selection()


def test_weights_and_biases_of_a_selection() -> None:
    assert weights_of(Selection(UnitAt(1, 1)), BANK) == [WeightPlace(1, 1, 0), WeightPlace(1, 1, 1)]
    assert weights_of(Selection(UnitAt(0, 1)), BANK) == [WeightPlace(1, 0, 1), WeightPlace(1, 1, 1)]
    both = selected([EdgeAt(2, 0, 1), BiasAt(2, 0)])
    assert numbers_of(both, BANK) == [WeightPlace(2, 0, 1), BiasPlace(2, 0)]
    assert [element_at_place(place) for place in numbers_of(both, BANK)] == [EdgeAt(2, 0, 1), BiasAt(2, 0)]
    assert numbers_of(selected([TargetAt(0), LossAt()]), BANK) == []


def test_units_come_in_their_order() -> None:
    assert units_of(selected([UnitAt(1, 1), UnitAt(0, 1), BiasAt(1, 0), UnitAt(1, 0)])) == [
        UnitAt(0, 1),
        UnitAt(1, 0),
        UnitAt(1, 1),
    ]


def test_what_exists() -> None:
    assert all(exists(element, BANK) for element in ELEMENTS)
    for gone in (UnitAt(3, 0), UnitAt(1, 2), EdgeAt(2, 0, 2), BiasAt(2, 1), TargetAt(1)):
        assert not exists(gone, BANK)
