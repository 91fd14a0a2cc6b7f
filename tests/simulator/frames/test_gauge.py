"""The loss as a gap on a scale: true places, labels apart, honest equations."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiment import Training
from core.network import Layer, Network
from core.trace import Trace, trace
from simulator.frames.frame_boxes import label_boxes
from simulator.frames.framing import frame_at
from simulator.frames.gauge import LABEL_DISTANCE, bar_span, loss_text
from simulator.frames.loss_shapes import Gauge
from simulator.frames.timeline import Kind, timeline_of
from simulator.frames.view import View

VIEW = View(978, 572)


def meeting(prediction: float, target: float, loss: str = "mse") -> Trace:
    layer = Layer("output", ("y",), "identity", np.array([[prediction]]))
    return trace(Network(("x",), (layer,)), [1.0], [target], Training(loss=loss))


def gauge_of(made: Trace, time: float | None = None) -> Gauge:
    gauge = frame_at(made, timeline_of(made.network, True), time, VIEW).gauge
    assert gauge is not None
    return gauge


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
@settings(max_examples=60)
def test_marks_stand_on_the_scale_and_labels_apart(prediction: float, target: float) -> None:
    gauge = gauge_of(meeting(prediction, target))
    assert gauge.prediction is not None
    for mark in (gauge.prediction, gauge.target):
        assert gauge.top - 1e-6 <= mark.y <= gauge.bottom + 1e-6
    assert abs(gauge.prediction.label_y - gauge.target.label_y) >= LABEL_DISTANCE - 1e-6
    if abs(prediction - target) > 1e-3:
        assert (gauge.prediction.y < gauge.target.y) == (prediction > target)


@given(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from([(797, 372), (797, 408), (978, 572), (1200, 800)]))
@settings(max_examples=100)
def test_readings_error_and_loss_never_lie_on_each_other(
    prediction: float, target: float, size: tuple[int, int]
) -> None:
    made = meeting(prediction, target)
    frame = frame_at(made, timeline_of(made.network, True), None, View(*size))
    boxes = [(label.kind, label.box) for label in label_boxes(frame)]
    assert [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if a.meets(b)] == []


@given(st.floats(-100, 100), st.floats(-100, 100))
@settings(max_examples=40)
def test_zero_is_on_the_scale(prediction: float, target: float) -> None:
    gauge = gauge_of(meeting(prediction, target))
    assert gauge.prediction is not None
    spread = prediction - target
    if abs(spread) < 1e-3:
        return
    pixels = (gauge.target.y - gauge.prediction.y) / spread
    zero = gauge.target.y + target * pixels
    assert gauge.top - 1e-3 <= zero <= gauge.bottom + 1e-3


def test_prediction_on_target_leaves_no_gap() -> None:
    gauge = gauge_of(meeting(4.0, 4.0))
    assert bar_span(gauge)[0] == pytest.approx(bar_span(gauge)[1])
    assert gauge.loss == "loss 0² = 0"


def test_the_bar_grows_from_the_target() -> None:
    made = meeting(9.0, 6.0)
    beat = timeline_of(made.network, True).beat(Kind.LOSS, 1, 0)
    assert beat is not None
    assert gauge_of(made, beat.start).prediction is None
    lengths = []
    for since in (0.01, 0.2, 0.5, 0.9):
        gauge = gauge_of(made, beat.start + since)
        top, bottom = bar_span(gauge)
        assert bottom == pytest.approx(gauge.target.y)
        lengths.append(bottom - top)
    assert lengths == sorted(lengths)
    assert gauge_of(made, beat.start + 0.4).loss == ""
    assert gauge_of(made, beat.start + 0.9).loss == "loss 3² = 9"


def test_labels_do_not_move_when_the_prediction_comes() -> None:
    made = meeting(6.1, 6.0)
    timeline = timeline_of(made.network, True)
    beat = timeline.beat(Kind.LOSS, 1, 0)
    assert beat is not None
    places = {gauge_of(made, time).target.label_y for time in (0.0, beat.start, beat.start + 0.3, timeline.duration)}
    assert len(places) == 1


@pytest.mark.parametrize(
    ("prediction", "target", "loss", "text"),
    [
        (9.0, 6.0, "mse", "3² = 9"),
        (6.0, 9.0, "mse", "(−3)² = 9"),
        (9.0, 6.0, "half_squared_error", "½ × 3² = 4.5"),
        (1 / 3, 0.0, "mse", "0.3333² ≈ 0.1111"),
    ],
)
def test_the_equation_is_honest(prediction: float, target: float, loss: str, text: str) -> None:
    assert loss_text(meeting(prediction, target, loss), 4) == text


def test_several_outputs_have_their_targets_beside_them() -> None:
    layer = Layer("output", ("a", "b"), "identity", np.array([[1.0], [2.0]]))
    made = trace(Network(("x",), (layer,)), [1.0], [0.5, 4.0], Training())
    frame = frame_at(made, timeline_of(made.network, True), None, VIEW)
    assert frame.gauge is None
    assert frame.targets is not None
    assert [(row.target, row.error and row.error.text) for row in frame.targets.rows] == [("0.5", "0.5"), ("4", "−2")]
    assert [row.y for row in frame.targets.rows] == list(frame.layout.columns[-1].ys)
    assert frame.targets.loss == "loss 2.125"


@pytest.mark.parametrize(
    ("prediction", "target"), [(1.7e308, 0.0), (1e308, -1e308), (-1.7e308, -1.0), (1.1e307, 1.0)]
)
def test_a_number_at_the_end_of_all_numbers_has_no_scale(prediction: float, target: float) -> None:
    made = meeting(prediction, target)
    assert frame_at(made, timeline_of(made.network, True), None, VIEW).gauge is None


def test_the_largest_and_the_smallest_scale_have_ticks() -> None:
    assert gauge_of(meeting(9e306, -9e305)).ticks
    assert gauge_of(meeting(1e-307, 0.0)).ticks


def test_without_a_target_there_is_no_scale() -> None:
    layer = Layer("output", ("y",), "identity", np.array([[2.0]]))
    made = trace(Network(("x",), (layer,)), [1.0], None, Training())
    frame = frame_at(made, timeline_of(made.network, False), None, VIEW)
    assert frame.gauge is None
    assert frame.targets is None
