"""A network is made to fit its data, and left alone where it already does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.data import rows_of, split_of, table_of
from core.data.fitting import (
    builtin_source,
    example_kept_on_row,
    features_in_use,
    fitted_to_data,
    raw_names,
    row_of_example,
    with_data_settings,
    with_feature_toggled,
    with_features,
)
from core.edits import with_activation, with_input
from core.experiment import DataSource, Example, Experiment, Scaling, partner_problem
from core.features import POINT_FEATURES
from core.files.examples import NAMES, example
from core.message import Problem
from core.weight_edits import WeightPlace, with_frozen, with_pruned


@pytest.mark.parametrize("data", ["iris", "circle"])
@pytest.mark.parametrize("name", NAMES)
def test_any_example_fits_any_data(name: str, data: str) -> None:
    fitted = fitted_to_data(example(name), builtin_source(data))
    table = table_of(fitted)
    assert fitted.network.sizes[0] == table.inputs.shape[1]
    assert fitted.network.sizes[-1] == table.targets.shape[1]
    assert fitted.network.inputs == table.input_names
    assert partner_problem(fitted.network, fitted.training) is None


def test_iris_gets_softmax_names_and_standard_scaling() -> None:
    fitted = fitted_to_data(example("bank"), builtin_source("iris"))
    assert fitted.network.output.activation == "softmax"
    assert fitted.network.output.units == ("setosa", "versicolor", "virginica")
    assert fitted.training.loss == "categorical_cross_entropy"
    assert np.abs(split_of(fitted).train_inputs.mean(axis=0)).max() < 1e-9


def test_circle_gets_one_tanh_unit_and_no_scaling() -> None:
    fitted = fitted_to_data(example("iris"), builtin_source("circle"))
    assert fitted.network.output.units == ("inside",)
    assert fitted.network.output.activation == "tanh"
    assert fitted.training.loss == "mse"
    assert fitted.data.scaling.kind == "none"
    assert fitted.network.layers[0].weights.any()


def test_the_example_is_the_first_training_row() -> None:
    fitted = fitted_to_data(example("bank"), builtin_source("iris"))
    table = table_of(fitted)
    first = int(rows_of(table, fitted.data, fitted.training)[0][0])
    assert row_of_example(fitted, table) == first


def test_a_network_that_fits_keeps_its_weights() -> None:
    circle = example("circle")
    more = fitted_to_data(circle, DataSource("builtin", name="circle", samples=300, noise=0.1))
    assert more.network is circle.network
    assert len(table_of(more)) == 300


def test_no_data_keeps_network_and_example() -> None:
    iris = example("iris")
    alone = fitted_to_data(iris, DataSource())
    assert alone.network is iris.network
    assert alone.example is iris.example
    assert alone.fed_inputs == iris.example.inputs


def test_rows_of_one_s_own() -> None:
    source = DataSource("inline", inputs=((1.0,), (2.0,)), targets=((0.0, 1.0), (1.0, 0.0)))
    fitted = fitted_to_data(example("bank"), source)
    assert fitted.network.sizes == (1, 2, 2)
    assert fitted.network.output.activation == "identity"
    named = DataSource("inline", inputs=source.inputs, targets=source.targets, classes=("no", "yes"))
    assert fitted_to_data(example("bank"), named).network.output.units == ("no", "yes")


def test_of_equal_rows_the_one_in_hand_stays() -> None:
    source = DataSource("inline", inputs=((1.0, 1.0),) * 3, targets=((0.0,),) * 3)
    fitted = fitted_to_data(example("bank"), source)
    assert row_of_example(fitted, table_of(fitted), hint=2) == 2
    assert row_of_example(with_input(fitted, 0, 5.0), table_of(fitted)) is None


def test_another_activation_writes_the_same_row_s_class_differently() -> None:
    circle = example("circle")
    last = len(circle.network.layers)
    table = table_of(circle)
    outside = int(np.flatnonzero(table.targets[:, 0] < 0)[0])
    before = Experiment(
        circle.network,
        Example(tuple(table.inputs[outside].tolist()), (-1.0,)),
        circle.data,
        circle.training,
    )
    after = example_kept_on_row(before, with_activation(before, last, "sigmoid"))
    assert after.example.targets == (0.0,)


def test_scaling_is_fitted_anew() -> None:
    stale = DataSource("builtin", name="iris", scaling=Scaling("minmax", (0.0,) * 4, (1.0,) * 4))
    fitted = fitted_to_data(example("iris"), stale)
    assert split_of(fitted).train_inputs.max() == pytest.approx(1)


def test_unknown_data_is_named() -> None:
    with pytest.raises(Problem, match="no built-in data"):
        builtin_source("mnist")


CIRCLE = example("circle")
some_features = st.lists(st.sampled_from(POINT_FEATURES), min_size=1, unique=True).map(tuple)


@settings(max_examples=60)
@given(some_features, some_features)
def test_other_features_keep_the_weights_of_those_that_stay(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    first = with_pruned(
        with_frozen(with_features(CIRCLE, before), [WeightPlace(1, 0, 0)], True), [WeightPlace(1, 1, 0)], True
    )
    second = with_features(first, after)
    assert features_in_use(second) == after
    assert second.network.sizes[0] == len(after)
    assert second.network.layers[1:] == first.network.layers[1:]
    assert second.example is CIRCLE.example
    old, new = first.network.layers[0], second.network.layers[0]
    np.testing.assert_array_equal(old.bias, new.bias)
    for place, feature in enumerate(after):
        if feature in before:
            np.testing.assert_array_equal(new.weights[:, place], old.weights[:, before.index(feature)])
        else:
            assert new.weights[:, place].all(), "a new weight is drawn, not 0"
    stays = before[0] in after
    assert (new.is_frozen is not None) == stays
    assert (new.is_pruned is not None) == stays
    if new.is_frozen is not None:
        assert np.argwhere(new.is_frozen).tolist() == [[0, after.index(before[0])]]


def test_features_are_named_as_on_paper_and_raw_columns_as_in_the_table() -> None:
    bank = fitted_to_data(example("bank"), builtin_source("bank"))
    made = with_features(bank, ("x1", "x1*x2"))
    assert made.network.inputs == ("x₁", "x₁x₂")
    assert raw_names(made.network, made.data, 2) == ("children", "accounts")
    back = with_features(made, ("x1", "x2"))
    assert back.network.inputs == ("children", "accounts")
    assert back.data.features == ()
    assert with_features(bank, ("x1", "x2")) == bank


def test_raw_columns_without_a_name_are_numbered() -> None:
    rows = DataSource("inline", ((1.0, 2.0), (2.0, 1.0)), ((0.0,), (1.0,)))
    made = with_features(fitted_to_data(example("bank"), rows), ("x2^2",))
    assert raw_names(made.network, made.data, 2) == ("x₁", "x₂")
    unknown = replace(made.data, source="builtin", name="mnist")
    assert raw_names(made.network, unknown, 2) == ("x₁", "x₂")


def test_the_last_feature_stays() -> None:
    with pytest.raises(Problem, match="at least one"):
        with_features(CIRCLE, ())


def test_scaling_is_fitted_to_the_features() -> None:
    scaled = with_data_settings(CIRCLE, scaling=Scaling("standard"))
    made = with_features(scaled, ("x1", "x2", "x1^2"))
    inputs = split_of(made).train_inputs
    assert inputs.shape[1] == 3
    np.testing.assert_allclose(inputs.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(inputs.std(axis=0), 1)


@pytest.mark.parametrize(
    ("features", "feature", "after"),
    [
        (("x1", "x2"), "x1^2", ("x1", "x2", "x1^2")),
        (("x2",), "x1", ("x1", "x2")),
        (("x1", "cos(x2)"), "sin(x1)", ("x1", "sin(x1)", "cos(x2)")),
        (("x1", "x2"), "x2", ("x1",)),
        (("x2*x1",), "cos(x2)", ("cos(x2)", "x2*x1")),
    ],
)
def test_a_feature_comes_at_its_usual_place(features: tuple[str, ...], feature: str, after: tuple[str, ...]) -> None:
    assert with_feature_toggled(features, feature) == after


@pytest.mark.parametrize("name", ["xor", "iris", "none"])
def test_other_data_begins_without_features(name: str) -> None:
    made = with_features(CIRCLE, ("x1", "x2^2", "sin(x1)"))
    source = DataSource() if name == "none" else builtin_source(name)
    other = fitted_to_data(made, source)
    assert other.data.features == ()
    assert other.network.sizes[0] == len(other.example.inputs)


def test_rows_of_one_s_own_keep_the_features_they_came_with() -> None:
    rows = DataSource("inline", ((1.0, 2.0), (2.0, 1.0)), ((0.0,), (1.0,)), features=("x1", "x2", "x1*x2"))
    fitted = fitted_to_data(example("iris"), rows)
    assert fitted.network.inputs == ("x₁", "x₂", "x₁x₂")
    assert len(fitted.example.inputs) == 2


def test_other_settings_of_the_data_keep_the_network() -> None:
    renamed = replace(CIRCLE, network=replace(CIRCLE.network, inputs=("left", "up")))
    noisy = with_data_settings(renamed, noise=0.3, samples=50)
    assert noisy.network is renamed.network
    assert len(table_of(noisy)) == 50
    assert row_of_example(noisy, table_of(noisy)) is not None
    edited = with_input(CIRCLE, 0, 0.125)
    assert with_data_settings(edited, stratify=True).example is edited.example


def test_scaling_can_be_chosen_and_taken_away() -> None:
    scaled = with_data_settings(CIRCLE, scaling=Scaling("minmax"))
    inputs = split_of(scaled).train_inputs
    assert (inputs.min(), inputs.max()) == (0, 1)
    assert with_data_settings(scaled, scaling=Scaling()) == CIRCLE
