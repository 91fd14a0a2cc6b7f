"""Steps go where the rule says, become what they must, and are looked at over a range that holds still."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.edits import with_training
from core.experiment import Experiment
from core.files.examples import example
from core.network import frozen
from core.results.batch_slopes import batch_of
from core.results.descent import (
    Descent,
    Fate,
    Span,
    descent_over,
    fate_of,
    lowest_near,
    spans_of,
    steps_to_rest,
    walk_of,
)
from core.results.loss_landscape import Landscape
from core.weight_edits import Place, WeightPlace, with_value

A, B = WeightPlace(1, 0, 0), WeightPlace(1, 0, 1)


def over(experiment: Experiment, *places: Place) -> Landscape:
    return Landscape(experiment.network, *batch_of(experiment, 2000), experiment.training, places)


def spans(experiment: Experiment, *places: Place, before: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    rate = experiment.training.learning_rate
    return spans_of(over(experiment, *places), experiment.network, rate, before)


def descent_of(experiment: Experiment, *places: Place, count: int = 33) -> Descent:
    landscape = over(experiment, *places)
    rate = experiment.training.learning_rate
    walk = walk_of(landscape, rate, 40)
    ranges = spans_of(landscape, experiment.network, rate)
    return descent_over(landscape, walk, experiment.network, experiment.training.loss, ranges, count)


def test_the_worked_example_comes_out() -> None:
    landscape = over(example("gradient-descent"), A, B)
    walk = walk_of(landscape, 0.01, 1)
    np.testing.assert_allclose(walk.slopes[0], [30, 40])
    np.testing.assert_allclose(walk.points, [[1, 2], [0.7, 1.6]])
    np.testing.assert_allclose(walk.losses, [25, 6.25])


def test_along_one_weight_the_other_stays() -> None:
    walk = walk_of(over(example("gradient-descent"), A), 0.01, 2)
    np.testing.assert_allclose(walk.points[:, 0], [1, 0.7, 0.7 - 0.01 * 2 * 3 * (3 * 0.7 + 8 - 6)])


@pytest.mark.parametrize(
    ("places", "rate", "fate"),
    [
        ((A,), 0.01, Fate.ARRIVES),
        ((A,), 0.1, Fate.OVERSHOOTS),
        ((B,), 0.01, Fate.ARRIVES),
        ((B,), 0.04, Fate.OVERSHOOTS),
        ((B,), 0.1, Fate.DIVERGES),
        ((B,), 0.0001, Fate.DESCENDS),
        # The curvature along the slope is 50: a rate of 0.04 lands just as high on the other side.
        ((A, B), 0.04, Fate.SWINGS),
        ((A, B), 0.1, Fate.DIVERGES),
    ],
)
def test_what_becomes_of_repeated_steps(places: tuple[Place, ...], rate: float, fate: Fate) -> None:
    assert fate_of(walk_of(over(example("gradient-descent"), *places), rate, 40)) is fate


def test_steps_end_where_they_come_to_rest() -> None:
    walk = walk_of(over(example("gradient-descent"), A), 0.04, 40)
    assert len(walk) < 10
    assert walk.points[-1, 0] == pytest.approx(-2 / 3, abs=0.01)
    assert 0 < steps_to_rest(walk) <= len(walk)


def test_at_the_lowest_point_no_step_leads_anywhere() -> None:
    lowest = with_value(example("gradient-descent"), [B], 0.75)
    walk = walk_of(over(lowest, B), 0.01, 40)
    assert fate_of(walk) is Fate.FLAT
    assert len(walk) == 0


def test_steps_that_overflow_end_and_diverge() -> None:
    walk = walk_of(over(example("gradient-descent"), B), 1e60, 40)
    assert 0 < len(walk) < 10
    assert fate_of(walk) is Fate.DIVERGES


@pytest.mark.parametrize("rate", [0.0001, 0.01, 0.04, 0.1])
@pytest.mark.parametrize("place", [A, B])
def test_the_range_holds_place_step_and_lowest_point(rate: float, place: Place) -> None:
    experiment = with_training(example("gradient-descent"), learning_rate=rate)
    walk = walk_of(over(experiment, place), rate, 1)
    (span,) = spans(experiment, place)
    lowest = -2 / 3 if place == A else 0.75
    assert all(span.holds(value) for value in (*walk.points[:, 0].tolist(), lowest))
    assert abs((span.low + span.high) / 2 - lowest) <= span.half / 4


def test_a_step_that_is_far_too_long_leaves_the_range() -> None:
    (span,) = spans(with_training(example("gradient-descent"), learning_rate=3.0), B)
    assert not span.holds(2 - 3 * 40)
    assert span.half < 10


def test_the_range_stays_through_small_edits_and_grows_when_it_must() -> None:
    experiment = example("gradient-descent")
    before = spans(experiment, B)
    for value in (1.9, 1.0, 0.75, 0.0):
        assert spans(with_value(experiment, [B], value), B, before=before) == before
    assert spans(with_value(experiment, [B], 40.0), B, before=before)[0].holds(40.0)
    wide = spans(with_training(experiment, learning_rate=0.1), B, before=before)
    assert wide[0].holds(-2.0)


def test_two_ranges_are_equally_long() -> None:
    first, second = spans(example("gradient-descent"), A, B)
    assert first.half == pytest.approx(second.half)


def test_a_network_of_zeros_has_a_range() -> None:
    zeros = with_value(example("gradient-descent"), [A, B], 0.0)
    (span,) = spans(zeros, A)
    assert span.holds(0.0)
    assert span.half > 0


def test_downhill_to_the_first_lowest_point() -> None:
    values = frozen(np.linspace(-4, 4, 33))
    assert lowest_near(values, frozen((values + 1.1) ** 2)) == pytest.approx(-1.1)
    assert lowest_near(values, frozen(values)) is None
    assert lowest_near(values, frozen(np.where(values < -2, np.inf, -values))) is None


def test_all_that_is_tried_stands_where_it_should() -> None:
    experiment = example("gradient-descent")
    found = descent_of(experiment, A, B, count=9)
    columns, rows = found.axes
    errors = 3 * columns[None] + 4 * rows[:, None] - 6
    np.testing.assert_allclose(found.losses, errors**2)
    assert found.rows == 1
    rate = replace(experiment.training, learning_rate=0.1)
    assert descent_of(replace(experiment, training=rate), B).fate is Fate.DIVERGES
