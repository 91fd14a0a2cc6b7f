"""Many rows at once agree with the trace of each, and their table adds up to the loss."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.data.data import Table, split_of, table_of
from core.edits import randomised
from core.experiment import Training
from core.files.examples import example
from core.initialise import draw_network
from core.losses import LOSSES
from core.network import Layer, Network, frozen
from core.results import rows as rows_module
from core.results.metrics import Labels, labels_of, mean_loss
from core.results.rows import predict, report_of, row_results
from core.trace import trace
from tests.by_hand import with_arrays


def network(*sizes: int, hidden: str = "tanh", output: str = "identity", seed: int = 0) -> Network:
    layers = [
        Layer(
            f"layer {index}",
            tuple(f"unit {unit}" for unit in range(units)),
            output if index == len(sizes) - 2 else hidden,
            frozen(np.zeros((units, before))),
        )
        for index, (before, units) in enumerate(pairwise(sizes))
    ]
    drawn = draw_network(Network(tuple(f"x{i}" for i in range(sizes[0])), tuple(layers)), seed)
    generator = np.random.default_rng(seed)
    return with_arrays(drawn, [array + generator.normal(size=array.shape) for array in drawn.arrays()])


@given(
    st.sampled_from(sorted(set(ACTIVATIONS) - {"softmax"})), st.sampled_from(sorted(ACTIVATIONS)), st.integers(0, 99)
)
def test_every_row_is_answered_as_its_trace_says(hidden: str, output: str, seed: int) -> None:
    made = network(3, 4, 2, hidden=hidden, output=output, seed=seed)
    fed = np.random.default_rng(seed).normal(size=(5, 3))
    z, a = predict(made, fed)
    for row in range(5):
        last = trace(made, fed[row], None, Training()).layers[-1]
        assert z[row] == pytest.approx(last.z, rel=1e-10, abs=1e-12)
        assert a[row] == pytest.approx(last.a, rel=1e-10, abs=1e-12)


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    made, fed = network(2, 8, 1), np.random.default_rng(0).normal(size=(101, 2))
    whole = predict(made, fed)
    monkeypatch.setattr(rows_module, "_NUMBERS_AT_ONCE", 80)
    for one, other in zip(whole, predict(made, fed), strict=True):
        assert one == pytest.approx(other, rel=1e-12)


def test_no_rows_have_no_answers() -> None:
    z, a = predict(network(2, 3), np.zeros((0, 2)))
    assert z.shape == a.shape == (0, 3)
    assert report_of(network(2, 3), np.zeros((0, 2)), np.zeros((0, 3)), "mse", None, ()) is None


def test_numbers_that_overflow_stay_quiet() -> None:
    made = network(1, 1)
    huge = with_arrays(made, [frozen([[1e200]]), frozen([0])])
    table = Table(frozen([[1e200], [0]]), frozen([[0], [0]]), ("x",))
    results = row_results(table, (0, 1), "mse", predict(huge, table.inputs))
    assert results.answers[0].losses.tolist() == [np.inf, 0]
    assert results.answers[0].squared_errors.tolist() == [np.inf, 0]


def test_a_report_needs_no_engine() -> None:
    circle = example("circle")
    table, split = table_of(circle), split_of(circle)
    labels, loss = labels_of(table), circle.training.loss
    made = report_of(circle.network, split.test_inputs, split.test_targets, loss, labels, table.classes)
    assert made is not None
    assert made.classes is not None
    assert made.rows == len(split.test_rows) == made.classes.confusion.sum()
    assert made.loss == mean_loss(loss, *predict(circle.network, split.test_inputs), split.test_targets)
    assert made.classes.names == ("outside", "inside")
    assert made.classes.roc is not None


def test_the_table_worked_by_hand() -> None:
    made = with_arrays(network(1, 1), [frozen([[2]]), frozen([0])])
    table = Table(frozen([[1], [2], [3]]), frozen([[1], [4], [8]]), ("x",))
    results = row_results(table, (2, 0), "half_squared_error", predict(made, table.inputs[[2, 0]]))
    (answers,) = results.answers
    assert results.rows.tolist() == [2, 0]
    assert [results.inputs_at(position).tolist() for position in range(2)] == [[3], [1]]
    assert results.first_inputs(1).tolist() == [[3], [1]]
    assert answers.predictions.tolist() == [[6], [2]]
    assert answers.errors.tolist() == [[-2], [1]]
    assert answers.error_sizes.tolist() == [2, 1]
    assert answers.squared_errors.tolist() == [4, 1]
    assert answers.losses.tolist() == [2, 0.5]
    assert results.labels is None


@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_the_rows_add_up_to_the_loss(loss: str) -> None:
    iris = example("iris")
    table, split = table_of(iris), split_of(iris)
    z, a = predict(iris.network, split.train_inputs)
    (answers,) = row_results(table, split.train_rows, loss, (z, a)).answers
    assert answers.losses.mean() == mean_loss(loss, z, a, split.train_targets)
    if loss == "mse":
        assert answers.squared_errors == pytest.approx(answers.losses)
    if loss == "mae":
        assert answers.error_sizes == pytest.approx(answers.losses)


def test_two_sets_of_weights_lie_side_by_side() -> None:
    iris = example("iris")
    table, split = table_of(iris), split_of(iris)
    outputs = [predict(each.network, split.test_inputs) for each in (iris, randomised(iris))]
    results = row_results(table, split.test_rows, "mse", *outputs)
    assert results.labels == Labels()
    assert len(results) == len(split.test_rows)
    first, second = results.answers
    assert first.errors.shape == second.errors.shape == (len(results), 3)
    assert not np.array_equal(first.losses, second.losses)
