"""A step told beat by beat: caption and arithmetic, from one source for a transcript and for those who listen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from core.experiment import Experiment
from core.losses import LOSSES
from core.message import Message
from core.quantity import LOSS, Kind, Quantity
from core.trace import Trace
from simulator.frames.captions import caption_of
from simulator.frames.timeline import Beat, Phase, Timeline
from simulator.frames.timeline import Kind as Happens
from simulator.telling.transcript import MOST_INPUTS, MOST_UNITS, after_step, cut, line_of, numbers_of, one_line
from simulator.words import say

PHASES = {
    Phase.FORWARD: Message("Forward"),
    Phase.LOSS: Message("Loss"),
    Phase.BACKWARD: Message("Backward"),
    Phase.UPDATE: Message("Update"),
}
MOST_ANNOUNCED = 6
_SPECIAL = re.compile(r"[\\`*\[\]<>#|~$&]|(?<![^\W_])_|_(?![^\W_])|^[-+](?=\s)|(?<=^\d)[.)](?=\s)")
"""What Markdown would take for more than a sign; `_` inside a word is one."""


@dataclass(frozen=True)
class ToldBeat:
    """What is said of one beat: what happens, why, and the arithmetic a line each."""

    phase: Phase
    line: str
    sentence: str
    arithmetic: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """In one piece, for those who listen and read on as far as they like."""
        return self._said(self.arithmetic)

    @property
    def announced(self) -> str:
        """The same as it is said while the step goes on: of many lines the first, and how many more."""
        left = len(self.arithmetic) - MOST_ANNOUNCED
        if left <= 1:
            return self.spoken
        return self._said((*self.arithmetic[:MOST_ANNOUNCED], say(Message("and {n} more lines", n=left))))

    def _said(self, lines: Sequence[str]) -> str:
        said = f"{self.line}. {self.sentence}"
        return f"{said} {'; '.join(lines)}." if lines else said


def told_beat(trace: Trace, beat: Beat, digits: int = 4) -> ToldBeat:
    """A beat in words and numbers; of long layers the first units and inputs, and how many more there are."""
    caption = caption_of(trace, beat)
    lines = tuple(line.strip() for line in _ARITHMETIC[beat.kind](trace, beat, digits))
    return ToldBeat(beat.phase, one_line(say(caption.line, digits)), one_line(say(caption.sentence, digits)), lines)


def markdown_of(trace: Trace, timeline: Timeline, experiment: Experiment, digits: int = 4) -> str:
    """The whole step as Markdown: a heading for every phase and beat, caption and arithmetic; ends in a newline."""
    sizes = " – ".join(map(str, trace.network.sizes))
    loss = LOSSES[trace.training.loss]
    parts = [f"# {_plain(experiment.name or say(Message('One step')))}"]
    if experiment.notes:
        parts.append(_plain(experiment.notes))
    parts.append(_plain(say(Message("Units in each layer: {sizes}.", sizes=sizes))))
    if trace.loss is not None:
        convention = Message("Loss: {name}, {convention}.", name=loss.name, convention=loss.convention)
        parts.append(_plain(say(convention)))
    if trace.batch_rows:
        rows = Message("Slopes and update are those of {n} training rows.", n=trace.batch_rows)
        parts.append(_plain(say(rows)))
    for phase, beats in groupby(timeline.beats, key=lambda beat: beat.phase):
        parts.append(f"## {say(PHASES[phase])}")
        for beat in beats:
            told = told_beat(trace, beat, digits)
            parts += [f"### {_plain(told.line)}", _plain(told.sentence)]
            parts.append("\n".join(f"- {_plain(line)}" for line in told.arithmetic))
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is: names are typed by people."""
    return _SPECIAL.sub(r"\\\g<0>", one_line(text))


def _inputs(trace: Trace, beat: Beat, digits: int) -> Iterator[str]:
    names = trace.network.inputs
    for index, name in enumerate(names[:MOST_INPUTS]):
        yield line_of(trace, Quantity(Kind.INPUT, 0, index), one_line(name), digits)
    yield from cut(names, MOST_INPUTS, Message("inputs"))


def _products(trace: Trace, beat: Beat, digits: int) -> Iterator[str]:
    for unit, _ in _units(trace, beat):
        products = _of_edges(trace, Quantity(Kind.PRODUCT, beat.column, unit), Message("{source} → {unit}"))
        yield from numbers_of(trace, products, digits)
        yield from _more_sources(trace, beat.column, Message("products"))
    yield from _more_units(trace, beat)


def _sum(trace: Trace, beat: Beat, digits: int) -> Iterator[str]:
    for unit, name in _units(trace, beat):
        at = Quantity(Kind.WEIGHTED_SUM, beat.column, unit)
        yield f"{one_line(name)}: {line_of(trace, at, 'z', digits)}"
        if beat.activates:
            at = Quantity(Kind.ACTIVATION, beat.column, unit)
            yield f"{one_line(name)}: {line_of(trace, at, 'a', digits)}"
    yield from _more_units(trace, beat)


def _loss(trace: Trace, beat: Beat, digits: int) -> Iterator[str]:
    for unit, name in _units(trace, beat):
        error = say(Message("error of {unit}", unit=name))
        yield line_of(trace, Quantity(Kind.ERROR, beat.column, unit), one_line(error), digits)
    yield from _more_units(trace, beat)
    yield line_of(trace, LOSS, say(Message("loss")), digits)


def _slopes_at_units(trace: Trace, beat: Beat, digits: int) -> Iterator[str]:
    for unit, name in _units(trace, beat):
        slope = (Message("slope at {unit}", unit=name), Quantity(Kind.SLOPE_AT_ACTIVATION, beat.column, unit))
        yield from numbers_of(trace, [slope], digits)
    yield from _more_units(trace, beat)


def _slopes_of_weights(trace: Trace, beat: Beat, digits: int) -> Iterator[str]:
    column, words = beat.column, Message("slope of the weight {source} → {unit}")
    for unit, name in _units(trace, beat):
        numbers = [
            (Message("slope at the sum of {unit}", unit=name), Quantity(Kind.SLOPE_AT_SUM, column, unit)),
            *_of_edges(trace, Quantity(Kind.SLOPE_OF_WEIGHT, column, unit), words),
            (Message("slope of the bias of {unit}", unit=name), Quantity(Kind.SLOPE_OF_BIAS, column, unit)),
        ]
        yield from numbers_of(trace, numbers, digits)
        yield from _more_sources(trace, column, Message("weights"))
    yield from _more_units(trace, beat)


def _update(trace: Trace, beat: Beat, digits: int) -> Iterator[str]:
    if trace.updated is None:
        return
    for column in range(1, len(trace.layers) + 1):
        yield from _new_numbers(trace, column, digits)
    if not trace.batch_rows:
        heading, *lines = after_step(trace, digits)
        yield from (f"{heading}: {line.strip()}" for line in lines)


def _new_numbers(trace: Trace, column: int, digits: int) -> Iterator[str]:
    units, words = trace.network.unit_names(column), Message("new weight {source} → {unit}")
    for unit, name in enumerate(units[:MOST_UNITS]):
        bias = (Message("new bias of {unit}", unit=name), Quantity(Kind.NEW_BIAS, column, unit))
        numbers = [*_of_edges(trace, Quantity(Kind.NEW_WEIGHT, column, unit), words), bias]
        yield from numbers_of(trace, numbers, digits)
        yield from _more_sources(trace, column, Message("weights"))
    yield from cut(units, MOST_UNITS, Message("units"))


_ARITHMETIC = {
    Happens.INPUTS: _inputs,
    Happens.PRODUCTS: _products,
    Happens.SUM: _sum,
    Happens.LOSS: _loss,
    Happens.SLOPES_AT_UNITS: _slopes_at_units,
    Happens.SLOPES_OF_WEIGHTS: _slopes_of_weights,
    Happens.UPDATE: _update,
}


def _of_edges(trace: Trace, at: Quantity, words: Message) -> list[tuple[Message, Quantity]]:
    """A number of this kind of the first edges into a unit, each with its words."""
    unit, names = trace.network.unit_names(at.column)[at.unit], trace.network.unit_names(at.column - 1)
    return [
        (Message(words.template, source=name, unit=unit), replace(at, source=source))
        for source, name in enumerate(names[:MOST_INPUTS])
    ]


def _more_sources(trace: Trace, column: int, what: Message) -> Sequence[str]:
    return cut(trace.network.unit_names(column - 1), MOST_INPUTS, what)


def _units(trace: Trace, beat: Beat) -> Iterator[tuple[int, str]]:
    """The units of a beat that are written out."""
    names = trace.network.unit_names(beat.column)
    yield from ((unit, names[unit]) for unit in beat.units[:MOST_UNITS])


def _more_units(trace: Trace, beat: Beat) -> Sequence[str]:
    names = trace.network.unit_names(beat.column)
    return cut([names[unit] for unit in beat.units], MOST_UNITS, Message("units"))
