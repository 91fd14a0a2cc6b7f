"""An evaluation in pieces is the evaluation in one, and its rows are those of the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.data import split_of, table_of
from core.edits import randomised, with_example, with_network, with_training
from core.experiment import Example, Experiment
from core.files.examples import NAMES, example
from core.message import Problem
from core.results.metrics import labels_of
from core.results.rows import predict, report_of
from simulator.results import evaluation as evaluation_module
from simulator.results.evaluation import (
    Evaluation,
    Part,
    data_rows_of,
    evaluation_in_steps,
    has_same_rows,
    results_of,
)


def evaluated(experiment: Experiment) -> tuple[Evaluation, int]:
    """The evaluation, and in how many pieces it came."""
    *pieces, last = evaluation_in_steps(experiment.network, experiment.training.loss, data_rows_of(experiment))
    assert set(pieces) <= {None}
    assert last is not None
    return last, 1 + len(pieces)


@pytest.mark.parametrize("name", NAMES)
def test_its_reports_are_those_of_both_splits(name: str) -> None:
    experiment = example(name)
    found, _ = evaluated(experiment)
    table, split = table_of(experiment), split_of(experiment)
    for report, inputs, targets in (
        (found.train_report, split.train_inputs, split.train_targets),
        (found.test_report, split.test_inputs, split.test_targets),
    ):
        loss, labels = experiment.training.loss, labels_of(table)
        expected = report_of(experiment.network, inputs, targets, loss, labels, table.classes)
        if report is None:
            assert expected is None
            continue
        assert expected is not None
        assert (report.rows, report.loss) == (expected.rows, pytest.approx(expected.loss))
        assert (report.classes is None) is (expected.classes is None)
        if report.classes is not None and expected.classes is not None:
            assert report.classes.confusion.tolist() == expected.classes.confusion.tolist()


def test_pieces_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    iris = example("iris")
    whole, one = evaluated(iris)
    monkeypatch.setattr(evaluation_module, "_PRODUCTS_AT_ONCE", 7 * iris.network.weight_count)
    cut, many = evaluated(iris)
    assert one == 1
    assert many == 18 + 5 - 1  # 120 and 30 rows, 7 at once; the last piece brings the result
    for part in Part:
        for a, b in zip(whole.output_in(part), cut.output_in(part), strict=True):
            assert a == pytest.approx(b)


def test_all_rows_stand_in_the_order_of_the_data() -> None:
    iris = example("iris")
    found, _ = evaluated(iris)
    assert found.rows_in(Part.ALL).tolist() == list(range(150))
    split = split_of(iris)
    z, a = found.output_in(Part.ALL)
    for rows, inputs in ((split.train_rows, split.train_inputs), (split.test_rows, split.test_inputs)):
        expected = predict(iris.network, inputs)
        assert z[list(rows)] == pytest.approx(expected[0])
        assert a[list(rows)] == pytest.approx(expected[1])


def test_two_networks_answer_the_same_rows() -> None:
    circle = example("circle")
    other = with_network(circle, randomised(circle).network)
    (first, _), (second, _) = evaluated(circle), evaluated(other)
    for part, count in ((Part.ALL, 200), (Part.TRAIN, 160), (Part.TEST, 40)):
        results = results_of(part, first, second)
        assert len(results) == count
        assert results.targets.tolist() == table_of(circle).targets[results.rows].tolist()
        one, two = results.answers
        assert not np.array_equal(one.predictions, two.predictions)
    test = results_of(Part.TEST, first, second).answers[1]
    assert second.test_report is not None
    assert test.losses.mean() == pytest.approx(second.test_report.loss)


def test_without_rows_there_is_nothing_to_say() -> None:
    aimless = replace(example("bank"), example=Example((2.0, 3.0)))
    found, _ = evaluated(aimless)
    assert found.train_report is found.test_report is None
    assert len(results_of(Part.ALL, found)) == 0


def test_rows_are_the_same_until_something_changes_them() -> None:
    iris, bank = example("iris"), example("bank")
    assert has_same_rows(iris, randomised(iris))
    assert has_same_rows(iris, with_example(iris, Example((1, 2, 3, 4), (1, 0, 0))))
    assert has_same_rows(iris, with_training(iris, epochs=3))
    assert not has_same_rows(iris, with_training(iris, seed=5))
    assert not has_same_rows(iris, with_training(iris, test_fraction=0.5))
    assert not has_same_rows(iris, example("wine"))
    assert not has_same_rows(bank, with_example(bank, Example((2, 3), (7,))))


def test_rows_that_do_not_fit_are_a_problem() -> None:
    iris, bank = example("iris"), example("bank")
    with pytest.raises(Problem):
        data_rows_of(replace(bank, data=replace(iris.data, scaling=bank.data.scaling)))
