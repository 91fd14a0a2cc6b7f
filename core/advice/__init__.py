"""Advice, in plain words: what goes wrong with an experiment, why, and what to do about it."""

from __future__ import annotations

import numpy as np

from core.advice.advice import (
    DEAD_UNITS,
    EXPLODING_SLOPES,
    KEYS,
    LOSS_MISMATCH,
    LOSS_NOT_FALLING,
    ONLY_LINEAR,
    RATE_TOO_HIGH,
    RATE_TOO_LOW,
    RELU_AT_OUTPUT,
    SATURATED_UNITS,
    SOFTMAX_ON_ONE_UNIT,
    TEST_LOSS_RISING,
    UNSCALED_INPUTS,
    VANISHING_SLOPES,
    Advice,
    Remedy,
    Units,
)
from core.advice.data import data_advice
from core.advice.linear import LinearModel
from core.advice.rows import Rows, rows_for_advice
from core.advice.signals import signals_of
from core.advice.structure import structure_advice
from core.advice.training import training_advice
from core.advice.units import unit_advice
from core.experiment import Experiment
from core.runs.tape import History

__all__ = ["KEYS", "Advice", "LinearModel", "Remedy", "Rows", "Units", "advise", "rows_for_advice"]

_LOSSES = (RATE_TOO_HIGH, RATE_TOO_LOW, LOSS_NOT_FALLING)
_FOLLOWS = {
    SOFTMAX_ON_ONE_UNIT: (SATURATED_UNITS, *_LOSSES),
    LOSS_MISMATCH: (SATURATED_UNITS, *_LOSSES),
    RELU_AT_OUTPUT: _LOSSES,
    ONLY_LINEAR: (RATE_TOO_LOW, LOSS_NOT_FALLING),
    UNSCALED_INPUTS: (DEAD_UNITS, SATURATED_UNITS, VANISHING_SLOPES, EXPLODING_SLOPES, *_LOSSES),
    DEAD_UNITS: (VANISHING_SLOPES, RATE_TOO_LOW, LOSS_NOT_FALLING),
    SATURATED_UNITS: (VANISHING_SLOPES, EXPLODING_SLOPES, RATE_TOO_LOW, LOSS_NOT_FALLING),
    VANISHING_SLOPES: (RATE_TOO_LOW, LOSS_NOT_FALLING),
    EXPLODING_SLOPES: (DEAD_UNITS, SATURATED_UNITS, *_LOSSES),
    RATE_TOO_HIGH: (DEAD_UNITS, SATURATED_UNITS, TEST_LOSS_RISING),
}
"""What may come of what: where the cause is said, the consequence is not."""


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def advise(
    experiment: Experiment,
    rows: Rows | None = None,
    history: History | None = None,
    *,
    is_broken_off: bool = False,
) -> tuple[Advice, ...]:
    """All advice there is, causes first; nothing where nothing is wrong (raises Problem where rows cannot be had).

    `rows` are those of `rows_for_advice`, where somebody has them already; `history` is that of the run on show, and
    `is_broken_off` says that it ended because its numbers grew beyond all bounds.
    """
    rows = rows or rows_for_advice(experiment)
    signals = signals_of(experiment.network, rows, experiment.training.loss)
    found = [
        *structure_advice(experiment, rows, signals.sums[-1]),
        *data_advice(experiment, rows),
        *unit_advice(experiment, rows, signals),
        *training_advice(experiment, rows, history, is_broken_off=is_broken_off),
    ]
    keys = {each.key for each in found}
    explained = {key for cause in keys for key in _FOLLOWS.get(cause, ())}
    told = [each for each in found if each.key not in explained]
    return tuple(sorted(told, key=lambda each: KEYS.index(each.key)))
