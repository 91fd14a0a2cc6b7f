"""Edits and conditions as people write them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiment import Experiment
from core.files.examples import example
from core.lessons.conditions import agrees, condition_of
from core.lessons.written_edits import FORMS, edited
from core.message import Problem
from core.results.measures import measured

BANK = example("bank")
CIRCLE = example("circle")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("hidden.activation = relu", lambda e: e.network.layers[0].activation == "relu"),
        ("activation of hidden = tanh", lambda e: e.network.layers[0].activation == "tanh"),
        ("hidden.units = 4", lambda e: e.network.sizes == (2, 4, 1)),
        ("hidden.units = 1", lambda e: e.network.sizes == (2, 1, 1)),
        ("hidden.bias = on", lambda e: e.network.layers[0].use_bias),
        ("hidden.dropout = 0.2", lambda e: e.network.layers[0].dropout == 0.2),
        ("hidden.init = zeros", lambda e: e.network.layers[0].init == "zeros"),
        ("hidden.weights = 0", lambda e: not e.network.layers[0].weights.any()),
        ("set weight of children to node_0 = 1/2", lambda e: e.network.layers[0].weights[0, 0] == 0.5),
        ("bias of node_1 = −2", lambda e: e.network.layers[0].bias[1] == -2),
        ("value of children = 4", lambda e: e.example.inputs == (4.0, 3.0)),
        ("target = 7", lambda e: e.example.targets == (7.0,)),
        ("learning_rate = 0.1", lambda e: e.training.learning_rate == 0.1),
        ("learning rate = 0.1", lambda e: e.training.learning_rate == 0.1),
        ("epochs = 5", lambda e: e.training.epochs == 5),
        ("momentum = 0.9", lambda e: e.training.momentum == 0.9),
        ("optimizer = adam", lambda e: e.training.optimizer == "adam"),
        ("loss function = mae", lambda e: e.training.loss == "mae"),
        ("shuffle = off", lambda e: not e.training.shuffle),
        ("hidden layers = 3", lambda e: len(e.network.layers) == 4),
        ("hidden layers = 0", lambda e: e.network.sizes == (2, 1)),
        ("randomise", lambda e: e.network.layers[0].weights[0, 0] != 1),
    ],
)
def test_an_edit_is_made(text: str, seen: Callable[[Experiment], bool]) -> None:
    assert seen(edited(BANK, text))


def test_synthetic_data_has_samples_and_noise() -> None:
    assert edited(CIRCLE, "samples = 50").data.samples == 50
    assert edited(CIRCLE, "noise = 0.3").data.noise == 0.3
    with pytest.raises(Problem, match="no drawn data"):
        edited(BANK, "noise = 0.3")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hidden.activation = rleu", "use one of identity"),
        ("hiden.activation = relu", "no layer is called “hiden”; write one of hidden, output"),
        ("learning_rte = 0.1", "do you mean “learning_rate = 0.1”"),
        ("learning_rate 0.1", "is no edit"),
        ("learning_rate = fast", "fast"),
        ("learning_rate = -1", "must be a positive number"),
        ("epochs = 1.5", "not a whole number"),
        ("hidden.units = 1000", "not a whole number from 1 to 64"),
        ("hidden.bias = yes", "write on or off"),
        ("sum of node_0 = 3", "is computed"),
        ("weight of children to nod = 3", "no unit is called “nod”"),
        ("everything = 3", "cannot be set"),
    ],
)
def test_an_edit_that_cannot_be_made_says_what_to_write(text: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        edited(BANK, text)


@given(st.text(max_size=40) | st.sampled_from(FORMS).map(lambda form: form.replace("LAYER", "hidden")))
def test_any_text_is_an_edit_or_a_problem(text: str) -> None:
    with suppress(Problem):
        assert isinstance(edited(BANK, text), Experiment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prediction", 9.0),
        ("learning_rate", 0.01),
        ("epochs", 60.0),
        ("layers", 2.0),
        ("hidden layers", 1.0),
        ("inputs", 2.0),
        ("outputs", 1.0),
        ("weights", 6.0),
        ("units of hidden", 2.0),
        ("hidden.units", 2.0),
        ("activation of hidden", "identity"),
        ("loss function", "mse"),
        ("train loss", 9.0),
        ("test loss", None),
        ("train accuracy", None),
        ("epochs trained", 0.0),
    ],
)
def test_what_can_be_asked(name: str, value: float | str | None) -> None:
    assert measured(BANK, name) == value


def test_scores_are_those_of_the_split() -> None:
    accuracy = measured(CIRCLE, "train accuracy")
    assert isinstance(accuracy, float)
    assert 0 <= accuracy <= 1
    assert measured(CIRCLE, "test loss") is not None
    assert measured(CIRCLE, "epochs trained", 12.0) == 12


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("prediction = 9", True),
        ("prediction = 9.04", True),
        ("prediction = 9.1", False),
        ("prediction = 9.1 ± 0.2", True),
        ("prediction ≠ 9", False),
        ("prediction > 8 and prediction < 10", True),
        ("prediction >= 9 and loss <= 9", True),
        ("prediction > 8 and prediction < 9", False),
        ("activation of hidden = identity", True),
        ("activation of hidden != relu", True),
        ("units of hidden = 2", True),
        ("value of hidden 2.node_0 = 1", False),
        ("test loss < 1", False),
    ],
)
def test_a_condition_is_judged(text: str, holds: bool) -> None:
    assert condition_of(text).holds(BANK) is holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prediction", "is no condition"),
        ("prediction = 9 and", "is no condition"),
        ("prediction < 9 ± 1", "goes with ="),
        ("prediction < much", "cannot be judged"),
        ("prediction = 1 = 2", "is no condition"),
        ("prediction = 9 ± -1", "0 or more"),
    ],
)
def test_a_broken_condition_says_so(text: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        condition_of(text)


@given(st.floats(-1e6, 1e6), st.floats(0, 10))
def test_three_digits_agree_and_stated_tolerances_hold(wanted: float, tolerance: float) -> None:
    assert agrees(float(f"{wanted:.2e}"), wanted)
    assert agrees(wanted, wanted, 0.0)
    assert agrees(wanted + tolerance, wanted, tolerance + 1e-9)
    assert not agrees(wanted + 2 * tolerance + 1, wanted, tolerance)
