"""Every explanation says what the trace computed: its arithmetic is read back and done again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.edits import with_input, with_target, with_training
from core.experiment import DataSource, Experiment, Scaling, Training
from core.explaining.arithmetic import Number, Role, pieces_of, written
from core.explaining.explanation import Explanation, explain
from core.features import featured
from core.files.examples import example
from core.network import Layer, Network
from core.quantity import LOSS, Kind, Quantity, quantities_of_loss, value_of
from core.structure import with_unit_removed
from core.trace import Trace, trace, trace_example
from tests.by_hand import with_bias, with_weight
from tests.core.explanations import every_quantity

HIDDEN = [name for name, entry in ACTIVATIONS.items() if not entry.mixes_units]


def of_kind(quantity: Quantity) -> str:
    return f"{quantity.kind.name}_{quantity.column}_{quantity.unit}_{quantity.source}"


def step_of(name: str) -> Trace:
    return trace_example(example(name))


def equated(told: Explanation) -> str:
    return f"{written(pieces_of(told.equation))} {told.relation()} {written([told.result])}"


@pytest.mark.parametrize(
    ("name", "quantity", "expected"),
    [
        ("bank", Quantity(Kind.WEIGHTED_SUM, 1, 0), "(2 × 1) + (3 × 1) = 5"),
        ("bank", Quantity(Kind.WEIGHTED_SUM, 1, 1), "(2 × −1) + (3 × 1) = 1"),
        ("bank", Quantity(Kind.PRODUCT, 2, 0, 1), "1 × −1 = −1"),
        ("bank", Quantity(Kind.ERROR, 2, 0), "9 − 6 = 3"),
        ("bank", LOSS, "3² = 9"),
        ("bank", Quantity(Kind.SLOPE_AT_ACTIVATION, 2, 0), "2 × 3 = 6"),
        ("bank", Quantity(Kind.SLOPE_AT_ACTIVATION, 1, 0), "6 × 2 = 12"),
        ("bank", Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 0), "2 × 12 × 1 = 24"),
        ("bank", Quantity(Kind.NEW_WEIGHT, 1, 0, 0), "1 − 0.01 × 24 = 0.76"),
        ("bank-tanh", Quantity(Kind.ACTIVATION, 1, 1), "tanh(1) ≈ 0.7616"),
        ("bank-tanh", Quantity(Kind.ACTIVATION_SLOPE, 1, 1), "1 − 0.7616² ≈ 0.42"),
        ("bank-tanh", Quantity(Kind.WEIGHTED_SUM, 2, 0), "(0.9999 × 2) + (0.7616 × −1) ≈ 1.238"),
        ("bank-tanh", LOSS, "(−4.762)² ≈ 22.67"),
        ("slopes", Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 1), "3 × 6 × 1 = 18"),
        ("gradient-descent", Quantity(Kind.NEW_WEIGHT, 1, 0, 1), "2 − 0.01 × 40 = 1.6"),
    ],
)
def test_the_worked_examples(name: str, quantity: Quantity, expected: str) -> None:
    assert equated(explain(step_of(name), quantity)) == expected


def test_the_panel_of_a_weighted_sum() -> None:
    told = explain(step_of("bank"), Quantity(Kind.WEIGHTED_SUM, 1, 0))
    assert told.path == ("hidden", "node_0")
    assert str(told.title) == "Weighted sum"
    assert " ".join(str(sign.text) for sign in told.formula) == "z = sum of value × weight"
    assert [term.name for term in told.equation if term.name] == ["children", "accounts"]
    assert list(map(str, told.notes)) == ["bias 0 adds nothing"]
    assert [(row.label, written(row.expression), row.value.value, row.share) for row in told.comes_from] == [
        ("children", "2 × 1", 2, 0.4),
        ("accounts", "3 × 1", 3, 0.6),
    ]
    assert [(row.label, written(row.expression), row.value.value) for row in told.goes_to] == [
        ("transactions", "5 × 2", 10)
    ]


def test_the_panel_of_the_slope_of_a_weight() -> None:
    told = explain(step_of("slopes"), Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 1))
    assert list(map(str, told.path)) == ["output", "y", "weight from node_1"]
    assert [str(term.name) for term in told.equation if term.name] == [
        "value of node_1",
        "slope at y",
        "slope of relu",
    ]
    numbers = [piece for piece in pieces_of(told.equation) if isinstance(piece, Number)]
    assert [piece.role for piece in numbers] == [Role.VALUE, Role.SLOPE, Role.PLAIN]
    assert told.result == Number(18.0, Role.SLOPE)
    assert [written(row.expression) for row in told.comes_from] == ["max(0, 3)", "2 × 3", ""]
    assert [(str(row.label), written(row.expression)) for row in told.update] == [("new weight", "2 − 0.01 × 18")]


def test_a_convention_stands_wherever_a_loss_or_slope_is_shown() -> None:
    step = step_of("iris")
    for quantity in every_quantity(step):
        notes = " ".join(map(str, explain(step, quantity).notes))
        of_the_loss = {
            Kind.LOSS,
            Kind.SLOPE_AT_ACTIVATION,
            Kind.SLOPE_AT_SUM,
            Kind.SLOPE_OF_WEIGHT,
            Kind.SLOPE_OF_BIAS,
            Kind.NEW_WEIGHT,
            Kind.NEW_BIAS,
        }
        assert ("Categorical cross-entropy: sum over the outputs" in notes) == (quantity.kind in of_the_loss)


def test_softmax_with_cross_entropy_also_shows_the_short_form() -> None:
    told = explain(step_of("iris"), Quantity(Kind.SLOPE_AT_SUM, 2, 0))
    assert written(pieces_of(told.equation)).startswith("0.1699 × (−5.887 − ((−5.887 × 0.1699) + ")
    assert written(pieces_of(told.short_form)) == "0.1699 − 1"


def test_a_long_sum_shows_its_largest_terms_and_the_rest_as_one() -> None:
    weights = [[1.0, -20.0, *range(2, 12)]]
    inputs = tuple(f"x{index}" for index in range(12))
    network = Network(inputs, (Layer("output", ("y",), "identity", weights, [0.5]),))
    told = explain(trace(network, [1.0] * 12, None, Training()), Quantity(Kind.WEIGHTED_SUM, 1, 0))
    assert (
        written(pieces_of(told.equation))
        == "(1 × −20) + (1 × 11) + (1 × 10) + (1 × 9) + (1 × 8) + (1 × 7) + (1 × 6) + 15 + 0.5"
    )
    assert [str(term.name) for term in told.equation if term.name][-2:] == ["… 5 more", "bias"]
    assert told.comes_from[0].label == "x1"
    assert str(told.comes_from[-1].label) == "… 6 more"
    assert told.comes_from[-1].link is None


def test_a_loss_comes_from_what_it_looks_at() -> None:
    assert [str(row.label) for row in explain(step_of("bank"), LOSS).comes_from] == ["error of transactions"]
    of_iris = [str(row.label) for row in explain(step_of("iris"), LOSS).comes_from]
    assert of_iris == ["prediction of setosa", "prediction of versicolor", "prediction of virginica"]


def test_scaled_inputs_show_where_they_come_from() -> None:
    told = explain(step_of("iris"), Quantity(Kind.INPUT, 0, 0))
    assert equated(told) == "(4.6 − 5.836) / 0.8233 ≈ −1.501"
    assert [str(row.label) for row in told.comes_from] == ["raw value", "center", "scale"]


def test_features_show_how_they_are_made() -> None:
    features = ("x1", "x1^2", "x1*x2", "sin(x2)")
    layer = Layer("output", ("y",), "identity", [[1.0] * 4])
    raw = [-2.0, -3.0]
    fed = featured(np.array([raw]), features)[0]
    data = DataSource(features=features)
    step = trace(Network(("a", "b", "c", "d"), (layer,)), fed, None, Training(), raw, data)
    told = [explain(step, Quantity(Kind.INPUT, 0, unit)) for unit in range(4)]
    assert [written(pieces_of(one.equation)) for one in told] == ["", "(−2)²", "−2 × (−3)", "sin(−3)"]
    assert [[str(row.label) for row in one.comes_from] for one in told] == [[], ["x₁"], ["x₁", "x₂"], ["x₂"]]
    scaling = Scaling("standard", (0.0, 1.0, 0.0, 0.0), (1.0, 2.0, 1.0, 1.0))
    scaled = trace(step.network, [-2.0, 1.5, 6.0, -0.14], None, Training(), raw, replace(data, scaling=scaling))
    assert equated(explain(scaled, Quantity(Kind.INPUT, 0, 1))) == "((−2)² − 1) / 2 = 1.5"


@pytest.mark.parametrize("quantity", [LOSS, Quantity(Kind.ERROR, 2, 0), Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 0)])
def test_without_targets_there_is_no_loss_and_no_slope(quantity: Quantity) -> None:
    bank = example("bank")
    step = trace_example(replace(bank, example=replace(bank.example, targets=None)))
    assert value_of(step, quantity) is None
    assert quantities_of_loss(step) == ()
    with pytest.raises(LookupError):
        explain(step, quantity)


def test_an_address_outlives_its_number() -> None:
    bank = example("bank")
    gone = Quantity(Kind.ACTIVATION, 1, 1)
    assert value_of(trace_example(bank), gone) == 1
    assert value_of(trace_example(with_unit_removed(bank, 1)), gone) is None
    for wrong in (
        Quantity(Kind.WEIGHTED_SUM, 0, 0),
        Quantity(Kind.INPUT, 1, 0),
        Quantity(Kind.WEIGHT, 1, 0),
        Quantity(Kind.WEIGHT, 1, 0, 5),
        Quantity(Kind.ACTIVATION, -1, 0),
        Quantity(Kind.ACTIVATION, 1, -1),
        Quantity(Kind.TARGET, 1, 0),
        Quantity(Kind.BIAS, 1, 0, 1),
        Quantity(Kind.ACTIVATION, 9, 0),
    ):
        assert value_of(trace_example(bank), wrong) is None


def test_without_bias_in_use_there_is_no_slope_of_it() -> None:
    assert value_of(step_of("bank"), Quantity(Kind.SLOPE_OF_BIAS, 1, 0)) is None
    biased = trace_example(with_bias(example("bank"), 1, 0, -0.5))
    assert written(pieces_of(explain(biased, Quantity(Kind.WEIGHTED_SUM, 1, 0)).equation)) == (
        "(2 × 1) + (3 × 1) + (−0.5)"
    )
    assert value_of(biased, Quantity(Kind.SLOPE_OF_BIAS, 1, 0)) is not None


def saturated() -> Experiment:
    """A sigmoid so certain of the wrong answer that its probability is 1 in double precision."""
    layer = Layer("output", ("y",), "sigmoid", [[1.0]])
    experiment = replace(example("gradient-descent"), network=Network(("x",), (layer,)), example=EXAMPLE)
    return with_training(experiment, loss="binary_cross_entropy")


EXAMPLE = replace(example("gradient-descent").example, inputs=(60.0,), targets=(0.0,))


def test_where_probabilities_round_the_safe_way_is_told() -> None:
    step = trace_example(saturated())
    assert step.loss == pytest.approx(60)
    assert equated(explain(step, LOSS)) == "(max(0, 60) − 60 × 0 + ln(1 + e^−60)) = 60"
    slope = explain(step, Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 0))
    assert equated(slope) == "60 × 1 = 60"
    assert equated(explain(step, Quantity(Kind.SLOPE_AT_SUM, 1, 0))) == "1 − 0 = 1"


@pytest.mark.parametrize("value", [1e200, -1e200, 1e-300])
def test_numbers_out_of_range_are_explained_without_failing(value: float) -> None:
    for name in ("bank", "bank-tanh", "iris"):
        experiment = with_input(with_weight(example(name), 1, 0, 0, value), 0, value)
        step = trace_example(with_target(experiment, 0, value))
        for quantity in every_quantity(step):
            explain(step, quantity)
