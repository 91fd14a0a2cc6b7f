"""The learning rate at a moment of a run is the one that the engine took."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.data.data import split_of
from core.edits import with_training
from core.engines.engine import batches_per_epoch
from core.engines.torch_engine import TorchEngine
from core.experiment import Training
from core.files.examples import example
from core.runs.rates import Rates, Stretch
from core.schedule import SCHEDULES, Schedule


@pytest.mark.parametrize("kind", SCHEDULES)
def test_it_is_the_rate_of_the_step_before(kind: str) -> None:
    training = Training(learning_rate=0.2, epochs=6, batch_size=50, schedule=Schedule(kind, every=2, factor=0.5))
    experiment = with_training(example("iris"), **{name: getattr(training, name) for name in
        ("learning_rate", "epochs", "batch_size", "schedule")})  # fmt: skip
    split = split_of(experiment)
    batches = batches_per_epoch(len(split.train_inputs), experiment.training)
    assert batches > 1
    engine = TorchEngine("cpu", "float32", 1)
    engine.load(experiment.network, split, experiment.training, None)
    rates = Rates((Stretch(0.0, experiment.training, batches),))
    assert rates.at(0.0) == pytest.approx(experiment.training.schedule.first_rate(0.2))
    for step in range(1, 6 * batches + 1):
        taken = engine._rate()
        engine.run_batch()
        assert rates.at(step / batches) == pytest.approx(taken)


def test_an_edit_on_the_way_counts_from_there_on() -> None:
    before = Training(learning_rate=0.1)
    after = replace(before, learning_rate=0.3)
    rates = Rates((Stretch(0.0, before, 1), Stretch(10.0, after, 1)))
    assert [rates.at(epoch) for epoch in (0.0, 5.0, 10.0, 10.5, 11.0)] == [0.1, 0.1, 0.1, 0.3, 0.3]
    assert rates.is_changing
    assert not Rates((Stretch(0.0, before, 1),)).is_changing
    assert Rates((Stretch(0.0, replace(before, schedule=Schedule("cosine")), 1),)).is_changing
