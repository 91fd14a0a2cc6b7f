"""`record` on the command line: a film of a step or of a training run, with or without a screen."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from core.engine import Diverged
from core.experiment import Experiment
from core.message import Failure, Message, Problem
from simulator.commands import load
from simulator.display import has_display, refuse_missing_libraries
from simulator.face import BiasAs, Face
from simulator.timeline import Detail
from simulator.words import say

if TYPE_CHECKING:
    from simulator.film import Film
    from simulator.film_settings import FilmSettings
    from simulator.footage import Footage


def record(arguments: Namespace) -> int:
    """Make the film that the arguments ask for (raises Problem for wrong ones, Failure where the work breaks off)."""
    from simulator.recorder import check_target

    path = Path(arguments.out)
    settings = _settings(arguments)
    check_target(path)
    experiment = load(arguments.file)
    _check_face(settings.face, experiment)
    application = _application()
    film = _film(experiment, settings)
    began = time.perf_counter()
    _record(film, path)
    spent = time.perf_counter() - began
    print(say(_summary(film, path, spent)))
    del application
    return 0


def _settings(arguments: Namespace) -> FilmSettings:
    from simulator.film_settings import FilmSettings

    width, height = arguments.size
    detail = None if arguments.detail is None else Detail(arguments.detail)
    try:
        return FilmSettings(
            arguments.what,
            width,
            height,
            arguments.fps,
            arguments.seconds,
            arguments.theme,
            arguments.captions,
            detail,
            Face(arguments.face),
            BiasAs(arguments.biases),
        )
    except Problem as problem:
        raise Problem(problem.message, f"--{problem.place}") from None


def _check_face(face: Face, experiment: Experiment) -> None:
    """Raises Problem where no unit of this experiment has such a picture."""
    from simulator.faces import reason_against

    reason = reason_against(face, experiment)
    if reason is not None:
        raise Problem(reason, "--face")


def _application() -> QGuiApplication:
    """Qt for painting, on no screen where there is none."""
    present = QGuiApplication.instance()
    if isinstance(present, QGuiApplication):
        return present
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    refuse_missing_libraries()
    return QGuiApplication(sys.argv[:1])


def _film(experiment: Experiment, settings: FilmSettings) -> Film:
    if settings.what == "step":
        from simulator.film import StepFilm

        return StepFilm(experiment, settings)
    from simulator.training_film import TrainingFilm

    return TrainingFilm(experiment, _trained(experiment), settings)


def _trained(experiment: Experiment) -> Footage:
    """Train here and now, and keep every epoch (raises Problem where there is nothing to train on)."""
    from core.data import table_of
    from core.device import describe_machine
    from core.parameters import network_with
    from core.run import Run
    from simulator.footage import footage_of_records

    if not len(table_of(experiment)):
        raise Problem(Message("there are no rows to train on: give the example targets, or choose data"), "--what")
    try:
        run = Run(experiment, describe_machine())
        records = [run.record]
        with _bar(experiment.training.epochs, say(Message("epochs"))) as bar:
            while not run.is_done:
                run.run_epoch()
                records.append(run.record)
                _advance(bar)
    except Diverged as error:
        raise Failure(error.message) from None
    return footage_of_records(records, lambda moment: network_with(experiment.network, moment.values))


def _record(film: Film, path: Path) -> None:
    from simulator.recorder import record as write

    with _bar(film.frame_count, say(Message("frames"))) as bar:
        write(film, path, progress=lambda done, total: _advance(bar))


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


def _summary(film: Film, path: Path, spent: float) -> Message:
    return Message(
        "{path}: {frames} frames, {seconds} s, {size} MB, recorded in {spent} s",
        path=str(path),
        frames=film.frame_count,
        seconds=f"{film.frame_count / film.settings.fps:.2f}",
        size=f"{path.stat().st_size / 1e6:.2f}",
        spent=f"{spent:.1f}",
    )
