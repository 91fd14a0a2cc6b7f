"""Ctrl+C, wherever the program is."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.commands.interrupt import interruptible

ROOT = Path(__file__).parents[3]

PROGRAM = """
import sys
from simulator.commands.interrupt import interruptible
sys.path.insert(0, sys.argv[1])
with interruptible():
    import interrupted
"""
INTERRUPTED = """
import signal
signal.raise_signal(signal.SIGINT)
print("went on")
"""


def test_work_is_broken_off_where_it_is() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_who_answers_it_already_goes_on_to() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with interruptible():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]


def test_within_an_import_the_program_ends_at_once_and_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text(INTERRUPTED, "utf-8")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "perceptarium: interrupted\n")
