"""Biases as edges from a node that is always 1: the same numbers, and nothing overlaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.edits import with_bias_used
from core.experiment import Experiment
from core.files.examples import example
from core.trace import Trace, trace_example
from core.weight_edits import BiasPlace, with_values
from simulator.frames.arrangement import arrange
from simulator.frames.bias_nodes import layer_of, node_columns, weights_of
from simulator.frames.elements import BiasAt, EdgeAt, UnitAt
from simulator.frames.face import BiasAs
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at
from simulator.frames.pointing import box_of, element_at, label_at
from simulator.frames.timeline import Detail, Kind, Timeline, timeline_of
from simulator.frames.view import View
from tests.simulator.frame_boxes import SIZES, overlaps
from tests.simulator.networks import random_trace

BIASES = {BiasPlace(1, 0): 0.5, BiasPlace(1, 1): -1.0, BiasPlace(2, 0): 2.0}
VIEW = View(1264, 720, bias=BiasAs.NODE)


def bank() -> Experiment:
    return with_values(example("bank"), BIASES)


def step_of(experiment: Experiment) -> tuple[Trace, Timeline]:
    made = trace_example(experiment)
    return made, timeline_of(made.network, True, bias=BiasAs.NODE)


def texts(frame: Frame) -> dict[object, str]:
    return {pill.element: "".join(run.text for run in pill.runs) for pill in frame.pills}


def token_beside(frame: Frame, column: int, unit: int, source: int) -> str | None:
    edges = frame.edges
    for token in frame.tokens:
        if (edges.columns[token.edge], edges.units[token.edge], edges.sources[token.edge]) == (column, unit, source):
            return token.text
    return None


def test_a_node_stands_below_the_column_before_every_layer_that_uses_a_bias() -> None:
    only_last = with_bias_used(bank(), 1, False)
    assert node_columns(only_last.network, BiasAs.NODE) == (False, True, False)
    assert node_columns(only_last.network, BiasAs.NUMBER) == (False, False, False)
    made, timeline = step_of(only_last)
    frame = frame_at(made, timeline, None, VIEW)
    (node,) = frame.nodes
    assert node.column == 2
    assert node.box.x == frame.layout.columns[1].x
    below = max(unit.y + unit.half_height for unit in frame.units)
    assert node.box.y - node.box.height / 2 > below
    # Where no node is, the number stays where it can be seen and edited.
    assert texts(frame)[BiasAt(1, 0)] == "bias 0"
    assert texts(frame)[BiasAt(2, 0)] == "2"


def test_units_do_not_repeat_the_bias() -> None:
    made, timeline = step_of(bank())
    frame = frame_at(made, timeline, None, VIEW)
    biases = {element: text for element, text in texts(frame).items() if isinstance(element, BiasAt)}
    assert biases == {BiasAt(1, 0): "0.5", BiasAt(1, 1): "−1", BiasAt(2, 0): "2"}
    small = random_trace([2, 10, 1], 3)
    frame = frame_at(small, timeline_of(small.network, True, bias=BiasAs.NODE), None, replace(VIEW, height=800))
    assert {unit.bias for unit in frame.units} == {None}


def test_the_edges_of_a_node_look_as_weights_do() -> None:
    made, timeline = step_of(bank())
    edges = frame_at(made, timeline, None, VIEW).edges
    assert (edges.total, edges.visible, len(edges)) == (9, 9, 9)
    weights = {
        (int(c), int(u), int(s)): float(w)
        for c, u, s, w in zip(edges.columns, edges.units, edges.sources, edges.weights, strict=True)
    }
    assert weights[1, 0, 2] == 0.5
    assert weights[2, 0, 2] == 2.0
    widest = edges.widths[edges.weights == 2.0]
    assert set(widest.tolist()) == {float(edges.widths.max())}
    after = frame_at(made, timeline, timeline.duration, VIEW).edges
    assert made.updated is not None
    updated = float(made.updated.layers[1].bias[0])
    assert updated in after.weights[(after.columns == 2) & (after.sources == 2)].tolist()


def test_the_signal_leaves_the_node_and_its_slope_comes_back() -> None:
    made, timeline = step_of(bank())
    beat = timeline.beat(Kind.PRODUCTS, 2, 0)
    assert beat is not None
    assert beat.end >= beat.edge_start(2) + 1.4 - 1e-9
    on_its_way = frame_at(made, timeline, beat.edge_start(2) + 0.2, VIEW)
    assert token_beside(on_its_way, 2, 0, 2) == "1"
    gates = {p.element: p for p in frame_at(made, timeline, beat.edge_start(2) + 0.62, VIEW).pills if p.is_gate}
    assert [run.text for run in gates[BiasAt(2, 0)].runs] == ["1", "×", "2", "=", "2"]
    assert token_beside(frame_at(made, timeline, beat.edge_start(2) + 1.2, VIEW), 2, 0, 2) == "2"
    # The last segment of the ring is the bias: with it the sum is whole.
    output = frame_at(made, timeline, beat.end, VIEW).units[-1]
    assert (len(output.arrived), output.partial) == (3, "13")

    back = timeline.beat(Kind.SLOPES_OF_WEIGHTS, 2, 0)
    assert back is not None
    gates = {p.element: p for p in frame_at(made, timeline, back.edge_start(2) + 0.85, VIEW).pills if p.is_gate}
    assert [run.text for run in gates[BiasAt(2, 0)].runs] == ["1", "×", "14", "×", "1", "=", "14"]
    # Nothing goes on from a gate to a node, as it is given.
    late = frame_at(made, timeline, back.edge_start(2) + 0.45 + 0.8 + 0.2, VIEW)
    assert token_beside(late, 2, 0, 2) is None
    tags = {tag.element: tag.runs[-1].text for tag in frame_at(made, timeline, timeline.duration, VIEW).tags}
    assert tags[BiasAt(2, 0)] == "14"


def test_silent_pulses_leave_the_node_too() -> None:
    made, timeline = step_of(example("circle"))
    view = replace(VIEW, width=978, height=572)
    for kind, share in ((Kind.PRODUCTS, 0.6), (Kind.SLOPES_OF_WEIGHTS, 0.4)):
        beat = timeline.beat(kind, 1, 0)
        assert beat is not None
        frame = frame_at(made, timeline, beat.start + share * beat.duration, view)
        (pulses,) = frame.pulses
        values = dict(zip(frame.edges.sources[pulses.edges].tolist(), pulses.values.tolist(), strict=True))
        assert values[2] == (1.0 if pulses.are_slopes else made.network.layers[0].bias[0])


def test_a_bias_is_found_on_its_edge() -> None:
    made, timeline = step_of(bank())
    frame = frame_at(made, timeline, None, VIEW)
    label, column = box_of(frame, BiasAt(2, 0)), frame.layout.columns[1]
    assert label is not None
    assert element_at(frame, label.x, label.y) == label_at(frame, label.x, label.y) == BiasAt(2, 0)
    k = frame.scale
    assert column.node_y is not None
    x, y = (
        0.85 * column.x + 0.15 * frame.layout.columns[2].x,
        0.85 * column.node_y + 0.15 * frame.layout.columns[2].ys[0],
    )
    assert element_at(frame, x * k, y * k) == BiasAt(2, 0)
    # At the node all of its edges meet.
    assert element_at(frame, column.x * k, column.node_y * k) is None


def test_what_is_selected_stands_out_on_its_edge() -> None:
    made, timeline = step_of(example("circle"))
    view = replace(VIEW, selection=BiasAt(2, 1), also=frozenset({BiasAt(1, 0)}))
    frame = frame_at(made, timeline, None, view)
    edges = frame.edges
    chosen = np.flatnonzero(edges.is_selected)
    places = {(int(edges.columns[k]), int(edges.units[k]), int(edges.sources[k])) for k in chosen}
    assert places == {(2, 1, 4), (1, 0, 2)}
    assert texts(frame)[BiasAt(2, 1)] == "0"
    assert [node.is_active for node in frame.nodes] == [True, True, False]
    unit = frame_at(made, timeline, None, replace(VIEW, selection=UnitAt(1, 1)))
    assert BiasAt(1, 1) in texts(unit)


def test_a_large_network_keeps_its_nodes_and_its_budget() -> None:
    made, timeline = step_of(example("digits"))
    frame = frame_at(made, timeline, None, replace(VIEW, selection=BiasAt(1, 3)))
    assert len(frame.edges) == 601
    assert frame.edges.total == made.network.weight_count + 42
    first, second = frame.nodes
    assert first.box.y == second.box.y
    assert box_of(frame, BiasAt(1, 3)) is not None


@given(
    st.lists(st.integers(1, 7), min_size=2, max_size=5),
    st.integers(0, 1000),
    st.sampled_from(SIZES),
    st.sampled_from(Detail),
    st.floats(0, 1),
)
@settings(max_examples=25)
def test_nothing_overlaps(sizes: list[int], seed: int, size: tuple[int, int], detail: Detail, share: float) -> None:
    made = random_trace(sizes, seed, "identity" if seed % 2 else "tanh")
    timeline = timeline_of(made.network, True, detail, BiasAs.NODE)
    for time, selection in ((None, UnitAt(1, 0)), (share * timeline.duration, BiasAt(1, 0))):
        frame = frame_at(made, timeline, time, View(*size, selection=selection, bias=BiasAs.NODE))
        assert overlaps(frame) == []
        assert not [node for node in frame.nodes for unit in frame.units if node.box.meets(unit.box)]


@given(st.lists(st.integers(1, 6), min_size=2, max_size=4), st.integers(0, 1000))
@settings(max_examples=20)
def test_a_bias_is_one_weight_more(sizes: list[int], seed: int) -> None:
    made = random_trace(sizes, seed)
    for column, layer in enumerate(made.layers, start=1):
        seen = layer_of(made, column, has_node=True)
        assert seen.products.sum(axis=1) == pytest.approx(layer.z)
        assert seen.inputs[-1] == 1
        assert seen.d_loss_d_weights is not None
        assert layer.d_loss_d_bias is not None
        assert seen.d_loss_d_weights[:, -1].tolist() == layer.d_loss_d_bias.tolist()
        assert weights_of(layer.layer, has_node=False) is layer.layer.weights


def test_a_number_and_its_place_lead_to_each_other() -> None:
    layout = arrange(bank().network, 978, 572, bias=BiasAs.NODE)
    assert layout.drawn(BiasAt(2, 0)) == EdgeAt(2, 0, 2)
    assert layout.element_of(2, 0, 2) == BiasAt(2, 0)
    assert layout.element_of(2, 0, 1) == EdgeAt(2, 0, 1)
    assert arrange(bank().network, 978, 572).drawn(BiasAt(2, 0)) == BiasAt(2, 0)
    assert layout.drawn(BiasAt(9, 0)) == BiasAt(9, 0)


def test_in_the_focus_a_bias_feeds_its_unit_and_what_follows_that() -> None:
    made, timeline = step_of(bank())
    view = replace(VIEW, selection=UnitAt(1, 0), only_related=True)
    frame = frame_at(made, timeline, None, view)
    edges = frame.edges
    assert edges.is_related is not None
    related = {
        (int(c), int(u))
        for c, u, s, mine in zip(edges.columns, edges.units, edges.sources, edges.is_related, strict=True)
        if mine and s == 2
    }
    # The bias of the output does not feed the unit, nor follow it.
    assert related == {(1, 0)}
    assert [element for element in texts(frame) if isinstance(element, BiasAt)] == [BiasAt(1, 0)]
    chosen = frame_at(made, timeline, None, replace(view, selection=BiasAt(2, 0)))
    assert BiasAt(2, 0) in texts(chosen)


def test_a_fold_opens_around_a_unit_and_its_bias_stays_below() -> None:
    made = random_trace([784, 128, 10], 6, scale=0.1)
    timeline = timeline_of(made.network, True, bias=BiasAs.NODE)
    closed = frame_at(made, timeline, None, VIEW)
    opened = frame_at(made, timeline, None, replace(VIEW, selection=BiasAt(1, 60)))
    assert opened.layout.columns[1].y_of(60) is not None
    assert [node.box for node in opened.nodes] == [node.box for node in closed.nodes]
    assert box_of(opened, BiasAt(1, 60)) is not None
    assert opened.edges.sources.max() == 784
