"""Live code as a file, with the numbers it loads beside it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

import numpy as np

from core.experiment import Experiment
from core.live_code import live_code
from core.message import Message, Problem
from simulator.files.saving import write_whole

SUFFIX = ".py"


def save_code(experiment: Experiment, kind: str, path: Path) -> tuple[Path, ...]:
    """Write code of a kind into `path`, and numbers too many for it beside that; returns what was written.

    Every file is whole or what it was before (raises Problem).
    """
    beside = path.with_suffix(".npz") if path.name else path
    if beside == path:
        raise Problem(Message("the name must end in .py: numbers may be written beside it"), str(path))
    code = live_code(experiment, kind, beside.name)
    if not code.arrays:
        write_whole(path, code.text.encode())
        return (path,)
    # The numbers first: code without them would not run.
    content = io.BytesIO()
    np.savez(content, **cast(dict[str, Any], code.arrays))
    write_whole(beside, content.getvalue())
    write_whole(path, code.text.encode())
    return path, beside
