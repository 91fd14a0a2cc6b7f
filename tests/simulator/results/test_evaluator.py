"""What is reported belongs to what is on show, and no turn of the event loop does everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from core.edits import randomised, with_network, with_training
from core.experiment import Experiment
from core.files.examples import example
from simulator.results import evaluation as evaluation_module
from simulator.results import evaluator as evaluator_module
from simulator.results.evaluation import Evaluation, data_rows_of, evaluation_in_steps
from simulator.results.evaluator import Evaluator


class Looker:
    """Somebody who looks, or not, and keeps what was reported."""

    def __init__(self) -> None:
        self.is_looking = True
        self.reports: list[Evaluation | None] = []
        self.evaluator = Evaluator(lambda: self.is_looking)
        self.evaluator.evaluated.connect(self.reports.append)

    @property
    def last(self) -> Evaluation | None:
        return self.reports[-1] if self.reports else None

    def sees(self, experiment: Experiment) -> bool:
        """Whether the last report is of this network, and nothing is left to do."""
        is_of_it = self.last is not None and self.last.network is experiment.network
        return is_of_it and not self.evaluator.is_busy


@pytest.fixture
def looker(qapp: object) -> Iterator[Looker]:
    made = Looker()
    yield made
    made.evaluator.clear()


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """An evaluation takes many turns."""
    monkeypatch.setattr(evaluation_module, "_PRODUCTS_AT_ONCE", 1)


def half_way(monkeypatch: pytest.MonkeyPatch, do: Callable[[], None]) -> None:
    """Do something once, between two of the first pieces that are worked out."""
    left = [do]

    def steps(*arguments: Any) -> Iterator[Evaluation | None]:
        for piece in evaluation_in_steps(*arguments):
            if left:
                QTimer.singleShot(0, left.pop())
            yield piece

    monkeypatch.setattr(evaluator_module, "evaluation_in_steps", steps)


def test_what_is_shown_is_evaluated_in_a_later_turn(qtbot: QtBot, looker: Looker) -> None:
    iris = example("iris")
    looker.evaluator.show(iris)
    assert looker.reports == []
    assert looker.evaluator.is_busy
    qtbot.waitUntil(lambda: looker.sees(iris))
    assert len(looker.reports) == 1
    assert looker.last is not None
    assert looker.last.test_report is not None
    assert looker.last.test_report.rows == 30


def test_other_weights_other_loss_other_rows(qtbot: QtBot, looker: Looker) -> None:
    iris = example("iris")
    edits = [randomised(iris)]
    edits.append(with_training(edits[-1], loss="mse"))
    edits.append(with_training(edits[-1], test_fraction=0.5))
    edits.append(example("sine"))
    looker.evaluator.show(iris)
    for edit in edits:
        looker.evaluator.show(edit)
        qtbot.waitUntil(lambda edit=edit: looker.sees(edit) and looker.last.loss_name == edit.training.loss)
        rows = data_rows_of(edit)
        assert looker.last is not None
        assert looker.last.rows.split.test_rows == rows.split.test_rows
    count = len(looker.reports)
    with qtbot.assertNotEmitted(looker.evaluator.evaluated, wait=20):
        looker.evaluator.show(with_training(edits[-1], epochs=7))
    assert len(looker.reports) == count


def test_a_superseded_network_is_never_reported(
    qtbot: QtBot, looker: Looker, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = example("iris")
    other = randomised(iris)
    half_way(monkeypatch, lambda: looker.evaluator.show(other))
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(other))
    assert [report and report.network for report in looker.reports] == [other.network]


def test_superseded_rows_are_never_reported(qtbot: QtBot, looker: Looker) -> None:
    shown = [example(name) for name in ("iris", "digits", "wine", "circle", "sine")]
    for experiment in shown:
        looker.evaluator.show(experiment)
    qtbot.waitUntil(lambda: looker.sees(shown[-1]))
    assert len(looker.reports) == 1


def test_numbers_of_another_network_go_when_new_ones_take_long(
    qtbot: QtBot, looker: Looker, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = example("iris")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
    monkeypatch.setattr(evaluator_module, "PATIENCE", 0)
    busy: list[bool] = []
    looker.evaluator.evaluated.connect(lambda _: busy.append(looker.evaluator.is_busy))
    other = randomised(iris)
    looker.evaluator.show(other)
    qtbot.waitUntil(lambda: looker.sees(other))
    assert [report and report.network for report in looker.reports] == [iris.network, None, other.network]
    assert busy == [True, False]


def test_numbers_of_other_rows_go_while_new_ones_are_read(
    qtbot: QtBot, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    iris, wine = example("iris"), example("wine")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
    monkeypatch.setattr(evaluator_module, "PATIENCE", 0)
    looker.evaluator.show(wine)
    qtbot.waitUntil(lambda: looker.sees(wine))
    assert [report and report.network for report in looker.reports] == [iris.network, None, wine.network]


def test_while_nobody_looks_nothing_is_done_and_nothing_stays(qtbot: QtBot, looker: Looker) -> None:
    iris = example("iris")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
    looker.is_looking = False
    looker.evaluator.look()
    assert looker.sees(iris)
    other = randomised(iris)
    looker.evaluator.show(other)
    assert looker.last is None
    assert not looker.evaluator.is_busy
    looker.is_looking = True
    looker.evaluator.look()
    qtbot.waitUntil(lambda: looker.sees(other))


def test_turning_away_half_way_loses_nothing(
    qtbot: QtBot, looker: Looker, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn_away() -> None:
        looker.is_looking = False
        looker.evaluator.look()

    half_way(monkeypatch, turn_away)
    iris = example("iris")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: not looker.is_looking)
    assert looker.reports == []
    assert not looker.evaluator.is_busy
    looker.is_looking = True
    looker.evaluator.look()
    qtbot.waitUntil(lambda: looker.sees(iris))


def test_a_run_is_followed_now_and_then(qtbot: QtBot, looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    iris = example("iris")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
    monkeypatch.setattr(evaluator_module, "CHEAP", 1e9)
    looker.evaluator.set_running(True)
    networks = [randomised(with_training(iris, seed=seed)).network for seed in range(5)]
    for network in networks:
        looker.evaluator.show(with_network(iris, network))
    assert len(looker.reports) == 1
    qtbot.waitUntil(lambda: len(looker.reports) == 2)
    assert looker.last is not None
    assert looker.last.network is networks[-1]


def test_dear_numbers_wait_for_the_pause(qtbot: QtBot, looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluator_module, "CHEAP", -1)
    monkeypatch.setattr(evaluator_module, "EVERY", 0)
    iris = example("iris")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
    looker.evaluator.set_running(True)
    other = randomised(iris)
    looker.evaluator.show(other)
    assert looker.last is None
    assert looker.evaluator.is_waiting
    assert not looker.evaluator.is_busy
    looker.evaluator.set_running(False)
    assert not looker.evaluator.is_waiting
    qtbot.waitUntil(lambda: looker.sees(other))


def test_what_turned_out_dear_during_a_run_is_there_after_it(
    qtbot: QtBot, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends with the very network that was evaluated, and withheld, before."""
    monkeypatch.setattr(evaluator_module, "CHEAP", -1)
    monkeypatch.setattr(evaluator_module, "EVERY", 0)
    looker.evaluator.set_running(True)
    iris = example("iris")
    looker.evaluator._cost = -2.0
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.evaluator.is_waiting)
    assert looker.last is None
    looker.evaluator.set_running(False)
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))


def test_rows_that_were_read_elsewhere_are_used(
    qtbot: QtBot, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = example("iris")
    rows = data_rows_of(iris)
    monkeypatch.setattr(evaluator_module, "data_rows_of", lambda _: pytest.fail("read again"))
    looker.evaluator.show(iris, rows)
    qtbot.waitUntil(lambda: looker.sees(iris))
    other = randomised(iris)
    looker.evaluator.show(other, rows)
    qtbot.waitUntil(lambda: looker.sees(other))
    assert looker.last is not None
    assert looker.last.rows is rows


def test_rows_that_do_not_fit_have_no_numbers(qtbot: QtBot, looker: Looker) -> None:
    iris, bank = example("iris"), example("bank")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
    looker.evaluator.show(replace(bank, data=replace(iris.data, scaling=bank.data.scaling)))
    qtbot.waitUntil(lambda: looker.last is None)
    assert not looker.evaluator.is_busy
    looker.evaluator.show(bank)
    qtbot.waitUntil(lambda: looker.sees(bank))


def test_cleared_it_shows_nothing_until_it_is_asked_again(qtbot: QtBot, looker: Looker) -> None:
    iris = example("iris")
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
    looker.evaluator.clear()
    assert looker.last is None
    looker.evaluator.look()
    assert not looker.evaluator.is_busy
    looker.evaluator.show(iris)
    qtbot.waitUntil(lambda: looker.sees(iris))
