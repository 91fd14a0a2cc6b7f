"""Roughly at once, finely after; what is no longer asked for is never heard of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.experiment import DataSource, Example, Experiment
from core.files.examples import example
from core.message import Problem
from core.results.descent import Descent
from core.weight_edits import WeightPlace, with_value
from simulator.results.descender import Descender

A, B = WeightPlace(1, 0, 0), WeightPlace(1, 0, 1)


class Asker:
    def __init__(self) -> None:
        self.found: list[Descent] = []
        self.failed: list[Problem] = []
        self.descender = Descender()
        self.descender.found.connect(self.found.append)
        self.descender.failed.connect(self.failed.append)

    @property
    def starts(self) -> list[float]:
        """Where the networks of the answers stood."""
        return [float(each.walk.points[0, 0]) for each in self.found]


@pytest.fixture
def asker(qapp: object) -> Iterator[Asker]:
    made = Asker()
    yield made
    made.descender.close()


EXPERIMENT = example("gradient-descent")


def standing_at(value: float) -> Experiment:
    return with_value(EXPERIMENT, [A], value)


def wait(qtbot: QtBot, asker: Asker) -> None:
    qtbot.waitUntil(lambda: not asker.descender.is_busy)


def test_a_rough_answer_comes_first_and_a_fine_one_of_the_same_steps(qtbot: QtBot, asker: Asker) -> None:
    asker.descender.ask(example("gradient-descent"), [A])
    assert asker.found == []
    wait(qtbot, asker)
    rough, fine = asker.found
    assert len(rough.losses) < len(fine.losses)
    assert rough.walk is fine.walk
    assert rough.spans == fine.spans
    np.testing.assert_allclose(fine.losses, (3 * fine.axes[0] + 2) ** 2)


def test_only_the_last_question_is_answered(qtbot: QtBot, asker: Asker) -> None:
    for value in (1.0, 2.0, 3.0):
        asker.descender.ask(standing_at(value), [A])
    wait(qtbot, asker)
    assert asker.starts == [3.0, 3.0]


def test_during_a_run_what_is_under_way_is_finished_and_the_newest_comes_next(qtbot: QtBot, asker: Asker) -> None:
    for value in (1.0, 2.0, 3.0):
        asker.descender.ask(standing_at(value), [A], is_live=True)
    wait(qtbot, asker)
    assert asker.starts == [1.0, 3.0, 3.0]


def test_another_place_is_not_kept_waiting(qtbot: QtBot, asker: Asker) -> None:
    asker.descender.ask(EXPERIMENT, [A], is_live=True)
    asker.descender.ask(EXPERIMENT, [B], is_live=True)
    wait(qtbot, asker)
    assert {each.places for each in asker.found} == {(B,)}


def test_the_same_question_is_not_worked_out_twice(qtbot: QtBot, asker: Asker) -> None:
    experiment = example("gradient-descent")
    for _ in range(2):
        asker.descender.ask(experiment, [A])
        wait(qtbot, asker)
    # Neither name nor notes matter.
    asker.descender.ask(replace(experiment, notes="other"), [A])
    assert not asker.descender.is_busy
    assert len(asker.found) == 2
    asker.descender.ask(with_training(experiment, learning_rate=0.04), [A])
    wait(qtbot, asker)
    assert asker.found[-1].walk.rate == 0.04


def test_the_range_holds_still_from_answer_to_answer(qtbot: QtBot, asker: Asker) -> None:
    for value in (1.0, 0.5, -0.6):
        asker.descender.ask(standing_at(value), [A])
        wait(qtbot, asker)
    assert len({each.spans for each in asker.found}) == 1


def test_what_is_forgotten_is_never_heard_of(qtbot: QtBot, asker: Asker) -> None:
    asker.descender.ask(example("gradient-descent"), [A])
    asker.descender.forget()
    asker.descender.close()
    assert asker.found == []
    assert not asker.descender.is_busy


def test_why_there_is_no_answer_is_said(qtbot: QtBot, asker: Asker) -> None:
    experiment = example("gradient-descent")
    asker.descender.ask(replace(experiment, example=Example((3.0, 4.0))), [A])
    qtbot.waitUntil(lambda: len(asker.failed) == 1)
    assert "target" in str(asker.failed[0])
    lost = DataSource("file", path="/nowhere/rows.csv", input_columns=("a", "b"), target_columns=("y",))
    asker.descender.ask(replace(experiment, data=lost), [A])
    qtbot.waitUntil(lambda: len(asker.failed) == 2)
    asker.descender.ask(experiment, [A])
    wait(qtbot, asker)
    assert len(asker.found) == 2
