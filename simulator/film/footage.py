"""What a film of a training run is cut from: the losses of every epoch, and the network of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.network import Network, frozen
from core.runs.tape import History, Record, TapeReader


@dataclass(frozen=True, eq=False)
class Footage:
    """`history` has one number a record; `network_at(index)` is the network of that record, one of `kept`."""

    history: History
    network_at: Callable[[int], Network]
    kept: NDArray[np.int64]


def footage_of_tape(tape: TapeReader, network: Network) -> Footage:
    """What is on a tape now, whatever is added to it or thinned later; `network` says what the numbers belong to."""
    reader = TapeReader(tape.path)
    return Footage(reader.losses(), lambda index: reader.network_at(index, network), reader.kept)


def footage_of_records(records: list[Record], network_of: Callable[[Record], Network]) -> Footage:
    """What a run that was just made left in memory."""

    def column(numbers: list[float | None]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return frozen([np.nan if number is None else number for number in numbers])

    history = History(
        column([record.epoch for record in records]),
        column([record.scores.train_loss for record in records]),
        column([record.scores.test_loss for record in records]),
        column([record.scores.train_accuracy for record in records]),
        column([record.scores.test_accuracy for record in records]),
        column([record.seconds for record in records]),
    )
    return Footage(history, lambda index: network_of(records[index]), np.arange(len(records)))
