"""The clock: signals, ends, steps and loops, without waiting for any."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.frames.timeline import timeline_of
from simulator.stage.playhead import SPEEDS, Playhead

TIMELINE = timeline_of(example("bank").network, True)


@pytest.fixture
def playhead(qapp: object) -> Playhead:
    made = Playhead(TIMELINE)
    yield made
    made.pause()


def test_it_begins_at_rest(playhead: Playhead) -> None:
    assert playhead.time is None
    assert not playhead.is_playing
    assert playhead.speed in SPEEDS


def test_playing_begins_at_the_beginning_and_says_so(qtbot: QtBot, playhead: Playhead) -> None:
    with qtbot.waitSignals([playhead.playing_changed, playhead.moved]):
        playhead.play()
    assert playhead.is_playing
    assert playhead.time is not None
    assert playhead.time < 0.5
    with qtbot.waitSignal(playhead.moved):
        pass
    assert playhead.time > 0


def test_pausing_keeps_the_time(qtbot: QtBot, playhead: Playhead) -> None:
    playhead.seek(3.0)
    playhead.play()
    with qtbot.waitSignal(playhead.playing_changed, check_params_cb=lambda is_playing: not is_playing):
        playhead.pause()
    assert playhead.time == 3.0
    with qtbot.assertNotEmitted(playhead.playing_changed):
        playhead.pause()


def test_toggling_plays_and_pauses(playhead: Playhead) -> None:
    playhead.toggle()
    assert playhead.is_playing
    playhead.toggle()
    assert not playhead.is_playing


@pytest.mark.parametrize(("asked", "given"), [(-1.0, 0.0), (2.5, 2.5), (1e9, TIMELINE.duration)])
def test_seeking_stays_within_the_step(qtbot: QtBot, playhead: Playhead, asked: float, given: float) -> None:
    with qtbot.waitSignal(playhead.moved):
        playhead.seek(asked)
    assert playhead.time == given


def test_beats_on_lead_to_every_beginning_and_the_end(playhead: Playhead) -> None:
    playhead.seek(0)
    seen = []
    for _ in TIMELINE.beats:
        playhead.beat_on()
        seen.append(playhead.time)
    assert seen == [beat.end for beat in TIMELINE.beats]


def test_beats_back_lead_to_rest(playhead: Playhead) -> None:
    playhead.seek(TIMELINE.beats[2].start + 0.3)
    times = []
    for _ in range(4):
        playhead.beat_back()
        times.append(playhead.time)
    assert times == [TIMELINE.beats[2].start, TIMELINE.beats[1].start, 0.0, None]
    playhead.beat_back()
    assert playhead.time is None


def test_from_rest_a_beat_on_shows_the_inputs(playhead: Playhead) -> None:
    playhead.beat_on()
    assert playhead.time == TIMELINE.beats[1].start


def test_it_stops_at_the_end_and_begins_again(qtbot: QtBot, playhead: Playhead) -> None:
    playhead.seek(TIMELINE.duration - 0.01)
    playhead.play()
    with qtbot.waitSignal(playhead.playing_changed):
        playhead.advance(1.0)
    assert playhead.time == TIMELINE.duration
    playhead.play()
    assert playhead.time == 0.0


def test_a_loop_goes_round(playhead: Playhead) -> None:
    playhead.is_looping = True
    playhead.seek(TIMELINE.duration - 0.25)
    playhead.play()
    playhead.advance(1.0)
    assert playhead.is_playing
    assert playhead.time == pytest.approx(0.75)


def test_rest_stops_and_shows_the_network(playhead: Playhead) -> None:
    playhead.play()
    playhead.rest()
    assert playhead.time is None
    assert not playhead.is_playing


def test_a_shorter_timeline_holds_the_time_to_its_end(playhead: Playhead) -> None:
    playhead.seek(TIMELINE.duration)
    shorter = timeline_of(example("gradient-descent").network, True)
    playhead.set_timeline(shorter)
    assert playhead.time == shorter.duration
