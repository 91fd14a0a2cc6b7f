"""The arithmetic behind each number about a split: means over rows, shares of classes, errors of a regression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.explaining.arithmetic import Number, Role, Term, squared, term
from core.explaining.batch_equations import row_label
from core.explaining.explanation_row import Row, many_rows
from core.explaining.links import Link, Metric, MetricKind, RowStep, SomeRows
from core.explaining.terms import Equation, joined, mean_of, summed
from core.message import Message
from core.network import Array, frozen
from core.quantity import LOSS, Kind, Quantity
from core.results.report import ClassReport, Numbers, Report
from core.results.rows import RowResults


@dataclass(frozen=True, eq=False)
class Split:
    """One split as its numbers were made of it: the report, and row by row what was answered."""

    report: Report
    results: RowResults
    outputs: tuple[str, ...]
    columns: int
    """How many layers the network has: the outputs stand in the last."""


@dataclass(frozen=True)
class Told:
    """What is said of one metric: its value, the arithmetic, the rows it comes from and goes to."""

    value: float
    equation: Equation
    comes_from: tuple[Row, ...]
    goes_to: tuple[Row, ...] = ()


def _other(at: Metric, kind: MetricKind, truth: int = 0, answer: int = 0, output: int | None = None) -> Metric:
    """Another number about the same split."""
    return Metric(kind, at.is_test, truth, answer, output)


# --- means over rows


def _mean_of_rows(
    split: Split,
    values: Array,
    pieces: Callable[[float], Sequence[Number | str]],
    given: Array,
    at_row: Quantity,
) -> tuple[Equation, tuple[Row, ...]]:
    """The sum of one number a row, and a line a row that leads to its own step. `values` are made of `given`."""
    numbers = split.results.rows

    def link_of(place: int) -> Link:
        return RowStep(int(numbers[place]), at_row)

    def one(place: int) -> Term:
        return term(*pieces(float(given[place])), name=row_label(int(numbers[place])), link=link_of(place))

    def line(place: int) -> tuple[Message, Sequence[Number | str], Link, None]:
        own = pieces(float(given[place]))
        return row_label(int(numbers[place])), own if len(own) > 1 else (), link_of(place), None

    return summed(one, values, Role.PLAIN), many_rows(values, line)


def _loss(split: Split, at: Metric) -> Told:
    losses = split.results.answers[0].losses
    total, rows = _mean_of_rows(split, losses, lambda x: (Number(x),), losses, LOSS)
    return Told(split.report.loss, mean_of(total, len(losses)), rows)


def _error_at(split: Split, output: int) -> Quantity:
    return Quantity(Kind.ERROR, split.columns, output)


def _mae(split: Split, at: Metric) -> Told | None:
    errors = split.report.errors
    if errors is None:
        return None
    if at.output is None and len(errors.mae) > 1:
        return _mean_of_outputs(split, at, errors.mae.tolist(), errors.mean_mae)
    output = at.output or 0
    sizes = frozen(np.abs(split.results.answers[0].errors[:, output]))
    total, rows = _mean_of_rows(split, sizes, lambda x: (Number(x),), sizes, _error_at(split, output))
    return Told(float(errors.mae[output]), mean_of(total, len(sizes)), rows)


def _rmse(split: Split, at: Metric) -> Told | None:
    errors = split.report.errors
    if errors is None:
        return None
    if at.output is None and len(errors.rmse) > 1:
        return _mean_of_outputs(split, at, errors.rmse.tolist(), errors.mean_rmse)
    output = at.output or 0
    total, rows = _squares(split, output)
    whole = mean_of(total, len(split.results)) if len(split.results) > 1 else total
    return Told(float(errors.rmse[output]), (term("√("), *whole, term(")")), rows)


def _r2(split: Split, at: Metric) -> Told | None:
    errors = split.report.errors
    if errors is None:
        return None
    known = [output for output, value in enumerate(errors.r2) if value is not None]
    if at.output is None and len(errors.r2) > 1:
        mean = errors.mean_r2
        return None if mean is None else _mean_of_outputs(split, at, list(errors.r2), mean)
    output = at.output or 0
    value = errors.r2[output]
    if output not in known or value is None:
        return None
    total, rows = _squares(split, output)
    targets = split.results.targets[:, output]
    spread = float(((targets - targets.mean(axis=0)) ** 2).sum(axis=0))
    around = term(Number(spread), name=Message("spread of targets"))
    equation = (term(Number(1.0)), term("−"), term("("), *total, term(")"), term("/"), around)
    return Told(value, equation, rows)


def _squares(split: Split, output: int) -> tuple[Equation, tuple[Row, ...]]:
    """The sum of error² over the rows."""
    errors = split.results.answers[0].errors[:, output]
    return _mean_of_rows(split, frozen(errors**2), lambda e: squared(Number(e)), errors, _error_at(split, output))


def _mean_of_outputs(split: Split, at: Metric, values: Sequence[float | None], mean: float) -> Told:
    """Of several outputs, the mean of what each has."""
    known = [output for output, value in enumerate(values) if value is not None]
    found = frozen([value for value in values if value is not None])

    def link_of(index: int) -> Metric:
        return _other(at, at.kind, output=known[index])

    def one(index: int) -> Term:
        value = Number(float(found[index]))
        parts = ("(", value, ")") if value.value < 0 else (value,)
        return term(*parts, name=split.outputs[known[index]], link=link_of(index))

    rows = many_rows(found, lambda index: (split.outputs[known[index]], (), link_of(index), None), has_share=False)
    return Told(mean, mean_of(summed(one, found, Role.PLAIN), len(known)), rows)


# --- classes


def _count(classes: ClassReport, at: Metric, truth: int, answer: int, name: Message | str) -> Term:
    cell = Number(float(classes.confusion[truth, answer]))
    return term(cell, name=name, link=_other(at, MetricKind.CELL, truth, answer))


def _cell_row(classes: ClassReport, at: Metric, truth: int, answer: int, label: Message | str) -> Row:
    cell = Number(float(classes.confusion[truth, answer]))
    return Row(label, (), cell, link=_other(at, MetricKind.CELL, truth, answer))


def _rows_line(split: Split, label: Message, places: Numbers) -> Row:
    """So many rows, which lead to the table."""
    rows = tuple(int(row) for row in split.results.rows[places])
    return Row(label, (), Number(float(len(rows))), link=SomeRows(rows))


def _accuracy(split: Split, at: Metric) -> Told | None:
    classes = split.report.classes
    if classes is None:
        return None
    names = classes.names
    hits = frozen(classes.confusion.diagonal().astype(np.float64))
    total = summed(lambda k: _count(classes, at, k, k, names[k]), hits, Role.PLAIN)

    def line(k: int) -> tuple[Message, Sequence[Number | str], Link, None]:
        label = Message("{name} called {name}", name=names[k])
        return label, (), _other(at, MetricKind.CELL, k, k), None

    wrong = np.flatnonzero(classes.truths != classes.answers)
    rows = (*many_rows(hits, line), _rows_line(split, Message("rows answered wrong"), wrong))
    return Told(classes.accuracy, mean_of(total, split.report.rows) if split.report.rows > 1 else total, rows)


def _area(split: Split, at: Metric) -> Told | None:
    classes = split.report.classes
    if classes is None or classes.roc is None:
        return None
    positives, negatives = (np.flatnonzero(classes.truths == k) for k in (1, 0))
    pairs = len(positives) * len(negatives)
    won = round(2 * classes.roc.area * pairs) / 2
    counts = [
        term(Number(float(len(rows))), name=Message("rows of {name}", name=classes.names[k]))
        for k, rows in ((1, positives), (0, negatives))
    ]
    equation = (term(Number(won), name=Message("pairs won")), term("/"), term("("), *joined(counts, "×"), term(")"))
    rows = tuple(
        _rows_line(split, Message("rows of {name}", name=classes.names[k]), places)
        for k, places in ((1, positives), (0, negatives))
    )
    return Told(classes.roc.area, equation, rows)


def _cell(split: Split, at: Metric) -> Told | None:
    classes = split.report.classes
    if classes is None:
        return None
    count = float(classes.confusion[at.truth, at.answer])
    found = _rows_line(split, Message("these rows"), classes.rows_of(at.truth, at.answer))
    goes = (
        _share_row(split, at, MetricKind.PRECISION, at.answer),
        _share_row(split, at, MetricKind.RECALL, at.truth),
        _metric_row(split, _other(at, MetricKind.ACCURACY), Message("accuracy")) if at.truth == at.answer else None,
    )
    return Told(count, (), (found,) if count else (), tuple(row for row in goes if row is not None))


def _share_row(split: Split, at: Metric, kind: MetricKind, truth: int) -> Row | None:
    assert split.report.classes is not None
    name = split.report.classes.names[truth]
    labels = {
        MetricKind.PRECISION: Message("precision of {name}", name=name),
        MetricKind.RECALL: Message("recall of {name}", name=name),
        MetricKind.F1: Message("F1 of {name}", name=name),
    }
    return _metric_row(split, _other(at, kind, truth), labels[kind])


def _metric_row(split: Split, metric: Metric, label: Message) -> Row | None:
    told = MAKERS[metric.kind](split, metric)
    return None if told is None else Row(label, (), Number(told.value), link=metric)


def _share(split: Split, at: Metric) -> Told | None:
    """Precision along a column of the confusion matrix, recall along a row."""
    classes = split.report.classes
    if classes is None:
        return None
    is_precision = at.kind is MetricKind.PRECISION
    value = (classes.precision if is_precision else classes.recall)[at.truth]
    if value is None:
        return None
    names, own = classes.names, at.truth
    line = classes.confusion[:, own] if is_precision else classes.confusion[own]

    def cell(k: int) -> tuple[int, int]:
        return (k, own) if is_precision else (own, k)

    def label(k: int) -> Message:
        truth, answer = cell(k)
        return Message("{truth} called {answer}", truth=names[truth], answer=names[answer])

    whole = summed(lambda k: _count(classes, at, *cell(k), label(k)), frozen(line.astype(np.float64)), Role.PLAIN)
    equation = (_count(classes, at, own, own, label(own)), term("/"), term("("), *whole, term(")"))
    rows = tuple(_cell_row(classes, at, *cell(k), label(k)) for k in range(len(names)) if line[k])
    f1 = _share_row(split, at, MetricKind.F1, own)
    return Told(value, equation, rows, (f1,) if f1 is not None else ())


def _f1(split: Split, at: Metric) -> Told | None:
    classes = split.report.classes
    if classes is None:
        return None
    precision, recall, value = classes.precision[at.truth], classes.recall[at.truth], classes.f1[at.truth]
    if precision is None or recall is None or value is None:
        return None
    parts = [
        (Message("precision"), precision, _other(at, MetricKind.PRECISION, at.truth)),
        (Message("recall"), recall, _other(at, MetricKind.RECALL, at.truth)),
    ]
    terms = [term(Number(share), name=name, link=link) for name, share, link in parts]
    equation = (
        *(term(Number(2.0)), term("×"), *joined(terms, "×"), term("/")),
        *(term("("), *joined([term(Number(share), link=link) for _, share, link in parts], "+"), term(")")),
    )
    return Told(value, equation, tuple(Row(name, (), Number(share), link=link) for name, share, link in parts))


MAKERS: dict[MetricKind, Callable[[Split, Metric], Told | None]] = {
    MetricKind.LOSS: _loss,
    MetricKind.ACCURACY: _accuracy,
    MetricKind.AREA: _area,
    MetricKind.MAE: _mae,
    MetricKind.RMSE: _rmse,
    MetricKind.R2: _r2,
    MetricKind.CELL: _cell,
    MetricKind.PRECISION: _share,
    MetricKind.RECALL: _share,
    MetricKind.F1: _f1,
}
