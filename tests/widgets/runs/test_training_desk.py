"""What a run leaves in the document: paused, stopped, broken off, or read from a file."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.edits import randomised, with_input, with_training
from core.files.examples import example
from core.files.files import read
from core.message import Message
from simulator.training.run_marks import EDIT, PAUSE
from simulator.words import say
from tests.by_hand import with_weight
from tests.simulator.trainings import trained_here
from tests.widgets.run_desks import LONG, Desk, pause_under_way, wait_for


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk(with_training(example("iris"), optimizer="adam", epochs=400))
    yield made
    made.training.close()


def test_a_paused_run_is_saved_opened_and_continued_with_the_same_bits(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    started = desk.document.experiment
    pause_under_way(qtbot, desk)
    path = tmp_path / "paused.perceptarium"
    desk.document.save(path)
    desk.training.forget_run()
    desk.document.open(path)
    assert desk.document.experiment == read(path)
    assert desk.training.state == "paused"
    with qtbot.waitSignal(desk.training.trainer.finished, timeout=LONG):
        desk.training.resume()
    assert desk.document.experiment.network == trained_here(started)
    assert desk.training.state == desk.states[-1] == "idle"


def test_to_stop_a_paused_run_that_was_opened_forgets_how_far_it_had_come(qtbot: QtBot, desk: Desk) -> None:
    pause_under_way(qtbot, desk)
    paused = desk.document.experiment
    desk.training.forget_run()
    assert desk.training.state == "paused"
    desk.training.stop()
    assert desk.training.state == desk.states[-1] == "idle"
    assert desk.document.experiment.network is paused.network
    desk.document.undo_stack.undo()
    assert desk.training.state == desk.states[-1] == "paused"


def test_to_stop_keeps_what_was_learnt_and_nothing_to_continue(qtbot: QtBot, desk: Desk) -> None:
    pause_under_way(qtbot, desk)
    network = desk.document.experiment.network
    desk.training.stop()
    assert desk.training.state == desk.states[-1] == "idle"
    assert desk.document.experiment.network == network
    assert desk.document.experiment.progress is None
    assert desk.document.undo_stack.count() == 1


def test_a_run_that_diverges_leaves_its_last_finite_weights(qtbot: QtBot, qapp: object) -> None:
    desk = Desk(with_training(example("gradient-descent"), learning_rate=0.5, epochs=1000))
    try:
        before = desk.document.experiment
        with qtbot.waitSignal(desk.training.trainer.failed, timeout=LONG):
            desk.training.train()
        assert desk.training.shown.history is not None
        assert len(desk.training.shown.history.epoch) > 1
        after = desk.document.experiment.network
        assert after != before.network
        assert np.isfinite(after.layers[0].weights).all()
        assert desk.stage.trace.network is after
        assert desk.training.state == desk.states[-1] == "idle"
        desk.document.undo_stack.undo()
        assert desk.document.experiment == before
    finally:
        desk.training.close()


def test_an_edit_beside_the_network_leaves_what_was_learnt(qtbot: QtBot, desk: Desk) -> None:
    trained = randomised(desk.document.experiment)
    desk.document.edit(Message("Train"), trained)
    earlier = example("iris").network
    desk.stage.show_network(earlier)
    asked = with_input(desk.stage.experiment, 0, 5.0)
    name, experiment = desk.training.shown.on_the_desk(Message("Change sepal length"), asked)
    assert experiment.network is trained.network
    assert say(name) == "Change sepal length"


def test_an_edit_of_an_earlier_network_goes_on_from_there_and_says_so(qtbot: QtBot, desk: Desk) -> None:
    desk.document.edit(Message("Train"), randomised(desk.document.experiment))
    desk.stage.show_network(example("iris").network)
    asked = with_weight(desk.stage.experiment, 1, 0, 0, 7.0)
    name, experiment = desk.training.shown.on_the_desk(Message("Change weight"), asked)
    assert experiment.network.layers[0].weights[0, 0] == 7
    assert experiment.network.layers[1] == example("iris").network.layers[1]
    assert experiment.progress is None
    assert say(name) == "Change weight at epoch 0"
    desk.stage.show_network(None)
    assert desk.training.shown.on_the_desk(Message("a"), asked) == (Message("a"), asked)


def test_pauses_and_edits_are_marked_on_the_run(qtbot: QtBot, desk: Desk) -> None:
    training = desk.training
    desk.document.edit(Message("longer"), with_training(desk.document.experiment, epochs=100_000))
    training.one_epoch()
    wait_for(qtbot, desk, "paused")
    assert not training.shown.marks, "a single step pauses by itself"
    pause_under_way(qtbot, desk)
    (mark,) = training.shown.marks
    assert (mark.kind, mark.epoch) == (PAUSE, training.shown.history.epoch[-1])
    training.resume()
    with qtbot.waitSignal(training.trainer.progressed, timeout=LONG):
        pass
    edited = with_training(desk.document.experiment, learning_rate=0.5)
    desk.document.edit(Message("Learning rate"), training.before_edit(edited))
    wait_for(qtbot, desk, "paused")
    epoch = training.shown.history.epoch[-1]
    with qtbot.waitSignal(training.trainer.progressed, timeout=LONG):
        training.resume()
    assert training.shown.marks[0] == mark
    assert [(each.kind, each.epoch, str(each.words)) for each in training.shown.marks[1:]] == [
        (EDIT, epoch, "edited: Learning rate")
    ]
    assert [training.shown.rates.at(where) for where in (epoch, epoch + 1)] == [0.1, 0.5]
    training.stop()
    training.train()
    assert not training.shown.marks


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_a_run_whose_process_was_killed_is_paused_at_its_last_epoch_and_resumes_with_the_same_bits(
    qtbot: QtBot, desk: Desk
) -> None:
    experiment = with_training(desk.document.experiment, epochs=900)
    desk.document.replace(experiment)
    said: list[str] = []
    desk.training.said.connect(said.append)
    trainer = desk.training.trainer
    with qtbot.waitSignal(trainer.progressed, timeout=LONG, check_params_cb=lambda records: records > 50):
        desk.training.train()
    assert trainer.process.worker is not None
    with qtbot.waitSignal(trainer.interrupted, timeout=LONG):
        os.kill(trainer.process.worker.process_id, signal.SIGKILL)
    wait_for(qtbot, desk, "paused")
    assert "ended unexpectedly" in said[0]
    assert desk.training.shown.history is not None
    reached = desk.training.shown.history.epoch[-1]
    assert 50 <= reached < 900
    paused = desk.document.experiment
    assert paused.network == trainer.network
    assert paused.unfinished is not None
    assert paused.unfinished.position.epoch == reached
    with qtbot.waitSignal(trainer.finished, timeout=LONG):
        desk.training.resume()
    assert desk.document.experiment.network == trained_here(experiment)
    assert desk.training.shown.history.epoch.tolist() == list(range(901))
    assert desk.document.undo_stack.count() == 1


def test_a_thinned_epoch_is_shown_as_soon_as_it_is_had_again_and_until_then_another_that_is_named(
    qtbot: QtBot, desk: Desk
) -> None:
    experiment = desk.document.experiment
    training, trainer = desk.training, desk.training.trainer
    trainer.budget = 80_000
    with qtbot.waitSignal(trainer.finished, timeout=LONG):
        training.train()
    stands_in: list[float | None] = []
    training.shown.moments.stand_in_changed.connect(stands_in.append)
    tape = training.shown.tape
    assert tape is not None
    kept = tape.kept.tolist()
    gone = sorted(set(range(400)) - set(kept))
    training.shown.show_epoch(kept[3])
    assert desk.stage.trace.network == tape.network_at(kept[3], experiment.network)
    assert stands_in == []
    training.shown.show_epoch(gone[-1])
    nearest = tape.nearest_kept(gone[-1])
    assert stands_in == [nearest]
    assert desk.stage.trace.network == tape.network_at(nearest, experiment.network)
    training.shown.show_epoch(gone[0])
    assert stands_in == [nearest, None, tape.nearest_kept(gone[0])]
    assert training.shown.moments.epoch == tape.nearest_kept(gone[0]), "an edit would go on from there"
    with qtbot.waitSignal(desk.stage.changed, timeout=LONG):
        pass
    assert stands_in[-1] is None
    assert training.shown.moments.epoch == gone[0]
    assert desk.stage.trace.network == trained_here(with_training(experiment, epochs=gone[0]))
    # An answer to what nobody looks at any more changes nothing.
    training.shown.show_epoch(gone[1])
    with qtbot.waitSignal(trainer.replayed, timeout=LONG):
        training.shown.moments._ask()
        training.shown.show_epoch(len(tape) - 1)
    assert desk.stage.is_showing_document
