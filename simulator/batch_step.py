"""The step that training makes with one batch, as something to show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.batch_slopes import batch_slopes, with_batch
from core.data import example_at, table_of
from core.experiment import Experiment, fed
from core.network import Network
from core.optimizers import memory_count
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


def experiment_of(step: BatchStep, experiment: Experiment) -> Experiment:
    """The experiment that the run had, with the step's network and the row that is seen (raises Problem)."""
    row = step.rows[step.example]
    example = experiment.example if experiment.data.source == "none" else example_at(table_of(experiment), row)
    return replace(experiment, network=step.before, example=example)


def trace_of(step: BatchStep, experiment: Experiment) -> Trace:
    """One row forward, back the mean slopes of all rows of the batch, and the update that was made; `experiment` as
    `experiment_of` gives it. Slopes leave dropout out."""
    own = trace_example(experiment)
    table = table_of(experiment)
    rows = list(step.rows)
    inputs, targets = fed(table.inputs[rows], experiment.data), table.targets[rows]
    whole = with_batch(own, batch_slopes(step.before, inputs, targets, experiment.training))
    is_known = step.after is None and not memory_count(experiment.training)
    return whole if is_known else replace(whole, updated=step.after)
