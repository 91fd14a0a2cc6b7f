"""A report as JSON: every number finite or null."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from core.results.report import ClassReport, ErrorReport, Report


def report_to_line(report: Report | None) -> dict[str, Any] | None:
    """The report of one split as an object; None where it has no rows."""
    if report is None:
        return None
    line: dict[str, Any] = {"rows": report.rows, "loss": _finite(report.loss)}
    if report.classes is not None:
        line |= _of_classes(report.classes)
    if report.errors is not None:
        line |= _of_errors(report.errors)
    return line


def _of_classes(classes: ClassReport) -> dict[str, Any]:
    return {
        "accuracy": classes.accuracy,
        "classes": list(classes.names),
        "confusion": classes.confusion.tolist(),
        "precision": list(classes.precision),
        "recall": list(classes.recall),
        "auc": None if classes.roc is None else classes.roc.area,
    }


def _of_errors(errors: ErrorReport) -> dict[str, Any]:
    return {
        "mae": _all_finite(errors.mae.tolist()),
        "rmse": _all_finite(errors.rmse.tolist()),
        "r2": _all_finite(errors.r2),
        "mean_mae": _finite(errors.mean_mae),
        "mean_rmse": _finite(errors.mean_rmse),
        "mean_r2": _finite(errors.mean_r2),
    }


def _all_finite(values: Iterable[float | None]) -> list[float | None]:
    return [_finite(value) for value in values]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
