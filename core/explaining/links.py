"""Where the numbers of an explanation lead: to a number of the trace, to a row's own step, to rows, to a metric."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.quantity import Quantity


@dataclass(frozen=True)
class RowStep:
    """The same number in the step of one row alone; rows of the data count from 0."""

    row: int
    quantity: Quantity


@dataclass(frozen=True)
class SomeRows:
    """Rows of the data, from 0, to be looked at in the table."""

    rows: tuple[int, ...]


class MetricKind(Enum):
    """What is said of all rows of a split."""

    LOSS = "loss"
    ACCURACY = "accuracy"
    AREA = "area"
    MAE = "mae"
    RMSE = "rmse"
    R2 = "r2"
    CELL = "cell"
    PRECISION = "precision"
    RECALL = "recall"
    F1 = "f1"


@dataclass(frozen=True)
class Metric:
    """The address of a number about a split: of a class (`truth`), of a cell of the confusion matrix (`answer` too),
    or of one output (`output`; None: of all together)."""

    kind: MetricKind
    is_test: bool
    truth: int = 0
    answer: int = 0
    output: int | None = None


Link = Quantity | RowStep | SomeRows | Metric
