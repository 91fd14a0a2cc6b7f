"""What is hidden stands in no picture: not as a number, and not as a colour, a strength or a place either."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from core.activations import ACTIVATIONS
from core.experiment import Example, Experiment, Training
from core.explaining.arithmetic import Number, pieces_of
from core.explaining.explanation import explain
from core.network import Layer, Network
from core.numbers import HIDDEN, short
from core.practice.exercise import exercise_of
from core.practice.veil import veiled
from core.quantity import (
    LOSS,
    Kind,
    Quantity,
    quantities_of_edge,
    quantities_of_loss,
    quantities_of_unit,
    value_of,
)
from core.trace import Trace, trace_example
from simulator.document.document import Document
from simulator.frames.anatomy import anatomy_at
from simulator.frames.captions import caption_of
from simulator.frames.elements import UnitAt
from simulator.frames.face import BiasAs, Face
from simulator.frames.framing import frame_at, still_frame_at
from simulator.frames.timeline import Detail, timeline_of
from simulator.frames.view import View
from simulator.painting.paint import paint
from simulator.shapes import Ink, sign_ink
from simulator.stage.stage import Stage
from simulator.theme import theme
from simulator.words import say
from widgets.canvas.editing import describe

VIEW = View(1200, 720)


def odd_experiment(activation: str = "tanh", outputs: int = 1, seed: int = 1) -> Experiment:
    """Numbers that no other number of the step looks like."""
    draw = np.random.default_rng(seed)
    hidden = Layer("hidden", ("h1", "h2"), activation, draw.uniform(0.5, 2, (2, 2)), draw.uniform(0.1, 1, 2))
    names = tuple(f"y{k}" for k in range(outputs))
    output = Layer("output", names, "identity", draw.uniform(0.5, 2, (outputs, 2)), draw.uniform(0.1, 1, outputs))
    example = Example(tuple(draw.uniform(0.5, 2, 2)), tuple(draw.uniform(5, 9, outputs)))
    return Experiment(Network(("a", "b"), (hidden, output)), example, training=Training(learning_rate=0.37))


def texts_in(part: object) -> Iterator[str]:
    """Every string of a frame, wherever it stands."""
    if isinstance(part, str):
        yield part
    elif is_dataclass(part) and not isinstance(part, type):
        if hasattr(part, "template"):
            yield say(part)  # type: ignore[arg-type]
            return
        for each in fields(part):
            yield from texts_in(getattr(part, each.name))
    elif isinstance(part, tuple):
        for each in part:
            yield from texts_in(each)


def hidden_texts(whole: Trace, hidden: frozenset[Quantity]) -> set[str]:
    """What the hidden numbers would look like, in three digits or four."""
    values = [value_of(whole, each) for each in hidden]
    given = [
        *whole.inputs,
        *whole.targets,
        *np.concatenate([each.ravel() for each in whole.network.arrays()]),
        0,
        1,
        -1,
    ]
    secret, known = ({short(value, digits) for value in some if value is not None for digits in (3, 4)}
                     for some in (values, given))  # fmt: skip
    return secret - known


def words_of(frame: object) -> set[str]:
    return {word.strip("(),.:²") for text in texts_in(frame) for word in text.split()}


def all_hidden(whole: Trace) -> tuple[Trace, frozenset[Quantity]]:
    exercise = exercise_of(whole, most=100)
    hidden = exercise.hidden(whole, exercise.questions)
    return veiled(whole, hidden), hidden


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity"])
@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("bias", list(BiasAs))
def test_no_frame_says_a_hidden_number(activation, outputs, bias):
    whole = trace_example(odd_experiment(activation, outputs))
    shown, hidden = all_hidden(whole)
    secret = hidden_texts(whole, hidden)
    timeline = timeline_of(whole.network, True, Detail.BY_UNIT, bias)
    view = View(1200, 720, bias=bias)
    random.seed(4)
    times = [None, timeline.duration, *(beat.end - 1e-3 for beat in timeline.beats)]
    times += [random.uniform(0, timeline.duration) for _ in range(8)]
    for time in times:
        words = words_of(frame_at(shown, timeline, time, view))
        assert not words & secret, time
        assert words_of(frame_at(whole, timeline, time, view)) != words
    last = frame_at(shown, timeline, timeline.duration, view)
    assert "?" in words_of(last.pills)
    assert "?" in words_of(last.units)
    assert "?" in words_of(last.tags)
    assert not words_of(still_frame_at(shown, timeline, timeline.duration / 2, view)) & secret
    for column in (1, 2):
        for time in (None, timeline.duration):
            assert not words_of(anatomy_at(shown, timeline, time, UnitAt(column, 0), view)) & secret


def test_each_number_comes_back_where_it_stands_once_it_is_known():
    whole = trace_example(odd_experiment())
    exercise = exercise_of(whole, most=100)
    timeline = timeline_of(whole.network, True)
    # All that the way there shows, all of the way back, and the new weights.
    times = [None, timeline.beats[-1].start - 1e-3, timeline.duration]
    for at, question in enumerate(exercise.questions):
        if question.kind is Kind.SLOPE_OF_BIAS:
            continue  # without nodes for biases no picture shows it
        before, after = (veiled(whole, exercise.hidden(whole, exercise.questions[k:])) for k in (at, at + 1))
        unknown = [
            sum("?" in text for time in times for text in texts_in(frame_at(each, timeline, time, VIEW)))
            for each in (before, after)
        ]
        assert unknown[1] < unknown[0], question
    assert unknown[1] == 0


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_neither_colour_nor_strength_nor_place_gives_a_sign_or_a_size_away(activation):
    """Two networks whose hidden numbers differ in sign look alike where they stand."""
    frames = []
    for sign in (1.0, -1.0):
        base = odd_experiment(activation)
        hidden = base.network.layers[0]
        whole = trace_example(
            Experiment(
                Network(
                    base.network.inputs,
                    (Layer("hidden", hidden.units, activation, sign * hidden.weights), base.network.layers[1]),
                ),
                base.example,
                training=base.training,
            )
        )
        shown, _ = all_hidden(whole)
        timeline = timeline_of(whole.network, True)
        frames.append([frame_at(shown, timeline, beat.end - 1e-3, VIEW) for beat in timeline.beats])
    for one, other in zip(*frames, strict=True):
        computed = [unit for unit in one.units if not unit.is_input]
        assert computed == [unit for unit in other.units if not unit.is_input]
        assert one.gauge == other.gauge
        assert {unit.strength for unit in computed} <= {0.0}
        assert {unit.ink for unit in computed if unit.value == "?"} <= {Ink.TEXT_2}


def test_new_weights_that_are_hidden_leave_the_edges_as_they_were():
    whole = trace_example(odd_experiment())
    shown, _ = all_hidden(whole)
    timeline = timeline_of(whole.network, True)
    rest, end = (frame_at(shown, timeline, time, VIEW).edges for time in (None, timeline.duration))
    assert np.array_equal(rest.widths, end.widths)
    assert np.array_equal(rest.weights, end.weights)
    assert np.isfinite(end.lines).all()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_what_is_hidden_can_be_painted_at_every_beat(name):
    whole = trace_example(odd_experiment(outputs=2))
    shown, _ = all_hidden(whole)
    timeline = timeline_of(whole.network, True)
    for face in (Face.AUTO, Face.CURVE):
        for beat in timeline.beats[::3]:
            image = QImage(800, 500, QImage.Format.Format_ARGB32_Premultiplied)
            painter = QPainter(image)
            paint(painter, frame_at(shown, timeline, beat.end - 1e-3, View(800, 500, face=face)), theme(name))
            painter.end()


def test_a_number_that_merely_overflowed_keeps_its_words():
    assert short(float("nan")) == "not a number"
    assert sign_ink(HIDDEN) is Ink.TEXT_2
    assert sign_ink(-2.0) is Ink.NEGATIVE


def test_what_is_said_of_an_element_does_not_tell_either():
    whole = trace_example(odd_experiment())
    shown, hidden = all_hidden(whole)
    for unit in (UnitAt(1, 0), UnitAt(2, 0)):
        for exactly in (True, False):
            assert "?" in describe(shown, unit, exactly=exactly)
            assert not set(describe(shown, unit, exactly=exactly).split()) & hidden_texts(whole, hidden)


@pytest.mark.parametrize("activation", ["tanh", "relu", "identity", "sigmoid"])
def test_no_explanation_says_a_hidden_number(activation):
    whole = trace_example(odd_experiment(activation, outputs=2))
    shown, hidden = all_hidden(whole)
    secret = hidden_texts(whole, hidden)
    for column in (0, 1, 2):
        for unit in (0, 1):
            at = [*quantities_of_unit(shown, column, unit), *quantities_of_loss(shown)]
            at += [each for source in (0, 1) if column for each in quantities_of_edge(shown, column, unit, source)]
            for quantity in at:
                found = explain(shown, quantity)
                rows = (*found.comes_from, *found.goes_to, *found.update)
                pieces = [
                    *pieces_of(found.equation),
                    found.result,
                    *(piece for row in rows for piece in row.expression),
                ]
                pieces += [row.value for row in rows]
                said = {short(each.value, k) for each in pieces if isinstance(each, Number) for k in (3, 4)}
                assert not said & secret, quantity


@pytest.mark.parametrize("activation", ["identity", "relu", "tanh"])
@pytest.mark.parametrize("target", [90.0, -90.0])
def test_no_word_of_a_step_says_of_which_sign_a_hidden_number_is(activation, target):
    experiment = odd_experiment(activation)
    veil, _ = all_hidden(trace_example(replace(experiment, example=Example((1.0, 2.0), (target,)))))
    timeline = timeline_of(experiment.network, has_target=True)
    words = " ".join(say(caption_of(veil, beat).sentence) for beat in timeline.beats)
    assert "?" in words
    assert not re.search(r"positive|falls|grows \?|sends 0", words)


def test_the_stage_shows_the_step_without_what_is_hidden_and_keeps_the_whole(qtbot):
    stage = Stage(Document(odd_experiment()))
    whole = stage.trace
    with qtbot.waitSignal(stage.changed):
        stage.set_hidden(frozenset({LOSS}))
    assert short(stage.trace.loss) == "?"
    assert stage.whole_trace is whole
    stage.set_hidden(frozenset())
    assert stage.trace is whole


def test_every_activation_can_be_hidden():
    for name, entry in ACTIVATIONS.items():
        if entry.mixes_units:
            continue
        whole = trace_example(odd_experiment(name))
        shown, hidden = all_hidden(whole)
        timeline = timeline_of(whole.network, True)
        assert not words_of(frame_at(shown, timeline, timeline.duration, VIEW)) & hidden_texts(whole, hidden)
