"""A batch's slopes are the means of the traces of its rows, and its update is the engine's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.data import Split, split_of
from core.engines.torch_engine import TorchEngine
from core.experiment import Training
from core.files.examples import example
from core.network import frozen
from core.parameters import flat_values
from core.results.batch_slopes import BatchSlopes, batch_slopes, with_batch
from core.trace import Trace, trace, trace_example
from tests.core.networks import random_experiment

NAMES = ("d_loss_d_a", "d_loss_d_z", "d_loss_d_weights", "d_loss_d_bias")


def batch_of(seed: int, rows: int) -> tuple[BatchSlopes, list[Trace], Split]:
    """A random network, so many rows, and the trace of each of them."""
    here = random_experiment(seed, deepest=4, widest=8)
    generator = np.random.default_rng(seed)
    inputs = frozen(generator.normal(size=(rows, here.network.sizes[0])))
    width = here.network.sizes[-1]
    targets = frozen(generator.dirichlet(np.ones(width), rows) if width > 1 else generator.uniform(size=(rows, 1)))
    numbers = tuple(range(rows))
    split = Split(inputs, targets, frozen(inputs[:0]), frozen(targets[:0]), numbers, ())
    traces = [trace(here.network, x, t, here.training) for x, t in zip(inputs, targets, strict=True)]
    return batch_slopes(here.network, inputs, targets, here.training), traces, split


@given(st.integers(0, 2**32), st.integers(1, 9))
@settings(max_examples=60)
def test_every_slope_is_the_mean_of_the_rows_traces(seed: int, rows: int) -> None:
    batch, traces, _ = batch_of(seed, rows)
    assert batch.rows == rows
    assert batch.loss == pytest.approx(np.mean([each.loss for each in traces]))  # type: ignore[misc]
    for k, layer in enumerate(batch.layers):
        for name in NAMES:
            means = np.mean([getattr(each.layers[k], name) for each in traces], axis=0)
            np.testing.assert_allclose(getattr(layer, name), means, rtol=1e-9, atol=1e-12)


@given(st.integers(0, 2**32))
@settings(max_examples=30)
def test_a_batch_of_one_row_is_its_trace(seed: int) -> None:
    batch, (only,), _ = batch_of(seed, 1)
    shown = with_batch(only, batch)
    assert shown.prediction is only.prediction
    assert only.updated is not None
    assert shown.updated is not None
    np.testing.assert_allclose(flat_values(shown.updated), flat_values(only.updated), rtol=1e-9, atol=1e-12)


@given(st.integers(0, 2**32), st.integers(1, 9))
@settings(max_examples=30)
def test_the_update_is_the_engines(seed: int, rows: int) -> None:
    batch, traces, split = batch_of(seed, rows)
    engine = TorchEngine(dtype="float64")
    training = traces[0].training
    # One batch that holds all rows.
    whole = Training(**{**vars(training), "batch_size": rows, "shuffle": False})
    engine.load(traces[0].network, split, whole, None)
    engine.run_batch()
    assert batch.updated is not None
    np.testing.assert_allclose(engine.values(), flat_values(batch.updated), rtol=1e-7, atol=1e-9)


def test_the_example_keeps_its_way_forward() -> None:
    shown = example("circle")
    split = split_of(shown)
    batch = batch_slopes(shown.network, split.train_inputs, split.train_targets, shown.training)
    single = trace_example(shown)
    made = with_batch(single, batch)
    assert made.loss == single.loss
    assert [layer.z is other.z for layer, other in zip(made.layers, single.layers, strict=True)] == [True] * 3
    assert made.layers[0].d_loss_d_weights is batch.layers[0].d_loss_d_weights
    assert not batch.layers[0].d_loss_d_weights.flags.writeable
    assert made.updated is batch.updated
