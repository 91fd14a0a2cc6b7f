"""Training an experiment from another start, without a window."""

from __future__ import annotations

from core.data.data import fit_scaling
from core.device import Machine
from core.edits import randomised, with_training
from core.experiment import Experiment
from core.results.metrics import Scores
from core.runs.run import Run


def trained(experiment: Experiment, seed: int | None = None) -> Scores:
    """What all epochs come to; with a `seed`, weights, split and shuffles are drawn from it first."""
    if seed is not None:
        experiment = fit_scaling(randomised(with_training(experiment, seed=seed)))
    run = Run(experiment, Machine(cpu_cores=2))
    while not run.is_done:
        run.run_epoch()
    return run.record.scores
