"""Going through the epochs of a run, by hand and by the clock."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from widgets.loss.tape_player import TapePlayer


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[TapePlayer]:
    made = TapePlayer()
    made.show_tape(np.arange(11), 20, np.linspace(1, 0, 11))
    yield made
    made.stop()


def test_a_step_stays_on_the_tape_and_is_told_once(player: TapePlayer) -> None:
    went: list[int] = []
    player.index_chosen.connect(went.append)
    for by in (1, 3, -2, -100, -1, 100):
        player.step(by)
    assert went == [1, 4, 2, 0, 10]
    assert (player.epoch, player.last, player.planned) == (10.0, 10, 20)


def test_what_nobody_chose_is_not_told(qtbot: QtBot, player: TapePlayer) -> None:
    with qtbot.assertNotEmitted(player.index_chosen):
        player.set_index(4)
        player.set_index(None)
        player.show_tape(np.arange(3), 20)
    assert player.index == 2


def test_playing_from_the_end_begins_at_the_beginning(qtbot: QtBot, player: TapePlayer) -> None:
    player.set_index(None)
    player.set_speed(200.0)
    player.toggle()
    assert player.index == 0
    qtbot.waitUntil(lambda: not player.is_playing)
    assert player.index == 10


def test_played_backward_it_comes_to_the_beginning_and_turns_round_when_that_is_asked_for(
    qtbot: QtBot, player: TapePlayer
) -> None:
    player.set_speed(200.0)
    went: list[int] = []
    player.index_chosen.connect(went.append)
    player.toggle(is_backward=True)
    assert went == [10], "from the beginning there is no way back"
    player.toggle()
    assert player.is_playing
    assert not player.is_backward
    player.toggle(is_backward=True)
    qtbot.waitUntil(lambda: not player.is_playing)
    assert player.index == 0
    assert went[-3:] == sorted(went[-3:], reverse=True)


def test_an_epoch_between_two_records_is_the_nearer_one(player: TapePlayer) -> None:
    for epoch, index in ((3.4, 3), (3.6, 4), (99.0, 10), (-2.0, 0)):
        player.go_to_epoch(epoch)
        assert player.index == index


def test_where_it_repeats_it_goes_on_until_it_is_stopped(qtbot: QtBot, player: TapePlayer) -> None:
    player.is_looping = True
    player.set_speed(400.0)
    went: list[int] = []
    player.index_chosen.connect(went.append)
    player.toggle()
    qtbot.waitUntil(lambda: went.count(10) >= 2)
    assert player.is_playing
    player.toggle()
    assert not player.is_playing


def test_without_a_tape_there_is_nothing_to_play(player: TapePlayer) -> None:
    player.clear()
    player.toggle()
    player.step(1)
    assert not player.has_tape
    assert not player.is_playing
    assert (player.index, player.epoch) == (0, 0.0)
