"""Steps and explanations as text: what a learner reads without a screen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.edits import with_training
from core.experiment import Example, Experiment
from core.explaining.explanation import explain
from core.files.examples import NAMES, example
from core.network import Layer, Network
from core.quantity import Kind, Quantity
from core.trace import trace_example
from simulator.telling.transcript import explanation_text, step_text
from tests.by_hand import with_weight


def told(experiment: Experiment) -> str:
    return step_text(trace_example(experiment), experiment)


def test_the_bank_is_worked_through() -> None:
    lines = [line.strip() for line in told(example("bank")).splitlines()]
    for expected in (
        "children = 2",
        "z = (2 × 1) + (3 × 1) = 5",
        "z = (2 × −1) + (3 × 1) = 1",
        "z = (5 × 2) + (1 × −1) = 9",
        "transactions = 9, target 6, error = 9 − 6 = 3",
        "Loss (mse: mean of the squared errors of all outputs)",
        "loss = 3² = 9",
        "slope at a = 6 × 2 = 12",
        "slope of the weight from accounts = 3 × 12 × 1 = 36",
        "weight from children = 1 − 0.01 × 24 = 0.76",
        "loss = 4.157, before the step 9",
    ):
        assert expected in lines


@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_be_told(name: str) -> None:
    text = told(example(name))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "Number(" not in text
    assert "Message(" not in text


def test_without_a_target_the_story_ends_at_the_prediction() -> None:
    bank = example("bank")
    text = told(replace(bank, example=Example((2.0, 3.0))))
    assert text.rstrip().endswith("Prediction\n  transactions = 9")


def test_large_layers_are_cut_and_say_so() -> None:
    names = tuple(f"x{index}" for index in range(40))
    units = tuple(f"h{index}" for index in range(32))
    generator = np.random.default_rng(0)
    layers = (
        Layer("hidden", units, "tanh", generator.normal(size=(32, 40))),
        Layer("output", ("y",), "identity", generator.normal(size=(1, 32))),
    )
    text = told(Experiment(Network(names, layers), Example((1.0,) * 40, (0.0,))))
    for expected in ("… 28 more inputs", "… 24 more units", "… 28 more weights", "… 20 more weights"):
        assert expected in text
    assert len(text.splitlines()) < 400


def test_names_stay_in_their_line() -> None:
    bank = example("bank")
    inputs = ("a\nb", "\x1b[31mred")
    text = told(replace(bank, network=replace(bank.network, inputs=inputs), name="two\nlines"))
    assert "\x1b" not in text
    assert "  a b = 2" in text.splitlines()
    assert text.startswith("two lines\n")


def test_a_step_too_large_is_said() -> None:
    far = with_training(with_weight(example("bank"), 1, 0, 0, 1e150), learning_rate=1e300)
    assert "beyond what a number can hold" in told(far)


def test_an_explanation_as_text() -> None:
    step = trace_example(example("slopes"))
    assert explanation_text(explain(step, Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 1))) == (
        "output › y › weight from node_1\n"
        "Slope of a weight\n"
        "How fast the loss grows when this weight grows. Three numbers are multiplied.\n"
        "\n"
        "slope = value × slope × activation slope\n"
        "3 × 6 × 1 = 18\n"
        "loss mse: mean of the squared errors of all outputs\n"
        "\n"
        "Where it comes from\n"
        "  value of node_1: max(0, 3) = 3\n"
        "  slope at y: 2 × 3 = 6\n"
        "  slope of relu: 1\n"
        "\n"
        "What the update does\n"
        "  new weight: 2 − 0.01 × 18 = 1.82\n"
    )


def test_more_digits_on_request() -> None:
    step = trace_example(example("bank-tanh"))
    told_exactly = explanation_text(explain(step, Quantity(Kind.ACTIVATION, 1, 1)), digits=8)
    assert "tanh(1) ≈ 0.76159416" in told_exactly
