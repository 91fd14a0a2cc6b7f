"""Live code is run here, and must give the program's own numbers."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.data import table_of
from core.experiment import DataSource, EarlyStopping, Example, Experiment, Training, fed
from core.files.examples import example
from core.live_code import live_code
from core.live_code.kinds import KINDS
from core.live_code.marks import marked_lines
from core.live_code.text import identifiers
from core.network import Array, Layer, Network
from core.trace import Trace, trace, trace_example
from tests.core.code_cases import cases, keras_cases, ran, trained, with_rows
from tests.core.networks import random_experiment

CASES = cases("float64")


def _close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(found, np.float64), expected, rtol=1e-9, atol=1e-10)


def _check_step(names: dict[str, Any], step: Trace) -> None:
    _close(np.ravel(names["prediction"]), step.prediction)
    _close(names["loss"], step.loss)
    assert step.updated is not None
    new_weights, slopes = names["new_weights"], names["slopes"]
    _close(np.concatenate([np.ravel(each) for each in new_weights.values()]), _weights(step.updated))
    if step.training.is_plain_descent and "free" not in names:
        expected = np.concatenate([np.ravel(here.d_loss_d_weights) for here in step.layers])
        _close(np.concatenate([np.ravel(slopes[name]) for name in new_weights]), expected)
    if "new_biases" in names:
        _close(np.concatenate([np.ravel(each) for each in names["new_biases"].values()]), _biases(step.updated))


def _weights(network: Network) -> Array:
    return np.concatenate([layer.weights.ravel() for layer in network.layers])


def _biases(network: Network) -> Array:
    return np.concatenate([layer.bias for layer in network.layers if layer.use_bias])


def _outputs(network: Network, experiment: Experiment) -> Array:
    rows = fed(table_of(experiment).inputs, experiment.data)
    return np.array([trace(network, row, None, experiment.training).prediction for row in rows])


@pytest.mark.parametrize("name", CASES)
def test_the_step_gives_prediction_loss_slopes_and_new_weights(name: str) -> None:
    _check_step(ran(live_code(CASES[name], "numpy").text), trace_example(CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_pandas_gives_the_predictions_of_all_rows(name: str) -> None:
    found = ran(live_code(CASES[name], "pandas").text)["predictions"]
    outputs = len(CASES[name].network.output.units)
    _close(found.to_numpy()[:, :outputs].astype(float), _outputs(CASES[name].network, CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_the_numpy_loop_trains_to_the_same_weights(name: str) -> None:
    _check_numpy(CASES[name])


def _check_numpy(experiment: Experiment) -> None:
    names = ran(live_code(experiment, "numpy-training").text)
    network, loss = trained(experiment, experiment.training.epochs)
    _close(names["train_loss"], loss)
    for index, layer in enumerate(network.layers, start=1):
        _close(names[f"W{index}"], layer.weights)
        if layer.use_bias:
            _close(names[f"b{index}"], layer.bias)
    _close(names["predictions"], _outputs(network, experiment))


@pytest.mark.parametrize("name", CASES)
def test_pytorch_trains_to_the_same_weights(name: str) -> None:
    _check_torch(CASES[name])


def _check_torch(experiment: Experiment) -> None:
    import torch

    try:
        names = ran(live_code(experiment, "pytorch").text)
    finally:
        torch.set_default_dtype(torch.float32)
    network, loss = trained(experiment, experiment.training.epochs)
    _close(names["train_loss"], loss)
    found = [each.detach().numpy() for each in names["model"].parameters()]
    expected = [a for layer in network.layers for a in (layer.weights, layer.bias)[: 1 + layer.use_bias]]
    for one, other in zip(found, expected, strict=True):
        _close(one, other)
    _close(names["predictions"], _outputs(network, experiment))


@pytest.mark.parametrize("seed", range(16))
def test_any_activation_loss_optimizer_schedule_penalty_and_mask(seed: int) -> None:
    experiment = with_rows(random_experiment(seed, deepest=3, widest=6), seed, "float64")
    _check_step(ran(live_code(experiment, "numpy").text), trace_example(experiment))
    _check_numpy(experiment)
    _check_torch(experiment)


def test_keras_trains_to_the_same_weights(tmp_path: Path) -> None:
    """In one process: to import Keras costs seconds."""
    file = tmp_path / "keras.npz"
    environment = os.environ | {"KERAS_BACKEND": "torch", "KERAS_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "tests.core.code_cases", str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(file) as found:
        for name, experiment in keras_cases("float64").items():
            network, loss = trained(experiment)
            expected = [a for layer in network.layers for a in (layer.weights.T, layer.bias)[: 1 + layer.use_bias]]
            for index, array in enumerate(expected):
                np.testing.assert_allclose(found[f"{name} {index}"], array, rtol=1e-4, atol=2e-5, err_msg=name)
            np.testing.assert_allclose(found[f"{name} loss"], loss, rtol=1e-4, atol=2e-5, err_msg=name)
            predictions = _outputs(network, experiment)
            np.testing.assert_allclose(found[f"{name} predictions"], predictions, rtol=1e-3, atol=1e-4, err_msg=name)


# --- what a user typed is never code

HOSTILE = (
    'x"]; raise SystemExit  # ',
    "a\nraise SystemExit",
    "a\r\nraise SystemExit",
    "'''",
    '"""',
    "\\",
    "{}",
    "class",
    "match",
    "print",
    "np",
    "weights",
    "prediction",
    "relu",
    "",
    "  ",
    "1",
    "Größe",
    "重み",
    "x₁",
    "\u2028raise",
    "\udcff",
    "\0",
    "\u202enoitciderp",
    "node_0",
    "Node 0",
)


def _named(names: list[str]) -> Experiment:
    """All names a person can type, each one of these."""
    layer, title, output, label = names[4:8]
    network = Network(
        tuple(names[:2]),
        (
            Layer(layer, tuple(names[2:4]), "relu", np.array([[1.0, 2.0], [0.5, -1.0]])),
            Layer(layer, (output,), "tanh", np.array([[1.0, -0.25]])),
        ),
    )
    data = DataSource("inline", ((1.0, 2.0), (2.0, 1.0)), ((1.0,), (-1.0,)), classes=(label, label + "b"))
    training = Training(batch_size=1, epochs=1, precision="float64", test_fraction=0.0)
    return Experiment(network, Example((1.0, 2.0), (1.0,)), data, training, title, title)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_and_nothing_else(name: str) -> None:
    experiment = _named([name] * 8)
    _check_step(ran(live_code(experiment, "numpy").text), trace_example(experiment))
    found = ran(live_code(experiment, "pandas").text)["predictions"]
    _close(found.to_numpy()[:, 0].astype(float), _outputs(experiment.network, experiment)[:, 0])
    _check_numpy(experiment)


@settings(max_examples=25)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), min_size=8, max_size=8))
def test_no_name_changes_what_the_code_does(names: list[str]) -> None:
    """Apart from names and strings, it is the code of the same experiment with tame names."""
    tame, hostile = _named(["a", "b", "c", "d", "e", "f", "g", "h"]), _named(names)
    for kind in KINDS:
        assert _shape(live_code(hostile, kind).text) == _shape(live_code(tame, kind).text)


def _shape(text: str) -> list[str]:
    """The kinds of all parts of a program, in order."""
    return [type(node).__name__ for node in ast.walk(ast.parse(text))]


@given(st.lists(st.text(max_size=40), max_size=12))
def test_identifiers_are_different_and_valid(names: list[str]) -> None:
    found = identifiers(names, "node")
    assert len(set(found)) == len(names)
    assert all(each.isidentifier() and each.isascii() for each in found)


def test_names_stay_as_like_themselves_as_may_be() -> None:
    names = ["node_0", "sepal length", "x₁", "Café", "class", "重み", "1", "node 0"]
    expected = ("node_0", "sepal_length", "x1", "cafe", "class_", "unit", "unit_1", "node_0_2")
    assert identifiers(names, "unit") == expected


# --- numbers and rows


def test_numbers_are_exact_and_short() -> None:
    bank = example("bank")
    text = live_code(bank, "numpy").text
    assert '"node_1": np.array([-1, 1]),' in text
    assert "input_data = np.array([2, 3])  # children, accounts" in text
    odd = replace(bank, example=Example((0.1 + 0.2, 1e-300), (1e20,)))
    _check_step(ran(live_code(odd, "numpy").text), trace_example(odd))
    large = replace(bank, example=Example((4e9, 7e9), (1.0,)))
    _check_step(ran(live_code(large, "numpy").text), trace_example(large))


@pytest.mark.parametrize("kind", KINDS)
def test_many_numbers_are_loaded_from_a_file_beside(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = example("digits")
    digits = replace(digits, training=replace(digits.training, epochs=1, batch_size=300, precision="float64"))
    code = live_code(digits, kind, "many.npz")
    assert 'with np.load("many.npz") as file:' in code.text
    assert len(code.text) < 9000
    np.savez(tmp_path / "many.npz", **code.arrays)
    monkeypatch.chdir(tmp_path)
    if kind == "numpy":
        _check_step(ran(code.text), trace_example(digits))
    elif kind == "numpy-training":
        names, (network, loss) = ran(code.text), trained(digits, 1)
        _close(names["train_loss"], loss)
        _close(names["W2"], network.layers[1].weights)


def _on_table(path: Path, **settings: Any) -> Experiment:
    weights = np.array([[0.5, -0.5], [0.25, 1.0]])
    network = Network(("a", "b"), (Layer("output", ("no", "yes"), "softmax", weights),))
    columns = {"input_columns": ("a", "b"), "target_columns": ("answer",), "classes": ("no", "yes")}
    data = DataSource("file", path=str(path), **columns, **settings)
    training = Training("categorical_cross_entropy", batch_size=2, epochs=2, precision="float64")
    return Experiment(network, Example((1.0, 2.0), (1.0, 0.0)), data, training)


@pytest.mark.parametrize(
    ("content", "call"),
    [
        ("a,b,answer\n1,2,no\n3,4.5,yes\n5,6,no\n0,1,yes\n", '.csv", dtype={"answer": str})'),
        ("a;b;answer\n1;2;no\n3;4,5;yes\n5;6;no\n0;1;yes\n", '.csv", sep=";", decimal=",", dtype={"answer": str})'),
    ],
)
def test_a_plain_table_is_read_with_pandas(content: str, call: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(content)
    experiment = _on_table(path)
    code = live_code(experiment, "numpy-training")
    assert call in code.text
    assert not code.arrays
    _check_numpy(experiment)


def test_a_table_that_pandas_reads_otherwise_lies_in_the_file_of_numbers(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b,answer\n" + "1,2,no\n,4.5,yes\n5,6,no\n0,1,yes\n" * 300)
    code = live_code(_on_table(path, missing="drop"), "pandas")
    assert "takes more than pd.read_csv" in _words(code.text)
    assert code.arrays["inputs"].shape == (900, 2)


# --- what a kind cannot say, it says


def _words(text: str) -> str:
    return " ".join(text.replace("# ", "").split())


def _dropping() -> Experiment:
    masked = CASES["masked"]
    layers = (replace(masked.network.layers[0], dropout=0.5), masked.network.layers[1])
    return replace(masked, network=Network(masked.network.inputs, layers))


def test_what_keras_does_otherwise_stands_at_the_top() -> None:
    masked = CASES["masked"]
    for kind, who in (("pytorch", "PyTorch"), ("keras", "Keras")):
        assert f"{who} draws dropout by itself" in _words(live_code(_dropping(), kind).text)
        assert "dropout" not in live_code(masked, kind).text
    clipped = replace(masked, training=replace(masked.training, gradient_clip=1.0))
    assert "in the norm: figures differ" in _words(live_code(clipped, "keras").text)
    assert "Dropout is left out" in _words(live_code(_dropping(), "numpy").text)


def test_numpy_drops_what_the_program_drops() -> None:
    _check_numpy(_dropping())


def test_what_cannot_be_trained_says_why() -> None:
    bank = example("bank")
    no_target = replace(bank, example=Example((2.0, 3.0)))
    misfit = replace(bank, training=replace(bank.training, loss="binary_cross_entropy"))
    for kind in ("numpy-training", "pytorch", "keras"):
        assert "nothing to train on" in _words(live_code(no_target, kind).text)
        assert "needs sigmoid at the output" in _words(live_code(misfit, kind).text)
        assert not ast.parse(live_code(misfit, kind).text).body
    assert "The example has no target" in _words(live_code(no_target, "numpy").text)
    _close(ran(live_code(no_target, "numpy").text)["prediction"], 9)
    _check_step(ran(live_code(misfit, "numpy").text), trace_example(misfit))


def test_single_precision_is_said() -> None:
    assert "single precision" in _words(live_code(example("iris"), "numpy-training").text)
    assert "single precision" not in _words(live_code(CASES["iris"], "numpy-training").text)


def test_a_loop_stops_early_as_the_program_does() -> None:
    iris = CASES["iris"]
    training = replace(iris.training, epochs=50, early_stopping=EarlyStopping(loss_below=0.9))
    names = ran(live_code(replace(iris, training=training), "numpy-training").text)
    assert names["epoch"] < 49
    assert names["train_loss"] < 0.9
    patient = replace(training, early_stopping=EarlyStopping(patience=1), learning_rate=3.0)
    names = ran(live_code(replace(iris, training=patient), "numpy-training").text)
    assert names["epoch"] + 1 - names["best_epoch"] == 1


# --- what belongs to a unit


def test_the_lines_of_a_unit_are_found() -> None:
    bank = example("bank-relu")
    text = live_code(bank, "numpy").text
    found = [text.splitlines()[number] for number in marked_lines(bank, "numpy", text, 1, 0)]
    assert 'slopes["node_0"] = input_data * node_0_slope * node_0_steepness' in found
    assert all("node_0" in line for line in found)
    text = live_code(bank, "keras").text
    found = [text.splitlines()[number] for number in marked_lines(bank, "keras", text, 2, 0)]
    assert found == ["W2 = np.array([[2, -1]], dtype=float)  # output: identity", "model.set_weights([W1.T, W2.T])"]
    assert marked_lines(bank, "numpy", text, 0, 1) == ()
    iris = example("iris")
    text = live_code(iris, "pytorch").text
    found = [text.splitlines()[number] for number in marked_lines(iris, "pytorch", text, 1, 2)]
    assert found[:3] == ["W1 = np.array(", "        [0.07, -0.668, 0.359, 0.054],", found[2]]
    assert found[2].startswith("b1 = ")
