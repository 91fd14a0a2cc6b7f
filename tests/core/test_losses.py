"""Each loss against torch and against differences, and where predictions saturate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch.nn import functional

from core.activations import ACTIVATIONS
from core.losses import LOSSES

# (z, a, target) → the mean over a batch, as torch computes it.
TORCH: dict[str, Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "mse": lambda z, a, t: functional.mse_loss(a, t),
    "mae": lambda z, a, t: functional.l1_loss(a, t),
    "huber": lambda z, a, t: functional.huber_loss(a, t),
    "half_squared_error": lambda z, a, t: 0.5 * ((a - t) ** 2).sum(-1).mean(),
    "binary_cross_entropy": lambda z, a, t: functional.binary_cross_entropy_with_logits(z, t),
    "categorical_cross_entropy": lambda z, a, t: functional.cross_entropy(z, t),
}
rows = arrays(np.float64, (2, 3), elements=st.floats(-20, 20))
shares = arrays(np.float64, (2, 3), elements=st.floats(0, 1))


def activation_of(name: str) -> str:
    return LOSSES[name].partner or "tanh"


def test_every_loss_has_its_counterpart_in_torch() -> None:
    assert list(LOSSES) == list(TORCH)


@pytest.mark.parametrize("name", LOSSES)
@settings(max_examples=50)
@given(z=rows, target=shares)
@example(z=np.full((2, 3), -19.5), target=np.zeros((2, 3)))
def test_values_and_slopes_are_those_of_torch(name: str, z: np.ndarray, target: np.ndarray) -> None:
    loss, activation = LOSSES[name], ACTIVATIONS[activation_of(name)]
    tensor = torch.tensor(z, requires_grad=True)
    by_torch = {"sigmoid": torch.sigmoid, "softmax": lambda z: torch.softmax(z, -1), "tanh": torch.tanh}
    expected = TORCH[name](tensor, by_torch[activation.name](tensor), torch.tensor(target))
    expected.backward()
    assert tensor.grad is not None
    a = activation.function(z)
    # torch adds and takes away |z| on its way: of 19.5, what is lost is up to 4e-15.
    assert loss.of_row(z, a, target).mean() == pytest.approx(expected.item(), rel=1e-12, abs=1e-14)
    slope = loss.slope_at_z(z, a, target) if loss.slope_at_z else None
    if slope is None:
        slope = activation.slope_through(z, a, loss.slope_at_a(z, a, target))
    np.testing.assert_allclose(slope / len(z), tensor.grad.numpy(), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("name", [name for name, loss in LOSSES.items() if loss.slope_at_z])
@settings(max_examples=50)
@given(z=arrays(np.float64, 3, elements=st.floats(-8, 8)), target=arrays(np.float64, 3, elements=st.floats(0, 1)))
def test_the_short_form_is_the_chain_rule(name: str, z: np.ndarray, target: np.ndarray) -> None:
    loss, activation = LOSSES[name], ACTIVATIONS[activation_of(name)]
    a = activation.function(z)
    assert loss.slope_at_z is not None
    long = activation.slope_through(z, a, loss.slope_at_a(z, a, target))
    np.testing.assert_allclose(loss.slope_at_z(z, a, target), long, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["mse", "half_squared_error"])
@settings(max_examples=30)
@given(a=arrays(np.float64, 3, elements=st.floats(-3, 3)), target=arrays(np.float64, 3, elements=st.floats(-3, 3)))
def test_the_slope_is_the_limit_of_differences(name: str, a: np.ndarray, target: np.ndarray) -> None:
    loss, step = LOSSES[name], 1e-4
    slope = loss.slope_at_a(a, a, target)
    for unit in range(3):
        moved = np.eye(3)[unit] * step
        higher, lower = (loss.of_row(a, x, target) for x in (a + moved, a - moved))
        assert slope[unit] == pytest.approx((higher - lower) / (2 * step), abs=1e-8)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "categorical_cross_entropy"])
@pytest.mark.parametrize("reach", [40.0, 800.0, 1e5, 1e300])
def test_a_prediction_that_rounds_to_0_or_1_keeps_the_loss_finite(name: str, reach: float) -> None:
    loss, activation = LOSSES[name], ACTIVATIONS[activation_of(name)]
    z = np.array([reach, -reach])
    a = activation.function(z)
    for target in (np.array([0.0, 1.0]), np.array([1.0, 0.0])):
        assert np.isfinite(loss.of_row(z, a, target))
        assert np.isfinite(loss.slope_at_a(z, a, target)).all()
        assert loss.slope_at_z is not None
        assert np.isfinite(loss.slope_at_z(z, a, target)).all()
    # Wrong by far, the cross-entropy grows with z and does not stop at some floor.
    assert loss.of_row(z, a, np.array([0.0, 1.0])) == pytest.approx(reach * (2 if activation.mixes_units else 1))


def test_conventions_tell_the_factor_of_two_apart() -> None:
    a, target = np.array([9.0]), np.array([6.0])
    assert LOSSES["mse"].of_row(a, a, target) == 9
    assert LOSSES["mse"].slope_at_a(a, a, target) == 6
    assert LOSSES["half_squared_error"].of_row(a, a, target) == 4.5
    assert LOSSES["half_squared_error"].slope_at_a(a, a, target) == 3
