"""The torch engine: batches, any device, slopes written out instead of autograd.

Every buffer is made once and every operation writes into one; that and inference mode are what makes it several
times faster than `nn.Sequential` with autograd on small networks. core/trace.py is the same arithmetic for reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from core.data.data import Split
from core.engines.dropout import Dropout
from core.engines.engine import EngineState, OutOfMemory, batches_per_epoch, epoch_order
from core.engines.recorded_step import RecordedStep, cuda_recording
from core.engines.torch_layers import Workspace, layers_on_device
from core.engines.torch_operations import loss_slope
from core.engines.torch_update import Update, is_plain
from core.experiment import Training
from core.message import Message, Problem
from core.network import Array, Network
from core.parameters import Values, flat_values, roles_of
from core.progress import Memory, Position, Progress
from core.results.metrics import Labels, Scores, accuracy, mean_loss

if TYPE_CHECKING:
    import torch

ROWS_AT_ONCE = 8192
"""Whole splits are evaluated in pieces of so many rows, which bounds the memory that takes."""


class TorchEngine:
    """Trains with every optimizer, penalty and mask of an experiment. `dtype` is `float32` or `float64`; `threads`
    counts for the CPU alone."""

    name = "torch"

    def __init__(self, device: str = "cpu", dtype: str = "float32", threads: int = 1) -> None:
        self._device = device
        self._dtype = dtype
        self._threads = threads
        self._can_record = device == "cuda"

    def load(self, network: Network, split: Split, training: Training, labels: Labels | None) -> None:
        """Copy everything to the device and stand before the first batch (raises OutOfMemory, Problem)."""
        import torch

        if not len(split.train_inputs):
            raise Problem(Message("there is nothing to train on: give the example a target, or choose data"), "data")
        self._take_threads()
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
            roles = roles_of(network)
            self._slopes = None if is_plain(training, roles) else torch.zeros_like(self._parameters)
            self._layers = layers_on_device(network, self._parameters, self._slopes)
            self._update = None if self._slopes is None else Update(training, roles, self._parameters, self._slopes)
            self._dropout = Dropout(network, training.seed)
            # Dropout draws on the CPU; the shorter way of plain descent has the rate of the step in its operations.
            is_same_rate = self._update is not None or training.schedule.kind == "constant"
            self._is_recordable = self._can_record and is_same_rate and not self._dropout.drops
            activation = network.output.activation
            self._loss_slope = loss_slope(training.loss, activation, split.train_targets, self._dtype)
            self._workspaces: dict[int, Workspace] = {}
            self._latest: Workspace | None = None

    def _take_threads(self) -> None:
        """torch has one number of threads for all engines, and with another one sums round otherwise."""
        import torch

        if torch.get_num_threads() != self._threads:
            torch.set_num_threads(self._threads)

    @property
    def position(self) -> Position:
        return Position(self._epoch, self._batch)

    def run_batch(self) -> None:
        """One update; after the last batch of an epoch the position is the start of the next."""
        import torch

        self._take_threads()
        with _memory_watched(), torch.inference_mode():
            self._gather()
            self._step()

    def run_epoch(self, is_interrupted: Callable[[], bool] = lambda: False) -> bool:
        """Updates to the end of the epoch; False where `is_interrupted`, asked between batches, ended it before."""
        import torch

        self._take_threads()
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

        self._take_threads()
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
        """Everything that `restore` needs."""
        memory = Memory() if self._update is None else self._update.memory_now()
        return EngineState(self.values(), Progress(self.position, memory))

    def restore(self, state: EngineState) -> None:
        """Go on from a state of this network; the next updates give the same bits."""
        import torch

        with _memory_watched(), torch.inference_mode():
            self._parameters.copy_(torch.from_numpy(state.values.astype(self._dtype)))
            if self._update is not None:
                self._update.restore(state.progress.memory)
        position = state.progress.position
        self._epoch, self._batch = position.epoch, min(position.batch, self._batches - 1)
        self._gathered_epoch = -1

    def infinite_layer(self) -> int | None:
        """The first layer whose sums were not finite in the latest update, else whose new weights are not."""
        import torch

        with torch.inference_mode():
            for numbers in ([] if self._latest is None else self._latest.z, [each.weights for each in self._layers]):
                for index, each in enumerate(numbers):
                    if not bool(torch.isfinite(each).all()):
                        return index
        return None

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
        inputs, targets = self._ordered_inputs[start:end], self._ordered_targets[start:end]
        here = self._latest = self._workspace(len(inputs))
        if self._update is not None:
            self._update.prepare(self._rate())
        if here.recorded is not None:
            here.recorded(inputs, targets)
        else:
            here.masks = self._masks(len(inputs))
            self._learn(inputs, targets)
            if self._is_recordable and len(inputs) == self._training.batch_size:
                self._record(here, inputs, targets)
        self._batch += 1
        if self._batch == self._batches:
            self._epoch, self._batch = self._epoch + 1, 0

    def _record(self, here: Workspace, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Once a step has been made, its like are played back; where that cannot be, they are made one by one."""
        self._is_recordable = False
        try:
            here.recorded = RecordedStep(self._learn, inputs, targets, cuda_recording)
        except RuntimeError:
            here.recorded = None

    def _masks(self, rows: int) -> list[torch.Tensor | None]:
        """What dropout leaves of each layer's values in the batch that comes next."""
        drawn = self._dropout.masks(self._epoch, self._batch, rows)
        return [None if mask is None else self._moved(mask) for mask in drawn] or [None] * len(self._layers)

    def _learn(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Forward, back from the last layer to the first, and the update with the mean slope of the rows."""
        rows = len(inputs)
        here = self._workspace(rows)
        sent = self._forward(inputs, here)
        self._loss_slope.write(here.z[-1], here.a[-1], targets, here.d[-1])
        plain_rate = self._rate() / rows
        if self._update is not None:
            here.d[-1].div_(rows)
        for index in range(len(self._layers) - 1, -1, -1):
            layer = self._layers[index]
            if index < len(self._layers) - 1:
                if (mask := here.masks[index]) is not None:
                    here.d[index].mul_(mask)
                layer.pull_back(here.d[index], here.z[index], here.a[index])
            elif not self._loss_slope.is_at_z:
                layer.pull_back(here.d[index], here.z[index], here.a[index])
            if index:
                here.mm(here.d[index], layer.weights, out=here.d[index - 1])
            before = sent[index - 1] if index else inputs
            if layer.weight_slopes is None:
                layer.weights.addmm_(here.d_transposed[index], before, alpha=-plain_rate)
                if layer.bias is not None:
                    layer.bias.addmv_(here.d_transposed[index], here.ones, alpha=-plain_rate)
            else:
                here.mm(here.d_transposed[index], before, out=layer.weight_slopes)
                if layer.bias is not None:
                    here.mv(here.d_transposed[index], here.ones, out=layer.bias_slopes)
        if self._update is not None:
            self._update.apply()

    def _rate(self) -> float:
        """The learning rate of the batch that comes next."""
        training, step = self._training, self._epoch * self._batches + self._batch
        highest, epochs = training.learning_rate, training.epochs
        rate = training.schedule.rate(highest, self._epoch, step, epochs, epochs * self._batches)
        # torch refuses a factor that its numbers cannot hold (adam takes ten times as much): far less ends the run.
        return min(rate, float(np.finfo(self._dtype).max) / 16)

    def _forward(self, inputs: torch.Tensor, here: Workspace) -> list[torch.Tensor]:
        """Fills z and a; returns what each layer sends on: a, or what the masks leave of it."""
        sent = []
        for index, layer in enumerate(self._layers):
            z, a = here.z[index], here.a[index]
            if layer.bias is None:
                here.mm(inputs, layer.transposed, out=z)
            else:
                here.addmm(layer.bias, inputs, layer.transposed, out=z)
            layer.activate(z, a)
            inputs = a
            if (mask := here.masks[index]) is not None:
                inputs = a * mask
            sent.append(inputs)
        return sent

    def _outputs(self, inputs: torch.Tensor) -> tuple[Array, Array]:
        """z and a of the output layer for any number of rows, in float64."""
        pieces = []
        for start in range(0, max(1, len(inputs)), ROWS_AT_ONCE):
            piece = inputs[start : start + ROWS_AT_ONCE]
            here = self._workspace(len(piece))
            here.masks = [None] * len(self._layers)
            self._forward(piece, here)
            pieces.append(tuple(np.array(each.cpu().numpy(), np.float64) for each in (here.z[-1], here.a[-1])))
        if len(pieces) == 1:
            return pieces[0][0], pieces[0][1]
        return np.concatenate([z for z, _ in pieces]), np.concatenate([a for _, a in pieces])

    def _workspace(self, rows: int) -> Workspace:
        """Full batch, last batch, and the pieces of both splits: a handful of sizes, each made once."""
        if rows not in self._workspaces:
            self._workspaces[rows] = Workspace(self._layers, rows)
        return self._workspaces[rows]

    def _moved(self, array: Array) -> torch.Tensor:
        import torch

        return torch.from_numpy(array.astype(self._dtype)).to(self._device)


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
