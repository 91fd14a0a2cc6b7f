"""The stage follows the document, and a run where one is watched."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.files.examples import example
from core.message import Message
from simulator.document.document import Document
from simulator.frames.timeline import Detail
from simulator.frames.view import View
from simulator.stage.stage import Stage
from tests.by_hand import with_arrays

VIEW = View(978, 572)


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(example("bank"))


@pytest.fixture
def stage(document: Document) -> Stage:
    return Stage(document)


def edited(document: Document, factor: float) -> None:
    experiment = document.experiment
    network = with_arrays(experiment.network, [array * factor for array in experiment.network.arrays()])
    document.edit(Message("Change weights"), replace(experiment, network=network))


def test_an_edit_shows_at_once(qtbot: QtBot, document: Document, stage: Stage) -> None:
    before = stage.trace
    with qtbot.waitSignal(stage.changed):
        edited(document, 2)
    assert stage.trace is not before
    assert stage.trace.network is document.experiment.network
    document.undo_stack.undo()
    assert stage.trace.prediction.tolist() == before.prediction.tolist() == [9]


def test_looking_changes_nothing(document: Document, stage: Stage) -> None:
    experiment, trace = document.experiment, stage.trace
    first = stage.frame(VIEW)
    stage.playhead.seek(4.0)
    stage.frame(VIEW)
    stage.playhead.rest()
    assert stage.frame(VIEW) == first
    assert document.experiment is experiment
    assert stage.trace is trace


def test_a_watched_network_stands_in_for_the_document(qtbot: QtBot, document: Document, stage: Stage) -> None:
    watched = with_arrays(example("bank").network, [array * 3 for array in example("bank").network.arrays()])
    with qtbot.waitSignal(stage.changed):
        stage.show_network(watched)
    assert not stage.is_showing_document
    assert stage.trace.network is watched
    with qtbot.assertNotEmitted(stage.changed):
        stage.show_network(watched)
    stage.show_network(None)
    assert stage.is_showing_document
    assert stage.trace.network is document.experiment.network


def test_an_edit_of_the_network_ends_the_watching(document: Document, stage: Stage) -> None:
    stage.show_network(
        with_arrays(example("bank").network, [array * 3 for array in example("bank").network.arrays()])
    )
    edited(document, 2)
    assert stage.is_showing_document


def test_the_detail_changes_the_timeline(qtbot: QtBot, stage: Stage) -> None:
    stage.playhead.seek(stage.timeline.duration)
    with qtbot.waitSignal(stage.changed):
        stage.set_detail(Detail.BY_LAYER)
    assert stage.timeline.detail is Detail.BY_LAYER
    assert stage.playhead.timeline is stage.timeline
    assert stage.playhead.time is not None
    assert stage.playhead.time <= stage.timeline.duration
    stage.set_detail(None)
    assert stage.timeline.detail is Detail.BY_UNIT


def test_with_reduced_motion_nothing_travels_and_no_beat_is_left_out(stage: Stage) -> None:
    stage.set_still(True)
    seen = []
    for share in np.linspace(0, 1, 400):
        stage.playhead.seek(share * stage.timeline.duration)
        frame = stage.frame(VIEW)
        assert frame.beat is stage.timeline.beats[stage.timeline.index_at(stage.playhead.time or 0.0)]
        seen.append(frame)
    assert len({id(frame.beat) for frame in seen}) == len(stage.timeline.beats)
    settled = [frame for frame in seen if frame.before is None]
    assert len({id(frame.beat) for frame in settled}) == len(stage.timeline.beats)
    for before, after in pairwise(settled):
        assert after == before or after.beat is not before.beat
    for frame in seen:
        if frame.before is not None:
            # What fades away is how the beat before has ended.
            ends = [each for each in settled if each.beat is frame.before.beat]
            assert frame.beat is stage.timeline.beats[0] or frame.before == ends[0]
            assert 0 <= frame.blend < 1
    stage.playhead.rest()
    assert stage.time is None
