"""The numbers of a run as a table: one line an epoch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.network import Array
from core.runs.rates import Rates
from core.runs.tape import History
from core.tables.table_file import as_csv


def run_as_csv(history: History, rates: Rates | None = None) -> Iterator[str]:
    """CSV (RFC 4180) in pieces: epoch, losses, accuracies, seconds, and with `rates` the learning rate.

    Numbers read back to the same doubles; a column without any number is left out. Raises Problem for an infinity.
    """
    names = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "seconds")
    columns: dict[str, Array] = {name: getattr(history, name) for name in names}
    if rates is not None:
        columns["learning_rate"] = np.array([rates.at(epoch) for epoch in history.epoch.tolist()])
    kept = {name: column for name, column in columns.items() if name == "epoch" or not np.isnan(column).all()}
    values = np.stack(list(kept.values()), axis=1)
    return as_csv(values[:, :-1], values[:, -1:], list(kept))
