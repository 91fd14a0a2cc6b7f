"""The check with a real process at its other end. Every wait is for a signal."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from core.engines.check import check
from core.experiment import Example
from core.files.examples import example
from core.files.files import parse, to_bytes
from simulator.commands import check_command
from simulator.commands import checker as checker_module
from simulator.commands.checker import Checker, CheckState
from tests.by_hand import with_weight

LONG = 30_000
"""Milliseconds: far more than the import of torch takes on a busy machine."""


@pytest.fixture
def checker(qapp: object) -> Iterator[Checker]:
    made = Checker()
    yield made
    made.close()


def checked(qtbot: QtBot, checker: Checker) -> None:
    with qtbot.waitSignal(
        checker.changed, timeout=LONG, check_params_cb=lambda: checker.state is not CheckState.CHECKING
    ):
        checker.check()


@pytest.mark.usefixtures("ready_processes")
def test_what_it_finds_is_what_the_check_says_until_an_edit(qtbot: QtBot, checker: Checker) -> None:
    tanh = example("bank-tanh")
    checker.show(tanh)
    assert checker.state is CheckState.NOT_CHECKED
    checked(qtbot, checker)
    assert checker.state is CheckState.EQUAL
    assert checker.problem is None
    assert checker.comparisons == check(tanh)
    with qtbot.assertNotEmitted(checker.changed):
        checker.show(tanh)
    assert checker.state is CheckState.EQUAL
    with qtbot.waitSignal(checker.changed):
        checker.show(with_weight(tanh, 1, 0, 0, 7.0))
    assert checker.state is CheckState.NOT_CHECKED
    assert checker.comparisons == ()


@pytest.mark.parametrize("name", ["iris", "spiral"])
def test_features_and_scaling_come_along_but_no_rows(name: str) -> None:
    """Rows may be many; the example is made into what the first layer receives without them."""
    experiment = example(name)
    sent = checker_module._what_is_checked(experiment)
    assert sent.data.source == "none"
    assert sent.fed_inputs == experiment.fed_inputs
    assert check(parse(to_bytes(sent))) == check(experiment)


def test_a_scaling_that_was_never_fitted_is_not_fitted_to_the_example(checker: Checker) -> None:
    iris = example("iris")
    unfitted = replace(iris, data=replace(iris.data, scaling=replace(iris.data.scaling, center=(), scale=())))
    assert checker_module._what_is_checked(unfitted).data.scaling.kind == "none"
    assert checker_module._what_is_checked(iris).data.scaling == iris.data.scaling


@pytest.mark.usefixtures("ready_processes")
def test_a_difference_is_told(qtbot: QtBot, checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    # Held against a tolerance that nothing meets, in the process that asks.
    monkeypatch.setattr(
        check_command,
        "comparisons_from_line",
        lambda line: tuple(replace(one, tolerance=-1.0) for one in _comparisons_from_line(line)),
    )
    checker.show(example("bank"))
    checked(qtbot, checker)
    assert checker.state is CheckState.DIFFERENT


_comparisons_from_line = check_command.comparisons_from_line


@pytest.mark.usefixtures("ready_processes")
def test_what_cannot_be_checked_is_a_problem(qtbot: QtBot, checker: Checker) -> None:
    checker.show(replace(example("bank"), example=Example((2.0, 3.0))))
    checked(qtbot, checker)
    assert checker.state is CheckState.NOT_CHECKED
    assert "needs a target" in str(checker.problem)
    checker.show(example("bank"))
    assert checker.problem is None


@pytest.mark.usefixtures("ready_processes")
def test_an_answer_that_comes_too_late_is_dropped(qtbot: QtBot, checker: Checker) -> None:
    checker.show(example("bank"))
    checker.check()
    (process,) = checker.findChildren(QProcess)
    assert checker.state is CheckState.CHECKING
    with qtbot.waitSignal(process.finished, timeout=LONG):
        checker.show(example("slopes"))
    assert checker.state is CheckState.NOT_CHECKED
    assert checker.comparisons == ()
    checked(qtbot, checker)
    assert checker.comparisons == check(example("slopes"))


@pytest.mark.usefixtures("ready_processes")
def test_asked_twice_it_answers_once(qtbot: QtBot, checker: Checker) -> None:
    checker.show(example("bank"))
    checker.check()
    checked(qtbot, checker)
    assert checker.state is CheckState.EQUAL
    qtbot.waitUntil(lambda: not checker.findChildren(QProcess), timeout=LONG)


@pytest.mark.usefixtures("ready_processes")
def test_a_process_that_dies_is_told(qtbot: QtBot, checker: Checker) -> None:
    checker.show(example("bank"))
    checker.check()
    (process,) = checker.findChildren(QProcess)
    with qtbot.waitSignal(checker.changed, timeout=LONG):
        process.kill()
    assert checker.state is CheckState.NOT_CHECKED
    assert "ended unexpectedly" in str(checker.problem)


@pytest.mark.parametrize("module", ["simulator.no_such_module", "simulator.python_process"])
def test_an_answer_that_is_none_is_told(
    qtbot: QtBot, checker: Checker, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setattr(checker_module, "_MODULE", module)
    checker.show(example("bank"))
    checked(qtbot, checker)
    assert checker.state is CheckState.NOT_CHECKED
    reason = "No module named" if "no_such" in module else "no reason given"
    assert reason in str(checker.problem)


def test_a_python_that_is_not_there_is_told(qtbot: QtBot, checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.python_process.sys.executable", "/no/such/python")
    checker.show(example("bank"))
    checked(qtbot, checker)
    assert "ended unexpectedly" in str(checker.problem)


def test_it_goes_away_with_its_process(qtbot: QtBot) -> None:
    """And not as the last thing that its own child holds: Qt would delete that child twice."""
    gone = weakref.ref(made := Checker())
    made.show(example("bank"))
    made.check()
    made.close()
    del made
    qtbot.waitUntil(lambda: gone() is None)


def test_closed_it_leaves_no_process_and_starts_none(checker: Checker, qtbot: QtBot) -> None:
    checker.show(example("bank"))
    checker.check()
    (process,) = checker.findChildren(QProcess)
    checker.close()
    assert process.state() is QProcess.ProcessState.NotRunning
    checker.check()
    assert checker.state is CheckState.CHECKING
    assert all(each.state() is QProcess.ProcessState.NotRunning for each in checker.findChildren(QProcess))
