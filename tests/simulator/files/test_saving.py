from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from core.message import Problem
from simulator.files import saving
from simulator.files.saving import backup_of, fingerprint, stream_over, write_whole
from simulator.files.unfinished import whole_or_not_at_all


def save_over(path: Path, content: bytes) -> Problem | None:
    return stream_over(path, lambda file: file.write(content))[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.perceptarium"
    path.write_bytes(b"first")
    return path


def test_the_content_before_the_last_save_is_kept(file: Path) -> None:
    assert save_over(file, b"second") is None
    assert (file.read_bytes(), backup_of(file).read_bytes()) == (b"second", b"first")
    assert save_over(file, b"third") is None
    assert (file.read_bytes(), backup_of(file).read_bytes()) == (b"third", b"second")
    assert len(list(file.parent.iterdir())) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    """Root could put a file in the place of /dev/null, too."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for save in (write_whole, save_over):
        with pytest.raises(Problem, match="is a device or a pipe"):
            save(pipe, b"first")
    with pytest.raises(Problem, match="is a device or a pipe"), whole_or_not_at_all(pipe):
        pass
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_the_first_save_has_nothing_to_keep(tmp_path: Path) -> None:
    path = tmp_path / "new.perceptarium"
    assert save_over(path, b"first") is None
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_saved_twice_keeps_the_copy_that_differs(file: Path) -> None:
    for _ in range(3):
        save_over(file, b"second")
    assert backup_of(file).read_bytes() == b"first"


def test_a_save_without_a_copy_is_a_save_and_says_why(file: Path) -> None:
    backup_of(file).mkdir()
    not_kept = save_over(file, b"second")
    assert isinstance(not_kept, Problem)
    assert not_kept.place == str(backup_of(file))
    assert file.read_bytes() == b"second"


def test_a_save_that_fails_keeps_the_file_and_its_copy(file: Path) -> None:
    resource = pytest.importorskip("resource", reason="no limit on file sizes here")
    backup_of(file).write_bytes(b"before")
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, allowed[1]))
    try:
        with pytest.raises(Problem, match="cannot be saved: File too large"):
            save_over(file, b"x" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert (file.read_bytes(), backup_of(file).read_bytes()) == (b"first", b"before")
    assert len(list(file.parent.iterdir())) == 2


@pytest.mark.skipif(os.name != "posix", reason="other systems keep permissions elsewhere")
def test_what_breaks_off_while_it_is_written_leaves_all_as_it_was(file: Path) -> None:
    def half(out: BinaryIO) -> None:
        out.write(b"x" * 100)
        raise KeyError

    with pytest.raises(KeyError):
        stream_over(file, half)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == b"first"
    found, not_kept = stream_over(file, lambda out: [out.write(b"sec"), out.write(b"ond")])
    assert (found, not_kept) == (hashlib.blake2b(b"second", digest_size=20).hexdigest(), None)
    assert (file.read_bytes(), backup_of(file).read_bytes()) == (b"second", b"first")


def test_the_copy_is_for_the_same_people_and_can_be_replaced(file: Path) -> None:
    for mode in (0o600, 0o640):
        file.chmod(mode)
        save_over(file, f"{mode}".encode())
        assert backup_of(file).stat().st_mode & 0o777 == mode


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights there")
def test_a_link_stays_a_link(file: Path) -> None:
    link = file.with_name("link.perceptarium")
    link.symlink_to(file)
    save_over(link, b"second")
    assert link.is_symlink()
    assert (file.read_bytes(), backup_of(link).read_bytes()) == (b"second", b"first")


def test_large_files_are_copied_in_pieces(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "_PIECE", 3)
    save_over(file, b"0123456789")
    save_over(file, b"")
    assert backup_of(file).read_bytes() == b"0123456789"


def test_a_fingerprint_is_of_the_content_alone(file: Path, tmp_path: Path) -> None:
    before = fingerprint(file)
    os.utime(file, (1, 1))
    assert fingerprint(file) == before
    assert before == hashlib.blake2b(b"first", digest_size=20).hexdigest()
    write_whole(file, b"fir5t")
    assert fingerprint(file) != before
    assert fingerprint(tmp_path / "none") is None
    assert fingerprint(file / "none") is None
