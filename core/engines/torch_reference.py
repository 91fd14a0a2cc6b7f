"""A network written with torch's own functions and differentiated by autograd: the judge of our own arithmetic.

Nothing here trains or is shown; it is what the trace and the engine are held against, in tests and by `check`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.experiment import Training
from core.network import Array, Network

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, eq=False)
class Reference:
    """What torch says of a batch: z and a of each layer (rows × units), the mean loss, and its slopes.

    `d_z` are slopes at the sums (rows × units), `slopes` those of weights and bias of each layer in turn.
    """

    z: list[torch.Tensor]
    a: list[torch.Tensor]
    loss: torch.Tensor
    d_z: list[torch.Tensor]
    slopes: list[torch.Tensor]


def activate(name: str, z: torch.Tensor) -> torch.Tensor:
    """The activation function of this name, units along the last axis."""
    import torch
    from torch.nn import functional

    functions: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "identity": torch.clone,
        "leaky_relu": functional.leaky_relu,
        "elu": functional.elu,
        "selu": functional.selu,
        "gelu": functional.gelu,
        "silu": functional.silu,
        "softplus": functional.softplus,
        "softsign": functional.softsign,
        "hard_tanh": functional.hardtanh,
        "sine": torch.sin,
        "softmax": lambda z: torch.softmax(z, dim=-1),
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
    }
    return functions[name](z)


def mean_loss(name: str, output: str, z: torch.Tensor, a: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """The loss of a batch. Cross-entropies are taken from z where they meet their partner among the outputs."""
    import torch
    from torch.nn import functional

    match name:
        case "mse":
            return functional.mse_loss(a, targets)
        case "mae":
            return functional.l1_loss(a, targets)
        case "huber":
            return functional.huber_loss(a, targets)
        case "half_squared_error":
            return 0.5 * functional.mse_loss(a, targets, reduction="sum") / len(a)
        case "binary_cross_entropy" if output == "sigmoid":
            return functional.binary_cross_entropy_with_logits(z, targets)
        case "binary_cross_entropy":
            return functional.binary_cross_entropy(a, targets)
        case _ if output == "softmax":
            return functional.cross_entropy(z, targets)
        case _:
            return -(targets * torch.log(a)).sum(dim=1).mean()


def reference(network: Network, inputs: Array, targets: Array, loss: str, dtype: str = "float64") -> Reference:
    """Inputs (rows × inputs) taken forward, compared with targets (rows × outputs) and back."""
    import torch

    kind = getattr(torch, dtype)
    parameters = [torch.tensor(array, dtype=kind, requires_grad=True) for array in network.arrays()]
    a = torch.tensor(inputs, dtype=kind)
    sums, values = [], []
    for layer, weights, bias in zip(network.layers, parameters[::2], parameters[1::2], strict=True):
        z = torch.nn.functional.linear(a, weights, bias)
        a = activate(layer.activation, z)
        z.retain_grad()
        sums.append(z)
        values.append(a)
    result = mean_loss(loss, network.output.activation, sums[-1], values[-1], torch.tensor(targets, dtype=kind))
    result.backward()  # type: ignore[no-untyped-call]
    return Reference(
        [z.detach() for z in sums],
        [each.detach() for each in values],
        result.detach(),
        [torch.zeros_like(z) if z.grad is None else z.grad for z in sums],
        [torch.zeros_like(each) if each.grad is None else each.grad for each in parameters],
    )


def optimizer_of(parameters: list[torch.Tensor], training: Training) -> torch.optim.Optimizer:
    """torch's own optimizer with the settings of an experiment."""
    import torch

    rate, decay = training.learning_rate, training.decay
    match training.optimizer:
        case "sgd":
            return torch.optim.SGD(
                parameters, rate, momentum=training.momentum, nesterov=training.nesterov, weight_decay=decay
            )
        case "rmsprop":
            return torch.optim.RMSprop(parameters, rate, weight_decay=decay)
        case "adagrad":
            return torch.optim.Adagrad(parameters, rate, weight_decay=decay)
        case "adam":
            return torch.optim.Adam(parameters, rate, weight_decay=decay)
        case _:
            return torch.optim.AdamW(parameters, rate, weight_decay=decay)
