"""Films in files, by the real encoder and decoder: every picture once and in order; no file where something broke."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from core.files.examples import example
from core.message import Failure, Message, Problem
from core.trace import trace_example
from simulator.film.composed import step_film
from simulator.film.film import Film
from simulator.film.recorder import record
from simulator.film.recording import Recording
from simulator.film.settings import FilmSettings
from simulator.film.writer import ContainerWriter
from simulator.frames.framing import frame_at
from simulator.frames.timeline import timeline_of
from simulator.painting.paint import paint

BITS = 10


class Numbered(Film):
    """Pictures that carry their number as blocks of black and white."""

    def __init__(self, settings: FilmSettings, fails_at: int | None = None) -> None:
        super().__init__(example("bank"), settings, Fraction(str(settings.seconds)))
        self.fails_at = fails_at
        self.painted = 0

    def state_at(self, time: Fraction) -> object:
        return time

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        number = int(time * self.settings.fps)
        if number == self.fails_at:
            raise ValueError("the painter broke")
        self.painted += 1
        width = self.settings.width / self._unit / BITS
        for bit in range(BITS):
            color = QColor("white" if number >> bit & 1 else "black")
            painter.fillRect(QRectF(bit * width, 0, width, self.settings.height / self._unit), color)


def number_of(picture: NDArray[np.uint8]) -> int:
    row = picture[picture.shape[0] // 2, :, 0]
    width = len(row) / BITS
    return sum(int(row[int((bit + 0.5) * width)] > 127) << bit for bit in range(BITS))


@dataclass(frozen=True)
class About:
    """What a file says of its film. A stream itself must not be asked once its file is closed."""

    size: tuple[int, int]
    fps: Fraction | None
    codec: str
    pixels: str | None
    colors: tuple[int, int, int]
    color_range: int


def decoded(path: Path) -> tuple[list[NDArray[np.uint8]], list[Fraction], About]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        pictures, times = [], []
        for frame in container.decode(stream):
            assert frame.pts is not None
            assert frame.time_base is not None
            times.append(frame.pts * frame.time_base)
            shown = frame.reformat(format="bgra", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709)
            pictures.append(shown.to_ndarray())
        context = stream.codec_context
        colors = (context.colorspace, context.color_primaries, context.color_trc)
        size = (stream.width, stream.height)
        about = About(size, stream.average_rate, context.name, stream.pix_fmt, colors, context.color_range)
        return pictures, times, about


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize(("fps", "seconds"), [(60, 5), (24, 3), (1, 3), (120, 0.5)])
def test_every_picture_is_there_once_and_in_order(tmp_path: Path, fps: int, seconds: float) -> None:
    film = Numbered(FilmSettings(width=320, height=180, fps=fps, seconds=seconds))
    told: list[tuple[int, int]] = []
    assert record(film, tmp_path / "film.mp4", lambda done, total: told.append((done, total)))
    pictures, times, about = decoded(tmp_path / "film.mp4")
    count = round(fps * seconds)
    assert [number_of(picture) for picture in pictures] == list(range(count))
    assert times == [Fraction(index, fps) for index in range(count)]
    assert told == [(index + 1, count) for index in range(count)]
    assert (about.size, about.fps, about.codec, about.pixels) == ((320, 180), fps, "h264", "yuv420p")
    assert leftovers(tmp_path) == ["film.mp4"]


def test_a_film_is_what_was_painted_in_the_colours_it_says(tmp_path: Path) -> None:
    film = step_film(example("bank"), FilmSettings(width=640, height=360, fps=10, seconds=2, theme_name="dark"))
    record(film, tmp_path / "film.mp4")
    pictures, _, about = decoded(tmp_path / "film.mp4")
    assert about.colors == (1, 1, 1)
    assert about.color_range == ColorRange.MPEG
    assert len(pictures) == film.frame_count
    for index, picture in enumerate(pictures):
        wanted = array_of(film.image_at(film.time_of(index)))[..., :3].astype(float)
        error = np.mean((picture[..., :3].astype(float) - wanted) ** 2)
        assert 10 * np.log10(255**2 / error) > 30
        # The ground is neither greener nor brighter than painted.
        assert np.abs(picture[2:6, 2:6, :3].astype(float) - wanted[2:6, 2:6]).max() <= 3


def test_the_beginning_of_the_file_holds_its_index(tmp_path: Path) -> None:
    """So that a browser can begin before it has all."""
    record(Numbered(FilmSettings(width=64, height=64, seconds=1)), tmp_path / "film.mp4")
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_pictures_that_stand_are_painted_once(tmp_path: Path) -> None:
    class Still(Numbered):
        def state_at(self, time: Fraction) -> object:
            return time >= 1

    film = Still(FilmSettings(width=320, height=180, seconds=2, fps=30))
    record(film, tmp_path / "film.mp4")
    pictures, *_ = decoded(tmp_path / "film.mp4")
    assert [number_of(picture) for picture in pictures] == [0] * 30 + [30] * 30
    assert film.painted == 2


def test_the_network_in_a_film_is_that_on_the_canvas() -> None:
    """Pixel for pixel, for the same view, at twenty times in any order."""
    bank = example("bank-tanh")
    film = step_film(bank, FilmSettings(width=1920, height=1080, has_captions=False))
    step = trace_example(bank)
    timeline = timeline_of(bank.network, has_target=True)
    times = [film.duration * Fraction(index, 19) for index in range(20)]
    random.Random(1).shuffle(times)
    for time in times:
        canvas = film.blank_image()
        canvas.fill(QColor(film.theme.canvas))
        painter = QPainter(canvas)
        painter.translate(film.network.place.topLeft())
        state = film.story_state(time)
        paint(painter, frame_at(step, timeline, state[1], film.network.view), film.theme)
        painter.end()
        rows = slice(int(film.network.place.top()), int(film.network.place.bottom()))
        assert np.array_equal(array_of(canvas)[rows], array_of(film.image_at(time))[rows])


def array_of(image: QImage) -> NDArray[np.uint8]:
    # A copy: the bits do not keep the image alive.
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


@pytest.mark.parametrize("after", [0, 1, 7, 30])
def test_cancelled_it_leaves_what_was_there(tmp_path: Path, after: int) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("an older film")
    done = 0

    def progress(painted: int, total: int) -> None:
        nonlocal done
        done = painted

    film = Numbered(FilmSettings(width=320, height=180, seconds=0.5))
    assert not record(film, path, progress, lambda: done >= after)
    assert done == after
    assert path.read_text() == "an older film"
    assert leftovers(tmp_path) == ["film.mp4"]


@pytest.mark.parametrize("fails_at", [0, 1, 20])
def test_a_painter_that_breaks_leaves_no_file(tmp_path: Path, fails_at: int) -> None:
    film = Numbered(FilmSettings(width=320, height=180, seconds=1), fails_at)
    with pytest.raises(ValueError, match="the painter broke"):
        record(film, tmp_path / "film.mp4")
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("fails_at", [0, 3, 59])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError()])
def test_an_encoder_that_breaks_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, error: BaseException
) -> None:
    """And painting goes on to no end that nobody empties: more pictures than may wait."""
    seen = 0
    real = ContainerWriter.add

    def broken(writer: ContainerWriter, image: QImage) -> None:
        nonlocal seen
        seen += 1
        if seen > fails_at:
            raise error
        real(writer, image)

    monkeypatch.setattr(ContainerWriter, "add", broken)
    with pytest.raises(Failure) as caught:
        record(Numbered(FilmSettings(width=320, height=180, seconds=1)), tmp_path / "film.mp4")
    assert "cannot be written" in str(caught.value)
    assert leftovers(tmp_path) == []


def test_a_file_that_cannot_be_ended_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(writer: ContainerWriter) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ContainerWriter, "close", full)
    with pytest.raises(Failure, match="No space left"):
        record(Numbered(FilmSettings(width=320, height=180, seconds=1)), tmp_path / "film.mp4")
    assert leftovers(tmp_path) == []


def test_interrupted_by_hand_it_leaves_no_file(tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(Numbered(FilmSettings(width=320, height=180, seconds=1)), tmp_path / "film.mp4", interrupt)
    assert leftovers(tmp_path) == []


def a_missing_folder(folder: Path) -> Path:
    return folder / "missing" / "film.mp4"


def another_kind(folder: Path) -> Path:
    return folder / "film.mov"


def a_folder(folder: Path) -> Path:
    (folder / "film.mp4").mkdir()
    return folder / "film.mp4"


@pytest.mark.parametrize("target", [a_missing_folder, another_kind, a_folder])
def test_what_cannot_be_written_is_refused_before_painting(tmp_path: Path, target: Callable[[Path], Path]) -> None:
    path = target(tmp_path)
    before = leftovers(tmp_path)
    film = Numbered(FilmSettings(width=320, height=180, seconds=1))
    with pytest.raises(Problem):
        record(film, path)
    assert film.painted == 0
    assert leftovers(tmp_path) == before


def test_a_folder_that_takes_no_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: int = 0o666, exist_ok: bool = True) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(Problem, match="Permission denied"):
        record(Numbered(FilmSettings(width=320, height=180, seconds=1)), tmp_path / "film.mp4")


def test_beside_the_window_it_says_how_far_it_is_and_when_it_is_done(tmp_path: Path, qtbot: QtBot) -> None:
    recording = Recording(Numbered(FilmSettings(width=320, height=180, seconds=2)), tmp_path / "film.mp4")
    told: list[tuple[int, int]] = []
    recording.progressed.connect(lambda done, total: told.append((done, total)))
    with qtbot.waitSignal(recording.finished) as waited:
        recording.start()
    assert waited.args == [str(tmp_path / "film.mp4")]
    assert told[-1] == (120, 120)
    assert len(decoded(tmp_path / "film.mp4")[0]) == 120
    assert not recording.is_running


def test_beside_the_window_it_can_be_cancelled(tmp_path: Path, qtbot: QtBot) -> None:
    recording = Recording(Numbered(FilmSettings(width=320, height=180, seconds=16)), tmp_path / "film.mp4")
    recording.progressed.connect(lambda done, total: recording.cancel())
    with qtbot.waitSignal(recording.cancelled):
        recording.start()
    assert leftovers(tmp_path) == []


class Pausing(Numbered):
    """Has its recording wait after a picture."""

    recording: Recording
    pauses_at = 5

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        super()._paint(painter, time)
        if self.painted == self.pauses_at:
            self.recording.pause()


def paused(folder: Path, qtbot: QtBot) -> tuple[Pausing, Recording]:
    film = Pausing(FilmSettings(width=320, height=180, seconds=1))
    film.recording = recording = Recording(film, folder / "film.mp4")
    recording.start()
    qtbot.waitUntil(lambda: recording.is_paused)
    return film, recording


def test_beside_the_window_it_can_wait_and_go_on(tmp_path: Path, qtbot: QtBot) -> None:
    film, recording = paused(tmp_path, qtbot)
    assert not recording._worker.wait(60)
    assert film.painted == film.pauses_at
    with qtbot.waitSignal(recording.finished):
        recording.resume()
    assert [number_of(picture) for picture in decoded(tmp_path / "film.mp4")[0]] == list(range(60))


def test_what_waits_can_be_cancelled(tmp_path: Path, qtbot: QtBot) -> None:
    _, recording = paused(tmp_path, qtbot)
    with qtbot.waitSignal(recording.cancelled):
        recording.cancel()
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("fails_at", [None, 3])
def test_beside_the_window_a_failure_is_told(tmp_path: Path, qtbot: QtBot, fails_at: int | None) -> None:
    folder = tmp_path if fails_at else tmp_path / "missing"
    recording = Recording(Numbered(FilmSettings(width=320, height=180, seconds=1), fails_at), folder / "film.mp4")
    with qtbot.waitSignal(recording.failed) as waited:
        recording.start()
    assert isinstance(waited.args[0], Message)
    assert ("the painter broke" if fails_at else "there is no folder") in str(waited.args[0])
    assert leftovers(tmp_path) == []


def test_closed_it_waits_for_its_thread(tmp_path: Path) -> None:
    recording = Recording(Numbered(FilmSettings(width=320, height=180, seconds=16)), tmp_path / "film.mp4")
    recording.start()
    recording.close()
    assert not recording.is_running
    assert leftovers(tmp_path) == []
