"""`check`: our arithmetic against others', on an experiment's own network and example.

On the command line it prints every comparison. The window has it answered by a process of its own,
`python -m simulator.commands.check_command`, so that torch stays out of the window: an experiment file on standard
input, one line of JSON on standard output.
"""

from __future__ import annotations

import math
import os
import signal
import sys
from argparse import Namespace

from core.engines.check import Comparison, check
from core.files.files import parse
from core.message import Message, Problem
from core.numbers import short
from simulator.commands.explain_command import load
from simulator.training.protocol import Line, encode, message_from_line, message_to_line
from simulator.words import say


def run_check(arguments: Namespace) -> int:
    """Print every comparison. 0: all within their tolerance; 1: one is not (raises Problem for a wrong file)."""
    experiment = load(arguments.file)
    try:
        comparisons = check(experiment)
    except Problem as problem:
        raise type(problem)(problem.message, f"{arguments.file}: {problem.place}") from None
    for one in comparisons:
        print(say(verdict(one)))
    return 0 if all(one.is_equal for one in comparisons) else 1


def verdict(one: Comparison) -> Message:
    """One comparison in a line."""
    words = "{mark} {name}: {count} numbers, largest difference {difference} (at most {tolerance})"
    if one.left_out:
        words += ", {left_out} left out beside a corner"
    return Message(
        words,
        mark="✓" if one.is_equal else "✗",
        name=one.name,
        count=one.compared,
        difference=short(one.difference, 2),
        tolerance=short(one.tolerance),
        left_out=one.left_out,
    )


def answer(content: bytes) -> Line:
    """The comparisons of an experiment file as JSON can hold them, or the problem that stood in the way."""
    try:
        comparisons = check(parse(content))
    except Problem as problem:
        return {"problem": message_to_line(problem.message)}
    return {"comparisons": [_to_line(one) for one in comparisons]}


def comparisons_from_line(line: Line) -> tuple[Comparison, ...]:
    """What `answer` said (raises Problem where it named one)."""
    if "problem" in line:
        raise Problem(message_from_line(line["problem"]))
    return tuple(_from_line(one) for one in line["comparisons"])


def _to_line(one: Comparison) -> Line:
    difference = one.difference if math.isfinite(one.difference) else None
    return {**vars(one), "name": message_to_line(one.name), "difference": difference}


def _from_line(line: Line) -> Comparison:
    difference = math.nan if line["difference"] is None else line["difference"]
    return Comparison(**{**line, "name": message_from_line(line["name"]), "difference": difference})


def main() -> None:
    """Answer once."""
    # Ctrl-C in a terminal reaches the whole process group; the window decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The answer has a pipe of its own: what a library prints must not end up in it.
    with os.fdopen(os.dup(1), "wb") as pipe:
        os.dup2(2, 1)
        pipe.write(encode(answer(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
