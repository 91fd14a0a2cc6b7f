"""The trace against the worked examples, against torch's autograd and against differences."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.engines.torch_reference import activate, mean_loss
from core.experiment import Training
from core.files.examples import example
from core.losses import LOSSES
from core.network import Layer, Network
from core.trace import Trace, trace, trace_example
from tests.by_hand import with_arrays

HIDDEN = [name for name, entry in ACTIVATIONS.items() if not entry.mixes_units]
Case = tuple[Network, np.ndarray, np.ndarray, Training]


@st.composite
def cases(draw: st.DrawFn, kinks: bool = True) -> Case:
    """A network of one to three layers, an example and a loss that goes with its output."""
    loss = draw(st.sampled_from([name for name, entry in LOSSES.items() if kinks or not entry.seams]))
    smooth = [name for name in HIDDEN if kinks or not ACTIVATIONS[name].seams]
    output = LOSSES[loss].partner or draw(st.sampled_from([*smooth, "softmax"]))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    if output == "softmax":
        sizes[-1] = max(2, sizes[-1])
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    layers = []
    for column, (sources, units) in enumerate(pairwise(sizes), start=1):
        is_output = column == len(sizes) - 1
        activation = output if is_output else draw(st.sampled_from(smooth))
        use_bias = draw(st.booleans())
        bias = generator.normal(size=units) if use_bias else np.zeros(units)
        names = tuple(f"u{unit}" for unit in range(units))
        weights = generator.normal(size=(units, sources))
        layers.append(Layer(f"layer {column}", names, activation, weights, bias, use_bias))
    network = Network(tuple(f"x{index}" for index in range(sizes[0])), tuple(layers))
    target = generator.dirichlet(np.ones(sizes[-1])) if sizes[-1] > 1 else generator.uniform(size=1)
    return network, generator.normal(size=sizes[0]), target, Training(loss=loss, learning_rate=0.05)


@settings(max_examples=200)
@given(cases())
def test_every_number_is_that_of_autograd(case: Case) -> None:
    network, inputs, target, training = case
    step = trace(network, inputs, target, training)
    value = torch.tensor(inputs)
    kept: list[tuple[torch.Tensor, ...]] = []
    for layer in network.layers:
        weights = torch.tensor(layer.weights, requires_grad=True)
        bias = torch.tensor(layer.bias, requires_grad=True)
        z = weights @ value + bias
        value = activate(layer.activation, z)
        z.retain_grad()
        value.retain_grad()
        kept.append((weights, bias, z, value))
    loss = mean_loss(
        training.loss, network.output.activation, kept[-1][2][None], value[None], torch.tensor(target[None])
    )
    loss.backward()
    assert step.loss == pytest.approx(loss.item(), rel=1e-9, abs=1e-12)
    for here, (weights, bias, z, a) in zip(step.layers, kept, strict=True):
        pairs = [(here.z, z), (here.a, a)]
        pairs += [(here.d_loss_d_z, z.grad), (here.d_loss_d_weights, weights.grad), (here.d_loss_d_bias, bias.grad)]
        # torch's cross-entropies start from z and leave the slope at the last a unset.
        pairs += [(here.d_loss_d_a, a.grad)] if a.grad is not None else []
        for ours, theirs in pairs:
            np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-12)
    assert step.updated is not None
    for before, after, (weights, bias, _, _) in zip(network.layers, step.updated.layers, kept, strict=True):
        np.testing.assert_allclose(after.weights, before.weights - 0.05 * weights.grad.numpy(), rtol=1e-9, atol=1e-12)
        moved = 0.05 * bias.grad.numpy() if before.use_bias else 0
        np.testing.assert_allclose(after.bias, before.bias - moved, rtol=1e-9, atol=1e-12)


@settings(max_examples=60)
@given(cases(kinks=False))
def test_every_slope_is_the_limit_of_differences(case: Case) -> None:
    network, inputs, target, training = case
    step = trace(network, inputs, target, training)
    arrays = list(network.arrays())
    slopes = [x for here in step.layers for x in (here.d_loss_d_weights, here.d_loss_d_bias)]
    for place, (array, slope) in enumerate(zip(arrays, slopes, strict=True)):
        assert slope is not None
        if place % 2 and not network.layers[place // 2].use_bias:
            continue
        for index in np.ndindex(array.shape):
            losses = []
            for sign in (1, -1):
                moved = array.copy()
                moved[index] += sign * 1e-5
                changed = with_arrays(network, [*arrays[:place], moved, *arrays[place + 1 :]])
                losses.append(trace(changed, inputs, target, training).loss or 0.0)
            assert slope[index] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-6, abs=1e-6)


@settings(max_examples=50)
@given(cases())
def test_the_slope_at_a_node_is_the_sum_over_the_edges_that_leave_it(case: Case) -> None:
    step = trace(*case)
    for here, after in zip(step.layers, step.layers[1:], strict=False):
        assert after.d_loss_d_z is not None
        returning = after.layer.weights * after.d_loss_d_z[:, None]
        np.testing.assert_allclose(here.d_loss_d_a, returning.sum(axis=0), rtol=1e-12, atol=1e-12)


@settings(max_examples=50)
@given(cases())
def test_the_slope_of_a_weight_is_a_product_of_three(case: Case) -> None:
    step = trace(*case)
    for here in step.layers:
        if here.layer.function.mixes_units or here is step.layers[-1]:
            continue
        assert here.d_loss_d_a is not None
        for (unit, source), slope in np.ndenumerate(np.asarray(here.d_loss_d_weights)):
            product = here.inputs[source] * here.d_loss_d_a[unit] * here.activation_slope[unit]
            assert slope == pytest.approx(product, rel=1e-12, abs=1e-300)


@settings(max_examples=50)
@given(cases())
def test_one_small_step_never_raises_the_loss(case: Case) -> None:
    network, inputs, target, training = case
    before = trace(network, inputs, target, replace(training, learning_rate=1e-7))
    assert before.updated is not None
    after = trace(before.updated, inputs, target, training)
    # A relu at its kink may switch on; everything else goes down.
    assume(all((here.z != 0).all() for here in before.layers))
    assert before.loss is not None
    assert after.loss is not None
    assert after.loss <= before.loss * (1 + 1e-12) + 1e-15


def layer_values(step: Trace) -> list[list[float]]:
    return [here.a.tolist() for here in step.layers]


def test_bank_forward() -> None:
    assert layer_values(trace_example(example("bank"))) == [[5, 1], [9]]
    assert layer_values(trace_example(example("bank-relu"))) == [[5, 1], [9]]
    tanh = trace_example(example("bank-tanh"))
    assert np.round(tanh.values(1), 4).tolist() == [0.9999, 0.7616]
    assert round(float(tanh.prediction[0]), 4) == 1.2382


def test_bank_back() -> None:
    step = trace_example(example("bank"))
    hidden, output = step.layers
    assert step.error is not None
    assert (step.error.tolist(), step.loss) == ([3], 9)
    assert np.asarray(output.d_loss_d_a).tolist() == [6]
    assert np.asarray(output.d_loss_d_weights).tolist() == [[30, 6]]
    assert np.asarray(hidden.d_loss_d_a).tolist() == [12, -6]
    assert np.asarray(hidden.d_loss_d_weights).tolist() == [[24, 36], [-12, -18]]
    assert hidden.products.tolist() == [[2, 3], [-2, 3]]


def test_slopes_through_relu() -> None:
    step = trace_example(example("slopes"))
    output = step.layers[1]
    assert layer_values(step) == [[1, 3], [7]]
    assert step.error is not None
    assert step.error.tolist() == [3]
    assert np.asarray(output.d_loss_d_a).tolist() == [6]
    assert output.activation_slope.tolist() == [1]
    assert np.asarray(output.d_loss_d_weights).tolist() == [[6, 18]]


def test_gradient_descent_halves_the_error() -> None:
    experiment = example("gradient-descent")
    step = trace_example(experiment)
    assert step.prediction.tolist() == [11]
    assert step.error is not None
    assert step.error.tolist() == [5]
    assert np.asarray(step.layers[0].d_loss_d_weights).tolist() == [[30, 40]]
    assert step.updated is not None
    np.testing.assert_allclose(step.updated.layers[0].weights, [[0.7, 1.6]], rtol=1e-12)
    after = trace_example(replace(experiment, network=step.updated))
    assert after.error is not None
    np.testing.assert_allclose([after.prediction[0], after.error[0]], [8.5, 2.5], rtol=1e-12)


def test_without_targets_only_the_way_forward_is_filled_in() -> None:
    bank = example("bank")
    step = trace(bank.network, [2, 3], None, bank.training)
    assert step.prediction.tolist() == [9]
    assert (step.targets, step.error, step.loss, step.updated) == (None, None, None, None)
    assert all(here.d_loss_d_weights is None for here in step.layers)
    assert step.is_finite


def test_raw_and_fed_inputs_are_told_apart() -> None:
    iris = example("iris")
    step = trace_example(iris)
    assert tuple(step.raw_inputs) == iris.example.inputs
    assert tuple(step.inputs) == iris.fed_inputs
    assert tuple(step.raw_inputs) != tuple(step.inputs)
    assert step.values(0) is step.inputs


@pytest.mark.parametrize("inputs", [[1e308, 1e308], [1e200, 1e200]])
def test_numbers_beyond_a_double_are_seen_and_warn_of_nothing(inputs: list[float]) -> None:
    bank = example("bank")
    step = trace(bank.network, inputs, [6], bank.training)
    assert not step.is_finite


def test_looking_changes_nothing() -> None:
    iris = example("iris")
    before = [array.copy() for array in iris.network.arrays()]
    step = trace_example(iris)
    for old, now in zip(before, iris.network.arrays(), strict=True):
        np.testing.assert_array_equal(old, now)
    assert step.network is iris.network
    for here in step.layers:
        assert not any(array.flags.writeable for array in (here.z, here.a, here.activation_slope))
