from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.data import encode, fit_scaling, rows_of, split_of, table_of
from core.data.splitting import split_rows
from core.experiment import DataSource, Example, Experiment, Scaling, Training
from core.files.examples import example
from core.message import Problem
from core.network import Layer, Network
from core.structure import with_unit_added

IRIS = example("iris")
CIRCLE = example("circle")
BANK = example("bank")


def inline(rows: list[tuple[float, float]], kind: str = "none", **training: float) -> Experiment:
    data = DataSource("inline", tuple(rows), tuple((float(k),) for k in range(len(rows))), scaling=Scaling(kind))
    return replace(BANK, data=data, training=replace(BANK.training, **training))


def test_iris_has_fifty_rows_of_each_class() -> None:
    table = table_of(IRIS)
    assert table.inputs.shape == (150, 4)
    assert table.targets.sum(axis=0).tolist() == [50, 50, 50]
    assert set(table.targets.sum(axis=1)) == {1}
    assert table.classes == ("setosa", "versicolor", "virginica")
    # Fisher's first row, an Iris setosa.
    assert table.inputs[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert table.targets[0].tolist() == [1, 0, 0]


def test_the_circle_follows_its_seed() -> None:
    first = table_of(CIRCLE)
    again = table_of(CIRCLE)
    other = table_of(replace(CIRCLE, data=replace(CIRCLE.data, seed=CIRCLE.data.seed + 1)))
    np.testing.assert_array_equal(first.inputs, again.inputs)
    assert (first.inputs != other.inputs).any()


def test_the_circle_without_noise_is_told_by_its_radius() -> None:
    plain = replace(CIRCLE, data=replace(CIRCLE.data, noise=0.0, samples=400))
    table = table_of(plain)
    radius = np.hypot(*table.inputs.T)
    is_inside = table.targets[:, 0] == table.targets.max()
    assert len(table) == 400
    assert is_inside.sum() == 200
    assert radius[is_inside].max() <= 2.5
    assert radius[~is_inside].min() >= 3.5
    assert radius.max() <= 5


def test_noise_turns_some_labels_over() -> None:
    noisy = replace(CIRCLE, data=replace(CIRCLE.data, noise=0.5, samples=400))
    table = table_of(noisy)
    is_inside = table.targets[:, 0] == table.targets.max()
    assert 0 < ((np.hypot(*table.inputs.T) < 2.5) != is_inside).sum() < 200


@given(st.integers(1, 300), st.floats(0, 0.99), st.integers(0, 2**63 - 1))
def test_every_row_is_either_for_training_or_for_testing(count: int, fraction: float, seed: int) -> None:
    training = Training(test_fraction=fraction, seed=seed)
    targets = np.zeros((count, 1))
    train, test = split_rows(targets, None, DataSource(), training)
    assert sorted([*train, *test]) == list(range(count))
    assert len(train) >= 1
    assert len(test) == min(round(count * fraction), count - 1)
    again = split_rows(targets, None, DataSource(), training)
    np.testing.assert_array_equal(train, again[0])


def test_another_seed_is_another_split() -> None:
    table = table_of(IRIS)
    splits = [rows_of(table, IRIS.data, Training(seed=seed))[1].tolist() for seed in (0, 1)]
    assert splits[0] != splits[1]
    assert [len(split) for split in splits] == [30, 30]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4), st.floats(0, 0.9), st.integers(0, 2**32))
def test_a_stratified_split_takes_the_same_share_of_every_class(sizes: list[int], share: float, seed: int) -> None:
    kinds = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    targets = np.eye(len(sizes))[kinds]
    data = DataSource("builtin", name="iris", stratify=True)
    train, test = split_rows(targets, None, data, Training(test_fraction=share, seed=seed))
    assert sorted([*train, *test]) == list(range(len(kinds)))
    for kind, size in enumerate(sizes):
        assert (kinds[test] == kind).sum() == min(round(size * share), size - 1)


def test_a_split_column_decides_by_itself() -> None:
    is_test = np.array([False, True, True, False])
    train, test = split_rows(np.zeros((4, 1)), is_test, DataSource(), Training(test_fraction=0.5))
    assert train.tolist() == [0, 3]
    assert test.tolist() == [1, 2]


def test_features_are_made_before_scaling_is_fitted() -> None:
    data = DataSource("inline", ((1.0, 2.0), (3.0, 4.0)), ((0.0,), (1.0,)), features=("x1", "x2^2", "x1*x2"))
    data = replace(data, scaling=Scaling("minmax"))
    network = Network(("x₁", "x₂²", "x₁x₂"), (Layer("output", ("y",), "identity", [[1.0, 1.0, 1.0]]),))
    experiment = Experiment(network, Example((2.0, 3.0)), data, Training(test_fraction=0.0))
    experiment = fit_scaling(experiment)
    assert experiment.data.scaling.center == (1.0, 4.0, 2.0)
    assert experiment.data.scaling.scale == (2.0, 12.0, 10.0)
    assert split_of(experiment).train_inputs.tolist() == [[0, 0, 0], [1, 1, 1]]
    assert experiment.fed_inputs == (0.5, 5 / 12, 0.4)


def test_without_data_the_example_is_the_only_row() -> None:
    split = split_of(BANK)
    assert split.train_inputs.tolist() == [[2, 3]]
    assert split.train_targets.tolist() == [[6]]
    assert split.test_inputs.shape == (0, 2)
    assert len(table_of(replace(BANK, example=Example((1.0, 2.0))))) == 0


def test_standard_scaling_is_fitted_on_the_training_rows_alone() -> None:
    split = split_of(IRIS)
    np.testing.assert_allclose(split.train_inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(split.train_inputs.std(axis=0), 1, rtol=1e-12)
    assert abs(split.test_inputs.mean(axis=0)).max() > 1e-3
    raw = table_of(IRIS).inputs[list(split.train_rows)]
    np.testing.assert_allclose(IRIS.data.scaling.center, raw.mean(axis=0), rtol=1e-12)


def test_minmax_scaling_reaches_from_0_to_1() -> None:
    rows = [(1.0, -5.0), (3.0, 5.0), (2.0, 0.0), (9.0, 99.0)]
    split = split_of(fit_scaling(inline(rows, "minmax", test_fraction=0.25)))
    assert len(split.test_rows) == 1
    assert split.train_inputs.min(axis=0).tolist() == [0, 0]
    assert split.train_inputs.max(axis=0).tolist() == [1, 1]


@pytest.mark.parametrize("kind", ["standard", "minmax"])
@pytest.mark.parametrize("constant", [0.1, 1 / 3, -7.7e15, 1e-300])
def test_a_constant_feature_is_not_blown_up(kind: str, constant: float) -> None:
    # The mean of equal numbers may differ from them in the last digit: their spread is still none.
    fitted = fit_scaling(inline([(constant, float(k)) for k in range(7)], kind, test_fraction=0))
    assert fitted.data.scaling.scale[0] == 1
    assert abs(split_of(fitted).train_inputs[:, 0]).max() <= abs(constant) * 1e-15


@pytest.mark.parametrize("kind", ["standard", "minmax"])
def test_values_too_far_apart_to_scale_are_refused(kind: str) -> None:
    with pytest.raises(Problem, match="too large") as caught:
        fit_scaling(inline([(-1.7e308, 0.0), (1.7e308, 1.0)], kind, test_fraction=0))
    assert caught.value.place == "data.inputs"


def test_without_scaling_nothing_is_fitted() -> None:
    assert fit_scaling(BANK) is BANK


@pytest.mark.parametrize(
    ("classes", "outputs", "activation", "expected"),
    [
        (2, 1, "sigmoid", [[0], [1]]),
        (2, 1, "tanh", [[-1], [1]]),
        (2, 2, "softmax", [[1, 0], [0, 1]]),
        (3, 3, "softmax", [[1, 0, 0], [0, 1, 0]]),
    ],
)
def test_class_numbers_become_targets(
    classes: int, outputs: int, activation: str, expected: list[list[float]]
) -> None:
    assert encode(np.array([0.0, 1.0]), classes, outputs, activation).tolist() == expected


def test_classes_and_outputs_must_agree() -> None:
    with pytest.raises(Problem, match="3 classes need as many output units, not 2"):
        encode(np.array([0.0]), 3, 2, "softmax")
    with pytest.raises(Problem, match="circle has 2 inputs, the network has 3"):
        table_of(replace(with_unit_added(BANK, 0), data=DataSource("builtin", name="circle")))
    with pytest.raises(Problem, match="no built-in data"):
        table_of(replace(BANK, data=DataSource("builtin", name="mnist")))
