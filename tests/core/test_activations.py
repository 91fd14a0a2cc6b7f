"""Each activation against torch and against differences, and where numbers are extreme."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.activations import ACTIVATIONS

TORCH: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "selu": torch.nn.functional.selu,
    "gelu": torch.nn.functional.gelu,
    "silu": torch.nn.functional.silu,
    "softplus": torch.nn.functional.softplus,
    "softsign": torch.nn.functional.softsign,
    "hard_tanh": torch.nn.functional.hardtanh,
    "sine": torch.sin,
    "softmax": lambda z: torch.softmax(z, -1),
}
EXTREME = np.array([-1.7e308, -1e5, -745.2, -710.0, -40.0, -1e-320, 0.0, 1e-320, 40.0, 710.0, 745.2, 1e5, 1.7e308])

# Where formulas meet and in between.
rows = arrays(np.float64, (2, 3), elements=st.floats(-30, 30))


def test_every_activation_has_its_counterpart_in_torch() -> None:
    assert list(ACTIVATIONS) == list(TORCH)


@pytest.mark.parametrize("name", ACTIVATIONS)
@settings(max_examples=50)
@given(rows, rows)
def test_values_and_slopes_are_those_of_torch(name: str, z: np.ndarray, d_a: np.ndarray) -> None:
    entry = ACTIVATIONS[name]
    tensor = torch.tensor(z, requires_grad=True)
    expected = TORCH[name](tensor)
    expected.backward(torch.tensor(d_a))
    a = entry.function(z)
    np.testing.assert_allclose(a, expected.detach().numpy(), rtol=1e-12, atol=1e-15)
    assert tensor.grad is not None
    # Near a = 1 the slope a × (1 − a) itself rounds at 1e-16.
    np.testing.assert_allclose(entry.slope_through(z, a, d_a), tensor.grad.numpy(), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("name", ACTIVATIONS)
@settings(max_examples=50)
@given(arrays(np.float64, 4, elements=st.floats(-5, 5)))
def test_the_slope_is_the_limit_of_differences(name: str, z: np.ndarray) -> None:
    entry = ACTIVATIONS[name]
    step = 1e-5
    slope = entry.slope(z, entry.function(z))
    for unit in range(len(z)):
        if any(abs(z[unit] - seam) < 2 * step for seam in entry.seams):
            continue
        moved = np.eye(len(z))[unit] * step
        difference = (entry.function(z + moved) - entry.function(z - moved))[unit] / (2 * step)
        assert slope[unit] == pytest.approx(difference, abs=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_extreme_sums_stay_finite_and_warn_of_nothing(name: str) -> None:
    entry = ACTIVATIONS[name]
    a = entry.function(EXTREME[[6, 11]] if name == "softmax" else EXTREME)
    z = EXTREME[[6, 11]] if name == "softmax" else EXTREME
    assert np.isfinite(a).all()
    assert np.isfinite(entry.slope(z, a)).all()


def test_softmax_adds_up_to_one_wherever_its_sums_lie() -> None:
    for z in ([1e5, 1e5, -1e5], [-1e5, -1e5, -1e5], [0.1, 0.2, 0.3]):
        assert ACTIVATIONS["softmax"].function(np.array(z)).sum() == pytest.approx(1, abs=1e-15)


def test_at_the_kink_relu_has_the_slope_of_torch() -> None:
    zero = np.zeros(1)
    assert ACTIVATIONS["relu"].slope(zero, zero) == 0


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_single_precision_stays_single(name: str) -> None:
    z = np.array([[0.5, -1.0]], dtype=np.float32)
    entry = ACTIVATIONS[name]
    a = entry.function(z)  # type: ignore[arg-type]
    assert a.dtype == np.float32
    assert entry.slope_through(z, a, z).dtype == np.float32  # type: ignore[arg-type]
