"""The table of a run reads back to the same numbers."""

from __future__ import annotations

import csv

import numpy as np

from core.experiment import Training
from core.runs.rates import Rates, Stretch
from core.runs.run_table import run_as_csv
from core.runs.tape import History


def test_numbers_read_back_and_empty_columns_are_left_out() -> None:
    nothing, losses = np.full(3, np.nan), np.array([1 / 3, 0.1, 1e-9])
    history = History(np.array([0.0, 0.5, 1.0]), losses, nothing, np.array([0.5, np.nan, 1.0]), nothing, losses)
    rates = Rates((Stretch(0.0, Training(learning_rate=0.05), 1),))
    header, *rows = csv.reader("".join(run_as_csv(history, rates)).splitlines())
    assert header == ["epoch", "train_loss", "train_accuracy", "seconds", "learning_rate"]
    assert [float(row[1]) for row in rows] == losses.tolist()
    assert [row[2] for row in rows] == ["0.5", "", "1"]
    assert {row[4] for row in rows} == {"0.05"}
    assert "".join(run_as_csv(history)).splitlines()[0].split(",") == header[:-1]
