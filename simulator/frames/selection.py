"""What is selected on the canvas: one element that the explanation speaks of, and perhaps more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.network import Network
from core.quantity import OPTIMIZER_KINDS, Kind, Quantity
from core.trace import Trace
from core.weight_edits import BiasPlace, Place, WeightPlace, all_into, all_out_of
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt

OF_BIAS = (Kind.BIAS, Kind.SLOPE_OF_BIAS, *OPTIMIZER_KINDS, Kind.NEW_BIAS)


@dataclass(frozen=True)
class Selection:
    """`primary` was selected last; `also` are the others."""

    primary: Element | None = None
    also: frozenset[Element] = field(default_factory=frozenset)

    @property
    def elements(self) -> frozenset[Element]:
        return self.also if self.primary is None else self.also | {self.primary}

    def __len__(self) -> int:
        return len(self.elements)

    def __contains__(self, element: object) -> bool:
        return element in self.elements

    def toggled(self, element: Element) -> Selection:
        """With one element more; with one less where it was selected already."""
        if element not in self:
            return Selection(element, self.elements)
        rest = self.elements - {element}
        if element != self.primary:
            return Selection(self.primary, rest - {self.primary} if self.primary else rest)
        return selected(rest)

    def kept(self, elements: Iterable[Element]) -> Selection:
        """Those of the selected elements that are among these."""
        rest = self.elements & frozenset(elements)
        if self.primary in rest:
            return Selection(self.primary, rest - {self.primary})
        return selected(rest)


def selected(elements: Iterable[Element]) -> Selection:
    """All of these; the first of them by place is the one that is explained."""
    found = frozenset(elements)
    if not found:
        return Selection()
    first = min(found, key=_place_of)
    return Selection(first, found - {first})


def _place_of(element: Element) -> tuple[int, ...]:
    numbers = (getattr(element, name, -1) for name in ("column", "unit", "source"))
    return (not isinstance(element, UnitAt), *numbers)


def units_of(selection: Selection) -> list[UnitAt]:
    """The selected units, by column and place."""
    return sorted((each for each in selection.elements if isinstance(each, UnitAt)), key=_place_of)


def weights_of(selection: Selection, network: Network) -> list[WeightPlace]:
    """The weights that a selection stands for: selected edges; of a unit all that lead into it, of an input all that
    lead out of it."""
    sizes = network.sizes
    found: set[WeightPlace] = set()
    for element in selection.elements:
        if isinstance(element, EdgeAt):
            found.add(WeightPlace(element.column, element.unit, element.source))
        elif isinstance(element, UnitAt):
            found.update(
                all_into(sizes, element.column, element.unit)
                if element.column
                else all_out_of(sizes, element.column, element.unit)
            )
    return sorted(found)


def numbers_of(selection: Selection, network: Network) -> list[Place]:
    """Weights as in `weights_of`, and the selected biases."""
    biases = [BiasPlace(each.column, each.unit) for each in selection.elements if isinstance(each, BiasAt)]
    return [*weights_of(selection, network), *sorted(biases)]


def only_numbers(chosen: Selection) -> Selection:
    """Without the units, which stand for all weights into them only where that is said."""
    return selected(each for each in chosen.elements if isinstance(each, EdgeAt | BiasAt))


def element_at_place(place: Place) -> Element:
    """What stands for a weight or a bias on the canvas."""
    return BiasAt(*place) if isinstance(place, BiasPlace) else EdgeAt(*place)


def element_of(trace: Trace, quantity: Quantity) -> Element | None:
    """What on the canvas stands for a number; None for one of the update as a whole."""
    if quantity.kind in (Kind.NORM, Kind.CLIP_SCALE):
        return None
    if quantity.kind is Kind.LOSS:
        return LossAt()
    if quantity.source is not None:
        return EdgeAt(quantity.column, quantity.unit, quantity.source)
    if quantity.kind in (Kind.TARGET, Kind.ERROR):
        return TargetAt(quantity.unit)
    if quantity.kind in OF_BIAS:
        return BiasAt(quantity.column, quantity.unit)
    return UnitAt(quantity.column, quantity.unit)


def exists(element: Element, network: Network) -> bool:
    """Whether the network has this unit, edge or number."""
    sizes = network.sizes
    column = getattr(element, "column", len(sizes) - 1)
    if not 0 <= column < len(sizes):
        return False
    if getattr(element, "unit", 0) >= sizes[column]:
        return False
    return not isinstance(element, EdgeAt) or element.source < sizes[column - 1]
