"""A unit taken apart shows the numbers of the trace, and they add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from core.experiment import Training
from core.expression import number_of
from core.files.examples import example
from core.network import Layer, Network
from core.trace import Trace, trace, trace_example
from simulator.frames.anatomy import MOST_ROWS, Anatomy, anatomy_at
from simulator.frames.elements import EdgeAt, UnitAt
from simulator.frames.timeline import Kind, timeline_of
from simulator.frames.view import View
from simulator.painting.paint_anatomy import paint_anatomy
from simulator.theme import theme
from tests.simulator.networks import random_trace

VIEW = View(1050, 440)


def taken_apart(made: Trace, unit: UnitAt, time: float | None = None, view: View = VIEW) -> Anatomy:
    return anatomy_at(made, timeline_of(made.network, made.targets is not None), time, unit, view)


def words(runs: tuple[object, ...]) -> str:
    return "".join(run.text for run in runs)  # type: ignore[attr-defined]


def test_the_first_unit_of_the_bank() -> None:
    shown = taken_apart(trace_example(example("bank-tanh")), UnitAt(1, 1))
    assert [row.name for row in shown.rows] == ["children", "accounts"]
    assert [
        (row.value.text, row.weight.text, row.product.text) for row in shown.rows if row.value and row.weight
    ] == [
        ("2", "−1", "−2"),
        ("3", "1", "3"),
    ]
    assert shown.sum.text == "1"
    assert shown.output.text == "0.7616"
    assert [words(runs) for runs in shown.equations] == ["z = (2 × −1) + (3 × 1) = 1", "a = tanh(z) ≈ 0.7616"]
    assert [column.title for column in shown.columns][-2:] == ["tanh", "node_1"]


@given(st.integers(1, 40), st.integers(1, 3), st.integers(0, 1000))
@settings(max_examples=25)
def test_products_and_bias_make_the_sum(sources: int, units: int, seed: int) -> None:
    made = random_trace([sources, units], seed, "identity")
    shown = taken_apart(made, UnitAt(1, units - 1), view=View(1050, 440, digits=12))
    assert len(shown.rows) == min(sources, MOST_ROWS)
    numbers = [number_of(row.product.text) for row in shown.rows] + [float(made.network.layers[0].bias[-1])]
    # What has no room shows fewer digits.
    assert sum(numbers) == pytest.approx(float(made.layers[0].z[-1]), abs=0.01)


def test_of_many_sources_the_strongest_stand_alone() -> None:
    made = random_trace([60, 2], 3)
    shown = taken_apart(made, UnitAt(1, 0))
    assert shown.rows[-1].name == "… 49 more"
    assert shown.rows[-1].weight is None
    alone = [row.element.source for row in shown.rows if isinstance(row.element, EdgeAt)]
    sizes = np.abs(made.layers[0].products[0])
    assert alone == sorted(alone)
    assert sizes[alone].min() >= np.delete(sizes, alone).max()


@given(st.integers(1, 14), st.integers(0, 1000), st.floats(0, 1))
@settings(max_examples=25)
def test_equal_questions_have_equal_answers(sources: int, seed: int, share: float) -> None:
    made = random_trace([sources, 2, 1], seed)
    time = share * timeline_of(made.network, True).duration
    first = taken_apart(made, UnitAt(1, 1), time)
    taken_apart(made, UnitAt(2, 0), 0.3)
    assert taken_apart(made, UnitAt(1, 1), time) == first


@pytest.mark.parametrize("activation", ["identity", "tanh", "relu", "sigmoid", "softplus", "gelu", "sine"])
def test_the_point_lies_on_the_curve(activation: str) -> None:
    made = random_trace([3, 2], 7, activation)
    curve = taken_apart(made, UnitAt(1, 0)).curve
    assert curve.point is not None
    xs, ys = zip(*curve.points, strict=True)
    assert 0 <= min(ys) <= max(ys) <= 1
    assert np.interp(curve.point[0], xs, ys) == pytest.approx(curve.point[1], abs=0.01)


def test_softmax_has_the_curve_that_its_other_units_leave_it() -> None:
    made = random_trace([2, 3], 1)
    layer = made.network.layers[0]
    made = trace(
        Network(made.network.inputs, (Layer("out", layer.units, "softmax", layer.weights),)),
        [1.0, 2.0],
        [1.0, 0.0, 0.0],
        Training(loss="categorical_cross_entropy"),
    )
    shown = taken_apart(made, UnitAt(1, 2))
    assert shown.curve.point is not None
    bottom, top = shown.curve.points[0][1], shown.curve.points[-1][1]
    at = (shown.curve.point[1] - bottom) / (top - bottom)
    assert at == pytest.approx(float(made.layers[0].a[2]), abs=0.03)
    end = taken_apart(made, UnitAt(1, 2), timeline_of(made.network, True).duration)
    assert len(end.labels) == 2, "its slope is no product, so the curve has none to show"


def test_everything_comes_in_its_time() -> None:
    made = trace_example(example("bank-tanh"))
    timeline = timeline_of(made.network, True)
    beat, summed = timeline.beat(Kind.PRODUCTS, 1, 0), timeline.beat(Kind.SUM, 1, 0)
    assert beat is not None
    assert summed is not None
    before = taken_apart(made, UnitAt(1, 0), beat.start - 0.01)
    assert before.is_waiting
    assert before.curve.point is None
    assert words(before.equations[0]).endswith("= …")
    start = taken_apart(made, UnitAt(1, 0), 0.0)
    assert words(start.equations[0]) == "z = (… × 1) + (… × 1) = …"
    half = taken_apart(made, UnitAt(1, 0), beat.edge_start(1) + 1.2)
    assert (half.rows[0].arrived, half.rows[1].arrived) == (1, 0)
    assert half.partial == "2"
    done = taken_apart(made, UnitAt(1, 0), summed.end)
    assert (done.summed, done.answered) == pytest.approx((1, 1))
    assert not done.labels


def test_slopes_go_back_through_the_curve() -> None:
    made = trace_example(example("bank-tanh"))
    end = taken_apart(made, UnitAt(1, 1), timeline_of(made.network, True).duration)
    layer = made.layers[0]
    assert layer.d_loss_d_a is not None
    texts = [number_of(label.runs[1].text) for label in end.labels]
    assert texts[0] == pytest.approx(float(layer.d_loss_d_a[1]), rel=1e-3)
    assert texts[2] == pytest.approx(texts[0] * texts[1], rel=1e-2)
    assert end.curve.tangent is not None
    assert [row.slope_opacity for row in end.rows] == [1, 1]


def test_without_a_target_there_is_only_the_way_forward() -> None:
    made = random_trace([2, 1], 5)
    made = trace(made.network, [1.0, 2.0], None, Training())
    shown = taken_apart(made, UnitAt(1, 0))
    assert not shown.labels
    assert {row.slope for row in shown.rows} == {""}


def test_what_overflows_is_shown_all_the_same() -> None:
    made = random_trace([2, 1], 5, "identity", scale=1e300)
    made = trace(made.network, [1e300, 1e300], [1.0], Training())
    shown = taken_apart(made, UnitAt(1, 0))
    assert shown.sum.text in ("∞", "−∞", "not a number")
    painted(shown, "light")


@given(st.integers(1, 40), st.integers(0, 100), st.sampled_from([(760, 300), (1050, 440), (1900, 900)]))
@settings(max_examples=25)
def test_nothing_stands_on_anything(sources: int, seed: int, size: tuple[int, int]) -> None:
    made = random_trace([sources, 2], seed, scale=100.0)
    shown = taken_apart(made, UnitAt(1, 0), timeline_of(made.network, True).duration, View(*size))
    for above, below in zip(shown.rows, shown.rows[1:], strict=False):
        assert above.y + above.height / 2 < below.y - below.height / 2
        assert below.y - above.y >= 28 - 1e-9, "a weight's pill is 24 high"
    assert shown.rows[0].y - shown.rows[0].height / 2 > 50
    boxes = [label.box for label in shown.labels]
    assert not any(a.meets(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])


def painted(shown: Anatomy, theme_name: str) -> QImage:
    image = QImage(round(shown.width), round(shown.height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(theme(theme_name).canvas))
    painter = QPainter(image)
    paint_anatomy(painter, shown, theme(theme_name))
    painter.end()
    return image


@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_it_is_painted_alike_whatever_was_painted_before(theme_name: str) -> None:
    made = trace_example(example("circle"))
    for time in (None, 0.4, 3.3, timeline_of(made.network, True).duration):
        shown = taken_apart(made, UnitAt(2, 1), time)
        first = painted(shown, theme_name)
        painted(taken_apart(made, UnitAt(1, 2), 5.0), theme_name)
        assert painted(shown, theme_name) == first
