"""Half-written files: none stays, whatever ends the program."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.message import Problem
from simulator.files import unfinished
from simulator.files.unfinished import remove_unfinished, whole_or_not_at_all

ROOT = Path(__file__).parents[3]

# Writes without end, and says so.
_WRITER = """
import sys
from pathlib import Path
from simulator.files import unfinished
notes, target, is_folder = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "folder"
unfinished.unfinished_folder = lambda: notes
with unfinished.whole_or_not_at_all(target, is_folder=is_folder) as (partial, keep):
    (partial / "1.png" if is_folder else partial).write_text("half")
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "notes"
    monkeypatch.setattr(unfinished, "unfinished_folder", lambda: folder)
    return folder


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


def writing(notes: Path, target: Path, kind: str) -> subprocess.Popen[str]:
    """Another program that is writing there."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(notes), str(target), kind],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def end(process: subprocess.Popen[str], by: int) -> None:
    process.send_signal(by)
    process.communicate()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_a_killed_program_left_goes_at_the_next_start(notes: Path, films: Path, kind: str) -> None:
    process = writing(notes, films / "film", kind)
    assert len(list(films.iterdir())) == 1
    end(process, signal.SIGKILL)
    assert [each.name.endswith(".part") for each in films.iterdir()] == [True]
    remove_unfinished()
    assert list(films.iterdir()) == []
    assert list(notes.iterdir()) == []


def test_what_another_program_is_writing_stays(notes: Path, films: Path) -> None:
    process = writing(notes, films / "film", "file")
    before = set(films.iterdir())
    remove_unfinished()
    assert set(films.iterdir()) == before
    end(process, signal.SIGKILL)
    remove_unfinished()
    assert list(films.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"partial": 3}', b'{"partial": "PRECIOUS"}', b'{"partial": "\xff"}']
)
def test_a_note_that_names_anything_else_removes_nothing(notes: Path, films: Path, content: bytes) -> None:
    precious = films / "thesis.txt"
    precious.write_text("years of work")
    notes.mkdir()
    (notes / "ab12.json").write_bytes(content.replace(b"PRECIOUS", json.dumps(str(precious))[1:-1].encode()))
    remove_unfinished()
    assert precious.read_text() == "years of work"
    assert list(notes.iterdir()) == []


@pytest.mark.parametrize("is_folder", [False, True])
def test_it_is_there_when_it_is_whole(notes: Path, films: Path, is_folder: bool) -> None:
    target = films / "film"
    if is_folder:
        target.mkdir()
    with whole_or_not_at_all(target, is_folder=is_folder) as (partial, keep):
        (partial / "1" if is_folder else partial).write_text("all of it")
        keep()
    assert [each.name for each in films.iterdir()] == ["film"]
    assert (target / "1" if is_folder else target).read_text() == "all of it"
    assert list(notes.iterdir()) == []


def test_where_nothing_can_be_noted_it_is_written_all_the_same(
    tmp_path: Path, films: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setattr(unfinished, "unfinished_folder", lambda: tmp_path / "a file" / "notes")
    with whole_or_not_at_all(films / "film") as (partial, keep):
        partial.write_text("all of it")
        keep()
    assert (films / "film").read_text() == "all of it"


def test_a_folder_that_is_gone_is_said(notes: Path, films: Path) -> None:
    with pytest.raises(Problem, match="cannot be written"), whole_or_not_at_all(films / "gone" / "film"):
        pass
    assert list(notes.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("turn", range(4))
def test_recording_killed_at_any_moment_leaves_a_whole_film_or_none(tmp_path: Path, turn: int) -> None:
    """The real command; `tests/bench/kill_recordings.py` does it a hundred times."""
    from tests.bench.kill_recordings import kill_one

    assert kill_one(tmp_path, random.Random(turn), os.environ) in ("killed", "whole")
