"""Files come back as they were written; hostile ones are refused in one line that names the place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.experiment import DEVICES, DataSource, EarlyStopping, Example, Experiment, Scaling, Training
from core.files.examples import NAMES, example
from core.files.file_dump import dump
from core.files.files import parse, read
from core.losses import LOSSES
from core.message import Problem
from core.network import Layer, Network
from main import main
from tests.core.networks import random_experiment

ROOT = Path(__file__).parents[3]
BANK: dict[str, Any] = json.loads(dump(example("bank")))

number = st.floats(allow_nan=False, allow_infinity=False)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def row(size: int) -> st.SearchStrategy[tuple[float, ...]]:
    return st.lists(number, min_size=size, max_size=size).map(tuple)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    layers = []
    for column in range(1, len(sizes)):
        mixes = column == len(sizes) - 1 and sizes[column] > 1
        known = [name for name, entry in ACTIVATIONS.items() if mixes or not entry.mixes_units]
        use_bias = draw(st.booleans())
        layers.append(
            Layer(
                draw(text),
                draw(st.lists(text, min_size=sizes[column], max_size=sizes[column]).map(tuple)),
                draw(st.sampled_from(known)),
                np.array([draw(row(sizes[column - 1])) for _ in range(sizes[column])]),
                np.array(draw(row(sizes[column]))) if use_bias else np.zeros(sizes[column]),
                use_bias,
                draw(st.sampled_from([None, "xavier_uniform", "he_uniform"])),
            )
        )
    return Network(draw(st.lists(text, min_size=sizes[0], max_size=sizes[0]).map(tuple)), tuple(layers))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    network = draw(networks())
    features, outputs = network.sizes[0], network.sizes[-1]
    scaling = Scaling()
    if draw(st.booleans()):
        scale = st.lists(number.filter(bool), min_size=features, max_size=features).map(tuple)
        scaling = Scaling("standard", draw(row(features)), draw(scale))
    data = DataSource(scaling=scaling)
    if draw(st.booleans()):
        count = draw(st.integers(1, 3))
        inputs, targets = (tuple(draw(row(size)) for _ in range(count)) for size in (features, outputs))
        data = DataSource("inline", inputs, targets, classes=tuple(draw(st.lists(text, max_size=2))), scaling=scaling)
    training = Training(
        draw(st.sampled_from(list(LOSSES))),
        learning_rate=draw(st.floats(5e-324, 1e308)),
        batch_size=draw(st.integers(1, 10**9)),
        epochs=draw(st.integers(1, 10**9)),
        seed=draw(st.integers(0, 2**63 - 1)),
        device=draw(st.sampled_from(DEVICES)),
        test_fraction=draw(st.none() | st.floats(0, 0.99)),
        shuffle=draw(st.booleans()),
    )
    row_example = Example(draw(row(features)), draw(st.none() | row(outputs)))
    return Experiment(network, row_example, data, training, draw(text), draw(text))


@settings(max_examples=150)
@given(experiments())
def test_what_is_written_comes_back_to_the_last_bit(experiment: Experiment) -> None:
    written = dump(experiment)
    assert parse(written.encode()) == experiment
    assert dump(parse(written.encode())) == written


@pytest.mark.parametrize("seed", range(100))
def test_every_setting_comes_back(seed: int) -> None:
    """Masks, dropout, penalties, schedules, optimizers: all that a random experiment may have."""
    experiment = random_experiment(seed, deepest=4, widest=5)
    layers = [replace(layer, dropout=0.25, init="he_normal") for layer in experiment.network.layers[:-1]]
    network = Network(experiment.network.inputs, (*layers, experiment.network.output))
    stopping = EarlyStopping(loss_below=0.5 if seed % 2 else None, patience=seed + 1)
    training = replace(experiment.training, early_stopping=stopping, precision="float64" if seed % 3 else "float32")
    training = replace(training, record="step" if seed % 2 else "epoch")
    experiment = replace(experiment, network=network, training=training)
    again = parse(dump(experiment).encode())
    assert again == experiment
    assert dump(again) == dump(experiment)


def test_a_table_is_named_beside_its_experiment_and_found_from_anywhere(tmp_path: Path) -> None:
    bank = example("bank")
    table = tmp_path / "rows" / "bank.csv"
    data = DataSource("file", path=str(table), input_columns=("a", "b"), target_columns=("c",), missing="mean")
    text = dump(replace(bank, data=data), tmp_path)
    assert json.loads(text)["data"] == {
        "source": "file",
        "path": "rows/bank.csv",
        "inputs": ["a", "b"],
        "targets": ["c"],
        "missing": "mean",
    }
    assert parse(text.encode(), tmp_path).data == data


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_examples_come_back(name: str) -> None:
    assert parse(dump(example(name)).encode()) == example(name)


def test_the_least_a_file_may_say() -> None:
    layer = {"name": "output", "units": ["y"], "activation": "identity", "weights": [[1]]}
    content = {"format": "perceptarium", "version": 1, "network": {"inputs": ["x"], "layers": [layer]}}
    experiment = parse(json.dumps({**content, "example": {"inputs": [2]}}).encode())
    assert experiment.training == Training()
    assert experiment.data == DataSource()
    assert experiment.example.targets is None
    assert experiment.network.layers[0].use_bias
    with pytest.raises(Problem, match="example: needed where there is no data"):
        parse(json.dumps(content).encode())


def test_without_an_example_the_first_training_row_is_traced() -> None:
    rows = {"source": "inline", "inputs": [[1, 2], [3, 4]], "targets": [[5], [6]]}
    content = {**BANK, "data": rows, "training": {"test_fraction": 0}}
    del content["example"]
    assert parse(json.dumps(content).encode()).example == Example((1.0, 2.0), (5.0,))


def changed(place: tuple[str | int, ...], value: Any) -> bytes:
    """The bank's file with one thing different."""
    content = json.loads(json.dumps(BANK))
    inner = content
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return json.dumps(content).encode()


HIDDEN = ("network", "layers", 0)
WEIGHTS = ("network", "layers", 0, "weights")
SCALING = {"kind": "standard", "center": [0, 0], "scale": [1, 0]}
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "line 1, column 1: is not JSON"),
    "broken JSON": (b'{"format": ', "is not JSON"),
    "a list": (b"[1, 2]", "is not an experiment"),
    "not UTF-8": ("{}".encode("utf-16"), "is not UTF-8 text"),
    "another format": (changed(("format",), "tensorflow"), "format: "),
    "another version": (changed(("version",), 2), "version: only version 1"),
    "a version that is true": (changed(("version",), True), "version: "),
    "unknown key": (changed(("training", "momentums"), 0.9), "training.momentums: unknown key"),
    "missing key": (json.dumps({"format": "perceptarium", "version": 1}).encode(), "network: missing"),
    "wrong rows": (changed(WEIGHTS, [[1, 1]]), "network.layers[0].weights: 2 rows"),
    "wrong columns": (changed(WEIGHTS, [[1], [1]]), "network.layers[0].weights: 2 rows of 2 numbers"),
    "ragged rows": (changed(WEIGHTS, [[1, 1], [1]]), "network.layers[0].weights[1]: 2 numbers"),
    "no rows": (changed(WEIGHTS, []), "network.layers[0].weights: "),
    "text as weight": (changed(WEIGHTS, [["1", 1], [1, 1]]), "network.layers[0].weights[0][0]: a number"),
    "bool as weight": (changed(WEIGHTS, [[1, True], [1, 1]]), "network.layers[0].weights[0][1]: a number"),
    "huge integer as weight": (changed(WEIGHTS, [[10**400, 1], [1, 1]]), "network.layers[0].weights[0]: "),
    "wrong bias": (changed(("network", "layers", 0, "bias"), [1]), "network.layers[0].bias: 2 numbers"),
    "unknown activation": (changed(("network", "layers", 0, "activation"), "x"), "network.layers[0].activation: "),
    "softmax of one": (changed(("network", "layers", 1, "activation"), "softmax"), "network.layers[1].activation: "),
    "unknown start": (changed(("network", "layers", 1, "init"), "ones"), "network.layers[1].init: "),
    "a mask of numbers": (
        changed((*HIDDEN, "frozen"), [[1, 0], [0, 0]]),
        "network.layers[0].frozen[0]: ",
    ),
    "a mask of another shape": (
        changed((*HIDDEN, "frozen"), [[True]]),
        "network.layers[0].frozen: one",
    ),
    "a pruned weight of 1": (
        changed((*HIDDEN, "pruned"), [[True] * 2] * 2),
        "layers[0].weights: a pruned",
    ),
    "dropout of 1": (changed((*HIDDEN, "dropout"), 1.0), "network.layers[0].dropout: "),
    "dropout at the output": (changed(("network", "layers", 1, "dropout"), 0.5), "network.layers[1].dropout: "),
    "unknown schedule": (changed(("training", "schedule"), {"kind": "x"}), "training.schedule.kind: "),
    "unknown key in a schedule": (
        changed(("training", "schedule"), {"gamma": 1}),
        "schedule.gamma: unknown",
    ),
    "no patience": (changed(("training", "early_stopping"), {"patience": 0}), "training.early_stopping.patience: "),
    "momentum of adam": (
        changed(("training",), {"optimizer": "adam", "momentum": 0.9}),
        "training.momentum: only sgd",
    ),
    "a path without a table": (changed(("data",), {"source": "none", "path": "a.csv"}), "data.path: only goes with"),
    "rows for columns": (
        changed(("data",), {"source": "file", "path": "a.csv", "inputs": [[1]], "targets": ["b"]}),
        "data.inputs: a list of column names",
    ),
    "unknown feature": (changed(("data",), {"source": "none", "features": ["x1", "x2^3"]}), "data.features[1]: "),
    "no layers": (changed(("network", "layers"), []), "network.layers: "),
    "layers as object": (changed(("network", "layers"), {}), "network.layers: a list"),
    "NaN": (changed(WEIGHTS, [[float("nan"), 1], [1, 1]]), "NaN"),
    "Infinity": (changed(("example", "inputs"), [float("-inf"), 1]), "-Infinity"),
    "NaN after NaN in a name": (b'{"name": "NaN \\" NaN",\n "version": NaN}', "line 2, column 13: NaN is not"),
    "1e999 as weight": (changed(WEIGHTS, [[1, 1], [1, 7]]).replace(b"7]", b"1e999]"), "weights[1][1]: every number"),
    "1e999 as rate": (
        changed(("training", "learning_rate"), 7).replace(b'"learning_rate": 7', b'"learning_rate": 1e999'),
        "training.learning_rate: every number must be finite",
    ),
    "bool as input": (changed(("example", "inputs"), [True, 1]), "example.inputs[0]: a number"),
    "too few inputs": (changed(("example", "inputs"), [1]), "example.inputs: 2 numbers expected, 1 found"),
    "too many digits": (changed(("training", "seed"), 7).replace(b'"seed": 7', b'"seed": ' + b"7" * 9000), "digits"),
    "huge count": (changed(("training", "epochs"), 10**400), "training.epochs: "),
    "half an epoch": (changed(("training", "epochs"), 1.5), "training.epochs: a whole number"),
    "no rate": (changed(("training", "learning_rate"), 0), "training.learning_rate: "),
    "unknown loss": (changed(("training", "loss"), "hinge"), "training.loss: "),
    "scale 0": (changed(("data",), {"scaling": SCALING}), "data.scaling.scale: "),
    "rows without targets": (changed(("data",), {"source": "inline", "inputs": [[1, 2]]}), "data.targets: "),
    "a million rows asked": (
        changed(("data",), {"source": "builtin", "name": "circle", "samples": 10**9}),
        "samples",
    ),
    "nested 200,000 deep": (b"[" * 200_000, "nested too deeply"),
    "objects 200,000 deep": (b'{"a":' * 200_000, "nested too deeply"),
    "a key twice": (b'{"format": "perceptarium", "format": "x"}', 'the key "format" stands twice'),
    "half a character": (changed(("name",), "\ud800"), "name: holds half a character"),
    "a key of many letters": (changed(("k" * 3000,), 1), "kkk…kkk"),
    "a key of many lines": (changed(("a\nb\x1b[31m",), 1), "unknown key"),
}


def complaint(capsys: pytest.CaptureFixture[str], path: Path) -> str:
    """What `explain` says of a file it must refuse: one line, nothing on standard output."""
    assert main(["explain", str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"perceptarium: {path}: ")
    assert err.count("\n") == 1
    assert err[:-1].isprintable()
    return err


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, words = HOSTILE[name]
    path = tmp_path / "hostile.perceptarium"
    path.write_bytes(content)
    assert words in complaint(capsys, path)


def test_data_that_does_not_exist_is_refused_when_it_is_read(tmp_path: Path) -> None:
    content = json.loads(changed(("data",), {"source": "builtin", "name": "mnist"}))
    del content["example"]
    with pytest.raises(Problem, match=r'data\.name: no built-in data "mnist"; use one of circle, xor'):
        parse(json.dumps(content).encode())


def test_what_is_no_file_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such file" in complaint(capsys, tmp_path / "missing.perceptarium")
    assert "is a folder" in complaint(capsys, tmp_path)
    assert "cannot be read" in complaint(capsys, tmp_path / ("x" * 300))
    with pytest.raises(Problem, match="no such file"):
        read(Path("a\0b.perceptarium"))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device here")
def test_an_endless_file_is_read_no_further_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.files.files.LARGEST_FILE", 1000)
    with pytest.raises(Problem, match="too large"):
        read(Path("/dev/zero"))


def test_many_keys_are_compared_quickly() -> None:
    keys = ",".join(f'"k{index}": 1' for index in range(200_000))
    with pytest.raises(Problem, match="k199999"):
        parse(f'{{{keys}, "k199999": 2}}'.encode())


@pytest.mark.parametrize(
    "make", [lambda path: None, lambda path: path.write_bytes(b"[" * 200_000)], ids=["missing", "nested"]
)
def test_a_process_refuses_it_too(make: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "hostile.perceptarium"
    make(path)
    command = [sys.executable, "main.py", "explain", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"perceptarium: {path}: ")
    assert done.stderr.count("\n") == 1
