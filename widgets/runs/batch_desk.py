"""Between the tape and the stage: the step of any batch of the epoch that comes next, exactly as the run made it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.data.data import rows_of, table_of
from core.engines.engine import batches_per_epoch
from core.experiment import Experiment
from core.message import Message, Problem
from simulator.stage.batch_step import BatchStep
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.runs.training_desk import TrainingDesk


class BatchDesk(QObject):
    """Knows which moment of the tape is on show, and has the training process work out the steps that follow it."""

    changed = Signal()
    """There are other batches to choose from, or another step is on show."""
    said = Signal(str)
    """Why a step cannot be had."""

    def __init__(self, stage: Stage, training: TrainingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._training = training
        self._index: int | None = None
        """The moment of the tape on show; None: the document's own."""
        self._asked: tuple[int, int, BatchStep] | None = None
        """What was asked for, and the step that it is to become."""
        self.batches = 0
        """How many there are to choose from; 0: none, for no moment of a tape is on show that an epoch follows."""
        training.shown.epoch_shown.connect(self._follow_epoch)
        training.state_changed.connect(lambda _: self._look())
        training.trainer.step_replayed.connect(self._show_answer)
        stage.changed.connect(self._follow_stage)

    @property
    def step(self) -> BatchStep | None:
        """The step on show."""
        return self._stage.step

    def show_batch(self, batch: int) -> None:
        """Have a batch of that epoch (from 0) shown as soon as its step is worked out."""
        tape, index = self._training.shown.tape, self._index
        if tape is None or index is None or not 0 <= batch < self.batches:
            return
        places = np.round(tape.losses().epoch[: index + 1] * self.batches)
        epoch = int(places[-1]) // self.batches
        place = epoch * self.batches + batch
        record = int(np.searchsorted(places, place, "right")) - 1
        network = self._stage.trace.network
        later = place - int(places[record])
        self._asked = record, later, BatchStep(network, network, (), epoch, batch, self.batches)
        self._training.trainer.replay(record, later)

    def show_row(self, example: int) -> None:
        """Let another row of the batch run forward."""
        step = self.step
        if step is not None and 0 <= example < len(step.rows):
            self._show(replace(step, example=example, is_alone=False))

    def leave(self) -> None:
        """Back to the moment of the tape by itself."""
        if self.step is not None and self._index is not None:
            self._training.shown.show_epoch(self._index)

    def _show_answer(self, index: int, batches: int, answer: object) -> None:
        if self._asked is None or self._asked[:2] != (index, batches):
            return
        step, self._asked = self._asked[2], None
        if isinstance(answer, Message):
            self.said.emit(say(answer))
        elif isinstance(answer, tuple):
            before, after, rows, memory = answer
            self._show(replace(step, before=before, after=after, rows=rows, memory=memory))

    def _show(self, step: BatchStep) -> None:
        try:
            self._stage.show_step(step)
        except Problem as problem:
            self.said.emit(say(problem.message))

    def _follow_epoch(self, index: int | None) -> None:
        self._index, self._asked = index, None
        self._look()

    def _follow_stage(self) -> None:
        if self._stage.step is None:
            self._asked = None
            if self._stage.is_showing_document and not self._is_at_end:
                self._index = None
        self._look()

    @property
    def _is_at_end(self) -> bool:
        """Whether the moment is the last of the tape: there the document itself is on show."""
        tape = self._training.shown.tape
        return tape is not None and self._index == len(tape) - 1

    def _look(self) -> None:
        """How many batches follow, in a run that was trained as the experiment on the desk says."""
        self.batches = self._count()
        self.changed.emit()

    def _count(self) -> int:
        training, index = self._training, self._index
        tape = training.shown.tape
        if tape is None or index is None or index >= len(tape):
            return 0
        if training.state == "running" or training.runs.shown != training.runs.live:
            return 0
        experiment, shown = training.trainer.experiment_at(index), self._stage.experiment
        if experiment is None or not _train_alike(experiment, shown):
            return 0
        if tape.losses().epoch[index] >= shown.training.epochs:
            return 0
        try:
            rows = rows_of(table_of(experiment), experiment.data, experiment.training)[0]
        except Problem:  # said where the data is chosen
            return 0
        return batches_per_epoch(len(rows), experiment.training)


def _train_alike(one: Experiment, other: Experiment) -> bool:
    """Whether rows and settings are the same, but for how long training is to go on."""
    epochs = other.training.epochs
    return one.data == other.data and replace(one.training, epochs=epochs) == other.training
