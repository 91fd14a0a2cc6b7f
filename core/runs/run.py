"""One training run: an engine, where it stands, and a record after every epoch. Command line and worker share it."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from core.data.data import split_of, table_of
from core.device import DeviceChoice, Machine, after_out_of_memory, choose_device
from core.engines.engine import Diverged, Engine, EngineState, OutOfMemory, batches_per_epoch, epoch_order
from core.experiment import Experiment, partner_problem
from core.message import Message, Problem
from core.parameters import flat_values
from core.progress import Position, Progress
from core.results.metrics import Scores, labels_of
from core.runs.stopping import EXPLODED, Patience, exploded, infinite_in
from core.runs.tape import Record

Result = TypeVar("Result")
MakeEngine = Callable[[DeviceChoice], Engine]


def torch_engine(choice: DeviceChoice) -> Engine:
    """The engine for a chosen device."""
    from core.engines.torch_engine import TorchEngine

    return TorchEngine(choice.device, choice.precision, choice.threads)


class Run:
    """Trains an experiment's network. `choice` says on which device, `record` is the latest.

    Where the memory of a GPU runs out, the run goes on on the CPU from its latest record, and `choice` says so.
    """

    def __init__(
        self,
        experiment: Experiment,
        machine: Machine,
        make_engine: MakeEngine = torch_engine,
        start: Progress | None = None,
    ) -> None:
        """Load everything and record the network as it stands (raises Problem, Diverged).

        It goes on from `start`, else from where the experiment's own training stood; at the beginning where that was
        done.
        """
        problem = partner_problem(experiment.network, experiment.training)
        if problem is not None:
            raise problem
        self.experiment = experiment
        self._make_engine = make_engine
        self._split = split_of(experiment)
        self._labels = labels_of(table_of(experiment))
        training = experiment.training
        self._batches = batches_per_epoch(len(self._split.train_inputs), training)
        self.choice = choose_device(
            machine, training.device, experiment.network, training.batch_size, training.precision
        )
        values = flat_values(experiment.network)
        start = start or experiment.unfinished or Progress()
        self._latest = EngineState(values, start)
        self._patience = Patience(training.early_stopping, start.best)
        self._first_loss: float | None = None
        self._since = time.perf_counter()
        self._worked = 0.0
        self._epoch_seconds = array("d")
        self.record = self._with_memory(self._begin)

    @property
    def position(self) -> Position:
        return self._engine.position

    @property
    def engine_name(self) -> str:
        return self._engine.name

    @property
    def is_done(self) -> bool:
        """Whether all epochs that the experiment asks for are behind it, or it has stopped early."""
        return self.stopped_early is not None or self.position.epoch >= self.experiment.training.epochs

    @property
    def stopped_early(self) -> Message | None:
        """Why the run ended before its last epoch, where it did."""
        return self._patience.reason

    @property
    def progress(self) -> Progress:
        """Where training stood at the latest record."""
        return replace(self._latest.progress, best=self._patience.best)

    @property
    def batches(self) -> int:
        """Batches in an epoch."""
        return self._batches

    @property
    def state(self) -> EngineState:
        """All it takes to go on from the latest record."""
        return EngineState(self._latest.values, self.progress)

    @property
    def epochs_per_second(self) -> float | None:
        """The median of the last half of the epochs so far, losses included; None before the first."""
        count = len(self._epoch_seconds)
        return None if not count else 1 / float(np.median(np.asarray(self._epoch_seconds)[count // 2 :]))

    def run_epoch(self, is_interrupted: Callable[[], bool] = lambda: False) -> bool:
        """Train to the end of the epoch and record it; False, and no record, where that was interrupted.

        Raises Diverged where losses or weights are no longer finite: `record` then holds the last ones that are.
        """

        def work() -> bool:
            is_whole = self._latest.progress.position.batch == 0
            if not self._engine.run_epoch(is_interrupted):
                self._lap()
                return False
            self.record = self._look()
            self._patience.see(self.position.epoch, self.record.scores)
            if is_whole:
                self._epoch_seconds.append(self.record.seconds)
            return True

        return self._with_memory(work)

    def run_batch(self) -> None:
        """Train on one batch and record what it did (raises Diverged)."""

        def work() -> Record:
            self._engine.run_batch()
            return self._look()

        self.record = self._with_memory(work)
        if not self.position.batch:
            self._patience.see(self.position.epoch, self.record.scores)

    def rows_of_next_batch(self) -> tuple[int, ...]:
        """The rows of the data that the next batch is made of, in the order in which they are drawn."""
        at, size = self.position, self.experiment.training.batch_size
        order = epoch_order(len(self._split.train_rows), self.experiment.training, at.epoch)
        return tuple(self._split.train_rows[row] for row in order[at.batch * size : (at.batch + 1) * size].tolist())

    def run_batch_unseen(self) -> bool:
        """Train on one batch; whether that was recorded, which is done where an epoch ends (raises Diverged)."""
        if self.position.batch == self._batches - 1:
            self.run_batch()
            return True

        def work() -> None:
            self._engine.run_batch()
            self._lap()

        self._with_memory(work)
        return False

    def restore(self, state: EngineState) -> None:
        """Stand where this run, or one of the same experiment, stood before."""
        self._latest = state
        self._patience = Patience(self.experiment.training.early_stopping, state.progress.best)
        self._engine.restore(state)

    def repeat(
        self, end: Position, seen: Iterable[tuple[int, Scores]], is_interrupted: Callable[[], bool] = lambda: False
    ) -> bool:
        """Make the updates up to a position again without looking, and record where they lead; False, and no record,
        where that was interrupted. `seen` are the losses after the whole epochs since `restore`."""

        def work() -> bool:
            while self.position.epoch < end.epoch:
                if is_interrupted() or not self._engine.run_epoch(is_interrupted):
                    return False
            while self.position.batch < end.batch:
                self._engine.run_batch()
            return True

        if not self._with_memory(work):
            return False
        self.look()
        for epoch, scores in seen:
            self._patience.see(epoch, scores)
        return True

    def look(self) -> None:
        """Record the present state, for instance where an epoch was interrupted (raises Diverged)."""
        self.record = self._with_memory(self._look)

    def _begin(self) -> Record:
        self._engine = self._make_engine(self.choice)
        self._engine.load(self.experiment.network, self._split, self.experiment.training, self._labels)
        self._engine.restore(self._latest)
        return self._look()

    def _look(self) -> Record:
        """Losses, accuracies and weights at this moment, checked to be finite and not to have exploded."""
        scores = self._engine.evaluate()
        state = self._engine.state()
        position = state.progress.position
        self._lap()
        losses = [scores.train_loss] if scores.test_loss is None else [scores.train_loss, scores.test_loss]
        if not (np.isfinite(losses).all() and np.isfinite(state.values).all()):
            raise Diverged(self._advice())
        if self._first_loss is None:
            self._first_loss = scores.train_loss
        elif scores.train_loss > EXPLODED * max(self._first_loss, 1.0):
            raise Diverged(exploded(scores.train_loss, self._first_loss, position, self._rate))
        self._latest = state
        seconds, self._worked = self._worked, 0.0
        return Record(position.epoch + position.batch / self._batches, scores, seconds, state.values)

    @property
    def _rate(self) -> float:
        return self.experiment.training.learning_rate

    def _advice(self) -> Message:
        """Where numbers stopped being finite: the updates since the latest record are made once more, one by one."""
        start = self._latest.progress.position
        if start == self._engine.position:
            return Message("the loss is not finite before the first step; make the weights or inputs smaller")
        end = self._engine.position
        self._engine.restore(self._latest)
        while self._engine.position != end:
            at = self._engine.position
            self._engine.run_batch()
            layer = self._engine.infinite_layer()
            if layer is not None:
                return infinite_in(self.experiment.network.layers[layer].name, at, self._rate)
        return infinite_in(self.experiment.network.output.name, start, self._rate)

    def _lap(self) -> None:
        """Count the time since the work began, or since the last lap, as worked."""
        now = time.perf_counter()
        self._worked += now - self._since
        self._since = now

    def _with_memory(self, work: Callable[[], Result]) -> Result:
        """Do the work; where a GPU's memory runs out, do it again on the CPU from the latest record."""
        self._since = time.perf_counter()
        try:
            return work()
        except OutOfMemory:
            if self.choice.device == "cpu":
                raise Problem(Message("there is not enough memory for this network and batch")) from None
        self.choice = after_out_of_memory(self.choice)
        self._begin()
        return work()
