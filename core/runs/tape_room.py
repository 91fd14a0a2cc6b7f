"""How the tapes of several runs share one budget.

The rule: when a run begins, the tapes of the others are thinned, the largest first, until they take no more than
half of the budget together; the new run has all the rest. Numbers are never thinned, nor are the first record, the
last one, those that are marked, and the checkpoints from which a leg begins: so every record can still be worked out
again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from core.message import Message, Problem
from core.runs.checkpoints import FOLDER
from core.runs.tape import TapeReader
from core.runs.tape_layout import last_path, write_replacing
from core.runs.tape_levels import STEM

_LEAST = 8
"""A new run has at least this part of the budget, or does not begin."""


def room_beside(tapes: Sequence[Path], budget: int) -> int:
    """Thin the tapes of runs that are over, and return the bytes that a new one may take (raises Problem where that
    is too little)."""
    sizes = {path: size_of(path) for path in tapes}
    can_shrink = set(tapes)
    while sum(sizes.values()) > budget // 2 and can_shrink:
        largest = max(can_shrink, key=lambda path: sizes[path])
        if thin(largest):
            sizes[largest] = size_of(largest)
        else:
            can_shrink.remove(largest)
    left = budget - sum(sizes.values())
    if left < budget // _LEAST:
        raise Problem(Message("the tapes of the earlier runs leave no room for another: delete runs you do not need"))
    return left


def size_of(path: Path) -> int:
    """Bytes that a tape takes on the disk."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def thin(path: Path) -> bool:
    """Give up every second of the weights that are kept, or where none are left, of the checkpoints; False where
    there is nothing more to give up."""
    levels = sorted(path.glob(f"{STEM}.*"), key=lambda file: int(file.suffix[1:]))
    if levels:
        reader = TapeReader(path)
        last = len(reader) - 1
        if last >= 0 and reader.is_kept(last):
            write_replacing(last_path(path, last), reader.values(last).tobytes())
        del reader
        return _delete(levels[0])
    spare = [file for file in (path / FOLDER).glob("*.*") if file.stem != "leg" and file.suffix[1:].isdecimal()]
    spare.sort(key=lambda file: int(file.suffix[1:]))
    gone = [_delete(file) for file in spare[::2]]
    return any(gone)


def _delete(file: Path) -> bool:
    with contextlib.suppress(OSError):  # Windows keeps a file that somebody has mapped
        file.unlink()
        return True
    return False
