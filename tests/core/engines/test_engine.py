"""The torch engine against the readable trace and against autograd, over random networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.data.data import Split
from core.engines.engine import Engine, EngineState, epoch_order
from core.engines.torch_engine import TorchEngine
from core.engines.torch_reference import reference
from core.experiment import OPTIMIZERS, Training
from core.losses import LOSSES
from core.message import Problem
from core.network import Layer, Network, frozen
from core.parameters import flat_values, network_with
from core.progress import Position
from core.schedule import Schedule
from core.trace import trace


def random_network(rng: np.random.Generator, sizes: list[int], activations: list[str]) -> Network:
    layers = []
    for index, (sources, units) in enumerate(pairwise(sizes)):
        use_bias = bool(rng.integers(2))
        layers.append(
            Layer(
                f"layer {index}",
                tuple(map(str, range(units))),
                activations[index],
                frozen(rng.normal(size=(units, sources)) / np.sqrt(sources)),
                frozen(rng.normal(size=units)) if use_bias else frozen([]),
                use_bias,
            )
        )
    return Network(tuple(map(str, range(sizes[0]))), tuple(layers))


@st.composite
def cases(draw: st.DrawFn, rows: int = 7) -> tuple[Network, Split, str]:
    """A network of up to four layers, rows to train on, and a loss."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    hidden = sorted(name for name in ACTIVATIONS if not ACTIVATIONS[name].mixes_units)
    outputs = sorted(ACTIVATIONS) if sizes[-1] > 1 else hidden
    if loss == "binary_cross_entropy":
        outputs = ["sigmoid"]
    if loss == "categorical_cross_entropy":
        outputs = ["softmax", "sigmoid"] if sizes[-1] > 1 else ["sigmoid"]
    activations = [draw(st.sampled_from(hidden)) for _ in sizes[2:]] + [draw(st.sampled_from(outputs))]
    network = random_network(rng, sizes, activations)
    targets = rng.uniform(0, 1, size=(rows, sizes[-1]))
    if draw(st.booleans()):
        targets = np.eye(sizes[-1])[rng.integers(sizes[-1], size=rows)]
    return network, split(rng.normal(size=(rows, sizes[0])), targets), loss


def split(inputs: np.ndarray, targets: np.ndarray) -> Split:
    rows = tuple(range(len(inputs)))
    return Split(frozen(inputs), frozen(targets), frozen(inputs[:0]), frozen(targets[:0]), rows, ())


def loaded(network: Network, data: Split, training: Training, dtype: str = "float64") -> TorchEngine:
    engine = TorchEngine(dtype=dtype)
    engine.load(network, data, training, None)
    return engine


def autograd_step(network: Network, inputs: np.ndarray, targets: np.ndarray, training: Training) -> np.ndarray:
    """One update of a whole batch with the slopes that autograd finds from nothing but the forward formulas."""
    slopes = [slope.numpy() for slope in reference(network, inputs, targets, training.loss).slopes]
    used = [True if index % 2 == 0 else network.layers[index // 2].use_bias for index in range(len(slopes))]
    arrays = zip(network.arrays(), slopes, used, strict=True)
    return np.concatenate([(array - training.learning_rate * slope * use).ravel() for array, slope, use in arrays])


@given(cases(rows=1))
@settings(max_examples=60)
def test_a_batch_of_one_is_the_update_of_the_trace(case: tuple[Network, Split, str]) -> None:
    network, data, loss = case
    training = Training(loss=loss, learning_rate=0.1, batch_size=1)
    engine = loaded(network, data, training)
    engine.run_batch()
    updated = trace(network, data.train_inputs[0], tuple(data.train_targets[0]), training).updated
    assert updated is not None
    np.testing.assert_allclose(engine.values(), flat_values(updated), rtol=1e-9, atol=1e-9)


@given(cases())
@settings(max_examples=60)
def test_a_batch_is_the_update_of_autograd(case: tuple[Network, Split, str]) -> None:
    network, data, loss = case
    training = Training(loss=loss, learning_rate=0.1, batch_size=100)
    expected = autograd_step(network, data.train_inputs, data.train_targets, training)
    for dtype, tolerance in (("float64", 1e-9), ("float32", 1e-4)):
        engine = loaded(network, data, training, dtype)
        engine.run_batch()
        np.testing.assert_allclose(engine.values(), expected, rtol=tolerance, atol=tolerance)


@given(cases(), st.integers(1, 8))
@settings(max_examples=30)
def test_an_epoch_takes_the_rows_in_shuffled_batches_the_last_one_smaller(
    case: tuple[Network, Split, str], batch_size: int
) -> None:
    network, data, loss = case
    training = Training(loss=loss, learning_rate=0.05, batch_size=batch_size, seed=3)
    engine = loaded(network, data, training)
    assert engine.run_epoch()
    assert engine.position == Position(1, 0)
    order = epoch_order(7, training, 0)
    for start in range(0, 7, batch_size):
        rows = order[start : start + batch_size]
        network = network_with(
            network, autograd_step(network, data.train_inputs[rows], data.train_targets[rows], training)
        )
    np.testing.assert_allclose(engine.values(), flat_values(network), rtol=1e-9, atol=1e-9)


@given(cases())
@settings(max_examples=30)
def test_evaluation_gives_the_mean_loss_of_the_trace_and_changes_nothing(case: tuple[Network, Split, str]) -> None:
    network, data, loss = case
    engine = loaded(network, data, Training(loss=loss))
    rows = zip(data.train_inputs, data.train_targets, strict=True)
    losses = [trace(network, inputs, tuple(targets), Training(loss=loss)).loss for inputs, targets in rows]
    scores = engine.evaluate()
    assert scores.train_loss == pytest.approx(np.mean(losses), rel=1e-9, abs=1e-12)
    assert (scores.test_loss, scores.train_accuracy, scores.test_accuracy) == (None, None, None)
    np.testing.assert_array_equal(engine.values(), flat_values(network))


@pytest.fixture
def case() -> tuple[Network, Split, Training]:
    rng = np.random.default_rng(1)
    network = random_network(rng, [3, 6, 2], ["tanh", "identity"])
    return network, split(rng.normal(size=(23, 3)), rng.normal(size=(23, 2))), Training(batch_size=5, seed=7)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(
    case: tuple[Network, Split, Training], dtype: str
) -> None:
    network, data, training = case

    def after_three_epochs(training: Training) -> bytes:
        engine = loaded(network, data, training, dtype)
        for _ in range(3):
            engine.run_epoch()
        return engine.values().tobytes()

    assert after_three_epochs(training) == after_three_epochs(training)
    assert after_three_epochs(training) != after_three_epochs(replace(training, seed=8))


@pytest.mark.parametrize("batches", [1, 4, 5, 8])
def test_a_restored_state_goes_on_with_the_same_bits(case: tuple[Network, Split, Training], batches: int) -> None:
    network, data, training = case
    unbroken, first, second = (loaded(network, data, training, "float32") for _ in range(3))
    for _ in range(13):
        unbroken.run_batch()
    for _ in range(batches):
        first.run_batch()
    first.evaluate()
    second.restore(first.state())
    for _ in range(13 - batches):
        second.run_batch()
    assert second.position == unbroken.position
    assert second.values().tobytes() == unbroken.values().tobytes()


def test_an_interrupted_epoch_goes_on_with_the_same_bits(case: tuple[Network, Split, Training]) -> None:
    network, data, training = case
    unbroken, paused = loaded(network, data, training), loaded(network, data, training)
    unbroken.run_epoch()
    answers = iter([False, True])
    assert not paused.run_epoch(lambda: next(answers))
    assert paused.position == Position(0, 2)
    assert paused.run_epoch()
    assert paused.values().tobytes() == unbroken.values().tobytes()


def test_shuffling_can_be_left_out() -> None:
    assert epoch_order(4, Training(shuffle=False), 3).tolist() == [0, 1, 2, 3]
    assert sorted(epoch_order(4, Training(), 3).tolist()) == [0, 1, 2, 3]
    assert epoch_order(50, Training(), 0).tolist() != epoch_order(50, Training(), 1).tolist()


def test_whole_splits_are_evaluated_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    network = random_network(rng, [2, 3, 1], ["relu", "identity"])
    engine = loaded(network, split(rng.normal(size=(25, 2)), rng.normal(size=(25, 1))), Training())
    whole = engine.evaluate()
    monkeypatch.setattr("core.engines.torch_engine.ROWS_AT_ONCE", 7)
    assert engine.evaluate().train_loss == pytest.approx(whole.train_loss, rel=1e-12)


def test_without_rows_there_is_nothing_to_train_on() -> None:
    network = random_network(np.random.default_rng(0), [2, 1], ["identity"])
    with pytest.raises(Problem, match="nothing to train on"):
        loaded(network, split(np.zeros((0, 2)), np.zeros((0, 1))), Training())


def test_the_engine_keeps_the_protocol(case: tuple[Network, Split, Training]) -> None:
    network, data, training = case
    engine: Engine = loaded(network, data, training)
    state = engine.state()
    assert isinstance(state, EngineState)
    assert state.progress.memory.arrays == ()
    assert engine.infinite_layer() is None
    assert state.values.size == sum(array.size for array in network.arrays())


class Replayed:
    """A recording for machines without a GPU: it does again what it was shown."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.replay = work


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_recorded_steps_give_the_bits_of_steps_made_one_by_one(
    monkeypatch: pytest.MonkeyPatch, optimizer: str, schedule: str
) -> None:
    """All a step needs is in memory that the recording knows: rows, rate, and what the optimizer counts."""
    training = Training(optimizer=optimizer, batch_size=4, epochs=3, schedule=Schedule(schedule), weight_decay=0.01)
    generator = np.random.default_rng(0)
    inputs, targets = generator.normal(size=(22, 3)), generator.normal(size=(22, 2))
    data = Split(inputs, targets, inputs[:4], targets[:4], tuple(range(22)), (0, 1, 2, 3))
    network = random_network(generator, [3, 5, 2], ["tanh", "identity"])
    monkeypatch.setattr("core.engines.torch_engine.cuda_recording", Replayed)
    engines = TorchEngine(), TorchEngine()
    engines[1]._can_record = True
    for engine in engines:
        engine.load(network, data, training, None)
        for _ in range(3):
            engine.run_epoch()
            engine.evaluate()  # a split of the size of a batch shares its room
    assert engines[1]._workspaces[4].recorded is not None
    assert engines[0].values().tobytes() == engines[1].values().tobytes()


def test_a_step_that_cannot_be_recorded_is_made_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(work: Callable[[], None]) -> None:
        raise RuntimeError("operation not permitted when stream is capturing")

    monkeypatch.setattr("core.engines.torch_engine.cuda_recording", refuse)
    generator = np.random.default_rng(0)
    inputs, targets = generator.normal(size=(8, 3)), generator.normal(size=(8, 2))
    data = split(inputs, targets)
    engines = TorchEngine(), TorchEngine()
    engines[1]._can_record = True
    network = random_network(generator, [3, 5, 2], ["tanh", "identity"])
    for engine in engines:
        engine.load(network, data, Training(batch_size=4), None)
        engine.run_epoch()
    assert engines[0].values().tobytes() == engines[1].values().tobytes()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_gpu_trains_as_the_cpu_does(optimizer: str) -> None:
    generator = np.random.default_rng(0)
    inputs, targets = generator.normal(size=(64, 3)), generator.normal(size=(64, 2))
    data = Split(inputs, targets, inputs[:8], targets[:8], tuple(range(64)), tuple(range(8)))
    network = random_network(generator, [3, 5, 2], ["tanh", "identity"])
    values = []
    for device in ("cpu", "cuda"):
        engine = TorchEngine(device, "float64")
        engine.load(network, data, Training(optimizer=optimizer, batch_size=16), None)
        for _ in range(5):
            engine.run_epoch()
        values.append(engine.values())
        assert (engine._workspaces[16].recorded is not None) is (device == "cuda")
    np.testing.assert_allclose(values[1], values[0], rtol=1e-9, atol=1e-12)
