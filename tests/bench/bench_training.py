"""How fast training is, next to a bare explicit loop and to what torch offers ready-made, measured in one run.

    python -m pytest tests/bench/bench_training.py --benchmark-only -s

Rounds are interleaved, so that a machine that slows down slows all of them. docs/performance.md has the figures.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from core.data.data import Split
from core.engines.torch_engine import TorchEngine
from core.experiment import Training
from core.initialise import draw_network
from core.network import Layer, Network, frozen
from core.parameters import flat_values
from core.runs.tape import Record

RATE = 0.01
Epoch = Callable[[], object]


@dataclass(frozen=True)
class Shape:
    """Units from inputs to outputs, rows in a batch, rows in the data, and what the ratios may come to."""

    sizes: tuple[int, ...]
    batch_size: int
    rows: int
    most_of_bare: float
    least_of_autograd: float

    @property
    def steps(self) -> int:
        return self.rows // self.batch_size

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.sizes))}, batch {self.batch_size}"


SHAPES = [
    Shape((2, 4, 2, 1), 10, 160, 1.5, 3.0),
    Shape((4, 8, 3), 10, 120, 1.5, 3.0),
    Shape((64, 32, 10), 32, 1600, 1.4, 2.5),
    Shape((784, 128, 10), 32, 1600, 1.3, 1.5),
    Shape((784, 512, 512, 10), 256, 2560, 1.2, 1.0),
]


def data_of(shape: Shape) -> Split:
    rng = np.random.default_rng(0)
    inputs, targets = rng.normal(size=(shape.rows, shape.sizes[0])), rng.normal(size=(shape.rows, shape.sizes[-1]))
    rows = tuple(range(shape.rows))
    return Split(frozen(inputs), frozen(targets), frozen(inputs[:0]), frozen(targets[:0]), rows, ())


def network_of(shape: Shape) -> Network:
    layers = [
        Layer(f"layer {index}", tuple(map(str, range(units))), "tanh", np.zeros((units, sources)))
        for index, (sources, units) in enumerate(pairwise(shape.sizes))
    ]
    return draw_network(Network(tuple(map(str, range(shape.sizes[0]))), tuple(layers)), 0)


def engine_of(shape: Shape, optimizer: str = "sgd") -> TorchEngine:
    engine = TorchEngine()
    training = Training(optimizer=optimizer, learning_rate=RATE, batch_size=shape.batch_size)
    engine.load(network_of(shape), data_of(shape), training, None)
    return engine


def epoch_and_record(shape: Shape) -> Epoch:
    """An epoch as a run makes it: with its losses and its weights for the tape."""
    engine = engine_of(shape)

    def epoch() -> None:
        engine.run_epoch()
        Record(1.0, engine.evaluate(), 0.0, engine.values())

    return epoch


def bare_loop(shape: Shape, is_evaluated: bool = False) -> Epoch:
    """The least that explicit slopes in torch need, for this loss and tanh alone; rows in a fixed order.

    `is_evaluated`: after it the loss of the whole split, and a copy of the weights.
    """
    split, network = data_of(shape), network_of(shape)
    batches = list(
        zip(
            torch.tensor(split.train_inputs, dtype=torch.float32).split(shape.batch_size),
            torch.tensor(split.train_targets, dtype=torch.float32).split(shape.batch_size),
            strict=True,
        )
    )
    all_inputs, all_targets = (torch.cat(parts) for parts in zip(*batches, strict=True))
    weights = [torch.tensor(layer.weights, dtype=torch.float32) for layer in network.layers]
    biases = [torch.tensor(layer.bias, dtype=torch.float32) for layer in network.layers]

    def epoch() -> None:
        with torch.inference_mode():
            for inputs, targets in batches:
                values = [inputs]
                for w, b in zip(weights, biases, strict=True):
                    values.append(torch.addmm(b, values[-1], w.t()).tanh_())
                d = (values[-1] - targets).mul_(2 / shape.sizes[-1] / len(inputs))
                for index in range(len(weights) - 1, -1, -1):
                    d = d * (1 - values[index + 1] * values[index + 1])
                    below = d @ weights[index] if index else d
                    weights[index].addmm_(d.t(), values[index], alpha=-RATE)
                    biases[index].sub_(d.sum(0), alpha=RATE)
                    d = below
            if is_evaluated:
                a = all_inputs
                for w, b in zip(weights, biases, strict=True):
                    a = torch.addmm(b, a, w.t()).tanh_()
                float(((a - all_targets) ** 2).mean())
                [each.numpy().copy() for each in (*weights, *biases)]

    return epoch


def autograd(shape: Shape, optimizer_name: str = "SGD") -> Epoch:
    """nn.Sequential, autograd, torch.optim."""
    split = data_of(shape)
    parts = [part for a, b in pairwise(shape.sizes) for part in (torch.nn.Linear(a, b), torch.nn.Tanh())]
    model = torch.nn.Sequential(*parts)
    optimizer = getattr(torch.optim, optimizer_name)(model.parameters(), lr=RATE)
    criterion = torch.nn.MSELoss()
    inputs = torch.tensor(split.train_inputs, dtype=torch.float32).split(shape.batch_size)
    targets = torch.tensor(split.train_targets, dtype=torch.float32).split(shape.batch_size)

    def epoch() -> None:
        for x, t in zip(inputs, targets, strict=True):
            optimizer.zero_grad()
            criterion(model(x), t).backward()
            optimizer.step()

    return epoch


def scikit_learn(shape: Shape) -> Epoch:
    """MLPRegressor with the same batches; its last layer has no tanh, so it does a little less."""
    neural = pytest.importorskip("sklearn.neural_network")
    split = data_of(shape)
    model = neural.MLPRegressor(
        hidden_layer_sizes=shape.sizes[1:-1],
        activation="tanh",
        solver="sgd",
        momentum=0.0,
        nesterovs_momentum=False,
        alpha=0.0,
        batch_size=shape.batch_size,
        learning_rate_init=RATE,
    )
    inputs, targets = split.train_inputs.astype(np.float32), split.train_targets.astype(np.float32)
    return lambda: model.partial_fit(inputs, targets)


def microseconds_a_step(epochs: dict[str, Epoch], steps: int, rounds: int = 25) -> dict[str, float]:
    """The median over interleaved rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in epochs}
    for epoch in epochs.values():
        for _ in range(5):
            epoch()
    for _ in range(rounds):
        for name, epoch in epochs.items():
            began = time.perf_counter()
            epoch()
            seconds[name].append(time.perf_counter() - began)
    return {name: 1e6 * statistics.median(times) / steps for name, times in seconds.items()}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_an_epoch_next_to_a_bare_loop_and_autograd(benchmark: BenchmarkFixture, shape: Shape) -> None:
    torch.set_num_threads(1)
    engine = engine_of(shape)
    ways: dict[str, Epoch] = {
        "engine": engine.run_epoch,
        "engine, losses and record": epoch_and_record(shape),
        "bare explicit loop": bare_loop(shape),
        "bare loop, loss and copy": bare_loop(shape, is_evaluated=True),
        "nn.Sequential, autograd, optimizer": autograd(shape),
    }
    cost = microseconds_a_step(ways, shape.steps)
    print(f"\n{shape}: " + "; ".join(f"{name} {each:.1f} µs" for name, each in cost.items()))
    benchmark.extra_info.update(cost)
    benchmark.pedantic(engine.run_epoch, rounds=10)
    assert cost["engine"] <= shape.most_of_bare * cost["bare explicit loop"]
    assert cost["nn.Sequential, autograd, optimizer"] >= shape.least_of_autograd * cost["engine"]
    assert np.isfinite(flat_values(network_of(shape))).all()
    assert np.isfinite(engine.values()).all()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_adam_next_to_torch(benchmark: BenchmarkFixture, shape: Shape) -> None:
    torch.set_num_threads(1)
    engine = engine_of(shape, "adam")
    cost = microseconds_a_step({"engine": engine.run_epoch, "torch": autograd(shape, "Adam")}, shape.steps, rounds=15)
    print(f"\n{shape}, Adam: " + "; ".join(f"{name} {each:.1f} µs" for name, each in cost.items()))
    benchmark.extra_info.update(cost)
    benchmark.pedantic(engine.run_epoch, rounds=3)
    assert cost["torch"] >= cost["engine"]


@pytest.mark.parametrize("shape", SHAPES[2:4], ids=str)
def test_next_to_scikit_learn(benchmark: BenchmarkFixture, shape: Shape) -> None:
    torch.set_num_threads(1)
    engine = engine_of(shape)
    ways = {"engine": engine.run_epoch, "scikit-learn": scikit_learn(shape)}
    cost = microseconds_a_step(ways, shape.steps, rounds=10)
    print(f"\n{shape}: " + "; ".join(f"{name} {each:.1f} µs" for name, each in cost.items()))
    benchmark.extra_info.update(cost)
    benchmark.pedantic(engine.run_epoch, rounds=3)
    assert cost["scikit-learn"] >= cost["engine"]
