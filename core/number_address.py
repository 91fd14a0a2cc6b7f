"""Numbers named in words: `value of node_0`, `weight of children to node_1`. From text to address, and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import product

from core.message import Message, Problem
from core.network import Network
from core.quantity import LOSS, Kind, Quantity

INPUTS = "inputs"
"""What column 0 is called before a dot."""
_TO = " to "

_OF_EDGE = {
    "product of": Kind.PRODUCT,
    "weight of": Kind.WEIGHT,
    "slope of weight of": Kind.SLOPE_OF_WEIGHT,
    "slope of weight": Kind.SLOPE_OF_WEIGHT,
    "new weight of": Kind.NEW_WEIGHT,
}
_OF_UNIT = {
    "value of": Kind.ACTIVATION,
    "sum of": Kind.WEIGHTED_SUM,
    "bias of": Kind.BIAS,
    "activation slope at": Kind.ACTIVATION_SLOPE,
    "slope at sum of": Kind.SLOPE_AT_SUM,
    "slope at": Kind.SLOPE_AT_ACTIVATION,
    "slope of bias of": Kind.SLOPE_OF_BIAS,
    "new bias of": Kind.NEW_BIAS,
}
_OF_OUTPUT = {"prediction": Kind.ACTIVATION, "target": Kind.TARGET, "error": Kind.ERROR}
_WORDS = {kind: words for words, kind in reversed(({**_OF_EDGE, **_OF_UNIT, **_OF_OUTPUT}).items())}
FORMS = (
    *(f"{words} UNIT" for words in _OF_UNIT),
    *(f"{words} SOURCE to UNIT" for words in _OF_EDGE if words != "slope of weight"),
    *_OF_OUTPUT,
    "loss",
)
"""How an address can look, for whoever has to be told."""

Unit = tuple[int, int]
"""Column and place in it."""


def quantity_of(text: str, network: Network) -> Quantity:
    """The number that words name (raises Problem: no such form, no such unit, or more than one of that name)."""
    words = " ".join(text.split())
    if words.casefold() == "loss":
        return LOSS
    found = _of_output(words, network)
    if found is not None:
        return found
    for start in sorted((*_OF_EDGE, *_OF_UNIT), key=len, reverse=True):
        rest = _after(start, words)
        if rest and start in _OF_EDGE:
            return _edge(_OF_EDGE[start], start, rest, network)
        if rest:
            return _of_unit(_OF_UNIT[start], rest, network)
    raise _unknown_form(words)


def text_of(quantity: Quantity, network: Network) -> str:
    """The words for an address: what `quantity_of` reads back on the same network."""
    if quantity.kind is Kind.LOSS:
        return "loss"
    last = len(network.layers)
    kind = quantity.kind
    if kind in (Kind.TARGET, Kind.ERROR) or (kind is Kind.ACTIVATION and quantity.column == last):
        word = "prediction" if kind is Kind.ACTIVATION else _WORDS[kind]
        return word if network.sizes[-1] == 1 else f"{word} of {unit_text((last, quantity.unit), network)}"
    unit = unit_text((quantity.column, quantity.unit), network)
    if quantity.source is None:
        words = "value of" if kind is Kind.INPUT else _WORDS[kind]
        return f"{words} {unit}"
    source = unit_text((quantity.column - 1, quantity.source), network)
    return f"{_WORDS[kind]} {source}{_TO}{unit}"


def unit_of(name: str, network: Network, first: int = 0) -> Unit:
    """The unit of this name, as `node_0` or `hidden.node_0`, from column `first` on (raises Problem)."""
    found = units_called(name, network, first)
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"“{_long_name(unit, network)}”" for unit in found[:4])
        raise Problem(Message("“{name}” could be any of {choices}: write one of these", name=name, choices=choices))
    raise _no_unit(name, network, first)


def units_called(name: str, network: Network, first: int = 0) -> list[Unit]:
    """Every unit that a name can mean. Where letters differ only in case or as x₁ does from x1, that will do."""
    for same in (str, _plain):
        wanted = same(name)
        found = [
            unit
            for unit in _units(network, first)
            if wanted in (same(network.unit_names(unit[0])[unit[1]]), same(_long_name(unit, network)))
        ]
        if found:
            return found
    return []


def unit_text(unit: Unit, network: Network) -> str:
    """The shortest name of a unit that means no other."""
    name = network.unit_names(unit[0])[unit[1]]
    return name if units_called(name, network) == [unit] else _long_name(unit, network)


def column_of(name: str, network: Network) -> int:
    """The layer of this name as a column, 1 or more (raises Problem)."""
    names = [layer.name for layer in network.layers]
    for same in (str, _plain):
        found = [index for index, each in enumerate(names, start=1) if same(each) == same(name)]
        if len(found) == 1:
            return found[0]
    raise Problem(Message("no layer is called “{name}”; write one of {known}", name=name, known=", ".join(names)))


def _of_output(words: str, network: Network) -> Quantity | None:
    last = len(network.layers)
    for word, kind in _OF_OUTPUT.items():
        if words.casefold() == word:
            if network.sizes[-1] == 1:
                return Quantity(kind, last, 0)
            name = network.output.units[0]
            message = Message(
                "there are several outputs: say which one, as in “{word} of {name}”", word=word, name=name
            )
            raise Problem(message)
        rest = _after(f"{word} of", words)
        if rest:
            return Quantity(kind, *unit_of(rest, network, first=last))
    return None


def _of_unit(kind: Kind, name: str, network: Network) -> Quantity:
    column, unit = unit_of(name, network, first=0 if kind is Kind.ACTIVATION else 1)
    return Quantity(Kind.INPUT if column == 0 else kind, column, unit)


def _edge(kind: Kind, start: str, rest: str, network: Network) -> Quantity:
    """A name may hold “ to ” itself, so every place is tried where the two could part."""
    parts = rest.split(_TO)
    splits = [(_TO.join(parts[:at]), _TO.join(parts[at:])) for at in range(1, len(parts))]
    if not splits:
        raise Problem(Message("an edge has two ends: write “{start} SOURCE to UNIT”", start=start))
    found = [
        Quantity(kind, column, unit, before)
        for source, target in splits
        for (left, before), (column, unit) in product(units_called(source, network), units_called(target, network, 1))
        if column == left + 1
    ]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"“{_long_edge(start, each, network)}”" for each in found[:3])
        raise Problem(Message("“{name}” could be any of {choices}: write one of these", name=rest, choices=choices))
    source, target = splits[0]
    for name, first in ((source, 0), (target, 1)):
        if not units_called(name, network, first):
            raise _no_unit(name, network, first)
    raise Problem(
        Message("no edge from {source} to {unit}: edges join neighbouring layers", source=source, unit=target)
    )


def _long_edge(start: str, at: Quantity, network: Network) -> str:
    assert at.source is not None
    source, unit = _long_name((at.column - 1, at.source), network), _long_name((at.column, at.unit), network)
    return f"{start} {source}{_TO}{unit}"


def _units(network: Network, first: int) -> Iterator[Unit]:
    return ((column, unit) for column, size in enumerate(network.sizes) if column >= first for unit in range(size))


def _long_name(unit: Unit, network: Network) -> str:
    column, index = unit
    layer = network.layers[column - 1].name if column else INPUTS
    return f"{layer}.{network.unit_names(column)[index]}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _after(start: str, words: str) -> str:
    return words[len(start) + 1 :].strip() if words.casefold().startswith(f"{start} ") else ""


def _no_unit(name: str, network: Network, first: int) -> Problem:
    names = list(dict.fromkeys(network.unit_names(unit[0])[unit[1]] for unit in _units(network, first)))
    near = get_close_matches(name, names, n=3, cutoff=0.5) or names[:6]
    more = ", …" if len(near) < len(names) else ""
    known = ", ".join(near) + more
    return Problem(Message("no unit is called “{name}”; there is {known}", name=name, known=known))


def _unknown_form(words: str) -> Problem:
    near = get_close_matches(words, FORMS, n=1, cutoff=0.4) or ["value of UNIT"]
    return Problem(Message("“{text}” names no number; write it as in “{form}”", text=words, form=near[0]))
