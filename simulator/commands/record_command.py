"""`record` on the command line: a film of a step or of a training run, with or without a screen."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from core.engines.engine import Diverged
from core.experiment import Experiment
from core.message import Failure, Message, Problem
from simulator.commands.display import has_display, refuse_missing_libraries
from simulator.commands.explain_command import load
from simulator.frames.face import BiasAs, Face
from simulator.frames.timeline import Detail
from simulator.words import say

if TYPE_CHECKING:
    from simulator.film.film import Film
    from simulator.film.footage import Footage
    from simulator.film.settings import FilmSettings

_GIF_FRAMES_A_SECOND = 25
_OPTIONS = (
    "size",
    "fps",
    "seconds",
    "transparent",
    "face",
    "scene",
    "weight",
    "steps",
    "from",
    "to",
    "title",
    "closing",
    "camera",
)
"""Settings that can be wrong, and are called the same on the command line."""
_BETWEEN_REPORTS = 0.5
"""Seconds."""


def record(arguments: Namespace) -> int:
    """Make the film that the arguments ask for (raises Problem for wrong ones, Failure where the work breaks off)."""
    from simulator.files.unfinished import remove_unfinished

    path = Path(arguments.out)
    settings = _settings(arguments, path)
    application = painting_application()
    remove_unfinished()
    try:
        film = film_of_file(arguments.file, settings)
    except Problem as problem:
        raise _as_typed(problem) from None
    began = time.perf_counter()
    _record(film, path, as_json=arguments.json)
    spent = time.perf_counter() - began
    if arguments.json:
        print(json.dumps(_facts(film, path, spent), allow_nan=False), flush=True)
    else:
        print(say(_summary(film, path, spent)))
    del application
    return 0


def _settings(arguments: Namespace, path: Path) -> FilmSettings:
    """What the film file says, or the usual, with what was typed instead."""
    from simulator.film.film_file import read_film
    from simulator.film.format import GIF, format_of
    from simulator.film.recorder import check_target
    from simulator.film.scene import Scene
    from simulator.film.settings import FilmSettings, Pace, Quality

    settings = FilmSettings() if arguments.film is None else read_film(Path(arguments.film))
    size, detail = arguments.size or (None, None), arguments.detail
    typed = {
        "what": arguments.what,
        "width": size[0],
        "height": size[1],
        "fps": arguments.fps,
        "seconds": arguments.seconds,
        "theme_name": arguments.theme,
        "has_captions": arguments.captions,
        "spotlight": arguments.spotlight,
        "detail": None if detail is None else Detail(detail),
        "face": None if arguments.face is None else Face(arguments.face),
        "bias": None if arguments.biases is None else BiasAs(arguments.biases),
        "is_transparent": arguments.transparent,
        "quality": None if arguments.quality is None else Quality(arguments.quality),
        "scene": None if arguments.scene is None else Scene(arguments.scene),
        "weight": arguments.weight,
        "steps": arguments.steps,
        "first_epoch": arguments.first,
        "last_epoch": arguments.to,
        "pace": None if arguments.pace is None else Pace(arguments.pace),
        "title": arguments.title,
        "closing": arguments.closing,
        "camera": arguments.camera,
    }
    if arguments.fps is None and arguments.film is None and format_of(path) is GIF:
        typed["fps"] = _GIF_FRAMES_A_SECOND
    try:
        settings = replace(settings, **{name: value for name, value in typed.items() if value is not None})
        check_target(path, settings)
    except Problem as problem:
        raise _as_typed(problem) from None
    return settings


def _as_typed(problem: Problem) -> Problem:
    """The same with its place as it is called on the command line."""
    return Problem(problem.message, f"--{problem.place}" if problem.place in _OPTIONS else problem.place)


def _check_face(face: Face, experiment: Experiment) -> None:
    """Raises Problem where no unit of this experiment has such a picture."""
    from simulator.frames.faces import reason_against

    reason = reason_against(face, experiment)
    if reason is not None:
        raise Problem(reason, "face")


def painting_application() -> QGuiApplication:
    """Qt for painting, on no screen where there is none."""
    present = QGuiApplication.instance()
    if isinstance(present, QGuiApplication):
        return present
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    refuse_missing_libraries()
    return QGuiApplication(sys.argv[:1])


def film_of_file(name: str, settings: FilmSettings) -> Film:
    """The film of these options of an experiment, or of a lesson (raises Problem and Failure)."""
    if settings.what == "lesson":
        from core.lessons.lesson_file import read_lesson
        from core.lessons.lessons import find_lesson
        from simulator.film.lesson_film import lesson_film

        path = Path(name)
        return lesson_film(read_lesson(path) if path.is_file() else find_lesson(name), settings)
    experiment = load(name)
    _check_face(settings.face, experiment)
    return film_of(experiment, settings)


def film_of(experiment: Experiment, settings: FilmSettings) -> Film:
    """The film of these options; a training run is made here and now (raises Problem and Failure)."""
    from simulator.film.scene import scene_of

    # Before a run is made for nothing.
    scene_of(settings.scene, experiment, settings.what, settings.steps)
    if settings.what == "step":
        from simulator.film.composed import step_film

        return step_film(experiment, settings)
    from simulator.film.composed import training_film

    return training_film(experiment, _trained(experiment, settings.last_epoch), settings)


def _trained(experiment: Experiment, until: int | None) -> Footage:
    """Train here and now, as far as the film goes, and keep every epoch (raises Problem where there are no rows)."""
    from core.data.data import table_of
    from core.device import describe_machine
    from core.parameters import network_with
    from core.runs.run import Run
    from simulator.film.footage import footage_of_records

    if not len(table_of(experiment)):
        raise Problem(Message("there are no rows to train on: give the example targets, or choose data"), "--what")
    try:
        run = Run(experiment, describe_machine())
        records = [run.record]
        epochs = experiment.training.epochs if until is None else min(until, experiment.training.epochs)
        with _bar(epochs, say(Message("epochs"))) as bar:
            while not run.is_done and run.position.epoch < epochs:
                run.run_epoch()
                records.append(run.record)
                _advance(bar)
    except Diverged as error:
        raise Failure(error.message) from None
    return footage_of_records(records, lambda moment: network_with(experiment.network, moment.values))


def _record(film: Film, path: Path, *, as_json: bool) -> None:
    from simulator.film.recorder import record as write

    if as_json:
        write(film, path, progress=_Reports())
        return
    with _bar(film.frame_count, say(Message("frames"))) as bar:
        write(film, path, progress=lambda done, total: _advance(bar))


class _Reports:
    """A line now and then, and one at the end."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._last >= _BETWEEN_REPORTS:
            self._last = now
            print(json.dumps({"frame": done, "frames": total}), flush=True)


def _bar(total: int, unit: str) -> Any:
    """A bar on standard error where someone watches it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return nullcontext()
    from tqdm import tqdm

    # tqdm would start a thread that wakes up bars which have become slow; this one is told of every step.
    tqdm.monitor_interval = 0
    return tqdm(total=total, file=sys.stderr, unit=f" {unit}", leave=False)


def _advance(bar: Any) -> None:
    if bar is not None:
        bar.update()


def _facts(film: Film, path: Path, spent: float) -> dict[str, Any]:
    return {
        "done": True,
        "path": str(path),
        "frames": film.frame_count,
        "seconds": film.frame_count / film.settings.fps,
        "bytes": _bytes_of(path),
        "recorded_in": spent,
    }


def _summary(film: Film, path: Path, spent: float) -> Message:
    return Message(
        "{path}: {frames} frames, {seconds} s, {size} MB, recorded in {spent} s",
        path=str(path),
        frames=film.frame_count,
        seconds=f"{film.frame_count / film.settings.fps:.2f}",
        size=f"{_bytes_of(path) / 1e6:.2f}",
        spent=f"{spent:.1f}",
    )


def _bytes_of(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else (path,)
    return sum(each.stat().st_size for each in files)
