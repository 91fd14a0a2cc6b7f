"""The check itself: it holds for a thousand random networks, and it notices what is wrong."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.engines.check import BY_DIFFERENCES, EXACT, _compared, check
from core.experiment import Example, Experiment
from core.files.examples import NAMES, example
from core.losses import LOSSES
from core.message import Message, Problem
from core.network import Layer, Network
from core.trace import trace_example
from tests.core.networks import random_experiment

NETWORKS = 1000


def test_a_thousand_random_networks_agree_with_torch_autograd_and_differences() -> None:
    """Depth 1 to 8, width 1 to 32, every activation, every loss, masks, any optimizer: all in double precision."""
    seen: set[str] = set()
    tried = 0
    for seed in range(NETWORKS):
        experiment = random_experiment(seed)
        for one in check(experiment, most_differences=12):
            assert one.is_equal, (seed, str(one.name), one.difference)
            tried += one.compared
        seen |= {experiment.training.loss, experiment.training.optimizer, experiment.training.schedule.kind}
        seen |= {layer.activation for layer in experiment.network.layers}
    assert seen >= {*ACTIVATIONS, *LOSSES, "adamw", "sgd", "one_cycle"}
    assert tried > 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_example_passes(name: str) -> None:
    assert all(one.is_equal and one.compared for one in check(example(name)))


def layer_of(name: str, weights: np.ndarray, activation: str) -> Layer:
    return Layer(name, tuple(map(str, range(len(weights)))), activation, weights, np.zeros(len(weights)))


@pytest.mark.parametrize(("depth", "width"), [(50, 4), (2, 4096)])
def test_fifty_layers_and_four_thousand_units(depth: int, width: int) -> None:
    generator = np.random.default_rng(depth)
    sizes = [3, *[width] * (depth - 1), 1]
    layers = tuple(
        layer_of(f"layer {k}", generator.normal(size=(units, sources)) / np.sqrt(sources), "tanh")
        for k, (sources, units) in enumerate(pairwise(sizes))
    )
    network = Network(("x1", "x2", "x3"), layers)
    experiment = Experiment(network, Example((0.3, -0.7, 1.1), (0.5,)))
    assert all(one.is_equal for one in check(experiment, most_differences=50))


def test_a_wrong_slope_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    tanh = ACTIVATIONS["tanh"]
    monkeypatch.setitem(ACTIVATIONS, "tanh", replace(tanh, slope=lambda z, a: (1 - a * a) * (1 + 1e-5)))
    differences = {str(one.name): one.difference for one in check(example("bank-tanh"))}
    assert max(differences.values()) > EXACT
    assert next(d for name, d in differences.items() if "differences" in name) > BY_DIFFERENCES
    assert next(d for name, d in differences.items() if "forward" in name) <= EXACT


def test_a_corner_is_left_out_and_said() -> None:
    slopes = example("slopes")
    at_corner = replace(slopes, example=Example((1.0, 1.0), (4.0,)))  # node_0 sums to exactly 0
    assert trace_example(at_corner).layers[0].z[0] == 0
    by_differences = check(at_corner)[-1]
    assert by_differences.left_out == 2
    assert by_differences.is_equal


def test_without_a_target_there_is_nothing_to_check() -> None:
    with pytest.raises(Problem, match="needs a target"):
        check(replace(example("bank"), example=Example((2.0, 3.0))))


def test_what_is_not_a_number_is_never_equal() -> None:
    """Wherever it stands: Python's max would pass over it."""
    right, wrong = (np.ones(2), np.ones(2) + 1e-15), (np.ones(2), np.array([1.0, np.nan]))
    for pairs in ([right, wrong], [wrong, right]):
        assert not _compared(Message("numbers"), pairs).is_equal
