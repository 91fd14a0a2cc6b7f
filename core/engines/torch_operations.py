"""Activations and slopes of losses for the torch engine: the arithmetic of core/activations.py and core/losses.py
in operations that write into buffers.

Tensors are rows × units. The `aten … _backward` operations are the fused kernels autograd itself calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.activation_functions import LEAK, SELU_ALPHA, SELU_SCALE, SOFTPLUS_LINEAR_FROM
from core.losses import LOSSES
from core.network import Array

if TYPE_CHECKING:
    import torch

Activate = Callable[["torch.Tensor", "torch.Tensor"], object]
"""(z, a): writes a. For identity, a is z."""
PullBack = Callable[["torch.Tensor", "torch.Tensor", "torch.Tensor"], object]
"""(d, z, a): turns d_loss/d_a in d into d_loss/d_z."""
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
    leaky, leaky_back = aten.leaky_relu.out, aten.leaky_relu_backward.grad_input
    elu, elu_back = aten.elu.out, aten.elu_backward.grad_input
    gelu, gelu_back = aten.gelu.out, aten.gelu_backward.grad_input
    silu, silu_back = aten.silu.out, aten.silu_backward.grad_input
    softplus, softplus_back = aten.softplus.out, aten.softplus_backward.grad_input
    hard, hard_back = aten.hardtanh.out, aten.hardtanh_backward.grad_input
    alpha, scale, linear = SELU_ALPHA, SELU_SCALE, SOFTPLUS_LINEAR_FROM
    operations: dict[str, tuple[Activate, PullBack]] = {
        "identity": (lambda z, a: None, lambda d, z, a: None),
        "sigmoid": (lambda z, a: torch.sigmoid(z, out=a), lambda d, z, a: sigmoid_back(d, a, grad_input=d)),
        "tanh": (lambda z, a: torch.tanh(z, out=a), lambda d, z, a: tanh_back(d, a, grad_input=d)),
        "relu": (lambda z, a: relu(z, out=a), lambda d, z, a: relu_back(d, a, 0, grad_input=d)),
        "leaky_relu": (
            lambda z, a: leaky(z, LEAK, out=a),
            lambda d, z, a: leaky_back(d, z, LEAK, False, grad_input=d),
        ),
        "elu": (
            lambda z, a: elu(z, 1.0, 1.0, 1.0, out=a),
            lambda d, z, a: elu_back(d, 1.0, 1.0, 1.0, False, z, grad_input=d),
        ),
        "selu": (
            lambda z, a: elu(z, alpha, scale, 1.0, out=a),
            lambda d, z, a: elu_back(d, alpha, scale, 1.0, False, z, grad_input=d),
        ),
        "gelu": (lambda z, a: gelu(z, out=a), lambda d, z, a: gelu_back(d, z, grad_input=d)),
        "silu": (lambda z, a: silu(z, out=a), lambda d, z, a: silu_back(d, z, grad_input=d)),
        "softplus": (
            lambda z, a: softplus(z, 1.0, linear, out=a),
            lambda d, z, a: softplus_back(d, z, 1.0, linear, grad_input=d),
        ),
        "softsign": (lambda z, a: torch.div(z, torch.abs(z, out=a).add_(1), out=a), _softsign_back),
        "hard_tanh": (
            lambda z, a: hard(z, -1.0, 1.0, out=a),
            lambda d, z, a: hard_back(d, z, -1.0, 1.0, grad_input=d),
        ),
        "sine": (lambda z, a: torch.sin(z, out=a), lambda d, z, a: d.mul_(torch.cos(z))),
        "softmax": (lambda z, a: torch.softmax(z, dim=1, out=a), _softmax_back),
    }
    return operations[name]


def _softsign_back(d: torch.Tensor, z: torch.Tensor, a: torch.Tensor) -> None:
    # 1 / (1 + |z|) is 1 − |a|.
    rest = 1 - a.abs()
    d.mul_(rest).mul_(rest)


def _softmax_back(d: torch.Tensor, z: torch.Tensor, a: torch.Tensor) -> None:
    d.sub_((d * a).sum(dim=1, keepdim=True)).mul_(a)


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
    if loss == "mae":
        return LossSlope(lambda z, a, t, d: error(z, a, t, d).sign_().div_(outputs), is_at_z)
    if loss == "huber":
        return LossSlope(lambda z, a, t, d: error(z, a, t, d).clamp_(-1, 1).div_(outputs), is_at_z)
    if loss == "binary_cross_entropy":
        return LossSlope(error_times(1 / outputs) if is_at_z else binary, is_at_z)
    # One-hot rows sum to 1, and then the short form is the error itself.
    is_one_hot = bool((targets.sum(axis=1) == 1).all())
    short = error if is_one_hot else categorical_short
    return LossSlope(short if is_at_z else categorical, is_at_z)
