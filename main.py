"""The entry: the command line, and the window where there is a screen."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from core.message import Failure, Message, Problem

if TYPE_CHECKING:
    from core.experiment import Experiment

# Before NumPy is imported: the window multiplies small matrices, and threads for them take the cores from training.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says. 0: done; 1: the work failed; 2: wrong arguments or file."""
    for stream in (sys.stdout, sys.stderr):
        # A sign that the terminal's encoding lacks must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    from simulator.commands.interrupt import interruptible

    try:
        with interruptible():
            status = _run(sys.argv[1:] if argv is None else argv)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except Problem as problem:
        _complain(problem)
        return 1 if isinstance(problem, Failure) else 2
    except SystemExit as end:  # argparse, after --help and --version
        return int(end.code or 0)
    except KeyboardInterrupt:
        _complain(Failure(Message("interrupted")))
        return 130
    except MemoryError:
        _complain(Failure(Message("this machine has too little memory for that")))
        return 1
    except BrokenPipeError:
        _discard_output()
        return 1
    except OSError as error:
        _discard_output()
        _complain(Failure(Message("{reason}", reason=error.strerror or str(error)), str(error.filename or "")))
        return 1
    except ImportError as error:
        failure = _import_failure(error)
        if failure is None:
            raise
        _complain(failure)
        return 1


def _run(argv: Sequence[str]) -> int:
    # Each command imports what it needs when it runs, so that none waits for another's libraries.
    from simulator.commands.command_line import parse

    arguments = parse(argv)
    if arguments.command == "explain":
        from simulator.commands.explain_command import explain

        return explain(arguments)
    if arguments.command == "train":
        from simulator.commands.training_commands import train

        return train(arguments)
    if arguments.command == "check":
        from simulator.commands.check_command import run_check

        return run_check(arguments)
    if arguments.command == "record":
        from simulator.commands.record_command import record

        return record(arguments)
    if arguments.command == "export":
        from simulator.commands.export_command import export

        return export(arguments)
    if arguments.command == "devices":
        from simulator.commands.training_commands import devices

        return devices(arguments)
    return _open(arguments)


def _open(arguments: Namespace) -> int:
    """The window with a file, a lesson or the first example; the step as text where there is no screen."""
    from core.files.examples import example, find, is_shipped
    from core.files.files import LESSON_SUFFIX
    from simulator.commands.display import has_display

    name: str | None = arguments.file
    if name is not None and name.endswith(LESSON_SUFFIX):
        return _open_lesson(Path(name))
    experiment = example("bank") if name is None else find(name)
    if not has_display():
        return _print_instead(experiment, name or "bank")
    return _show_window(experiment, None if name is None or is_shipped(name) else Path(name))


def _open_lesson(path: Path) -> int:
    """The window with a lesson; where there is no screen, whether the lesson is whole."""
    from core.lessons.lesson_file import read_lesson
    from simulator.commands.display import has_display
    from simulator.words import say

    lesson = read_lesson(path)
    if has_display():
        return _show_window(lesson.steps[0].experiment, None, path)
    counts = {"steps": len(lesson.steps), "tasks": lesson.task_count}
    print(say(Message("{title}: a whole lesson of {steps} steps with {tasks} tasks", title=lesson.title, **counts)))
    return 0


def _show_window(experiment: Experiment, path: Path | None, lesson: Path | None = None) -> int:
    from simulator.commands.display import refuse_missing_libraries, refuse_unknown_platform

    refuse_unknown_platform()
    refuse_missing_libraries()
    # From here on `sweep` looks for garbage, and `settle` for what start-up left of it.
    gc.disable()
    from widgets.application import run_window

    return run_window(experiment, path, lesson)


def _print_instead(experiment: Experiment, name: str) -> int:
    from core.trace import trace_example
    from simulator.commands.explain_command import print_step
    from simulator.words import say

    hint = Message(
        "no display here, so this is the step as text; for the window, give it a display or set QT_QPA_PLATFORM=vnc; "
        "for a film: python main.py record {name} --out {film}",
        name=quote(name),
        film=quote(f"{Path(name).stem}.mp4"),
    )
    print(say(hint), file=sys.stderr)
    print_step(experiment, trace_example(experiment))
    return 0


def _complain(problem: Problem) -> None:
    """One line on standard error, whatever the file or its name holds."""
    try:
        from simulator.words import say_problem

        words = say_problem(problem)
    except ImportError:  # without QtCore there is no translation
        words = str(problem)
    line = "".join(letter if letter.isprintable() else " " for letter in f"perceptarium: {words}")
    print(line, file=sys.stderr)


def _import_failure(error: ImportError) -> Failure | None:
    """The line for a library that the machine lacks; None where the import is our own mistake."""
    from simulator.commands.display import library_failure

    if isinstance(error, ModuleNotFoundError) and error.name is not None:
        package = error.name.partition(".")[0]
        if package not in ("core", "simulator", "widgets", "assets"):
            return Failure(Message("this package is missing; install it with pip"), package)
    return library_failure(error)


def _discard_output() -> None:
    """Keep Python from trying once more, at exit, to write what could not be written."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    raise SystemExit(main())
