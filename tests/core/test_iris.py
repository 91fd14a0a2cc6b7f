"""The shipped settings really learn: over twenty seeds of split, weights and shuffles alike."""

from __future__ import annotations

import statistics

from core.data import fit_scaling
from core.device import Machine
from core.edits import randomised, with_training
from core.examples import example
from core.experiment import Experiment
from core.metrics import Scores
from core.run import Run


def trained(experiment: Experiment) -> Scores:
    run = Run(experiment, Machine(cpu_cores=2))
    while not run.is_done:
        run.run_epoch()
    return run.record.scores


def test_iris_is_learnt_from_any_start() -> None:
    accuracies = []
    for seed in range(20):
        scores = trained(randomised(fit_scaling(with_training(example("iris"), seed=seed))))
        assert scores.test_accuracy is not None
        accuracies.append(scores.test_accuracy)
    assert statistics.median(accuracies) >= 0.95
    assert min(accuracies) >= 0.85


def test_circle_is_learnt_in_its_epochs() -> None:
    scores = trained(example("circle"))
    assert scores.train_accuracy is not None
    assert scores.test_accuracy is not None
    assert scores.train_accuracy >= 0.95
    assert scores.test_accuracy >= 0.9
