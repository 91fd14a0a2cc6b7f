"""`export` on the command line: the computation as code, a picture, or the step as text."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.files.examples import find
from core.live_code.kinds import KINDS as CODE
from core.message import Message, Problem
from simulator.commands.command_line import TRANSCRIPT
from simulator.words import say

if TYPE_CHECKING:
    from simulator.film.still import Still

_OF_PICTURES = ("size", "theme", "at", "scale", "transparent", "film")


def export(arguments: Namespace) -> int:
    """Write what `--to` names (raises Problem)."""
    if arguments.to in CODE or arguments.to == TRANSCRIPT:
        misplaced = [name for name in _OF_PICTURES if getattr(arguments, name) is not None]
        if misplaced:
            why = Message("belongs to pictures; {kind} is code", kind=arguments.to)
            if arguments.to == TRANSCRIPT:
                why = Message("belongs to pictures; a transcript is text")
            raise Problem(why, f"--{misplaced[0]}")
    if arguments.to == TRANSCRIPT:
        written: tuple[Path, ...] = (_transcript(arguments),)
    elif arguments.to in CODE:
        from simulator.files.code_export import save_code

        written = save_code(find(arguments.file), arguments.to, Path(arguments.out))
    else:
        written = (_picture(arguments),)
    print(say(Message("wrote {files}", files=", ".join(map(str, written)))))
    return 0


def _transcript(arguments: Namespace) -> Path:
    from core.trace import trace_example
    from simulator.commands.explain_command import load
    from simulator.frames.timeline import timeline_of
    from simulator.telling.transcript_file import save_transcript

    experiment, path = load(arguments.file), Path(arguments.out)
    step = trace_example(experiment)
    save_transcript(step, timeline_of(experiment.network, step.targets is not None), experiment, path)
    return path


def _picture(arguments: Namespace) -> Path:
    from simulator.commands.record_command import painting_application
    from simulator.files.saving import write_whole
    from simulator.film.still import still_as

    path = Path(arguments.out)
    if not path.parent.is_dir():
        raise Problem(Message("there is no folder {folder}", folder=str(path.parent)), "--out")
    application = painting_application()
    still = _of_film(arguments) if arguments.film is not None else _of_canvas(arguments)
    write_whole(path, still_as(arguments.to, still, arguments.scale or 1.0))
    del application
    return path


def _of_canvas(arguments: Namespace) -> Still:
    from simulator.commands.explain_command import load
    from simulator.film.still import canvas_still
    from simulator.frames.view import View

    width, height = arguments.size or (1280, 720)
    theme_name = arguments.theme or "light"
    return canvas_still(
        load(arguments.file), View(width, height), theme_name, arguments.at, has_ground=not arguments.transparent
    )


def _of_film(arguments: Namespace) -> Still:
    """The picture that a film of these options shows at that time, by itself at its end."""
    from simulator.commands.record_command import film_of_file
    from simulator.film.film_file import read_film
    from simulator.film.still import film_still

    settings = read_film(Path(arguments.film))
    size = arguments.size or (settings.width, settings.height)
    typed: dict[str, Any] = {
        "width": size[0],
        "height": size[1],
        "theme_name": arguments.theme,
        "is_transparent": arguments.transparent,
    }
    settings = replace(settings, **{name: value for name, value in typed.items() if value is not None})
    film = film_of_file(arguments.file, settings)
    last = film.time_of(film.frame_count - 1)
    return film_still(film, last if arguments.at is None else min(Fraction(arguments.at), last))
