"""Every number about a split is explained by arithmetic that comes to it, and leads to the rows it was made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.data import Table
from core.explaining.arithmetic import pieces_of
from core.explaining.links import Metric, MetricKind, RowStep, SomeRows
from core.explaining.metric_explanation import explain_metric
from core.explaining.metric_numbers import Split
from core.explaining.terms import opened
from core.network import frozen
from core.results.metrics import labels_of
from core.results.report import report
from core.results.rows import row_results
from tests.core.explanations import check, check_sign

OF_CLASSES = (MetricKind.PRECISION, MetricKind.RECALL, MetricKind.F1)


def split_of(seed: int, rows: int, outputs: int, is_regression: bool) -> Split:
    """Answers to so many rows, among them right and wrong ones."""
    generator = np.random.default_rng(seed)
    chances = generator.dirichlet(np.ones(outputs), rows) if outputs > 1 else generator.uniform(size=(rows, 1))
    answers = frozen(chances)
    if is_regression:
        targets = frozen(generator.normal(size=(rows, outputs)))
    elif outputs > 1:
        targets = frozen(np.eye(outputs)[generator.integers(outputs, size=rows)])
    else:
        targets = frozen(generator.integers(2, size=(rows, 1)).astype(float))
    names = () if is_regression else tuple(f"class {k}" for k in range(max(outputs, 2)))
    table = Table(frozen(generator.normal(size=(rows, 2))), targets, ("a", "b"), names)
    z = frozen(np.log(np.maximum(answers, 1e-9)))
    results = row_results(table, list(range(rows)), "mse", (z, answers))
    made = report(answers, targets, results.answers[0].losses, labels_of(table), names)
    assert made is not None
    return Split(made, results, tuple("uvwxyz"[:outputs]), 2)


def metrics_of(split: Split) -> list[Metric]:
    classes, outputs = split.report.classes, range(len(split.outputs))
    if classes is None:
        kinds = (MetricKind.MAE, MetricKind.RMSE, MetricKind.R2)
        own = [Metric(kind, True, output=output) for kind in kinds for output in outputs]
        return [Metric(MetricKind.LOSS, True), *(Metric(kind, True) for kind in kinds), *own]
    numbers = range(len(classes.names))
    whole = [Metric(kind, True) for kind in (MetricKind.LOSS, MetricKind.ACCURACY, MetricKind.AREA)]
    cells = [Metric(MetricKind.CELL, True, truth, answer) for truth in numbers for answer in numbers]
    return [*whole, *cells, *(Metric(kind, True, k) for kind in OF_CLASSES for k in numbers)]


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 30), st.integers(1, 3), st.booleans())
def test_its_terms_come_to_the_number(seed: int, rows: int, outputs: int, is_regression: bool) -> None:
    split = split_of(seed, rows, outputs, is_regression)
    for metric in metrics_of(split):
        told = explain_metric(split, metric)
        if told is None:  # 0 / 0, as the table shows it too
            continue
        assert told.formula
        assert told.equation or metric.kind is MetricKind.CELL
        for form in (told.equation, opened(told.equation)):
            if form:
                check(pieces_of(form), told.result.value, metric)
        if told.equation:
            check_sign(told)
        for row in told.opened().comes_from:
            if isinstance(row.link, RowStep):
                assert 0 <= row.link.row < rows
            elif isinstance(row.link, SomeRows):
                assert row.value.value == len(row.link.rows)
            elif isinstance(row.link, Metric):
                linked = explain_metric(split, row.link)
                assert linked is not None
                assert linked.result == row.value


def test_a_cell_leads_to_its_rows_and_to_what_is_made_of_it() -> None:
    split = split_of(1, 20, 3, is_regression=False)
    classes = split.report.classes
    assert classes is not None
    k = int(classes.confusion.diagonal().argmax())
    told = explain_metric(split, Metric(MetricKind.CELL, True, k, k))
    assert told is not None
    assert [row.link for row in told.comes_from] == [SomeRows(tuple(classes.rows_of(k, k).tolist()))]
    names = [f"precision of {classes.names[k]}", f"recall of {classes.names[k]}", "accuracy"]
    assert [str(row.label) for row in told.goes_to] == names


def test_f1_is_between_precision_and_recall() -> None:
    classes = split_of(3, 40, 3, is_regression=False).report.classes
    assert classes is not None
    for precision, recall, f1 in zip(classes.precision, classes.recall, classes.f1, strict=True):
        if f1 is not None and precision is not None and recall is not None:
            assert f1 == pytest.approx(2 / (1 / precision + 1 / recall))


def test_a_split_without_classes_has_no_accuracy_and_one_with_them_no_error() -> None:
    regression, classes = (split_of(2, 9, 2, is_regression=each) for each in (True, False))
    for kind in (MetricKind.ACCURACY, MetricKind.AREA, MetricKind.CELL, *OF_CLASSES):
        assert explain_metric(regression, Metric(kind, True)) is None
    for kind in (MetricKind.MAE, MetricKind.RMSE, MetricKind.R2):
        assert explain_metric(classes, Metric(kind, True)) is None
