"""The computation of an experiment as Python, in five kinds from a first course to Keras.

Source text alone is made here, and nothing of it is run. Code is written in English, as Python is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from core.experiment import Experiment
from core.live_code.keras import KERAS
from core.live_code.kinds import KINDS
from core.live_code.numpy import NUMPY
from core.live_code.pandas import pandas_code
from core.live_code.program import training_program
from core.live_code.step import step_code
from core.live_code.store import Store
from core.live_code.torch import PYTORCH
from core.network import Array

Write = Callable[[Experiment, Store], list[str]]

_WRITERS: dict[str, Write] = {
    "numpy": step_code,
    "pandas": pandas_code,
    "numpy-training": partial(training_program, NUMPY),
    "pytorch": partial(training_program, PYTORCH),
    "keras": partial(training_program, KERAS),
}
assert tuple(_WRITERS) == tuple(KINDS)
USUAL_NUMBERS = "numbers.npz"


@dataclass(frozen=True, eq=False)
class LiveCode:
    """`text` is a whole program; `arrays` are what it loads from a file of numbers (NPZ) beside it, if it does."""

    kind: str
    text: str
    arrays: dict[str, Array] = field(default_factory=dict)


def live_code(experiment: Experiment, kind: str, numbers: str = USUAL_NUMBERS) -> LiveCode:
    """One of KINDS for an experiment (raises Problem where its data cannot be read).

    `numbers` is what the file of numbers is called, where there are too many to be written out.
    """
    store = Store(numbers)
    lines = _WRITERS[kind](experiment, store)
    return LiveCode(kind, "\n".join(lines).strip("\n") + "\n", store.arrays)
