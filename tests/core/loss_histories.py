"""Losses and accuracies of runs, made up."""

from __future__ import annotations

import numpy as np

from core.runs.tape import History


def run_of(
    epochs: np.ndarray, train: np.ndarray, test: np.ndarray | None = None, accuracy: np.ndarray | None = None
) -> History:
    nothing = np.full(len(epochs), np.nan)
    test = nothing if test is None else test
    accuracy = nothing if accuracy is None else accuracy
    return History(np.asarray(epochs, float), train, test, accuracy, nothing, nothing)


def history(count: int = 101) -> History:
    epochs = np.arange(count)
    falling = np.exp(-epochs / 30)
    return run_of(epochs, 0.9 * falling + 0.02, 0.95 * falling + 0.05, 1 - falling)
