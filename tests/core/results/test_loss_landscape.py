"""The loss over one or two numbers is the loss of the network that has them; its slopes are those of the batch."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiment import Experiment
from core.files.examples import example
from core.network import Array, frozen
from core.results.batch_slopes import BatchSlopes, batch_of, batch_slopes
from core.results.loss_landscape import Landscape
from core.trace import trace_example
from core.weight_edits import BiasPlace, Place, WeightPlace, with_values
from tests.core.networks import random_experiment


def a_place(generator: np.random.Generator, experiment: Experiment) -> Place:
    sizes = experiment.network.sizes
    column = int(generator.integers(1, len(sizes)))
    unit = int(generator.integers(sizes[column]))
    if experiment.network.layers[column - 1].use_bias and generator.random() < 0.3:
        return BiasPlace(column, unit)
    return WeightPlace(column, unit, int(generator.integers(sizes[column - 1])))


def of_batch(batch: BatchSlopes, place: Place) -> float:
    here = batch.layers[place.column - 1]
    if isinstance(place, BiasPlace):
        return float(here.d_loss_d_bias[place.unit])
    return float(here.d_loss_d_weights[place.unit, place.source])


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_losses_and_slopes_are_those_of_the_network_with_these_numbers(seed: int) -> None:
    generator = np.random.default_rng(seed)
    experiment = random_experiment(seed, deepest=4, widest=6)
    assert experiment.example.targets is not None
    inputs = generator.normal(size=(5, experiment.network.sizes[0]))
    targets = np.tile(experiment.example.targets, (5, 1))
    places = tuple(dict.fromkeys(a_place(generator, experiment) for _ in range(2)))
    landscape = Landscape(experiment.network, inputs, targets, experiment.training, places)
    points = frozen(landscape.start + generator.normal(size=(3, len(places))))
    losses, slopes = landscape.slopes(points)
    np.testing.assert_allclose(landscape.losses(points), losses, rtol=1e-12)
    for point, loss, there in zip(points, losses, slopes, strict=True):
        changed = with_values(experiment, dict(zip(places, point.tolist(), strict=True)))
        batch = batch_slopes(changed.network, inputs, targets, experiment.training)
        np.testing.assert_allclose(loss, batch.loss, rtol=1e-10)
        wanted = [of_batch(batch, place) for place in places]
        np.testing.assert_allclose(there, wanted, rtol=1e-8, atol=1e-12)


def landscape_of(name: str, *places: Place) -> Landscape:
    experiment = example(name)
    return Landscape(experiment.network, *batch_of(experiment, 2000), experiment.training, places)


def test_without_data_the_slope_is_that_of_the_trace() -> None:
    traced = trace_example(example("gradient-descent")).layers[0].d_loss_d_weights
    assert traced is not None
    landscape = landscape_of("gradient-descent", WeightPlace(1, 0, 0), WeightPlace(1, 0, 1))
    losses, slopes = landscape.slopes(landscape.start[None])
    assert losses.tolist() == [25]
    assert slopes.tolist() == [[30, 40]] == traced.tolist()


def test_slopes_are_differences_of_the_losses() -> None:
    landscape = landscape_of("xor", WeightPlace(1, 2, 1), BiasPlace(2, 0))
    h = 1e-6
    for number in (0, 1):
        step = np.zeros(2)
        step[number] = h
        high, low = landscape.losses(frozen([landscape.start + step, landscape.start - step]))
        slope = landscape.slopes(landscape.start[None])[1][0, number]
        np.testing.assert_allclose((high - low) / (2 * h), slope, rtol=1e-6)


def test_many_points_are_taken_in_pieces_between_which_one_may_stop() -> None:
    landscape = landscape_of("digits", WeightPlace(1, 0, 30))
    pauses: list[int] = []
    points: Array = frozen(np.linspace(-1, 1, 300)[:, None])
    whole = landscape.losses(points, lambda: pauses.append(1))
    assert len(pauses) > 1
    np.testing.assert_allclose(whole[[0, 299]], landscape.losses(frozen(points[[0, 299]])), rtol=1e-12)


def test_a_loss_that_overflows_is_not_finite_and_nobody_is_warned() -> None:
    landscape = landscape_of("bank", WeightPlace(1, 0, 0))
    losses, slopes = landscape.slopes(frozen([[1e200], [1.0]]))
    assert np.isfinite(losses).tolist() == [False, True]
    assert np.isfinite(slopes[1]).all()
