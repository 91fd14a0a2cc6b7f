"""Which numbers on the canvas are given, and what changing one of them means."""

from __future__ import annotations

import pytest

from core.data.fitting import with_data_settings, with_features
from core.experiment import Scaling
from core.files.examples import example
from core.numbers import exact
from core.trace import trace_example
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt
from widgets.canvas.editing import can_edit, describe, edited, value_of

CIRCLE = example("circle")
MADE = with_features(with_data_settings(CIRCLE, scaling=Scaling("standard")), ("x1^2", "x2", "sin(x1)"))


@pytest.mark.parametrize(
    ("element", "is_given"),
    [
        (UnitAt(0, 1), True),
        (UnitAt(1, 0), False),
        (EdgeAt(1, 0, 1), True),
        (BiasAt(1, 0), True),
        (TargetAt(0), True),
        (LossAt(), False),
    ],
)
def test_what_is_computed_cannot_be_edited(element: Element, is_given: bool) -> None:
    assert can_edit(CIRCLE, element) is is_given


def test_a_feature_is_computed_and_a_raw_column_is_given() -> None:
    assert [can_edit(MADE, UnitAt(0, unit)) for unit in range(4)] == [False, True, False, False]
    assert value_of(MADE, UnitAt(0, 0)) is None
    assert value_of(MADE, UnitAt(0, 1)) == MADE.example.inputs[1]
    name, changed = edited(MADE, UnitAt(0, 1), 7.0)
    assert str(name) == "Change x₂"
    assert changed.example.inputs == (MADE.example.inputs[0], 7.0)


def test_a_feature_is_told_before_and_after_scaling() -> None:
    trace = trace_example(MADE)
    squared = MADE.example.inputs[0] ** 2
    words = describe(trace, UnitAt(0, 0), exactly=True)
    assert words == f"x₁²: {exact(squared)}, scaled {exact(MADE.fed_inputs[0])}"
    assert "x₂:" in describe(trace, UnitAt(0, 1))
