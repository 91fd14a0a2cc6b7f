"""Reports as JSON hold the numbers of the report, and nothing that JSON cannot."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.results.metrics import Labels
from core.results.report import report
from simulator.commands.report_lines import report_to_line


def test_classes_are_told() -> None:
    targets = np.array([[0.0], [0.0], [1.0], [1.0]])
    answers = np.array([[0.1], [0.6], [0.4], [0.9]])
    made = report(answers, targets, np.full(4, 0.25), Labels(0, 1, is_one_hot=False), ("no", "yes"))
    assert report_to_line(made) == {
        "rows": 4,
        "loss": 0.25,
        "accuracy": 0.5,
        "classes": ["no", "yes"],
        "confusion": [[1, 1], [1, 1]],
        "precision": [0.5, 0.5],
        "recall": [0.5, 0.5],
        "auc": 0.75,
    }


def test_what_has_no_meaning_is_null() -> None:
    made = report(np.eye(3)[[0, 0]], np.eye(3)[[0, 1]], np.full(2, np.nan), Labels(), ("a", "b", "c"))
    line = report_to_line(made)
    assert line is not None
    assert line["loss"] is None
    assert line["precision"] == [0.5, None, None]
    assert line["recall"] == [1, 0, None]
    assert line["auc"] is None
    assert report_to_line(None) is None


def test_errors_are_told_output_by_output() -> None:
    targets = np.array([[1.0, 5.0], [3.0, 5.0]])
    made = report(targets + np.array([[1.0, 2.0], [-1.0, 2.0]]), targets, np.ones(2), None, ())
    line = report_to_line(made)
    assert line is not None
    assert (line["mae"], line["rmse"], line["r2"]) == ([1, 2], [1, 2], [0, None])
    assert (line["mean_mae"], line["mean_rmse"], line["mean_r2"]) == (1.5, 1.5, 0)


@pytest.mark.parametrize("answer", [np.inf, -np.inf, np.nan, 1e200])
def test_a_network_that_diverged_has_a_line_too(answer: float) -> None:
    targets = np.array([[1.0], [2.0]])
    with np.errstate(over="ignore", invalid="ignore"):
        for labels in (None, Labels(1, 2, is_one_hot=False)):
            made = report(np.full((2, 1), answer), targets, np.full(2, answer) ** 2, labels, ())
            json.dumps(report_to_line(made), allow_nan=False)
