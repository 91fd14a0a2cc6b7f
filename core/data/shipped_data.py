"""Tables that come with the program, as text under assets/data: a head of `#` lines that names source and licence,
the names of the columns, then a row a line with its class in the last column."""

from __future__ import annotations

import csv
import gzip
from functools import lru_cache
from importlib.resources import files

import numpy as np

from core.data.synthetic_data import Maker, Rows
from core.network import Array, frozen


def shipped(name: str, classes: tuple[str, ...]) -> Maker:
    """All rows of a shipped table. There is nothing to draw: samples, noise and generator are let be."""

    def make(samples: int, noise: float, generator: np.random.Generator) -> Rows:
        return _read(name, classes)

    return make


@lru_cache(maxsize=4)
def _read(name: str, classes: tuple[str, ...]) -> tuple[Array, Array]:
    """Raw inputs (rows × features) and the class index of every row (rows,)."""
    content = (files("assets") / "data" / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.reader(lines[1:]))
    inputs = [[float(cell) for cell in row[:-1]] for row in rows]
    return frozen(inputs), frozen([classes.index(row[-1]) for row in rows])
