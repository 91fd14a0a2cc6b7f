"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QSaveFile

from core.message import Message, Problem


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` into `path`; where that fails, what was there before is untouched (raises Problem)."""
    file = QSaveFile(os.fspath(path))
    is_written = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(content) == len(content) and file.commit()
    if not is_written:
        raise Problem(Message("cannot be saved: {reason}", reason=file.errorString()), str(path))
