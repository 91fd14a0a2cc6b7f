from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from simulator.files.file_lock import FileLock

ROOT = Path(__file__).parents[3]

HOLD = """
import sys
from pathlib import Path
from simulator.files.file_lock import FileLock

lock = FileLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.read()
"""


def test_one_holds_it_at_a_time(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take()
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_killed_holds_it_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        lock = FileLock(path)
        assert not lock.take()
        process.kill()
        process.wait()
        assert path.exists()
        assert lock.take()
        lock.release()


def test_a_lock_that_was_taken_away_is_not_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = FileLock(path), FileLock(path)
    assert first.take()
    if sys.platform != "win32":
        path.unlink()
        assert second.take()
        second.release()
    first.release()


def test_where_there_is_no_folder_there_is_no_lock(tmp_path: Path) -> None:
    assert not FileLock(tmp_path / "none" / "lock").take()
