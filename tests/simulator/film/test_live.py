"""What is on the screen, recorded as it comes: as many pictures as time has passed, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.message import Message, Problem
from simulator.film import live
from simulator.film.format import WEBM
from simulator.film.live import LiveRecording
from simulator.film.settings import FilmSettings
from simulator.film.writer import ContainerWriter, open_writer

FPS = 16
"""A tick is a number that floats hold exactly."""
GROUND = "#fdfcfa"


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(live, "time", made)
    return made


class Screen:
    """A picture of one colour, and how often it was asked for."""

    def __init__(self, size: QSize | None = None) -> None:
        self.size = size or QSize(161, 91)
        self.color = QColor("red")
        self.asked = 0

    def grab(self) -> QImage:
        self.asked += 1
        image = QImage(self.size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(self.color)
        return image


def frames(path: Path) -> list[QColor]:
    """The colour in the middle of every picture."""
    with av.open(str(path)) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    return [QColor(*map(int, picture[picture.shape[0] // 2, picture.shape[1] // 2])) for picture in pictures]


def test_as_many_pictures_as_time_has_passed(tmp_path: Path, clock: Clock) -> None:
    screen = Screen()
    path = tmp_path / "live.mp4"
    recording = LiveRecording(screen.grab, path, GROUND, FPS)
    told: list[str] = []
    recording.finished.connect(told.append)
    recording.start()
    for seconds, color in ((1 / FPS, "lime"), (0.5, "blue")):
        clock.now += seconds
        screen.color = QColor(color)
        recording._take()
    recording.stop()
    shown = frames(path)
    assert told == [str(path)]
    # One at the start, one a tick later; then the window was busy for half a second.
    assert len(shown) == 10
    assert [max(range(3), key=lambda k: color.getRgb()[k]) for color in shown] == [0, *[1] * 8, 2]
    assert [each.name for each in tmp_path.iterdir()] == ["live.mp4"]


def test_a_window_of_another_size_is_fitted_into_the_first(tmp_path: Path, clock: Clock) -> None:
    screen = Screen(QSize(200, 100))
    recording = LiveRecording(screen.grab, tmp_path / "live.mp4", GROUND, FPS)
    recording.start()
    for size in (QSize(800, 100), QSize(100, 300), QSize(40, 40)):
        clock.now += 1 / FPS
        screen.size = size
        recording._take()
    recording.stop()
    assert len(frames(tmp_path / "live.mp4")) == 4
    with av.open(str(tmp_path / "live.mp4")) as container:
        last = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)][-1]
    assert last.shape == (100, 200, 3)
    # A small picture in the middle, ground around it.
    assert last[50, 100].argmax() == 0
    assert last[50, 100, 1] < 80
    assert last[5, 5].min() > 230


def test_pictures_in_a_folder(tmp_path: Path, clock: Clock) -> None:
    recording = LiveRecording(Screen().grab, tmp_path / "live", GROUND, FPS)
    recording.start()
    clock.now += 2 / FPS
    recording._take()
    recording.stop()
    assert len(list((tmp_path / "live").iterdir())) == 3


def test_given_up_it_leaves_nothing(tmp_path: Path, clock: Clock) -> None:
    recording = LiveRecording(Screen().grab, tmp_path / "live.webm", GROUND, FPS)
    recording.start()
    recording.abandon()
    assert list(tmp_path.iterdir()) == []
    assert not recording.is_running


def test_what_breaks_is_told_once_and_leaves_nothing(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def refuse(writer: ContainerWriter, image: QImage) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ContainerWriter, "add", refuse)
    recording = LiveRecording(Screen().grab, tmp_path / "live.mp4", GROUND, FPS)
    told: list[Message] = []
    recording.failed.connect(told.append)
    recording.start()
    recording.stop()
    assert len(told) == 1
    assert "No space left" in str(told[0])
    assert list(tmp_path.iterdir()) == []


def test_a_codec_that_takes_its_time_is_told_to_hurry(tmp_path: Path) -> None:
    """Else a window stands still until all that was not yet written is."""
    settings = FilmSettings(width=64, height=64)
    hurry = [open_writer(WEBM, settings, tmp_path / f"{is_live}.webm", is_live=is_live) for is_live in (False, True)]
    deadlines = []
    for writer in hurry:
        assert isinstance(writer, ContainerWriter)
        deadlines.append(writer._stream.codec_context.options.get("deadline"))
        writer.abandon()
    assert deadlines == [None, "realtime"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("live.gif", "one palette"), ("live.mov", "films end in"), ("no/live.mp4", "there is no folder")],
)
def test_what_cannot_be_is_refused_before_it_begins(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        LiveRecording(Screen().grab, tmp_path / name, GROUND, FPS)
    assert list(tmp_path.iterdir()) == []


def test_the_clock_ticks_by_itself(tmp_path: Path, qtbot: QtBot) -> None:
    screen = Screen()
    recording = LiveRecording(screen.grab, tmp_path / "live.mp4", GROUND, 60)
    recording.start()
    qtbot.waitUntil(lambda: screen.asked >= 6)
    recording.stop()
    assert len(frames(tmp_path / "live.mp4")) >= 5
