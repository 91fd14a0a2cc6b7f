"""How well a network does on one split: class by class, threshold by threshold, or output by output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.network import Array, frozen
from core.results.metrics import Labels, accuracy

Numbers = NDArray[np.intp]
Share = float | None
"""From 0 to 1; None where it would be 0 / 0."""


@dataclass(frozen=True, eq=False)
class Roc:
    """The receiver operating characteristic: what happens as the threshold for saying "positive" comes down.

    One point a threshold: `true_positive_rate`, the share of the positive rows whose score reaches it, and
    `false_positive_rate`, the same share of the negative rows. `thresholds` fall from ∞, where no row does.
    `area` under the curve is the chance that a positive row scores higher than a negative one, a tie counting half.
    """

    false_positive_rate: Array
    true_positive_rate: Array
    thresholds: Array
    area: float


@dataclass(frozen=True, eq=False)
class ClassReport:
    """Answers of a classification. Class k is `names[k]`; where one column spells two, 0 is its lower value.

    `confusion[t, a]` counts the rows of class t that were called a; `truths` and `answers` are those classes,
    row by row. `roc` is None unless there are two classes and rows of both.
    """

    names: tuple[str, ...]
    labels: Labels
    truths: Numbers
    answers: Numbers
    accuracy: float
    confusion: Numbers
    roc: Roc | None

    @property
    def precision(self) -> tuple[Share, ...]:
        """Of the rows that were called k, the share that is k: None for a class that was never answered."""
        return _shares(self.confusion.diagonal(), self.confusion.sum(axis=0))

    @property
    def recall(self) -> tuple[Share, ...]:
        """Of the rows that are k, the share that was called k: None for a class without rows."""
        return _shares(self.confusion.diagonal(), self.confusion.sum(axis=1))

    @property
    def f1(self) -> tuple[Share, ...]:
        """2 × precision × recall / (precision + recall) of every class; None where that is 0 / 0."""
        pairs = zip(self.precision, self.recall, strict=True)
        return tuple(2 * p * r / (p + r) if p is not None and r is not None and p + r else None for p, r in pairs)

    def rows_of(self, truth: int, answer: int) -> Numbers:
        """Which rows of the split one cell of the confusion matrix counts."""
        return np.flatnonzero((self.truths == truth) & (self.answers == answer))


@dataclass(frozen=True, eq=False)
class ErrorReport:
    """Errors of a regression, one number an output, in the units of the targets (`r2` has none).

    With e = prediction − target and means over the rows: `mae` is the mean of |e|, `rmse` √(mean of e²) and
    `r2` 1 − Σ e² / Σ (target − mean target)²: 1 is perfect, 0 no better than always saying the mean, and it has no
    lowest value; None where the targets do not vary. Kvålseth, "Cautionary note about R²" (1985), the first of his.
    """

    mae: Array
    rmse: Array
    r2: tuple[float | None, ...]

    @property
    def mean_mae(self) -> float:
        return float(self.mae.mean())

    @property
    def mean_rmse(self) -> float:
        return float(self.rmse.mean())

    @property
    def mean_r2(self) -> float | None:
        """The mean over the outputs that have one."""
        known = [value for value in self.r2 if value is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, eq=False)
class Report:
    """One split: number of rows, mean loss, and either classes or errors."""

    rows: int
    loss: float
    classes: ClassReport | None = None
    errors: ErrorReport | None = None


def report(
    predictions: Array, targets: Array, row_losses: Array, labels: Labels | None, classes: Sequence[str]
) -> Report | None:
    """The report of one split from its arrays (rows × outputs; losses one a row); None where there are no rows.

    `labels` says how the targets spell the classes (see `labels_of`), None that this is a regression. Numbers that
    are not finite go through as they are: a network that diverged has a report too.
    """
    if not len(targets):
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        loss = float(row_losses.mean())
        if labels is None:
            return Report(len(targets), loss, errors=_errors(predictions, targets))
        return Report(len(targets), loss, classes=_classes(predictions, targets, labels, tuple(classes)))


def roc_of(scores: Array, is_positive: NDArray[np.bool_]) -> Roc | None:
    """The curve of one score a row; None where one kind of row is missing or a score is not a number.

    Rows of equal score pass the threshold together, so that the order of the rows does not matter: Fawcett,
    "An introduction to ROC analysis" (2006), algorithm 2. By trapezoids the area is then U / (positives × negatives)
    of Mann and Whitney: Hanley and McNeil, "The meaning and use of the area under a ROC curve" (1982).
    """
    positives = int(is_positive.sum())
    negatives = len(is_positive) - positives
    if not positives or not negatives or np.isnan(scores).any():
        return None
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    last_of_tie = np.append(np.flatnonzero(falling[1:] != falling[:-1]), len(falling) - 1)
    true = np.concatenate([[0], np.cumsum(is_positive[order])[last_of_tie]])
    false = np.concatenate([[0], last_of_tie + 1]) - true
    # In whole numbers up to the one division, so that the area is as exact as a double can be.
    twice_u = int((np.diff(false) * (true[1:] + true[:-1])).sum())
    thresholds = np.concatenate([[np.inf], falling[last_of_tie]])
    return Roc(
        frozen(false / negatives), frozen(true / positives), frozen(thresholds), twice_u / (2 * positives * negatives)
    )


def class_numbers(values: Array, labels: Labels) -> Numbers:
    """The class that each row (rows × outputs) of targets or predictions says, by the rule of `accuracy`."""
    if labels.is_one_hot:
        return np.asarray(values.argmax(axis=1), np.intp)
    return (values[:, 0] >= (labels.low + labels.high) / 2).astype(np.intp)


def class_names(names: Sequence[str], count: int) -> tuple[str, ...]:
    """A name for each of so many classes: their numbers where the names given are more or fewer."""
    return tuple(names) if len(names) == count else tuple(str(number) for number in range(count))


def _classes(predictions: Array, targets: Array, labels: Labels, names: tuple[str, ...]) -> ClassReport:
    count = targets.shape[1] if labels.is_one_hot else 2
    truths, answers = class_numbers(targets, labels), class_numbers(predictions, labels)
    share = accuracy(predictions, targets, labels)
    assert share is not None, "there are rows and classes"
    confusion = np.bincount(truths * count + answers, minlength=count * count).reshape(count, count)
    roc = roc_of(_scores(predictions), truths == 1) if count == 2 else None
    for array in (truths, answers, confusion):
        array.setflags(write=False)
    return ClassReport(class_names(names, count), labels, truths, answers, share, confusion, roc)


def _scores(predictions: Array) -> Array:
    """How much each row speaks for class 1: the one output, or how far the second is above the first.

    So the confusion matrix stands on the curve: at the threshold half-way between two target values, or at 0.
    """
    return predictions[:, 0] if predictions.shape[1] == 1 else predictions[:, 1] - predictions[:, 0]


def _errors(predictions: Array, targets: Array) -> ErrorReport:
    errors = predictions - targets
    squares = (errors**2).sum(axis=0)
    spread = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    # Asked of the reach: the mean of equal numbers rounds, so that their spread need not be 0.
    varies = (np.ptp(targets, axis=0) > 0) & (spread > 0)
    r2 = tuple(
        float(1 - square / whole) if differs else None
        for square, whole, differs in zip(squares, spread, varies, strict=True)
    )
    return ErrorReport(frozen(np.abs(errors).mean(axis=0)), frozen(np.sqrt(squares / len(targets))), r2)


def _shares(parts: Numbers, wholes: Numbers) -> tuple[Share, ...]:
    return tuple(part / whole if whole else None for part, whole in zip(parts.tolist(), wholes.tolist(), strict=True))
