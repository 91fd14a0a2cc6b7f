"""Activations and slopes of losses for the torch engine: the arithmetic of core/activations.py and core/losses.py
in operations that write into buffers.

Tensors are rows × units. The `aten … _backward` operations are the fused kernels autograd itself calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.losses import LOSSES
from core.network import Array

if TYPE_CHECKING:
    import torch

Activate = Callable[["torch.Tensor", "torch.Tensor"], object]
"""(z, a): writes a. For identity, a is z."""
PullBack = Callable[["torch.Tensor", "torch.Tensor"], object]
"""(d, a): turns d_loss/d_a in d into d_loss/d_z."""
Write = Callable[["torch.Tensor", "torch.Tensor", "torch.Tensor", "torch.Tensor"], object]
"""(z, a, targets, d): writes the slope of each row's loss into d."""

_TINY = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True)
class LossSlope:
    """Writes d_loss/d_z where `is_at_z` (the short form with the loss's partner), else d_loss/d_a."""

    write: Write
    is_at_z: bool


def activation_operations(name: str) -> tuple[Activate, PullBack]:
    """How a layer with this activation goes forward, and how slopes come back through it."""
    import torch

    aten = torch.ops.aten
    tanh_back = aten.tanh_backward.grad_input
    sigmoid_back = aten.sigmoid_backward.grad_input
    relu, relu_back = aten.relu.out, aten.threshold_backward.grad_input

    def softmax_back(d: torch.Tensor, a: torch.Tensor) -> None:
        d.sub_((d * a).sum(dim=1, keepdim=True)).mul_(a)

    operations: dict[str, tuple[Activate, PullBack]] = {
        "identity": (lambda z, a: None, lambda d, a: None),
        "sigmoid": (lambda z, a: torch.sigmoid(z, out=a), lambda d, a: sigmoid_back(d, a, grad_input=d)),
        "tanh": (lambda z, a: torch.tanh(z, out=a), lambda d, a: tanh_back(d, a, grad_input=d)),
        "relu": (lambda z, a: relu(z, out=a), lambda d, a: relu_back(d, a, 0, grad_input=d)),
        "softmax": (lambda z, a: torch.softmax(z, dim=1, out=a), softmax_back),
    }
    return operations[name]


def loss_slope(loss: str, output_activation: str, targets: Array, dtype: str) -> LossSlope:
    """The slope of a loss for rows with such targets; the short form exactly where core/trace.py takes it."""
    import torch

    outputs = targets.shape[1]
    is_at_z = LOSSES[loss].partner == output_activation

    def error(z: torch.Tensor, a: torch.Tensor, t: torch.Tensor, d: torch.Tensor) -> torch.Tensor:
        return torch.sub(a, t, out=d)

    def error_times(factor: float) -> Write:
        # A tensor of no dimension multiplies more than twice as fast as a Python number.
        times = torch.tensor(factor, dtype=getattr(torch, dtype))
        return error if factor == 1 else lambda z, a, t, d: torch.sub(a, t, out=d).mul_(times)

    def binary(z: torch.Tensor, a: torch.Tensor, t: torch.Tensor, d: torch.Tensor) -> None:
        torch.sub(a, t, out=d).div_((a * (1 - a)).clamp_(min=_TINY)).div_(outputs)

    def categorical_short(z: torch.Tensor, a: torch.Tensor, t: torch.Tensor, d: torch.Tensor) -> None:
        torch.mul(a, t.sum(dim=1, keepdim=True), out=d).sub_(t)

    def categorical(z: torch.Tensor, a: torch.Tensor, t: torch.Tensor, d: torch.Tensor) -> None:
        torch.div(t, a.clamp(min=_TINY), out=d).neg_()

    if loss == "mse":
        return LossSlope(error_times(2 / outputs), is_at_z)
    if loss == "half_squared_error":
        return LossSlope(error, is_at_z)
    if loss == "binary_cross_entropy":
        return LossSlope(error_times(1 / outputs) if is_at_z else binary, is_at_z)
    # One-hot rows sum to 1, and then the short form is the error itself.
    is_one_hot = bool((targets.sum(axis=1) == 1).all())
    short = error if is_one_hot else categorical_short
    return LossSlope(short if is_at_z else categorical, is_at_z)
