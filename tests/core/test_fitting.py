"""A network is made to fit its data, and left alone where it already does."""

from __future__ import annotations

import numpy as np
import pytest

from core.data import rows_of, split_of, table_of
from core.edits import with_activation, with_input
from core.examples import NAMES, example
from core.experiment import DataSource, Example, Experiment, Scaling, partner_problem
from core.fitting import builtin_source, example_kept_on_row, fitted_to_data, row_of_example
from core.message import Problem


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
