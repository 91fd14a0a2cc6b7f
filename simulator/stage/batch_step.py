"""The step that training makes with one batch, as something to show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.data.data import example_at, table_of
from core.experiment import Experiment, Training, fed
from core.network import Network
from core.optimizers import memory_count
from core.progress import Memory, Position
from core.results.batch_slopes import batch_slopes, with_batch
from core.trace import Trace, trace_example


@dataclass(frozen=True, eq=False)
class BatchStep:
    """From the network `before` to the one `after` it, exactly as the run made it, with the optimizer's memory and
    the rate of that step; None where it is still to come. `rows` are the batch's rows in the data, in the order in
    which training drew them; the one at `example` (from 0) is seen running forward. It is batch `batch` (from 0) of
    `batches` in its epoch."""

    before: Network
    after: Network | None
    rows: tuple[int, ...]
    epoch: int
    batch: int
    batches: int
    example: int = 0
    memory: Memory | None = None
    """What the optimizer remembered before the step, where that is known."""
    is_alone: bool = False
    """Whether the slopes are those of the row that is seen, and not the batch's."""


def experiment_of(step: BatchStep, experiment: Experiment) -> Experiment:
    """The experiment that the run had, with the step's network and the row that is seen (raises Problem)."""
    row = step.rows[step.example]
    example = experiment.example if experiment.data.source == "none" else example_at(table_of(experiment), row)
    return replace(experiment, network=step.before, example=example)


def trace_of(step: BatchStep, experiment: Experiment) -> Trace:
    """One row forward, back the mean slopes of all rows of the batch (or, where it is alone, its own), and the update
    that was made; `experiment` as `experiment_of` gives it. Slopes leave dropout out."""
    own = trace_example(experiment)
    if step.is_alone:
        return own
    table, training = table_of(experiment), experiment.training
    rows = list(step.rows)
    inputs, targets = fed(table.inputs[rows], experiment.data), table.targets[rows]
    memory = _memory_of(step, experiment)
    batch = batch_slopes(step.before, inputs, targets, training, step.rows, memory, _rate_of(step, training))
    whole = with_batch(own, batch)
    if memory is None:
        return replace(whole, updated=step.after, update=None)
    return whole if step.after is None else replace(whole, updated=step.after)


def _memory_of(step: BatchStep, experiment: Experiment) -> Memory | None:
    """What the optimizer remembers before the step: told with it, nothing, or where the run paused; else None."""
    if step.memory is not None:
        return step.memory
    if not memory_count(experiment.training):
        return Memory()
    progress = experiment.progress
    is_here = progress is not None and progress.position == Position(step.epoch, step.batch)
    return progress.memory if progress is not None and is_here else None


def _rate_of(step: BatchStep, training: Training) -> float:
    """The rate of the schedule at this step."""
    at = step.epoch * step.batches + step.batch
    steps = training.epochs * step.batches
    return training.schedule.rate(training.learning_rate, step.epoch, at, training.epochs, steps)
