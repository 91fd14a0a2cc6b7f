"""The torch engine: batches, any device, slopes written out instead of autograd.

Every buffer is made once and every operation writes into one; that and inference mode are what makes it several
times faster than `nn.Sequential` with autograd on small networks. core/trace.py is the same arithmetic for reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from core.data import Split
from core.engine import EngineState, OutOfMemory, Position, Values, batches_per_epoch, epoch_order, flat_values
from core.experiment import Training
from core.message import Message, Problem
from core.metrics import Labels, Scores, accuracy, mean_loss
from core.network import Array, Layer, Network
from core.torch_operations import Activate, PullBack, activation_operations, loss_slope

if TYPE_CHECKING:
    import torch

ROWS_AT_ONCE = 8192
"""Whole splits are evaluated in pieces of so many rows, which bounds the memory that takes."""


class TorchEngine:
    """Plain stochastic gradient descent. `dtype` is `float32` or `float64`; `threads` counts for the CPU alone."""

    name = "torch"

    def __init__(self, device: str = "cpu", dtype: str = "float32", threads: int = 1) -> None:
        self._device = device
        self._dtype = dtype
        self._threads = threads

    def load(self, network: Network, split: Split, training: Training, labels: Labels | None) -> None:
        """Copy everything to the device and stand before the first batch (raises OutOfMemory, Problem)."""
        import torch

        if not len(split.train_inputs):
            raise Problem(Message("there is nothing to train on: give the example a target, or choose data"), "data")
        torch.set_num_threads(self._threads)
        self._training = training
        self._split = split
        self._labels = labels
        self._rows = len(split.train_inputs)
        self._batches = batches_per_epoch(self._rows, training)
        self._epoch, self._batch = 0, 0
        self._gathered_epoch = -1
        with _memory_watched(), torch.inference_mode():
            self._inputs, self._targets = self._moved(split.train_inputs), self._moved(split.train_targets)
            self._test_inputs = self._moved(split.test_inputs)
            self._ordered_inputs, self._ordered_targets = self._inputs.clone(), self._targets.clone()
            self._parameters = torch.from_numpy(flat_values(network, self._dtype)).to(self._device)
            self._layers = _layers(network, self._parameters)
            activation = network.output.activation
            self._loss_slope = loss_slope(training.loss, activation, split.train_targets, self._dtype)
            self._workspaces: dict[int, _Workspace] = {}

    @property
    def position(self) -> Position:
        return Position(self._epoch, self._batch)

    def run_batch(self) -> None:
        """One update; after the last batch of an epoch the position is the start of the next."""
        import torch

        with _memory_watched(), torch.inference_mode():
            self._gather()
            self._step()

    def run_epoch(self, is_interrupted: Callable[[], bool] = lambda: False) -> bool:
        """Updates to the end of the epoch; False where `is_interrupted`, asked between batches, ended it before."""
        import torch

        with _memory_watched(), torch.inference_mode():
            self._gather()
            self._step()
            while self._batch:
                if is_interrupted():
                    return False
                self._step()
        return True

    def evaluate(self) -> Scores:
        """Losses and accuracies of the whole splits; changes nothing."""
        import torch

        with _memory_watched(), torch.inference_mode():
            z, a = self._outputs(self._inputs)
            test_z, test_a = self._outputs(self._test_inputs)
        split, loss = self._split, self._training.loss
        train_loss = mean_loss(loss, z, a, split.train_targets)
        assert train_loss is not None  # load refuses to begin without rows
        return Scores(
            train_loss,
            mean_loss(loss, test_z, test_a, split.test_targets),
            accuracy(a, split.train_targets, self._labels),
            accuracy(test_a, split.test_targets, self._labels),
        )

    def values(self) -> Values:
        """A copy of the present weights and biases."""
        values: Values = self._parameters.cpu().numpy()
        return values.copy()

    def state(self) -> EngineState:
        """Everything that `restore` needs; plain gradient descent remembers nothing."""
        return EngineState(self.values(), (), self.position)

    def restore(self, state: EngineState) -> None:
        """Go on from a state of this network; the next updates give the same bits."""
        import torch

        with _memory_watched(), torch.inference_mode():
            self._parameters.copy_(torch.from_numpy(state.values.astype(self._dtype)))
        self._epoch, self._batch = state.position.epoch, min(state.position.batch, self._batches - 1)
        self._gathered_epoch = -1

    def _gather(self) -> None:
        """Put the rows in the order of this epoch, so that every batch is one piece of memory."""
        import torch

        if self._gathered_epoch == self._epoch:
            return
        order = torch.from_numpy(epoch_order(self._rows, self._training, self._epoch)).to(self._device)
        torch.index_select(self._inputs, 0, order, out=self._ordered_inputs)
        torch.index_select(self._targets, 0, order, out=self._ordered_targets)
        self._gathered_epoch = self._epoch

    def _step(self) -> None:
        start = self._batch * self._training.batch_size
        end = min(start + self._training.batch_size, self._rows)
        self._learn(self._ordered_inputs[start:end], self._ordered_targets[start:end])
        self._batch += 1
        if self._batch == self._batches:
            self._epoch, self._batch = self._epoch + 1, 0

    def _learn(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Forward, back, and new = old − learning rate × mean slope, from the last layer to the first."""
        here = self._workspace(len(inputs))
        rate = self._training.learning_rate / len(inputs)
        self._forward(inputs, here)
        self._loss_slope.write(here.z[-1], here.a[-1], targets, here.d[-1])
        for index in range(len(self._layers) - 1, -1, -1):
            layer = self._layers[index]
            if index < len(self._layers) - 1 or not self._loss_slope.is_at_z:
                layer.pull_back(here.d[index], here.a[index])
            if index:
                here.mm(here.d[index], layer.weights, out=here.d[index - 1])
            layer.weights.addmm_(here.d_transposed[index], here.a[index - 1] if index else inputs, alpha=-rate)
            if layer.bias is not None:
                layer.bias.addmv_(here.d_transposed[index], here.ones, alpha=-rate)

    def _forward(self, inputs: torch.Tensor, here: _Workspace) -> None:
        for layer, z, a in zip(self._layers, here.z, here.a, strict=True):
            if layer.bias is None:
                here.mm(inputs, layer.transposed, out=z)
            else:
                here.addmm(layer.bias, inputs, layer.transposed, out=z)
            layer.activate(z, a)
            inputs = a

    def _outputs(self, inputs: torch.Tensor) -> tuple[Array, Array]:
        """z and a of the output layer for any number of rows, in float64."""
        pieces = []
        for start in range(0, max(1, len(inputs)), ROWS_AT_ONCE):
            piece = inputs[start : start + ROWS_AT_ONCE]
            here = self._workspace(len(piece))
            self._forward(piece, here)
            pieces.append(tuple(np.array(each.cpu().numpy(), np.float64) for each in (here.z[-1], here.a[-1])))
        if len(pieces) == 1:
            return pieces[0][0], pieces[0][1]
        return np.concatenate([z for z, _ in pieces]), np.concatenate([a for _, a in pieces])

    def _workspace(self, rows: int) -> _Workspace:
        """Full batch, last batch, and the pieces of both splits: a handful of sizes, each made once."""
        if rows not in self._workspaces:
            self._workspaces[rows] = _Workspace(self._layers, rows)
        return self._workspaces[rows]

    def _moved(self, array: Array) -> torch.Tensor:
        import torch

        return torch.from_numpy(array.astype(self._dtype)).to(self._device)


class _LayerOnDevice:
    """Weights and bias of one layer, as views into the one flat tensor of all parameters."""

    def __init__(self, layer: Layer, weights: torch.Tensor, bias: torch.Tensor) -> None:
        self.weights = weights
        self.transposed = weights.t()
        self.bias = bias if layer.use_bias else None
        self.activate: Activate
        self.pull_back: PullBack
        self.activate, self.pull_back = activation_operations(layer.activation)
        self.is_identity = layer.activation == "identity"


class _Workspace:
    """Room for one pass of so many rows: z, a, and d, which holds d_loss/d_a and then d_loss/d_z (rows × units)."""

    def __init__(self, layers: list[_LayerOnDevice], rows: int) -> None:
        import torch

        self.mm, self.addmm = torch.mm, torch.addmm
        self.z = [layer.weights.new_empty((rows, len(layer.weights))) for layer in layers]
        self.a = [z if layer.is_identity else torch.empty_like(z) for layer, z in zip(layers, self.z, strict=True)]
        self.d = [torch.empty_like(z) for z in self.z]
        self.d_transposed = [d.t() for d in self.d]
        self.ones = layers[0].weights.new_ones(rows)


def _layers(network: Network, parameters: torch.Tensor) -> list[_LayerOnDevice]:
    layers = []
    start = 0
    for layer in network.layers:
        middle = start + layer.weights.size
        end = middle + layer.bias.size
        weights = parameters[start:middle].view(layer.weights.shape)
        layers.append(_LayerOnDevice(layer, weights, parameters[middle:end]))
        start = end
    return layers


@contextmanager
def _memory_watched() -> Iterator[None]:
    """Name what torch raises in several ways, one a device, when memory runs out."""
    import torch

    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise OutOfMemory from error
    except RuntimeError as error:
        text = str(error).lower()
        if "out of memory" in text or "can't allocate memory" in text:
            raise OutOfMemory from error
        raise
