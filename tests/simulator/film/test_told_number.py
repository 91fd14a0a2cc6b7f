"""Which number a moment of the step is about."""

from __future__ import annotations

from core.files.examples import example
from core.quantity import LOSS, Kind, Quantity, value_of
from core.trace import trace_example
from simulator.film.told_number import how_known, quantity_of_moment, steepest_weight
from simulator.frames.moment import Moment
from simulator.frames.timeline import Kind as BeatKind
from simulator.frames.timeline import timeline_of


def test_every_beat_is_about_a_number_that_the_trace_has() -> None:
    for name in ("bank-tanh", "iris"):
        step = trace_example(example(name))
        timeline = timeline_of(step.network, has_target=True)
        kinds = []
        for beat in timeline.beats:
            for time in (beat.start, (beat.start + beat.end) / 2, beat.end - 1e-6):
                found = quantity_of_moment(step, Moment(timeline, time))
                assert found is not None
                assert value_of(step, found) is not None
                assert 0 <= how_known(step, Moment(timeline, time), found) <= 1
            kinds.append(found.kind)
        assert kinds[0] is Kind.INPUT
        assert Kind.ACTIVATION in kinds
        assert kinds[-1] is Kind.NEW_WEIGHT
    assert quantity_of_moment(step, Moment(timeline, None)) is None


def test_at_the_end_of_a_beat_its_number_is_known() -> None:
    step = trace_example(example("bank"))
    timeline = timeline_of(step.network, has_target=True)
    for beat in timeline.beats:
        if beat.kind is BeatKind.PRODUCTS:
            continue
        moment = Moment(timeline, beat.end - 1e-6)
        found = quantity_of_moment(step, moment)
        assert found is not None
        assert how_known(step, moment, found) > 0.99, beat


def test_the_steepest_weight_of_the_bank_is_that_of_its_top_output_edge() -> None:
    step = trace_example(example("bank"))
    assert steepest_weight(step) == (1, 0, 1)
    assert value_of(step, Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 1)) == 36
    loss = timeline_of(step.network, has_target=True).beat(BeatKind.LOSS, 2, 0)
    assert loss is not None
    assert quantity_of_moment(step, Moment(timeline_of(step.network, has_target=True), loss.start)) == LOSS
