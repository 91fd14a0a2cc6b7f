"""What has happened at a time: every share goes from 0 to 1 once, and only forward."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from core.files.examples import example
from simulator.frames.moment import ASIDE, Leg, Moment, backward_leg, forward_leg, gate_opening
from simulator.frames.timeline import Detail, Kind, timeline_of

TIMELINE = timeline_of(example("slopes").network, True, Detail.BY_UNIT)
TIMES = np.linspace(0, TIMELINE.duration, 600).tolist()


def test_at_rest_everything_forward_is_known_and_no_slope() -> None:
    rest = Moment(TIMELINE, None)
    assert rest.input_opacity(1) == 1
    assert rest.arrivals(1, 0, 2).tolist() == [1, 1]
    assert rest.summed(2, 0) == rest.activated(2, 0) == rest.answered(2, 0) == 1
    assert rest.slope_shown(2, 0) == rest.weight_slope_shown(2, 0, 0) == rest.updated == 0
    assert rest.emphasis(1, 0) == 1
    assert rest.beat is None


def test_shares_only_grow_and_end_at_one() -> None:
    shares = [
        lambda moment: moment.input_opacity(1),
        lambda moment: float(moment.arrivals(2, 0, 2)[1]),
        lambda moment: moment.summed(2, 0),
        lambda moment: moment.activated(2, 0),
        lambda moment: moment.answered(2, 0),
        lambda moment: moment.slope_shown(1, 1),
        lambda moment: moment.weight_slope_shown(1, 1, 1),
        lambda moment: moment.widened,
        lambda moment: moment.updated,
    ]
    for share in shares:
        values = [share(Moment(TIMELINE, time)) for time in TIMES]
        assert values[0] == 0
        assert values[-1] == 1
        assert values == sorted(values)


def test_products_arrive_one_after_the_other() -> None:
    beat = TIMELINE.beat(Kind.PRODUCTS, 1, 0)
    assert beat is not None
    first = Moment(TIMELINE, beat.start + 1.4).arrivals(1, 0, 2)
    assert first.tolist() == [pytest.approx(1), 0]
    assert Moment(TIMELINE, beat.end).arrivals(1, 0, 2).tolist() == [1, pytest.approx(1)]


def test_emphasis_changes_softly() -> None:
    values = [Moment(TIMELINE, k / 60).emphasis(1, 0) for k in range(int(TIMELINE.duration * 60))]
    assert min(values) == pytest.approx(ASIDE)
    assert max(values) == pytest.approx(1)
    assert max(abs(b - a) for a, b in pairwise(values)) < 0.06


def test_a_gate_opens_holds_and_closes() -> None:
    assert gate_opening(0.42, 0.42, 0.42) == 0
    assert gate_opening(0.60, 0.42, 0.42) == 1
    assert 0 < gate_opening(0.80, 0.42, 0.42) < 1
    assert gate_opening(0.84, 0.42, 0.42) == 0


def test_a_token_is_on_one_leg_at_a_time() -> None:
    assert forward_leg(0) == (None, 0)
    assert forward_leg(0.21) == (Leg.VALUE, pytest.approx(0.5))
    assert forward_leg(0.6)[0] is None
    assert forward_leg(0.84 + 0.28) == (Leg.PRODUCT, pytest.approx(0.5))
    assert forward_leg(1.4) == (None, 0)
    assert backward_leg(0.225) == (Leg.SLOPE, pytest.approx(0.5))
    assert backward_leg(1.3)[0] is Leg.SLOPE_ON


def test_what_is_not_in_the_step_never_began() -> None:
    forward = timeline_of(example("slopes").network, False)
    moment = Moment(forward, forward.duration)
    assert moment.since(Kind.LOSS, 2, 0) == -math.inf
    assert moment.slope_shown(2, 0) == 0
