"""`check` on the command line: our arithmetic against others', on a file's own network and example."""

from __future__ import annotations

from argparse import Namespace

from core.check import Comparison, check
from core.message import Message
from core.numbers import short
from simulator.commands import load
from simulator.words import say


def run_check(arguments: Namespace) -> int:
    """Print every comparison. 0: all within their tolerance; 1: one is not (raises Problem for a wrong file)."""
    comparisons = check(load(arguments.file))
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
