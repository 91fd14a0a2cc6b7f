"""A run from its first record to its last, and what can go wrong on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.device import DeviceChoice, Gpu, Machine
from core.edits import with_network, with_training
from core.engines.engine import Diverged, OutOfMemory
from core.engines.torch_engine import TorchEngine
from core.experiment import OPTIMIZERS, DataSource, EarlyStopping, Example
from core.files.examples import example
from core.message import Problem
from core.parameters import flat_values, network_with
from core.progress import Position, Progress
from core.runs.run import Run
from core.trace import trace_example

MACHINE = Machine(cpu_cores=2)
WITH_GPU = Machine(cpu_cores=2, cuda=(Gpu("small card", 2**20),))


def test_the_first_record_is_the_network_before_training() -> None:
    run = Run(example("iris"), MACHINE)
    assert run.record.epoch == 0
    assert run.record.scores.train_loss > 0
    assert run.record.scores.test_accuracy is not None
    run.run_epoch()
    assert run.record.epoch == 1
    assert run.record.seconds > 0


def test_batches_are_recorded_as_parts_of_an_epoch() -> None:
    run = Run(example("iris"), MACHINE)
    run.run_batch()
    assert run.record.epoch == pytest.approx(1 / 12)
    assert run.position == Position(0, 1)


def test_it_is_done_after_the_epochs_asked_for() -> None:
    run = Run(with_training(example("iris"), epochs=2), MACHINE)
    assert not run.is_done
    run.run_epoch()
    run.run_epoch()
    assert run.is_done


def test_going_on_from_a_position_gives_the_same_bits() -> None:
    unbroken = Run(example("iris"), MACHINE)
    unbroken.run_epoch()
    for _ in range(3):
        unbroken.run_batch()
    second = Run(example("iris"), MACHINE, start=Progress(Position(1, 2)))
    assert second.record.epoch == pytest.approx(1 + 2 / 12)
    assert second.position == Position(1, 2)
    interrupted = Run(example("iris"), MACHINE)
    assert not interrupted.run_epoch(lambda: True)
    interrupted.look()
    assert interrupted.record.epoch == pytest.approx(1 / 12)
    assert interrupted.run_epoch()
    for _ in range(3):
        interrupted.run_batch()
    assert interrupted.record.values.tobytes() == unbroken.record.values.tobytes()


def until_the_end(run: Run) -> None:
    while not run.is_done:
        run.run_epoch()


def test_a_number_that_is_no_longer_finite_ends_the_run_and_is_placed() -> None:
    """The first step makes weights of 1e38 and more; the second meets them, in the only layer."""
    run = Run(with_training(example("gradient-descent"), learning_rate=1e37, epochs=100), MACHINE)
    with pytest.raises(Diverged, match=r"no longer finite in epoch 1, step 1, layer output; .* for instance 1e36"):
        until_the_end(run)
    assert run.record.epoch == 0
    assert np.isfinite(run.record.values).all()


@pytest.mark.parametrize("settings", [{}, {"momentum": 0.9}, {"optimizer": "adam"}, {"l2": 1e300}])
def test_a_rate_beyond_what_the_engine_holds_ends_like_any_other_too_high(settings: dict[str, Any]) -> None:
    run = Run(with_training(example("gradient-descent"), learning_rate=1e300, epochs=100, **settings), MACHINE)
    with pytest.raises(Diverged, match="try a smaller learning rate"):
        until_the_end(run)
    assert np.isfinite(run.record.values).all()


def test_the_layer_and_step_where_it_began_are_named() -> None:
    """Three rows a step; the sixth row is a giant that the second layer's weights cannot take."""
    bank = example("bank")
    rows = ((1.0, 1.0),) * 5 + ((1e30, 1e30),) + ((1.0, 1.0),) * 6
    data = DataSource("inline", inputs=rows, targets=((1.0,),) * 12)
    settings = {"test_fraction": 0.0, "shuffle": False, "batch_size": 3, "learning_rate": 0.001}
    run = Run(with_training(replace(bank, data=data), **settings), MACHINE)
    with pytest.raises(Diverged, match=r"epoch 1, step 2, layer hidden"):
        until_the_end(run)


def test_an_exploding_loss_ends_the_run_while_it_is_still_finite() -> None:
    run = Run(with_training(example("gradient-descent"), learning_rate=1e6, epochs=100), MACHINE)
    with pytest.raises(Diverged, match=r"exploded from 25 to 6\.25e\+16 by epoch 1; try .* for instance 100000"):
        until_the_end(run)
    assert np.isfinite(run.record.values).all()
    assert run.record.scores.train_loss == pytest.approx(25)


def test_a_run_stops_once_its_loss_is_small_enough() -> None:
    stopping = EarlyStopping(loss_below=0.01)
    run = Run(with_training(example("gradient-descent"), early_stopping=stopping, epochs=500), MACHINE)
    losses = []
    while not run.is_done:
        run.run_epoch()
        losses.append(run.record.scores.train_loss)
    assert losses[-1] < 0.01 <= losses[-2]
    assert "the loss is below 0.01" in str(run.stopped_early)


def test_a_run_stops_when_the_test_loss_no_longer_falls() -> None:
    stopping = EarlyStopping(patience=3)
    run = Run(with_training(example("iris"), early_stopping=stopping, epochs=5000, learning_rate=0.5), MACHINE)
    losses: list[float] = []
    while not run.is_done:
        run.run_epoch()
        assert run.record.scores.test_loss is not None
        losses.append(run.record.scores.test_loss)
    best = int(np.argmin(losses))
    assert len(losses) < 5000
    assert len(losses) - 1 - best == 3
    assert f"no smaller loss since epoch {best + 1}" in str(run.stopped_early)


def test_double_precision_trains_in_double() -> None:
    run = Run(with_training(example("bank"), precision="float64", epochs=1), MACHINE)
    run.run_epoch()
    assert run.record.values.dtype == np.float64
    updated = trace_example(example("bank")).updated
    assert updated is not None
    np.testing.assert_allclose(run.record.values, flat_values(updated), rtol=1e-12)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_with_its_memory_a_run_goes_on_as_if_nothing_had_been(optimizer: str) -> None:
    momentum = 0.9 if optimizer == "sgd" else 0.0
    layers = example("iris").network.layers
    network = replace(example("iris").network, layers=(replace(layers[0], dropout=0.3), *layers[1:]))
    experiment = with_network(example("iris"), network)
    experiment = with_training(experiment, optimizer=optimizer, momentum=momentum, epochs=4, learning_rate=0.01)
    unbroken = Run(experiment, MACHINE)
    first = Run(experiment, MACHINE)
    for _ in range(2):
        unbroken.run_epoch()
        first.run_epoch()
    for run in (unbroken, first):
        run.run_batch()
    later = with_network(experiment, network_with(network, first.record.values))
    second = Run(later, MACHINE, start=first.progress)
    until_the_end(unbroken)
    until_the_end(second)
    assert second.record.values.tobytes() == unbroken.record.values.tobytes()


def test_without_a_target_there_is_nothing_to_train_on() -> None:
    experiment = replace(example("bank"), example=Example((2.0, 3.0)))
    with pytest.raises(Problem, match="nothing to train on"):
        Run(experiment, MACHINE)


def test_a_loss_that_does_not_go_with_the_output_is_refused() -> None:
    with pytest.raises(Problem, match="needs sigmoid at the output"):
        Run(with_training(example("iris"), loss="binary_cross_entropy"), MACHINE)


class SmallCard(TorchEngine):
    """A GPU whose memory runs out after so many epochs."""

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self._epochs_left = epochs

    def run_epoch(self, is_interrupted: Callable[[], bool] = lambda: False) -> bool:
        if self._epochs_left == 0:
            raise OutOfMemory
        self._epochs_left -= 1
        return super().run_epoch(is_interrupted)


def test_when_a_gpu_runs_out_of_memory_the_cpu_goes_on_with_the_same_numbers() -> None:
    experiment = with_training(example("iris"), epochs=4, device="cuda")
    run = Run(
        experiment, WITH_GPU, make_engine=lambda choice: SmallCard(2) if choice.device == "cuda" else TorchEngine()
    )
    devices = []
    while not run.is_done:
        run.run_epoch()
        devices.append(run.choice.device)
    assert devices == ["cuda", "cuda", "cpu", "cpu"]
    assert run.choice.warning is not None
    unbroken = Run(experiment, MACHINE)
    while not unbroken.is_done:
        unbroken.run_epoch()
    assert run.record.values.tobytes() == unbroken.record.values.tobytes()


def test_when_the_cpu_runs_out_of_memory_that_is_said() -> None:
    def make(choice: DeviceChoice) -> TorchEngine:
        return SmallCard(0)

    run = Run(example("iris"), MACHINE, make_engine=make)
    with pytest.raises(Problem, match="not enough memory"):
        run.run_epoch()


def test_data_with_a_single_row_trains() -> None:
    data = DataSource("inline", ((1.0, 2.0),), ((3.0,),))
    run = Run(replace(with_training(example("bank"), epochs=1), data=data), MACHINE)
    run.run_epoch()
    assert run.record.scores.test_loss is None


def test_torch_is_imported_when_training_needs_it_and_not_before() -> None:
    engine = "core.device, core.engines.torch_engine, core.engines.torch_operations"
    modules = f"{engine}, core.runs.run, core.runs.tape, core.results.metrics"
    code = f"import sys, {modules}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
