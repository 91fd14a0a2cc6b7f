"""Single numbers set as a hand sets them, for tests that need a changed network."""

from __future__ import annotations

from core.experiment import Experiment
from core.weight_edits import BiasPlace, WeightPlace, with_value


def with_weight(experiment: Experiment, column: int, unit: int, source: int, value: float) -> Experiment:
    return with_value(experiment, [WeightPlace(column, unit, source)], value)


def with_bias(experiment: Experiment, column: int, unit: int, value: float) -> Experiment:
    return with_value(experiment, [BiasPlace(column, unit)], value)
