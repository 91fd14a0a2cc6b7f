"""Steps are made by hand or played, and never rest between two."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from widgets.descent import step_player
from widgets.descent.step_player import StepPlayer


class Clock:
    """Every tick comes a quarter of a step after the one before, however busy the machine is."""

    def start(self) -> None:
        """It is always running."""

    def restart(self) -> float:
        return 10.0


@pytest.fixture
def player(qapp: object, monkeypatch: pytest.MonkeyPatch) -> StepPlayer:
    monkeypatch.setattr(step_player, "STEP_TIME", 40)
    made = StepPlayer()
    monkeypatch.setattr(made, "_clock", Clock())
    made.set_last(3)
    return made


def test_a_step_travels_and_arrives(qtbot: QtBot, player: StepPlayer) -> None:
    seen: list[float] = []
    player.moved.connect(lambda: seen.append(player.shown))
    player.step_on()
    assert player.is_moving
    assert not player.is_playing
    qtbot.waitUntil(lambda: not player.is_moving)
    assert player.shown == 1
    assert any(0 < shown < 1 for shown in seen)
    assert seen == sorted(seen)


def test_a_step_under_way_is_made_at_once_by_the_next(qtbot: QtBot, player: StepPlayer) -> None:
    player.step_on()
    qtbot.waitUntil(lambda: player.shown > 0)
    player.step_on()
    assert player.shown >= 1
    qtbot.waitUntil(lambda: not player.is_moving)
    assert player.shown == 2


def test_playing_goes_to_the_end_and_begins_again(qtbot: QtBot, player: StepPlayer) -> None:
    player.play()
    assert player.is_playing
    qtbot.waitUntil(lambda: not player.is_moving)
    assert player.step == 3
    player.play()
    assert player.step == 0
    qtbot.waitUntil(lambda: player.shown > 0)
    player.pause()
    assert player.shown == player.step == 1
    assert not player.is_moving


def test_back_and_to_the_start(player: StepPlayer) -> None:
    player.is_still = True
    player.step_on()
    player.step_on()
    player.step_back()
    assert player.shown == 1
    player.to_start()
    player.step_back()
    assert player.shown == 0


def test_with_reduced_motion_no_step_is_seen_on_its_way(qtbot: QtBot, player: StepPlayer) -> None:
    player.is_still = True
    seen: set[float] = set()
    player.moved.connect(lambda: seen.add(player.shown))
    player.play()
    qtbot.waitUntil(lambda: not player.is_moving)
    assert seen == {0, 1, 2, 3}


def test_where_fewer_steps_are_left_it_rests_at_the_last(player: StepPlayer) -> None:
    player.is_still = True
    for _ in range(5):
        player.step_on()
    assert player.step == 3
    player.set_last(1)
    assert player.step == 1
