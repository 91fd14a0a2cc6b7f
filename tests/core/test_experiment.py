from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.experiment import DataSource, EarlyStopping, Example, Experiment, Scaling, Training, partner_problem
from core.files.examples import NAMES, example, find, is_shipped
from core.files.file_dump import dump
from core.message import Problem
from core.schedule import Schedule

BANK = example("bank")


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (lambda: Training(loss="hinge"), "loss"),
        (lambda: Training(optimizer="adamax"), "optimizer"),
        (lambda: Training(optimizer="adam", momentum=0.9), "momentum"),
        (lambda: Training(nesterov=True), "nesterov"),
        (lambda: Training(momentum=1.0), "momentum"),
        (lambda: Training(weight_decay=-0.1), "weight_decay"),
        (lambda: Training(l1=math.inf), "l1"),
        (lambda: Training(gradient_clip=0.0), "gradient_clip"),
        (lambda: Training(precision="float16"), "precision"),
        (lambda: Schedule("linear"), "kind"),
        (lambda: Schedule("step", every=0), "every"),
        (lambda: Schedule("step", factor=0.0), "factor"),
        (lambda: EarlyStopping(patience=0), "patience"),
        (lambda: EarlyStopping(loss_below=math.nan), "loss_below"),
        (lambda: Training(device="tpu"), "device"),
        (lambda: Training(learning_rate=0.0), "learning_rate"),
        (lambda: Training(learning_rate=float("nan")), "learning_rate"),
        (lambda: Training(learning_rate=float("inf")), "learning_rate"),
        (lambda: Training(batch_size=0), "batch_size"),
        (lambda: Training(epochs=0), "epochs"),
        (lambda: Training(seed=-1), "seed"),
        (lambda: Training(seed=2**63), "seed"),
        (lambda: Training(test_fraction=1.0), "test_fraction"),
        (lambda: Training(test_fraction=float("nan")), "test_fraction"),
        (lambda: Scaling("log"), "kind"),
        (lambda: Scaling("standard", (0.0,), (0.0,)), "scale"),
        (lambda: Scaling("standard", (0.0,), ()), "scale"),
        (lambda: DataSource("web"), "source"),
        (lambda: DataSource("file"), "path"),
        (lambda: DataSource("file", path="a.csv"), "inputs"),
        (lambda: DataSource("file", path="a.csv", input_columns=("a",)), "targets"),
        (lambda: DataSource(missing="guess"), "missing"),
        (lambda: DataSource(features=("x1", "tan(x1)")), "features[1]"),
        (lambda: replace(BANK, data=DataSource(features=("x1", "x3"))), "example.inputs"),
        (lambda: replace(BANK, data=DataSource(features=("x1",))), "data.features"),
        (lambda: DataSource("inline"), "inputs"),
        (lambda: DataSource("inline", ((1.0, 2.0),), ()), "targets"),
        (lambda: replace(BANK, example=Example((1.0,))), "example.inputs"),
        (lambda: replace(BANK, example=Example((1.0, 2.0), (1.0, 2.0))), "example.targets"),
        (
            lambda: replace(BANK, data=DataSource(scaling=Scaling("standard", (0.0,), (1.0,)))),
            "data.scaling.scale",
        ),
        (lambda: replace(BANK, data=DataSource("inline", ((1.0,),), ((1.0,),))), "data.inputs[0]"),
        (lambda: replace(BANK, data=DataSource("inline", ((1.0, 2.0),), ((1.0, 2.0),))), "data.targets[0]"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(make: Callable[[], object], place: str) -> None:
    with pytest.raises(Problem) as caught:
        make()
    assert caught.value.place == place


def test_the_example_is_fed_scaled() -> None:
    scaling = Scaling("standard", (1.0, 2.0), (2.0, 0.5))
    scaled = replace(BANK, data=DataSource(scaling=scaling))
    assert BANK.fed_inputs == (2.0, 3.0)
    assert scaled.fed_inputs == (0.5, 2.0)


@pytest.mark.parametrize(
    ("name", "loss", "is_refused"),
    [
        ("bank", "mse", False),
        ("bank", "binary_cross_entropy", True),
        ("bank", "categorical_cross_entropy", True),
        ("iris", "categorical_cross_entropy", False),
        ("iris", "mse", False),
    ],
)
def test_a_cross_entropy_needs_its_partner(name: str, loss: str, is_refused: bool) -> None:
    experiment = example(name)
    problem = partner_problem(experiment.network, replace(experiment.training, loss=loss))
    assert (problem is not None) == is_refused
    if problem is not None:
        assert problem.place == "training.loss"
        assert loss in str(problem)


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_example_opens_and_has_its_partner(name: str) -> None:
    experiment = find(name)
    assert isinstance(experiment, Experiment)
    assert experiment.name
    assert partner_problem(experiment.network, experiment.training) is None
    assert experiment == example(name)


def test_a_file_named_like_an_example_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_shipped("bank")
    (tmp_path / "bank").write_text(dump(replace(BANK, name="mine")), "utf-8")
    assert not is_shipped("bank")
    assert find("bank").name == "mine"


def test_an_unknown_name_is_told_the_examples() -> None:
    with pytest.raises(Problem, match="no example of that name; the examples are bank, "):
        find("bnak")
    with pytest.raises(Problem, match=r"no such file$"):
        find("missing.perceptarium")
