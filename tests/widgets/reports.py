"""Reports made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.results.metrics import Labels
from core.results.report import Report, report


def of_counts(counts: Sequence[Sequence[int]], names: tuple[str, ...], *, is_one_hot: bool = True) -> Report:
    """A report with this confusion matrix."""
    cells = [(t, a) for t, row in enumerate(counts) for a, count in enumerate(row) for _ in range(count)]
    truths, answers = np.array(cells).T
    if is_one_hot:
        targets, predictions = np.eye(len(counts))[truths], np.eye(len(counts))[answers]
    else:
        targets, predictions = 2.0 * truths[:, None] - 1, 2.0 * answers[:, None] - 1
    made = report(predictions, targets, np.zeros(len(cells)), Labels(-1.0, 1.0, is_one_hot), names)
    assert made is not None
    return made


def of_scores(scores: Sequence[float], is_positive: Sequence[int]) -> Report:
    """Two classes in one output, 0 or 1."""
    targets = np.array(is_positive, float)[:, None]
    labels = Labels(0.0, 1.0, is_one_hot=False)
    made = report(np.array(scores)[:, None], targets, np.ones(len(scores)), labels, ("outside", "inside"))
    assert made is not None
    return made
