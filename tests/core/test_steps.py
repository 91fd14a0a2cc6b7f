"""Several steps with the example are the run that training makes with nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.device import describe_machine
from core.experiment import OPTIMIZERS
from core.files.examples import example
from core.parameters import flat_values
from core.runs.run import Run
from core.schedule import Schedule
from core.steps import steps_with_example
from core.trace import trace_example


@pytest.mark.parametrize(
    "settings",
    [
        *({"optimizer": name} for name in OPTIMIZERS),
        {"momentum": 0.9, "nesterov": True},
        {"schedule": Schedule("step", every=2, factor=0.5)},
        {"schedule": Schedule("cosine")},
        {"schedule": Schedule("one_cycle"), "l2": 0.01},
    ],
)
def test_they_are_those_of_a_run_with_the_example_alone(settings: dict[str, Any]) -> None:
    bank = example("bank-tanh")
    training = replace(bank.training, epochs=6, precision="float64", device="cpu", **settings)
    bank = replace(bank, training=training)
    run = Run(bank, describe_machine())
    steps = steps_with_example(bank, 6)
    assert len(steps) == 6
    for step in steps:
        np.testing.assert_allclose(flat_values(step.network), run.record.values, rtol=1e-10)
        assert step.loss == pytest.approx(run.record.scores.train_loss, rel=1e-10)
        run.run_epoch()
    assert steps[-1].updated is not None
    np.testing.assert_allclose(flat_values(steps[-1].updated), run.record.values, rtol=1e-10)


def test_the_first_is_the_trace_itself() -> None:
    bank = example("bank")
    (first,) = steps_with_example(bank, 1)
    alone = trace_example(bank)
    assert first.updated is not None
    assert alone.updated is not None
    assert np.array_equal(flat_values(first.updated), flat_values(alone.updated))


def test_they_end_where_numbers_do() -> None:
    bank = example("bank")
    wild = replace(bank, training=replace(bank.training, learning_rate=1e100))
    steps = steps_with_example(wild, 9)
    assert len(steps) < 9
    assert steps[-1].updated is None


def test_without_a_target_there_is_one() -> None:
    bank = example("bank")
    blind = replace(bank, example=replace(bank.example, targets=None))
    assert len(steps_with_example(blind, 5)) == 1
