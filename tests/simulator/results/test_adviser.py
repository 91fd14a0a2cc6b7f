"""Advice is worked out beside the window, of what was asked last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.experiment import DataSource
from core.files.examples import example
from simulator.results.adviser import Adviser, Question


@pytest.fixture
def adviser(qapp: object) -> Iterator[Adviser]:
    made = Adviser()
    yield made
    made.close()


def keys(advice: object) -> list[str]:
    assert isinstance(advice, tuple)
    return [each.key for each in advice]


def test_it_answers_what_it_is_asked(qtbot: QtBot, adviser: Adviser) -> None:
    question = Question(example("dead-units"))
    with qtbot.waitSignal(adviser.found) as heard:
        adviser.ask(question)
    assert heard.args is not None
    assert heard.args[0] is question
    assert keys(heard.args[1]) == ["dead-units"]
    assert adviser.work > 0


def test_an_older_question_is_never_heard_of(qtbot: QtBot, adviser: Adviser) -> None:
    heard: list[object] = []
    adviser.found.connect(lambda question, _: heard.append(question))
    old, new = Question(example("digits")), Question(example("only-linear"))
    adviser.ask(old)
    adviser.ask(new)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [new]


def test_while_a_run_goes_on_the_first_is_answered_and_then_the_newest(qtbot: QtBot, adviser: Adviser) -> None:
    heard: list[object] = []
    adviser.found.connect(lambda question, _: heard.append(question))
    questions = [Question(example("circle")) for _ in range(3)]
    for question in questions:
        adviser.ask(question, is_live=True)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [questions[0], questions[2]]


def test_rows_are_read_once_and_again_for_another_loss(qtbot: QtBot, adviser: Adviser) -> None:
    shipped = example("circle")
    found = []
    for experiment in (shipped, with_training(shipped, learning_rate=0.1), with_training(shipped, loss="mae")):
        with qtbot.waitSignal(adviser.found):
            adviser.ask(Question(experiment))
        assert adviser._last is not None
        found.append(adviser._last.rows)
    assert found[0] is found[1]
    assert found[0].baseline != found[2].baseline


def test_of_data_that_cannot_be_had_nothing_is_said(qtbot: QtBot, adviser: Adviser) -> None:
    gone = DataSource("file", path="/nowhere.csv", input_columns=("a", "b"), target_columns=("c",))
    with qtbot.waitSignal(adviser.found) as heard:
        adviser.ask(Question(replace(example("circle"), data=gone)))
    assert heard.args is not None
    assert heard.args[1] == ()
