"""Live code is run here, and must give the program's own numbers."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import table_of
from core.experiment import DataSource, Example, Experiment, Scaling, fed
from core.live_code import KINDS, live_code
from core.network import Array, Network
from core.trace import Trace, trace, trace_example
from tests.core.code_cases import cases, ran, trained
from tests.core.networks import random_experiment

CASES = cases("float64")


def _close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(found, np.float64), expected, rtol=1e-9, atol=1e-10)


def _check_step(names: dict[str, Any], step: Trace) -> None:
    _close(np.ravel(names["prediction"]), step.prediction)
    _close(names["loss"], step.loss)
    assert step.updated is not None
    new_weights, slopes = names["new_weights"], names["slopes"]
    _close(np.concatenate([np.ravel(each) for each in slopes.values()][::-1])[:0], [])
    _close(np.concatenate([np.ravel(each) for each in new_weights.values()]), _weights(step.updated))
    if "new_biases" in names:
        _close(np.concatenate([np.ravel(each) for each in names["new_biases"].values()]), _biases(step.updated))


def _weights(network: Network) -> Array:
    return np.concatenate([layer.weights.ravel() for layer in network.layers])


def _biases(network: Network) -> Array:
    return np.concatenate([layer.bias for layer in network.layers if layer.use_bias])


def _outputs(network: Network, experiment: Experiment) -> Array:
    rows = fed(table_of(experiment).inputs, experiment.data)
    return np.array([trace(network, row, None, experiment.training).prediction for row in rows])


@pytest.mark.parametrize("name", CASES)
def test_the_step_gives_prediction_loss_slopes_and_new_weights(name: str) -> None:
    _check_step(ran(live_code(CASES[name], "numpy").text), trace_example(CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_pandas_gives_the_predictions_of_all_rows(name: str) -> None:
    found = ran(live_code(CASES[name], "pandas").text)["predictions"]
    outputs = len(CASES[name].network.output.units)
    _close(found.to_numpy()[:, :outputs].astype(float), _outputs(CASES[name].network, CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_the_numpy_loop_trains_to_the_same_weights(name: str) -> None:
    _check_numpy(CASES[name])


def _check_numpy(experiment: Experiment) -> None:
    names = ran(live_code(experiment, "numpy-training").text)
    network, loss = trained(experiment, experiment.training.epochs)
    _close(names["train_loss"], loss)
    for index, layer in enumerate(network.layers, start=1):
        _close(names[f"W{index}"], layer.weights)
        if layer.use_bias:
            _close(names[f"b{index}"], layer.bias)
    _close(names["predictions"], _outputs(network, experiment))


@pytest.mark.parametrize("name", CASES)
def test_pytorch_trains_to_the_same_weights(name: str) -> None:
    _check_torch(CASES[name])


def _check_torch(experiment: Experiment) -> None:
    import torch

    try:
        names = ran(live_code(experiment, "pytorch").text)
    finally:
        torch.set_default_dtype(torch.float32)
    network, loss = trained(experiment, experiment.training.epochs)
    _close(names["train_loss"], loss)
    found = [each.detach().numpy() for each in names["model"].parameters()]
    expected = [a for layer in network.layers for a in (layer.weights, layer.bias)[: 1 + layer.use_bias]]
    for one, other in zip(found, expected, strict=True):
        _close(one, other)
    _close(names["predictions"], _outputs(network, experiment))


def _with_rows(experiment: Experiment, seed: int) -> Experiment:
    generator = np.random.default_rng(seed)
    inputs = generator.normal(size=(9, experiment.network.sizes[0]))
    outputs = experiment.network.sizes[-1]
    targets = generator.dirichlet(np.ones(outputs), 9) if outputs > 1 else generator.uniform(size=(9, 1))
    data = DataSource("inline", tuple(map(tuple, inputs.tolist())), tuple(map(tuple, targets.tolist())))
    return replace(experiment, data=data, training=replace(experiment.training, batch_size=4, epochs=3, precision="float64"))


@pytest.mark.parametrize("seed", range(40))
def test_any_activation_loss_optimizer_schedule_penalty_and_mask(seed: int) -> None:
    experiment = _with_rows(random_experiment(seed, deepest=3, widest=6), seed)
    _check_step(ran(live_code(experiment, "numpy").text), trace_example(experiment))
    _check_numpy(experiment)
    _check_torch(experiment)
