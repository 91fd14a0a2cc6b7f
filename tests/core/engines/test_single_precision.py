"""What trains in float32 stays near what is shown in float64: over a thousand random networks, away from corners."""

from __future__ import annotations

import numpy as np

from core.data.data import Split
from core.engines.torch_engine import TorchEngine
from core.engines.torch_reference import Reference, reference
from core.experiment import Experiment, Training
from core.losses import LOSSES
from core.network import Array
from core.parameters import roles_of
from tests.core.networks import random_experiment

NETWORKS = 1000
CLOSE = 1e-4
"""The largest difference in a tensor, as a part of the largest number in it."""
NEAR_A_CORNER = 1e-4
UNREACHED = 1e30
"""Clipping at this norm changes nothing, but has the engine write its slopes down before it uses them."""


def is_near_a_corner(experiment: Experiment, judge: Reference, targets: Array) -> bool:
    """Whether float32 may fall on the other side of a seam than float64."""
    layers = zip(experiment.network.layers, judge.z, strict=True)
    sums = [(z.numpy(), seam) for layer, z in layers for seam in layer.function.seams]
    errors = [(judge.a[-1].numpy() - targets, seam) for seam in LOSSES[experiment.training.loss].seams]
    return any(
        (np.abs(numbers - seam) < NEAR_A_CORNER * max(1.0, np.abs(numbers).max())).any()
        for numbers, seam in (*sums, *errors)
    )


def slopes_in_float32(experiment: Experiment, inputs: Array, targets: Array) -> Array:
    """Flat, as `core.parameters` orders them."""
    engine = TorchEngine(dtype="float32")
    rows = len(inputs)
    training = Training(experiment.training.loss, batch_size=rows, shuffle=False, gradient_clip=UNREACHED)
    split = Split(inputs, targets, inputs[:0], targets[:0], tuple(range(rows)), ())
    engine.load(experiment.network, split, training, None)
    engine.run_batch()
    assert engine._slopes is not None
    return engine._slopes.numpy().astype(np.float64)


def test_slopes_in_float32_agree_with_autograd_in_float64() -> None:
    judged = 0
    for seed in range(NETWORKS):
        experiment = random_experiment(seed)
        network = experiment.network
        generator = np.random.default_rng(seed)
        inputs = generator.normal(size=(int(generator.integers(1, 9)), network.sizes[0]))
        targets = np.repeat(np.array([experiment.example.targets]), len(inputs), axis=0)
        judge = reference(network, inputs, targets, experiment.training.loss)
        if is_near_a_corner(experiment, judge, targets):
            continue
        ours, is_free = slopes_in_float32(experiment, inputs, targets), roles_of(network).is_trainable
        start = 0
        for tensor in judge.slopes:
            piece = slice(start, start + tensor.numel())
            expected = tensor.numpy().ravel() * is_free[piece]
            largest = np.abs(expected).max(initial=0.0)
            assert np.abs(ours[piece] - expected).max(initial=0.0) <= CLOSE * largest, seed
            start = piece.stop
        judged += 1
    assert judged > 0.9 * NETWORKS
