"""With the whole batch on show: slopes are means, and nothing claims to be a product that is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.data import example_at, split_of, table_of
from core.explaining.explanation import explain
from core.explaining.explanation_row import opened_rows
from core.explaining.links import RowStep
from core.files.examples import example
from core.message import Message
from core.numbers import is_hidden
from core.practice.veil import veiled
from core.quantity import SLOPES, Kind, Quantity, quantities_of_edge, quantities_of_unit, value_of
from core.trace import trace, trace_example
from simulator.document.document import Document
from simulator.frames.moment import Moment
from simulator.frames.timeline import Kind as BeatKind
from simulator.frames.view import View
from simulator.shapes import Ink
from simulator.stage.stage import Stage
from simulator.words import say
from tests.by_hand import with_weight


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp: object) -> None:
    """Labels are measured."""


def staged(name: str) -> Stage:
    document = Document(example(name))
    stage = Stage(document)
    document.setParent(stage)
    stage.set_whole_batch(True)
    return stage


def test_slopes_are_means_over_the_training_rows() -> None:
    stage = staged("circle")
    split = split_of(stage.experiment)
    rows = [
        trace(stage.experiment.network, inputs, targets, stage.experiment.training)
        for inputs, targets in zip(split.train_inputs, split.train_targets, strict=True)
    ]
    assert stage.trace.batch_rows == len(rows)
    for column, layer in enumerate(stage.trace.layers):
        mean = np.mean([row.layers[column].d_loss_d_weights for row in rows], axis=0)
        np.testing.assert_allclose(layer.d_loss_d_weights, mean, rtol=1e-9, atol=1e-15)


def test_an_edit_is_averaged_anew_and_the_example_comes_back() -> None:
    stage = staged("circle")
    before = stage.trace.layers[0].d_loss_d_weights
    document = stage.findChild(Document)
    document.edit(Message("Change"), with_weight(document.experiment, 1, 0, 0, 2.0))
    assert stage.trace.batch_rows
    assert (stage.trace.layers[0].d_loss_d_weights != before).any()
    stage.set_whole_batch(False)
    assert stage.trace.batch_rows == 0


def test_without_data_the_example_is_the_batch() -> None:
    assert staged("bank").trace.batch_rows == 0


@pytest.mark.parametrize("name", ["circle", "iris", "sine"])
def test_no_explanation_multiplies_means(name: str) -> None:
    step = staged(name).trace
    told = [explain(step, one) for one in (*quantities_of_edge(step, 2, 0, 0), *quantities_of_unit(step, 1, 0))]
    slopes = [one for one in told if one.quantity.kind in SLOPES]
    assert slopes
    for one in slopes:
        assert any("mean over" in say(note) for note in one.notes)
        assert all(isinstance(row.link, RowStep) for row in one.comes_from if row.rest is None)
    weight = explain(step, Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 0))
    assert " ".join(say(sign.text) for sign in weight.formula).endswith(
        "mean over the rows of value × slope at the sum"
    )
    assert "mean" in say(weight.sentence)
    rows = opened_rows(weight.comes_from)
    assert len(rows) == step.batch_rows
    # Each row says what its own step says.
    for row in rows[:3]:
        assert isinstance(row.link, RowStep)
        experiment = staged(name).experiment
        own = trace_example(replace(experiment, example=example_at(table_of(experiment), row.link.row)))
        assert row.value.value == pytest.approx(value_of(own, row.link.quantity), rel=1e-12, abs=1e-15)


def test_gates_and_captions_show_the_mean_alone() -> None:
    stage = staged("circle")
    timeline = stage.timeline
    beat = timeline.beat(BeatKind.SLOPES_OF_WEIGHTS, 3, 0)
    assert beat is not None
    view = View(1400, 700)
    for share in np.linspace(0, 1, 21):
        time = beat.start + share * (beat.end - beat.start) * 0.999
        assert Moment(timeline, time).beat is beat
        stage.playhead.seek(time)
        frame = stage.frame(view)
        for pill in frame.pills:
            if pill.is_gate and pill.ink is Ink.SLOPE:
                assert all(run.text not in ("×", "=") for run in pill.runs)
        assert "mean" in say(frame.caption.sentence)
    legend = stage.frame(view).legend
    assert legend is not None
    assert "means over" in legend.word


def test_the_rows_of_a_batch_do_not_tell_what_is_hidden() -> None:
    shown = veiled(staged("iris").trace, {Quantity(Kind.ACTIVATION, 1, 0)})
    told = explain(shown, Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 0))
    assert not told.equation
    assert all(is_hidden(row.value.value) for row in told.comes_from)
    assert explain(shown, Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 1)).equation
