"""Several steps with the example, one after the other: what the optimizer remembers goes on from step to step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from core.experiment import Experiment, Training
from core.optimizers import empty_memory
from core.parameters import flat_values, network_with
from core.schedule import Schedule
from core.trace import Trace, trace_example, update_along


def steps_with_example(experiment: Experiment, count: int) -> tuple[Trace, ...]:
    """The traces of so many steps, each from the network that the one before led to, as if the example were all there
    is to train on: every step is an epoch of the schedule. `updated` and the rate in `training` are those of each.

    Fewer where an update is not finite; without a target one, which has no update.
    """
    return tuple(_steps(experiment, count))


def _steps(experiment: Experiment, count: int) -> Iterator[Trace]:
    memory = empty_memory(experiment.training, len(flat_values(experiment.network)))
    for step in range(count):
        training = _at_step(experiment.training, step)
        now = trace_example(replace(experiment, training=training))
        if now.targets is None:
            yield now
            return
        slopes = [(here.d_loss_d_weights, here.d_loss_d_bias) for here in now.layers]
        with np.errstate(over="ignore", invalid="ignore"):
            update = update_along(experiment.network, slopes, training, memory)
        if update is None:
            yield replace(now, update=None, updated=None)
            return
        memory = update.memory
        experiment = replace(experiment, network=network_with(experiment.network, update.after))
        yield replace(now, update=update, updated=experiment.network)


def _at_step(training: Training, step: int) -> Training:
    """The same with the rate that the schedule has come to."""
    if step == 0 or training.schedule.kind == "constant":
        return training
    rate = training.schedule.rate(training.learning_rate, step, step, training.epochs, training.epochs)
    # A schedule may end at 0, which no learning rate is.
    return replace(training, learning_rate=max(rate, np.finfo(np.float64).tiny), schedule=Schedule())
