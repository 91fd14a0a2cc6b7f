"""What pictures in units are made of: the whole network's answers over a plane, or over the rows of the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.data.data import table_of
from core.experiment import DataSource, Example, Experiment, fed
from core.message import Message, Problem
from core.network import Array, Network, frozen
from simulator.frames.face import Face
from simulator.plots.maps import Domain, domain_of, grid_rows, normalised

RESOLUTION = 48
"""Cells along a side of a unit's map; fewer in large networks."""
SMALLEST_RESOLUTION = 16
BINS = 24
_MOST_PRODUCTS = 8_000_000
"""Weights times rows: some milliseconds. Beyond that, fewer cells or evenly thinned rows."""
_MOST_NUMBERS = 60_000
"""Units times rows that are sorted into bins; beyond that, evenly thinned rows."""
_MOST_UNITS = 60
"""A layer of more has no room for pictures, however high the screen."""


@dataclass(frozen=True, eq=False)
class FaceData:
    """The numbers of all units' pictures, an array a `columns`; None for a column that has none.

    Of maps (units × n × n): values −1 … 1 over `domain`, row 0 is the top. Of histograms (units × bins): counts, and
    in `ranges` (units × 2) from where to where the bins of each unit reach.
    """

    face: Face
    sizes: tuple[int, ...]
    columns: tuple[Array | None, ...]
    domain: Domain | None = None
    ranges: tuple[Array, ...] = ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, FaceData):
            return NotImplemented
        if (self.face, self.sizes, self.domain) != (other.face, other.sizes, other.domain):
            return False
        return all(_are_equal(*pair) for pair in zip(self.columns, other.columns, strict=True)) and all(
            _are_equal(*pair) for pair in zip(self.ranges, other.ranges, strict=True)
        )

    def __hash__(self) -> int:
        return hash((self.face, self.sizes))


def _are_equal(one: Array | None, other: Array | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))


def reason_against(face: Face, experiment: Experiment) -> Message | None:
    """Why no unit of this experiment has such a picture; None where units have it."""
    inputs = len(experiment.example.inputs)
    if face is Face.MAP and inputs != 2:
        return Message("A map needs two inputs; this network has {inputs}.", inputs=inputs)
    if face is Face.HISTOGRAM and experiment.data.source == "none":
        return Message("A histogram needs rows of data; this experiment has one example.")
    return None


def face_data(experiment: Experiment, face: Face, rows: Array | None = None) -> FaceData | None:
    """What this face needs of the experiment, in one pass of all rows; None where it needs or has nothing.

    `rows` are the raw rows of the data (rows × columns); they are read where they are not given.
    """
    if face not in (Face.MAP, Face.HISTOGRAM) or reason_against(face, experiment) is not None:
        return None
    rows = raw_rows(experiment) if rows is None else rows
    network = experiment.network
    if face is Face.MAP:
        return _map_data(network, experiment.data, domain_of(rows))
    return _histogram_data(network, experiment.data, rows) if len(rows) else None


def raw_rows(experiment: Experiment) -> Array:
    """The raw rows of the data, or none where they do not fit the network: that is said where they are chosen."""
    try:
        return table_of(experiment).inputs
    except Problem:
        return frozen(np.zeros((0, len(experiment.example.inputs))))


class Faces:
    """Answers `face_data` and remembers the last answer and the rows, so that a repaint costs nothing."""

    def __init__(self) -> None:
        self._rows: Array = frozen(np.zeros((0, 0)))
        self._rows_of: Experiment | None = None
        self._asked: tuple[Network, DataSource, Face, Example | None] | None = None
        self._answer: FaceData | None = None

    def of(self, experiment: Experiment, face: Face) -> FaceData | None:
        """What units show of this experiment; cheap enough for every moment of a training run."""
        # Without data the example is the only row.
        row = experiment.example if experiment.data.source == "none" else None
        asked = experiment.network, experiment.data, face, row
        if self._asked is None or any(a is not b for a, b in zip(asked, self._asked, strict=True)):
            if face in (Face.MAP, Face.HISTOGRAM) and not self._has_rows_of(experiment):
                self._rows, self._rows_of = raw_rows(experiment), experiment
            self._asked, self._answer = asked, face_data(experiment, face, self._rows)
        return self._answer

    def _has_rows_of(self, experiment: Experiment) -> bool:
        old = self._rows_of
        if old is None or old.data is not experiment.data:
            return False
        is_same_row = experiment.data.source != "none" or old.example is experiment.example
        return is_same_row and _ends(old.network) == _ends(experiment.network)


def _ends(network: Network) -> tuple[int, ...]:
    return network.sizes[0], network.sizes[-1]


def _columns(network: Network, data: DataSource, raw: Array) -> Iterator[Array]:
    """What every column sends on for many raw rows at once (rows × units)."""
    values = np.asarray(fed(raw, data), np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        yield frozen(values)
        for layer in network.layers:
            values = layer.function.function(values @ layer.weights.T + layer.bias)
            yield frozen(values)


def _map_data(network: Network, data: DataSource, domain: Domain) -> FaceData:
    side = int(min(RESOLUTION, max(SMALLEST_RESOLUTION, (_MOST_PRODUCTS / network.weight_count) ** 0.5)))
    maps: list[Array | None] = []
    activations = ("", *(layer.activation for layer in network.layers))
    for answers, activation in zip(_columns(network, data, grid_rows(domain, side)), activations, strict=True):
        if answers.shape[1] > _MOST_UNITS:
            maps.append(None)
            continue
        units = [normalised(frozen(unit.reshape(side, side)), activation) for unit in answers.T]
        maps.append(frozen(units))
    return FaceData(Face.MAP, network.sizes, tuple(maps), domain)


def _histogram_data(network: Network, data: DataSource, rows: Array) -> FaceData:
    most = max(1, min(_MOST_PRODUCTS // network.weight_count, _MOST_NUMBERS // sum(network.sizes)))
    rows = rows[:: -(-len(rows) // most)]
    counts: list[Array | None] = []
    ranges: list[Array] = []
    activations = ("", *(layer.activation for layer in network.layers))
    for answers, activation in zip(_columns(network, data, rows), activations, strict=True):
        if answers.shape[1] > _MOST_UNITS:
            counts.append(None)
            ranges.append(frozen(np.zeros((0, 2))))
            continue
        here, reach = _counted(answers, activation)
        counts.append(here)
        ranges.append(reach)
    return FaceData(Face.HISTOGRAM, network.sizes, tuple(counts), ranges=tuple(ranges))


def _counted(answers: Array, activation: str) -> tuple[Array, Array]:
    """How often each unit's answers (rows × units) fall into each bin, and from where to where its bins reach."""
    units = answers.shape[1]
    finite = np.where(np.isfinite(answers), answers, 0.0)
    if activation in ("tanh", "softsign", "hard_tanh", "sine"):
        low, high = np.full(units, -1.0), np.full(units, 1.0)
    elif activation in ("sigmoid", "softmax"):
        low, high = np.zeros(units), np.ones(units)
    else:
        # 0 is always on the axis: it says on which side a unit answers.
        low, high = np.minimum(finite.min(axis=0), 0.0), np.maximum(finite.max(axis=0), 0.0)
        high = np.where(high > low, high, low + 1.0)
    with np.errstate(over="ignore", invalid="ignore"):
        share = (finite / 2 - low / 2) / (high / 2 - low / 2)
    bins = np.clip(np.nan_to_num(share) * BINS, 0, BINS - 1).astype(np.intp)
    flat = (bins + BINS * np.arange(units)).ravel()
    counts = np.bincount(flat, minlength=BINS * units).reshape(units, BINS)
    return frozen(counts), frozen(np.stack([low, high], axis=1))
