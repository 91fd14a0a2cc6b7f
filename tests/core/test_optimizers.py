"""Optimizers, schedules, penalties and clipping against torch's own, and what masks hold still."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from core.data.data import Split
from core.engines.torch_engine import TorchEngine
from core.engines.torch_reference import optimizer_of, reference
from core.experiment import OPTIMIZERS, Training
from core.network import Network, frozen
from core.optimizers import OPTIMIZER_TABLE, empty_memory, update_of
from core.parameters import Roles, flat_values, network_with, roles_of
from core.progress import Memory
from core.schedule import SCHEDULES, Schedule
from tests.core.networks import random_experiment, without_masks

STEPS, BATCHES, EPOCHS = 100, 4, 25
KINDS = [
    *({"optimizer": name} for name in OPTIMIZERS),
    {"optimizer": "sgd", "momentum": 0.9},
    {"optimizer": "sgd", "momentum": 0.8, "nesterov": True},
]
PENALTIES: list[dict[str, float]] = [
    {},
    {"l2": 0.02},
    {"l1": 0.01},
    {"weight_decay": 0.05},
    {"gradient_clip": 0.3},
    {"l1": 0.003, "l2": 0.01, "weight_decay": 0.02, "gradient_clip": 0.5},
]


def torch_schedule(optimizer: torch.optim.Optimizer, schedule: Schedule, rate: float) -> object:
    """torch's scheduler, and whether it moves after every step (else after every epoch)."""
    schedulers = torch.optim.lr_scheduler
    match schedule.kind:
        case "step":
            return schedulers.StepLR(optimizer, schedule.every, schedule.factor)
        case "exponential":
            return schedulers.ExponentialLR(optimizer, schedule.factor)
        case "cosine":
            return schedulers.CosineAnnealingLR(optimizer, EPOCHS, schedule.lowest)
        case "one_cycle":
            return schedulers.OneCycleLR(optimizer, rate, total_steps=STEPS, cycle_momentum=False)
        case _:
            return schedulers.LambdaLR(optimizer, lambda _: 1.0)


def target_of(step: int) -> np.ndarray:
    return np.sin(np.arange(6) + 0.1 * step)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_hundred_steps_are_those_of_torch(kind: dict[str, object], schedule: str) -> None:
    """On a moving bowl: the slope of ½|w − target|² is w − target. Penalties written into torch's loss."""
    factor = 0.97 if schedule == "exponential" else 0.5
    # A schedule changes nothing but the rate: penalties are tried one by one at one rate, all at once at others.
    for penalties in PENALTIES if schedule == "constant" else PENALTIES[-1:]:
        settings = Schedule(schedule, every=7, factor=factor, lowest=0.001)
        training = Training(learning_rate=0.03, schedule=settings, epochs=EPOCHS, **kind, **penalties)  # type: ignore[arg-type]
        values = np.linspace(-1, 1, 6)
        roles = Roles(np.ones(6, bool), np.array([True, True, True, True, False, False]))
        parameter = torch.tensor(values, requires_grad=True)
        optimizer = optimizer_of([parameter], training)
        scheduler = torch_schedule(optimizer, settings, 0.03)
        memory = empty_memory(training, 6)
        ours, theirs = [], []
        for step in range(STEPS):
            rate = settings.rate(0.03, step // BATCHES, step, EPOCHS, STEPS)
            made = update_of(values, values - target_of(step), memory, rate, training, roles)
            values, memory = made.after, made.memory
            optimizer.zero_grad()
            bowl = 0.5 * ((parameter - torch.tensor(target_of(step))) ** 2).sum()
            weights = parameter[:4]
            (bowl + training.l2 / 2 * (weights**2).sum() + training.l1 * weights.abs().sum()).backward()
            if training.gradient_clip is not None:
                torch.nn.utils.clip_grad_norm_([parameter], training.gradient_clip)
            optimizer.step()
            if schedule == "one_cycle" or step % BATCHES == BATCHES - 1:
                scheduler.step()  # type: ignore[attr-defined]
            ours.append(values)
            theirs.append(parameter.detach().numpy().copy())
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def network_of(seed: int) -> Network:
    return random_experiment(seed, deepest=3, widest=5).network


@pytest.mark.parametrize(("kind", "penalties"), list(product(range(len(KINDS)), range(len(PENALTIES)))))
def test_the_engine_takes_the_same_steps(kind: int, penalties: int) -> None:
    """Five epochs of three batches, masks and all, in double precision; the slopes come from autograd."""
    experiment = random_experiment(30 + 6 * kind + penalties, deepest=3, widest=5)
    training = Training(
        loss=experiment.training.loss,
        learning_rate=0.02,
        batch_size=3,
        epochs=5,
        shuffle=False,
        schedule=Schedule("one_cycle"),
        **KINDS[kind],  # type: ignore[arg-type]
        **PENALTIES[penalties],  # type: ignore[arg-type]
    )
    network = experiment.network
    generator = np.random.default_rng(1)
    inputs = generator.normal(size=(8, network.sizes[0]))
    targets = generator.dirichlet(np.ones(network.sizes[-1]), size=8)
    engine = TorchEngine(dtype="float64")
    engine.load(network, Split(frozen(inputs), frozen(targets), inputs[:0], targets[:0], (), ()), training, None)
    values, memory, roles = (
        frozen(flat_values(network)),
        empty_memory(training, network.weight_count),
        roles_of(network),
    )
    memory = empty_memory(training, len(values))
    free = without_masks(network)
    for step in range(15):
        engine.run_batch()
        rows = slice(3 * (step % 3), min(3 * (step % 3) + 3, 8))
        slopes = reference(network_with(free, values), inputs[rows], targets[rows], training.loss).slopes
        flat = np.concatenate([slope.numpy().ravel() for slope in slopes])
        rate = training.schedule.rate(0.02, step // 3, step, 5, 15)
        made = update_of(values, flat, memory, rate, training, roles)
        values, memory = made.after, made.memory
        np.testing.assert_allclose(engine.values(), values, rtol=1e-9, atol=1e-11)
    held = ~roles.is_trainable
    assert (engine.values()[held] == flat_values(network)[held]).all()


def test_no_memory_means_an_empty_start() -> None:
    assert empty_memory(Training(), 3).arrays == ()
    assert len(empty_memory(Training(optimizer="adam"), 3).arrays) == 2
    assert Memory().steps == 0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_everything_is_said_about_each(name: str) -> None:
    entry = OPTIMIZER_TABLE[name]
    assert entry.label
    assert all(str(text).endswith(".") for text in (entry.sentence, entry.fault))
    assert "learning rate" in str(entry.formula)


def test_a_schedule_begins_at_its_first_rate() -> None:
    for kind in SCHEDULES:
        schedule = Schedule(kind)
        assert schedule.rate(0.1, 0, 0, 20, 100) == pytest.approx(schedule.first_rate(0.1))


def test_one_cycle_rises_to_its_rate_and_falls_to_almost_nothing() -> None:
    rates = [Schedule("one_cycle").rate(0.1, step // 5, step, 20, 100) for step in range(100)]
    assert max(rates) == pytest.approx(0.1)
    assert rates.index(max(rates)) == 29
    assert rates[-1] == pytest.approx(0.1 / 25 / 1e4)
