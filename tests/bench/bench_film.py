"""The step of the bank as a film beside its limit: the same pictures, made before, only converted and encoded.

    python -m tests.bench.bench_film [FRAMES]

Prints both in turns, what a picture takes as a film goes on, and the memory. docs/performance.md has the figures.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as main does
import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from PySide6.QtGui import QGuiApplication, QImage

from core.files.examples import example
from simulator.film.composed import step_film
from simulator.film.film import Film
from simulator.film.recorder import record
from simulator.film.settings import FilmSettings

FRAMES = 600
LONG = 10_000
TURNS = 3
_HELD = 150
"""Pictures of 8 MB each that are held at a time; the clock of the limit stands while they are painted."""


def bank(frames: int, width: int = 1920, height: int = 1080) -> Film:
    return step_film(example("bank"), FilmSettings(width=width, height=height, seconds=frames / 60))


class Spent:
    """Seconds by the clock and of processors, added up over what is done `with` it."""

    def __init__(self) -> None:
        self.clock = self.processors = 0.0

    def __enter__(self) -> Spent:
        self.clock -= time.perf_counter()
        self.processors -= time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.clock += time.perf_counter()
        self.processors += time.process_time()


def recorded(film: Film, path: Path) -> Spent:
    with Spent() as spent:
        record(film, path)
    return spent


def encoded(film: Film, path: Path) -> Spent:
    """To convert and encode all pictures, by nothing but the encoder."""
    size, spent = film.settings, Spent()
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=size.fps, options={"preset": "veryfast", "crf": "18"})
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, size.fps)
        stream.codec_context.gop_size = 2 * size.fps
        for first in range(0, film.frame_count, _HELD):
            images = [
                film.image_at(film.time_of(index)) for index in range(first, min(first + _HELD, film.frame_count))
            ]
            with spent:
                for index, image in enumerate(images, first):
                    frame = _frame(image)
                    frame.pts, frame.time_base = index, Fraction(1, size.fps)
                    container.mux(stream.encode(frame))
        with spent:
            container.mux(stream.encode(None))
    return spent


def _frame(image: QImage) -> av.VideoFrame:
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return av.VideoFrame.from_numpy_buffer(pixels, format="bgra").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )


def long_film(path: Path) -> None:
    """A film of many pictures: what each takes, and the memory, early and late."""
    film = bank(LONG, 640, 360)
    times: list[float] = []
    memory: list[int] = []

    def note(done: int, total: int) -> None:
        times.append(time.perf_counter())
        if done in (LONG // 10, LONG):
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

    record(film, path, note)
    steps = np.diff(times)
    tenth = len(steps) // 10
    early, late = (1000 * float(part.mean()) for part in (steps[:tenth], steps[-tenth:]))
    print(f"{LONG} frames: {early:.2f} ms each in the first tenth, {late:.2f} in the last; peak memory {memory} MB")


def main() -> None:
    application = QGuiApplication([])
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else FRAMES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        # First, as the limit holds many pictures in memory.
        long_film(path)
        film = bank(frames)
        pairs = [(recorded(film, path), encoded(film, Path(folder) / "limit.mp4")) for _ in range(TURNS)]
        for ours, limit in pairs:
            for whose, spent in (("the film", ours), ("the encoder alone", limit)):
                print(f"{frames} frames, {whose}: {spent.clock:.1f} s, of processors {spent.processors:.1f} s")
        by_clock = statistics.median(ours.clock / limit.clock for ours, limit in pairs)
        of_processors = statistics.median(ours.processors / limit.processors for ours, limit in pairs)
        print(f"median of {TURNS}: {by_clock:.2f} times, of processors {of_processors:.2f} times")
    del application


if __name__ == "__main__":
    main()
