"""The spotlight: what a beat is about stands out, everything else stands back, and no number changes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from core.files.examples import NAMES, example
from core.trace import trace_example
from simulator.commands.command_line import parse
from simulator.film.composed import step_film
from simulator.film.settings import FilmSettings
from simulator.film.step_story import HOLDS
from simulator.frames.elements import EdgeAt, LossAt, UnitAt
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at
from simulator.frames.moment import CROSSFADE
from simulator.frames.spotlight import EDGES_ASIDE, is_lit
from simulator.frames.timeline import Beat, Kind, timeline_of
from simulator.frames.view import View

BANK = trace_example(example("bank"))
TIMELINE = timeline_of(BANK.network, True)


def frame(time: float | None) -> Frame:
    return frame_at(BANK, TIMELINE, time, View(1264, 720, spotlight=True))


def beat(kind: Kind, column: int = 0, unit: int = 0) -> Beat:
    found = TIMELINE.beat(kind, column, unit)
    assert found is not None
    return found


def lit_units(shown: Frame) -> set[object]:
    return {unit.element for unit in shown.units if not unit.aside}


def strong_edges(shown: Frame) -> set[tuple[int, int, int]]:
    edges = shown.edges
    places = zip(edges.columns.tolist(), edges.units.tolist(), edges.sources.tolist(), strict=True)
    return {place for place, share in zip(places, edges.emphasis.tolist(), strict=True) if share == 1}


def test_products_light_their_unit_its_sources_and_the_edges_between() -> None:
    one = beat(Kind.PRODUCTS, 1, 1)
    shown = frame(one.start + 0.8 * one.duration)
    assert lit_units(shown) == {UnitAt(0, 0), UnitAt(0, 1), UnitAt(1, 1)}
    assert strong_edges(shown) == {(1, 1, 0), (1, 1, 1)}
    assert float(shown.edges.emphasis.min()) == pytest.approx(EDGES_ASIDE)
    assert all(pill.aside == 0 for pill in shown.pills if pill.element == EdgeAt(1, 1, 0))
    assert all(pill.aside == 1 for pill in shown.pills if pill.element == EdgeAt(2, 0, 0))
    assert shown.loss_aside == 1


def test_the_loss_lights_prediction_and_target_and_the_update_everything() -> None:
    one = beat(Kind.LOSS, 2)
    shown = frame(one.start + 0.5)
    assert lit_units(shown) == {UnitAt(2, 0)}
    assert shown.loss_aside == 0
    whole = frame(beat(Kind.UPDATE).start + 0.5)
    assert len(lit_units(whole)) == 5
    assert len(strong_edges(whole)) == 6


def test_slopes_light_where_they_come_from() -> None:
    one = beat(Kind.SLOPES_AT_UNITS, 1)
    shown = frame(one.start + 0.5)
    assert lit_units(shown) == {UnitAt(1, 0), UnitAt(1, 1), UnitAt(2, 0)}
    assert strong_edges(shown) == {(2, 0, 0), (2, 0, 1)}
    assert is_lit(beat(Kind.SLOPES_AT_UNITS, 2), LossAt(), 2)


def test_it_goes_softly_from_beat_to_beat() -> None:
    one = beat(Kind.PRODUCTS, 2, 0)
    asides = [
        next(unit.aside for unit in frame(one.start + share * CROSSFADE).units if unit.element == UnitAt(0, 0))
        for share in (0.01, 0.4, 0.6, 1.0)
    ]
    assert asides == sorted(asides)
    assert asides[0] == 0
    assert 0 < asides[1] < 1
    assert asides[-1] == 1


def test_at_rest_there_is_none() -> None:
    plain = frame_at(BANK, TIMELINE, None, View(1264, 720))
    assert replace(frame(None), view=plain.view) == plain


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_nothing_from_the_picture(name: str) -> None:
    made = trace_example(example(name))
    timeline = timeline_of(made.network, True)
    for one in timeline.beats[:: max(1, len(timeline.beats) // 6)]:
        time = one.start + one.duration / 2
        plain, shown = (frame_at(made, timeline, time, View(1264, 720, spotlight=on)) for on in (False, True))
        assert [unit.element for unit in plain.units] == [unit.element for unit in shown.units]
        assert [(pill.element, pill.box, pill.runs) for pill in plain.pills] == [
            (pill.element, pill.box, pill.runs) for pill in shown.pills
        ]
        assert plain.tokens == shown.tokens
        assert lit_units(shown), "something is always lit"


def test_a_film_can_have_it() -> None:
    for wanted in (False, True):
        film = step_film(example("bank"), FilmSettings(spotlight=wanted))
        one = next(made for made in TIMELINE.beats if made.kind is Kind.PRODUCTS)
        time = HOLDS[0] + Fraction(one.start + 0.8 * one.duration)
        assert any(unit.aside for unit in film.frame(time).units) is wanted
    assert parse(["record", "bank", "--out", "x.mp4"]).spotlight is None
    assert parse(["record", "bank", "--out", "x.mp4", "--spotlight"]).spotlight is True
