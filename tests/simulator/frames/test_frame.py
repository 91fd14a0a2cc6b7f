"""A frame is a pure function of trace, time and view, and nothing in it overlaps."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiment import Experiment, Training
from core.files.examples import NAMES, example
from core.network import Layer, Network
from core.trace import Trace, trace, trace_example
from core.weight_edits import WeightPlace, with_frozen, with_pruned
from simulator.frames.edge_shapes import Held
from simulator.frames.elements import BiasAt, EdgeAt, Element, UnitAt
from simulator.frames.face import Face
from simulator.frames.framing import frame_at
from simulator.frames.moment import Moment
from simulator.frames.timeline import Detail, Kind, Timeline, timeline_of
from simulator.frames.unit_shapes import UnitState
from simulator.frames.view import View
from simulator.shapes import Ink
from tests.simulator.frame_boxes import SIZES, overlaps
from tests.simulator.networks import deep, random_trace, wide


def step_of(name: str, detail: Detail | None = None) -> tuple[Trace, Timeline]:
    made = trace_example(example(name))
    return made, timeline_of(made.network, True, detail)


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=4),
    st.integers(0, 1000),
    st.sampled_from(Detail),
    st.randoms(use_true_random=False),
)
@settings(max_examples=25)
def test_a_frame_depends_on_nothing_that_was_asked_before(
    sizes: list[int], seed: int, detail: Detail, shuffler: random.Random
) -> None:
    made = random_trace(sizes, seed)
    timeline = timeline_of(made.network, True, detail)
    view = View(978, 572, selection=UnitAt(1, 0))
    times: list[float | None] = [None, *np.linspace(0, timeline.duration, 12).tolist()]
    forward = {time: frame_at(made, timeline, time, view) for time in times}
    shuffler.shuffle(times)
    for time in times:
        assert frame_at(made, timeline, time, view) == forward[time]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_anything(name: str, detail: Detail, size: tuple[int, int]) -> None:
    made, timeline = step_of(name, detail)
    # Not a divisor of any beat, so that beats are met at different places; in large networks fewer of them. Every
    # size begins elsewhere, so that the four together meet more places than one.
    pace = 0.537 if made.network.weight_count < 100 else 3.237
    first = pace * SIZES.index(size) / len(SIZES)
    times: list[float | None] = [None, *np.arange(first, timeline.duration, pace).tolist(), timeline.duration]
    for index, time in enumerate(times):
        for selection in (None, UnitAt(1, 0)) if index % 4 == 0 else (None,):
            frame = frame_at(made, timeline, time, View(*size, selection=selection))
            assert overlaps(frame) == [], f"{time} s, {selection}"


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize("size", [(797, 376), (1244, 620)])
@pytest.mark.parametrize("make", [wide, deep, lambda: deep(3)])
def test_nothing_overlaps_in_a_wide_and_in_a_deep_network(
    make: Callable[[], Experiment], size: tuple[int, int], face: Face
) -> None:
    made = trace_example(make())
    timeline = timeline_of(made.network, True)
    for share in (None, 0.02, 0.31, 0.47, 0.63, 0.98):
        time = None if share is None else share * timeline.duration
        assert overlaps(frame_at(made, timeline, time, View(*size, face=face, selection=UnitAt(1, 0)))) == []


def test_targets_beside_close_outputs_keep_apart() -> None:
    made, timeline = step_of("digits")
    for height in range(300, 420, 10):
        assert overlaps(frame_at(made, timeline, None, View(797, height))) == []


@given(
    st.lists(st.integers(1, 7), min_size=2, max_size=6),
    st.integers(0, 1000),
    st.sampled_from(SIZES),
    st.sampled_from([1e-7, 0.3, 1.0, 3000.0]),
    st.floats(0, 1),
)
@settings(max_examples=60)
def test_nothing_overlaps_in_any_network(
    sizes: list[int], seed: int, size: tuple[int, int], scale: float, share: float
) -> None:
    made = random_trace(sizes, seed, "identity" if seed % 2 else "tanh", scale)
    timeline = timeline_of(made.network, True)
    for time in (None, share * timeline.duration):
        assert overlaps(frame_at(made, timeline, time, View(*size, selection=UnitAt(1, 0)))) == []


@pytest.mark.parametrize("name", ["bank", "slopes", "bank-tanh", "iris", "circle"])
def test_no_label_jumps(name: str) -> None:
    made, timeline = step_of(name)
    before: dict[tuple[str, Element], tuple[float, float]] = {}
    for k in range(int(timeline.duration * 60)):
        frame = frame_at(made, timeline, k / 60, View(978, 572))
        labels = [(f"{type(p).__name__}", p.element, p.box) for p in (*frame.pills, *frame.tags)]
        now = {(kind, element): (box.x, box.y) for kind, element, box in labels}
        for key, (x, y) in now.items():
            last_x, last_y = before.get(key, (x, y))
            assert abs(x - last_x) < 12, f"{key} at {k / 60} s"
            assert y == last_y
        before = now


def test_the_bank_at_rest() -> None:
    made, timeline = step_of("bank")
    frame = frame_at(made, timeline, None, View(978, 572))
    assert [unit.value for unit in frame.units] == ["2", "3", "5", "1", "9"]
    weights = {pill.element: pill.runs[0].text for pill in frame.pills if not pill.is_bias}
    assert weights == {
        EdgeAt(1, 0, 0): "1",
        EdgeAt(1, 0, 1): "1",
        EdgeAt(1, 1, 0): "−1",
        EdgeAt(1, 1, 1): "1",
        EdgeAt(2, 0, 0): "2",
        EdgeAt(2, 0, 1): "−1",
    }
    assert not frame.tokens
    assert not frame.tags
    assert frame.gauge is not None
    assert frame.gauge.loss == "loss 3² = 9"


def token_on(made: Trace, timeline: Timeline, time: float, source: int) -> tuple[str, Ink, float, float] | None:
    frame = frame_at(made, timeline, time, View(1264, 720))
    for token in frame.tokens:
        if frame.edges.sources[token.edge] == source:
            return token.text, token.ink, token.box.x, token.at
    return None


def test_a_product_leaves_is_multiplied_and_arrives() -> None:
    made, timeline = step_of("bank")
    beat = timeline.beat(Kind.PRODUCTS, 2, 0)
    assert beat is not None
    layout = frame_at(made, timeline, None, View(1264, 720)).layout
    source, target = layout.columns[1], layout.columns[2]
    set_out = beat.edge_start(1)

    leaving = token_on(made, timeline, set_out + 0.01, 1)
    assert leaving is not None
    assert leaving[:2] == ("1", Ink.POSITIVE)
    assert leaving[2] == pytest.approx(source.x + source.half_width + 16, abs=2)

    frame = frame_at(made, timeline, set_out + 0.42 + 0.2, View(1264, 720))
    (gate,) = [pill for pill in frame.pills if pill.is_gate and pill.element == EdgeAt(2, 0, 1)]
    assert [run.text for run in gate.runs] == ["1", "×", "−1", "=", "−1"]
    assert token_on(made, timeline, set_out + 0.42 + 0.2, 1) is None

    arriving = token_on(made, timeline, set_out + 1.39, 1)
    assert arriving is not None
    assert arriving[:2] == ("−1", Ink.NEGATIVE)
    assert arriving[2] < target.x - target.half_width
    assert arriving[2] == pytest.approx(target.x - target.half_width - 20, abs=4)


def test_sums_collect_what_has_arrived() -> None:
    made, timeline = step_of("bank")
    beat, summed = timeline.beat(Kind.PRODUCTS, 2, 0), timeline.beat(Kind.SUM, 2, 0)
    assert beat is not None
    assert summed is not None

    def output(time: float) -> tuple[UnitState, str, str]:
        unit = frame_at(made, timeline, time, View(1264, 720)).units[-1]
        return unit.state, unit.partial, unit.value

    assert output(beat.start - 0.1)[:2] == (UnitState.WAITING, "")
    assert output(beat.start + 0.5)[:2] == (UnitState.COLLECTING, "")
    assert output(beat.start + 1.4)[:2] == (UnitState.COLLECTING, "10")
    assert output(beat.end)[:2] == (UnitState.COLLECTING, "9")
    assert output(summed.start + 0.3) == (UnitState.KNOWN, "", "9")


def test_a_slope_opens_three_factors_and_leaves_a_tag() -> None:
    made, timeline = step_of("slopes")
    beat = timeline.beat(Kind.SLOPES_OF_WEIGHTS, 2, 0)
    assert beat is not None
    frame = frame_at(made, timeline, beat.edge_start(1) + 0.45 + 0.4, View(1264, 720))
    (gate,) = [pill for pill in frame.pills if pill.is_gate and pill.element == EdgeAt(2, 0, 1)]
    assert [run.text for run in gate.runs] == ["3", "×", "6", "×", "1", "=", "18"]
    end = frame_at(made, timeline, timeline.duration, View(1264, 720))
    slopes = {tag.element: tag.runs[-1].text for tag in end.tags}
    assert slopes[EdgeAt(2, 0, 0)] == "6"
    assert slopes[EdgeAt(2, 0, 1)] == "18"
    assert slopes[UnitAt(2, 0)] == "6"


def test_the_update_ends_at_the_new_weights() -> None:
    made, timeline = step_of("gradient-descent")
    frame = frame_at(made, timeline, timeline.duration, View(978, 572))
    assert [pill.runs[0].text for pill in frame.pills if not pill.is_bias] == ["0.7", "1.6"]
    assert frame.edges.weights.tolist() == pytest.approx([0.7, 1.6])
    half = frame_at(made, timeline, timeline.duration - 1.3 + 0.2 + 0.45, View(978, 572))
    assert half.edges.weights.tolist() == pytest.approx([0.85, 1.8])


def test_a_softmax_gate_has_two_factors() -> None:
    made = random_trace([2, 2], 1)
    layer = made.network.layers[0]
    network = Network(made.network.inputs, (Layer("output", layer.units, "softmax", layer.weights),))
    made = trace(network, [1.0, 2.0], [1.0, 0.0], Training(loss="categorical_cross_entropy"))
    timeline = timeline_of(network, True)
    beat = timeline.beat(Kind.SLOPES_OF_WEIGHTS, 1, 0)
    assert beat is not None
    frame = frame_at(made, timeline, beat.start + 0.85, View(1264, 720))
    (gate,) = [pill for pill in frame.pills if pill.is_gate and pill.element == EdgeAt(1, 0, 0)]
    assert sum(run.text == "×" for run in gate.runs) == 1


def test_small_units_keep_their_bias_as_a_dot() -> None:
    made = random_trace([2, 10, 1], 3)
    frame = frame_at(made, timeline_of(made.network, True), None, View(1264, 800))
    small = [unit for unit in frame.units if unit.element in [UnitAt(1, k) for k in range(10)]]
    signs = [Ink.NEGATIVE if bias < 0 else Ink.POSITIVE for bias in made.network.layers[0].bias]
    assert [unit.bias for unit in small] == signs
    assert not any(isinstance(pill.element, BiasAt) and pill.element.column == 1 for pill in frame.pills)


def test_numbers_keep_inside_their_units() -> None:
    made = random_trace([2, 2, 1], 4, "identity")
    made = trace(made.network, [12345.678, 1e-7], [1.0], Training())
    units = frame_at(made, timeline_of(made.network, True), None, View(978, 572)).units
    assert [unit.value for unit in units[:2]] == ["12346", "1e−7"]


def test_long_names_are_cut_short() -> None:
    made = random_trace([2, 1], 5)
    network = Network(("the number of transactions of last year", "income"), made.network.layers)
    made = trace(network, [1.0, 2.0], None, Training())
    names = [unit.name for unit in frame_at(made, timeline_of(network, False), None, View(797, 408)).units]
    assert names[0].startswith("the number")
    assert names[0].endswith("…")
    assert names[1] == "income"


def test_large_networks_draw_their_strongest_edges_and_say_so() -> None:
    made = random_trace([784, 128, 10], 6, scale=0.1)
    timeline = timeline_of(made.network, True)
    frame = frame_at(made, timeline, None, View(1264, 720))
    assert len(frame.edges) == 600
    assert frame.edges.total == 784 * 128 + 1280
    assert frame.note == "600 of 101,632 edges: the strongest"
    assert frame.folds[0].text.endswith("more")
    folded = frame.layout.columns[0]
    assert frame.folds[0].text == f"… {folded.folded} more"

    selected = frame_at(made, timeline, None, View(1264, 720, selection=UnitAt(1, 0)))
    mine = (selected.edges.columns == 1) & (selected.edges.units == 0)
    assert mine.sum() == len(folded.units)
    assert set(selected.edges.emphasis[mine]) == {1.0}
    assert selected.edges.emphasis.min() == pytest.approx(0.26)
    assert selected.note.endswith("and all of unit 0")


def test_emphasis_is_on_what_moves() -> None:
    made, timeline = step_of("bank")
    beat = timeline.beat(Kind.PRODUCTS, 1, 0)
    assert beat is not None
    edges = frame_at(made, timeline, beat.start + 0.8, View(978, 572)).edges
    is_mine = (edges.columns == 1) & (edges.units == 0)
    assert set(edges.emphasis[is_mine]) == {1.0}
    assert set(edges.emphasis[~is_mine]) == {0.5}
    assert Moment(timeline, None).emphasis(1, 1) == 1


def test_a_selected_unit_with_the_keyboard_has_corners() -> None:
    made, timeline = step_of("bank")
    for has_focus in (True, False):
        view = View(978, 572, selection=UnitAt(1, 0), has_focus=has_focus)
        units = frame_at(made, timeline, None, view).units
        assert [unit.has_focus for unit in units] == [False, False, has_focus, False, False]


def test_a_weight_that_training_may_not_change_is_marked() -> None:
    held = with_frozen(example("bank"), [WeightPlace(1, 0, 0)], True)
    held = with_pruned(held, [WeightPlace(1, 1, 0)], True)
    made = trace_example(held)
    frame = frame_at(made, timeline_of(made.network, True), None, View(900, 600))
    marks = {pill.element: pill.held for pill in frame.pills}
    assert marks[EdgeAt(1, 0, 0)] is Held.FROZEN
    assert marks[EdgeAt(1, 1, 0)] is Held.PRUNED
    assert marks[EdgeAt(1, 0, 1)] is Held.FREE


def test_all_that_is_selected_stands_out() -> None:
    made = trace_example(example("bank"))
    view = View(900, 600, selection=EdgeAt(1, 0, 0), also=frozenset({EdgeAt(1, 1, 1), UnitAt(2, 0)}))
    frame = frame_at(made, timeline_of(made.network, True), None, view)
    edges = frame.edges
    rows = np.flatnonzero(edges.is_selected)
    places = {(int(edges.columns[k]), int(edges.units[k]), int(edges.sources[k])) for k in rows}
    assert places == {(1, 0, 0), (1, 1, 1)}
    assert [unit.element for unit in frame.units if unit.is_selected] == [UnitAt(2, 0)]
