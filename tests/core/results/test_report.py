"""Reports of whole splits: hand-worked cases, and laws that hold whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.network import Array
from core.results.metrics import Labels, accuracy
from core.results.report import ClassReport, ErrorReport, report, roc_of

ZERO_ONE = Labels(0.0, 1.0, is_one_hot=False)
MINUS_PLUS = Labels(-1.0, 1.0, is_one_hot=False)

sizes = st.integers(1, 12)
numbers = st.floats(-100, 100, width=32)
# Few different values, so that ties are common.
steps = st.integers(-3, 3).map(float)


def column(*values: float) -> Array:
    return np.array(values, dtype=float)[:, None]


def classes_of(predictions: Array, targets: Array, labels: Labels, names: tuple[str, ...] = ()) -> ClassReport:
    made = report(predictions, targets, np.zeros(len(targets)), labels, names)
    assert made is not None
    assert made.classes is not None
    assert made.errors is None
    return made.classes


def errors_of(predictions: Array, targets: Array) -> ErrorReport:
    made = report(predictions, targets, np.zeros(len(targets)), None, ())
    assert made is not None
    assert made.errors is not None
    assert made.classes is None
    return made.errors


# --- worked by hand


def test_no_rows_no_report() -> None:
    empty = np.zeros((0, 2))
    assert report(empty, empty, np.zeros(0), Labels(), ("a", "b")) is None
    assert report(empty, empty, np.zeros(0), None, ()) is None


def test_the_loss_is_the_mean_of_the_rows() -> None:
    made = report(column(1, 2), column(0, 0), np.array([1.0, 4.0]), None, ())
    assert made is not None
    assert (made.rows, made.loss) == (2, 2.5)


def test_rows_of_the_matrix_are_truth_and_columns_are_answers() -> None:
    truths, answers = [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 1]
    made = classes_of(np.eye(3)[answers], np.eye(3)[truths], Labels(), ("a", "b", "c"))
    assert made.confusion.tolist() == [[2, 1, 0], [0, 1, 1], [0, 1, 0]]
    assert made.names == ("a", "b", "c")
    assert made.accuracy == 0.5
    assert made.precision == (1.0, 1 / 3, 0.0)
    assert made.recall == (2 / 3, 0.5, 0.0)
    assert made.roc is None
    assert made.rows_of(0, 1).tolist() == [2]
    assert made.rows_of(2, 0).tolist() == []


def test_a_class_never_answered_has_no_precision_and_one_without_rows_no_recall() -> None:
    made = classes_of(np.eye(3)[[0, 0, 2]], np.eye(3)[[0, 1, 0]], Labels())
    assert made.precision == (0.5, None, 0.0)
    assert made.recall == (0.5, 0.0, None)


@pytest.mark.parametrize("labels", [ZERO_ONE, MINUS_PLUS])
def test_of_one_column_the_lower_value_is_class_0(labels: Labels) -> None:
    low, high = labels.low, labels.high
    middle = (low + high) / 2
    targets = column(low, low, high, high)
    made = classes_of(column(low, high, middle, middle - 0.01), targets, labels, ("outside", "inside"))
    assert made.confusion.tolist() == [[1, 1], [1, 1]]
    assert made.rows_of(1, 0).tolist() == [3]


def test_without_fitting_names_classes_are_numbered() -> None:
    assert classes_of(np.eye(2), np.eye(2), Labels(), ("a", "b", "c")).names == ("0", "1")


def test_a_curve_worked_by_hand() -> None:
    # Falling: + 0.9, − 0.8, a tie of + and − at 0.5, + 0.3, − 0.1. Of the 9 pairs, 5 are won and 1 is a tie.
    scores = np.array([0.5, 0.9, 0.1, 0.8, 0.5, 0.3])
    made = roc_of(scores, np.array([True, True, False, False, False, True]))
    assert made is not None
    assert made.thresholds.tolist() == [np.inf, 0.9, 0.8, 0.5, 0.3, 0.1]
    assert (made.true_positive_rate * 3).round(12).tolist() == [0, 1, 1, 2, 3, 3]
    assert (made.false_positive_rate * 3).round(12).tolist() == [0, 0, 1, 2, 2, 3]
    assert made.area == 5.5 / 9


def test_a_curve_needs_rows_of_both_classes_and_numbers() -> None:
    assert roc_of(np.array([0.1, 0.2]), np.array([True, True])) is None
    assert roc_of(np.array([0.1, 0.2]), np.array([False, False])) is None
    assert roc_of(np.array([np.nan, 0.2]), np.array([True, False])) is None
    infinite = roc_of(np.array([np.inf, np.inf, 0.0]), np.array([True, False, False]))
    assert infinite is not None
    assert infinite.area == 0.75


def test_two_outputs_and_one_column_give_the_same_curve() -> None:
    truths = np.array([0, 1, 1, 0, 1])
    share = np.array([0.25, 0.5, 0.75, 0.5, 1.0])
    two = classes_of(np.stack([1 - share, share], axis=1), np.eye(2)[truths], Labels())
    one = classes_of(share[:, None], truths[:, None].astype(float), ZERO_ONE)
    assert two.roc is not None
    assert one.roc is not None
    assert two.roc.area == one.roc.area == 5.5 / 6
    assert np.array_equal(two.roc.true_positive_rate, one.roc.true_positive_rate)


def test_errors_worked_by_hand() -> None:
    # errors 1, −1, 2, 0; the targets' mean is 3, their squares around it add up to 20.
    made = errors_of(column(1, 1, 6, 6), column(0, 2, 4, 6))
    assert made.mae.tolist() == [1.0]
    assert made.rmse.tolist() == [1.5**0.5]
    assert made.r2 == (1 - 6 / 20,)
    assert (made.mean_mae, made.mean_rmse, made.mean_r2) == (1.0, 1.5**0.5, 0.7)


def test_targets_that_do_not_vary_have_no_r2() -> None:
    # 0.1 three times: the mean rounds, so the squares around it do not add up to exactly 0.
    made = errors_of(np.array([[0.1, 1], [0.2, 2], [0.1, 3]]), np.array([[0.1, 1], [0.1, 2], [0.1, 3]]))
    assert made.r2 == (None, 1.0)
    assert made.mean_r2 == 1.0
    assert errors_of(column(1), column(2)).mean_r2 is None


def test_a_network_that_diverged_has_a_report() -> None:
    made = report(column(np.nan, np.inf), column(0, 1), np.array([np.nan, np.inf]), None, ())
    assert made is not None
    assert np.isnan(made.loss)
    classes = classes_of(np.array([[np.inf, np.inf], [np.nan, 0]]), np.eye(2), Labels())
    assert classes.confusion.sum() == 2
    assert classes.roc is None


def test_what_is_reported_cannot_be_changed() -> None:
    made = classes_of(np.eye(2), np.eye(2), Labels())
    with pytest.raises(ValueError, match="read-only"):
        made.confusion[0, 0] = 5


# --- laws


@given(st.data(), sizes, st.integers(2, 5))
def test_the_matrix_counts_every_row_once_and_its_diagonal_is_the_accuracy(
    data: st.DataObject, rows: int, count: int
) -> None:
    predictions = data.draw(arrays.arrays(np.float64, (rows, count), elements=steps))
    truths = data.draw(st.lists(st.integers(0, count - 1), min_size=rows, max_size=rows))
    targets = np.eye(count)[truths]
    made = classes_of(predictions, targets, Labels())
    assert made.confusion.sum() == rows
    assert made.confusion.sum(axis=1).tolist() == [truths.count(k) for k in range(count)]
    assert made.accuracy == accuracy(predictions, targets, Labels())
    assert made.accuracy == pytest.approx(np.trace(made.confusion) / rows)
    cells = [made.rows_of(t, a).tolist() for t in range(count) for a in range(count)]
    assert [len(cell) for cell in cells] == made.confusion.ravel().tolist()
    assert sorted(row for cell in cells for row in cell) == list(range(rows))


@given(st.lists(st.tuples(steps, st.booleans()), min_size=2, max_size=30))
def test_the_area_is_the_share_of_pairs_won(rows: list[tuple[float, bool]]) -> None:
    scores, is_positive = np.array([score for score, _ in rows]), np.array([truth for _, truth in rows])
    made = roc_of(scores, is_positive)
    if is_positive.all() or not is_positive.any():
        assert made is None
        return
    assert made is not None
    pairs = scores[is_positive][:, None] - scores[~is_positive][None]
    assert made.area == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())
    assert made.area == pytest.approx(np.trapezoid(made.true_positive_rate, made.false_positive_rate))
    flipped = roc_of(-scores, is_positive)
    assert flipped is not None
    assert flipped.area == pytest.approx(1 - made.area)


@given(st.lists(st.tuples(steps, st.booleans()), min_size=2, max_size=30))
def test_the_curve_rises_from_nothing_to_everything(rows: list[tuple[float, bool]]) -> None:
    scores, is_positive = np.array([score for score, _ in rows]), np.array([truth for _, truth in rows])
    made = roc_of(scores, is_positive)
    if made is None:
        return
    for rate in (made.true_positive_rate, made.false_positive_rate):
        assert (rate[0], rate[-1]) == (0, 1)
        assert (np.diff(rate) >= 0).all()
    assert (np.diff(made.thresholds) < 0).all()
    for at, threshold in enumerate(made.thresholds):
        assert made.true_positive_rate[at] == pytest.approx((scores[is_positive] >= threshold).mean())
        assert made.false_positive_rate[at] == pytest.approx((scores[~is_positive] >= threshold).mean())


@given(st.data(), sizes, st.integers(1, 3))
def test_errors_keep_their_laws(data: st.DataObject, rows: int, outputs: int) -> None:
    targets = data.draw(arrays.arrays(np.float64, (rows, outputs), elements=numbers))
    predictions = data.draw(arrays.arrays(np.float64, (rows, outputs), elements=numbers))
    made = errors_of(predictions, targets)
    assert (made.rmse >= made.mae * (1 - 1e-12)).all()
    assert (made.mae >= 0).all()
    assert all(value is None or value <= 1 for value in made.r2)
    perfect = errors_of(targets, targets)
    assert perfect.mean_rmse == perfect.mean_mae == 0
    assert all(value in (None, 1.0) for value in perfect.r2)


@given(arrays.arrays(np.float64, (7, 1), elements=numbers))
def test_the_mean_explains_nothing(targets: Array) -> None:
    r2 = errors_of(np.full_like(targets, targets.mean()), targets).r2
    assert r2 == (None,) if np.ptp(targets) == 0 else r2[0] == pytest.approx(0, abs=1e-9)
