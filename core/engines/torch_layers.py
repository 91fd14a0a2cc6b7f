"""What the torch engine keeps of a network on a device: its layers, and room for one pass of so many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engines.torch_operations import Activate, PullBack, activation_operations
from core.network import Layer, Network

if TYPE_CHECKING:
    import torch

    from core.engines.recorded_step import RecordedStep


class LayerOnDevice:
    """Weights and bias of one layer, as views into the one flat tensor of all parameters."""

    weight_slopes: torch.Tensor | None = None
    bias_slopes: torch.Tensor | None = None
    """Where slopes go that an optimizer wants to see; None where they go straight into the weights."""

    def __init__(self, layer: Layer, weights: torch.Tensor, bias: torch.Tensor) -> None:
        self.weights = weights
        self.transposed = weights.t()
        self.bias = bias if layer.use_bias else None
        self.activate: Activate
        self.pull_back: PullBack
        self.activate, self.pull_back = activation_operations(layer.activation)
        self.is_identity = layer.activation == "identity"


class Workspace:
    """Room for one pass of so many rows: z, a, and d, which holds d_loss/d_a and then d_loss/d_z (rows × units)."""

    def __init__(self, layers: list[LayerOnDevice], rows: int) -> None:
        import torch

        self.mm, self.addmm, self.mv = torch.mm, torch.addmm, torch.mv
        self.masks: list[torch.Tensor | None] = []
        self.recorded: RecordedStep | None = None
        self.z = [layer.weights.new_empty((rows, len(layer.weights))) for layer in layers]
        self.a = [z if layer.is_identity else torch.empty_like(z) for layer, z in zip(layers, self.z, strict=True)]
        self.d = [torch.empty_like(z) for z in self.z]
        self.d_transposed = [d.t() for d in self.d]
        self.ones = layers[0].weights.new_ones(rows)


def layers_on_device(network: Network, parameters: torch.Tensor, slopes: torch.Tensor | None) -> list[LayerOnDevice]:
    layers = []
    start = 0
    for layer in network.layers:
        middle = start + layer.weights.size
        end = middle + layer.bias.size
        here = LayerOnDevice(layer, parameters[start:middle].view(layer.weights.shape), parameters[middle:end])
        if slopes is not None:
            here.weight_slopes, here.bias_slopes = slopes[start:middle].view(layer.weights.shape), slopes[middle:end]
        layers.append(here)
        start = end
    return layers
