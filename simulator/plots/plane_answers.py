"""What a network answers on a plane through its inputs: two raw columns vary, the others are as in the example."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.data import Table
from core.experiment import DataSource, Row, fed
from core.network import Array, Network, frozen
from core.results.metrics import Labels
from core.results.rows import predict
from simulator.plots.maps import Domain, MapPoints, class_numbers, grid_rows

MOST_INPUTS = 50
"""Of more raw inputs, as of the pixels of an image, two say hardly anything."""
_FAINTEST = 0.15
_MOST_PRODUCTS, _MOST_VALUES = 2e8, 3.5e5


@dataclass(frozen=True)
class Plane:
    """Which network answers, which raw columns lie across and up, and what all of them are otherwise."""

    network: Network
    data: DataSource
    example: Row
    axes: tuple[int, int] = (0, 1)

    def rows(self, places: Array) -> Array:
        """Raw rows (places × columns) at places on the plane (places × 2)."""
        rows = np.tile(np.array(self.example, np.float64), (len(places), 1))
        rows[:, self.axes] = places
        return frozen(rows)

    def answers(self, domain: Domain, resolution: int) -> Array:
        """All outputs (resolution × resolution × outputs) at the middles of the cells; row 0 is the top."""
        rows = self.rows(grid_rows(domain, resolution))
        _, a = predict(self.network, fed(rows, self.data))
        return frozen(a.reshape(resolution, resolution, -1))


def resolution_of(network: Network) -> int:
    """Cells along a side: fewer for a large network, so that the map keeps up with a training."""
    most = min(_MOST_PRODUCTS / network.weight_count, _MOST_VALUES / sum(network.sizes))
    return int(min(max(math.sqrt(most), 32), 100))


def points_on_plane(table: Table, test_rows: NDArray[np.intp], example: Row, axes: tuple[int, int]) -> MapPoints:
    """The rows of a table as they are seen on the plane; the farther their other inputs from it, the fainter."""
    is_test = np.zeros(len(table), np.bool_)
    is_test[test_rows] = True
    others = [column for column in range(table.inputs.shape[1]) if column not in axes]
    presence = _presence(table.inputs[:, others], np.array(example)[others]) if others else None
    classes = class_numbers(table.targets)
    return MapPoints(frozen(table.inputs[:, axes]), classes, is_test, np.arange(len(table)), presence)


def _presence(rows: Array, here: Array) -> Array:
    """From 1 for rows that are like the example down to a faint trace, in units of the columns' spread."""
    if not len(rows):
        return frozen([])
    spread = rows.std(axis=0)
    distance = ((rows - here) / np.where(spread > 0, spread, 1.0)) ** 2
    return frozen(_FAINTEST + (1 - _FAINTEST) * np.exp(-distance.mean(axis=1) / 2))


def most_telling(table: Table) -> tuple[int, int]:
    """The two raw columns that follow the targets most closely: the share of their variance that the targets explain
    in a straight line (of classes, the share between classes)."""
    inputs, targets = table.inputs, table.targets
    if len(table) < 3:
        return 0, 1
    centred = inputs - inputs.mean(axis=0)
    known = np.column_stack([targets, np.ones(len(targets))])
    fitted = known @ np.linalg.lstsq(known, centred, rcond=None)[0]
    whole = (centred**2).sum(axis=0)
    share = np.where(whole > 0, (fitted**2).sum(axis=0) / np.where(whole > 0, whole, 1.0), 0.0)
    first, second = sorted(np.argsort(-share, kind="stable")[:2].tolist())
    return first, second


def winners(answers: Array, labels: Labels) -> tuple[NDArray[np.intp], Array]:
    """The class that wins everywhere, numbered as markers are, and how surely: 0 (as good as another) … 1 (alone).

    `answers` has the outputs last. Of one output, which spells two classes, all answers are sure.
    """
    if not labels.is_one_hot:
        column = answers[..., 0]
        middle = (labels.low + labels.high) / 2
        return np.where(column >= middle, 0, 1).astype(np.intp), np.ones(column.shape)
    best = answers.argmax(axis=-1)
    classes = answers.shape[-1]
    shares = np.clip(np.nan_to_num(answers), 0.0, 1.0)
    largest = shares.max(axis=-1)
    sure = np.clip((largest - 1 / classes) / (1 - 1 / classes), 0.0, 1.0)
    return np.asarray(best, np.intp), frozen(sure)
