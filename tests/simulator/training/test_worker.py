"""The worker's loop in this process, its commands queued beforehand, for what a real process shows too rarely."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.device import Gpu, Machine
from core.edits import with_training
from core.engines.engine import OutOfMemory
from core.engines.torch_engine import TorchEngine
from core.experiment import Experiment
from core.files.archive import progress_from
from core.files.examples import example
from core.files.files import SUFFIX, to_bytes
from core.progress import Position, Progress
from core.runs.checkpoints import legs
from core.runs.replay import Replayer
from core.runs.tape import TapeReader
from core.runs.tape_writer import TapeWriter
from simulator.training.protocol import Line, progress_path
from simulator.training.worker import Commands, Worker


def train(experiment: Experiment, tape: Path, then: str = "resume", run: int = 1) -> Line:
    return {
        "do": "train",
        "run": run,
        "experiment": str(written(experiment, tape.with_suffix(SUFFIX))),
        "tape": str(tape),
        "then": then,
    }


def written(experiment: Experiment, path: Path) -> Path:
    path.write_bytes(to_bytes(experiment))
    return path


def progress_beside(tape: Path) -> Progress:
    return progress_from(progress_path(tape).read_bytes())


def reports_after(*given: Line, machine: Machine | None = None) -> list[Line]:
    """What the worker says to these commands, each given when the one before has had its effect."""
    commands, reports = Commands(), []
    rest = [*given, None]

    def report(line: Line) -> None:
        reports.append(line)
        if line["say"] in ("paused", "done", "failed", "stopped"):
            commands.put(rest.pop(0))

    commands.put(rest.pop(0))
    Worker(machine or Machine(cpu_cores=2), commands, report).serve()
    return reports


def said(reports: list[Line]) -> list[str]:
    return [report["say"] for report in reports if report["say"] != "progressed"]


def test_a_run_step_by_step(tmp_path: Path) -> None:
    tape = tmp_path / "run.tape"
    experiment = with_training(example("iris"), epochs=2)
    steps: list[Line] = [{"do": does, "run": 1} for does in ("batch", "epoch", "resume")]
    reports = reports_after(train(experiment, tape, "batch"), *steps)
    assert said(reports) == ["device", "paused", "paused", "paused", "done"]
    assert [report["records"] for report in reports if report["say"] != "device"][-1] == len(TapeReader(tape)) == 5


@pytest.mark.parametrize(
    ("steps", "reached"), [(["batch"], (0, 1)), (["batch", "batch"], (0, 2)), (["epoch"], (1, 0))]
)
def test_how_far_a_paused_run_has_come_stands_beside_its_tape(
    tmp_path: Path, steps: list[str], reached: tuple[int, int]
) -> None:
    tape = tmp_path / "run.tape"
    experiment = with_training(example("iris"), optimizer="adam", epochs=2)
    reports_after(train(experiment, tape, steps[0]), *[{"do": does, "run": 1} for does in steps[1:]])
    progress = progress_beside(tape)
    assert progress.position == Position(*reached)
    assert progress.memory.steps == reached[0] * 12 + reached[1]


def test_every_step_is_recorded_where_that_is_asked_for(tmp_path: Path) -> None:
    tape = tmp_path / "run.tape"
    experiment = with_training(example("iris"), epochs=3)
    by_step = with_training(experiment, record="step")
    reports = reports_after(train(by_step, tape, "epoch"), {"do": "resume", "run": 1})
    assert said(reports) == ["device", "paused", "done"]
    reader = TapeReader(tape)
    np.testing.assert_allclose(reader.losses().epoch, np.arange(37) / 12)
    reports_after(train(experiment, tmp_path / "epochs.tape"))
    by_epoch = TapeReader(tmp_path / "epochs.tape")
    for epoch in range(4):
        assert reader.values(12 * epoch).tobytes() == by_epoch.values(epoch).tobytes()


def test_pausing_twice_is_answered_once(tmp_path: Path) -> None:
    """A second answer would be taken for that to the next command."""
    commands, reports = Commands(), []
    experiment = with_training(example("iris"), epochs=2)
    commands.put(train(experiment, tmp_path / "run.tape", "batch"))
    for does in ("pause", "pause", "resume"):
        commands.put({"do": does, "run": 1})

    def report(line: Line) -> None:
        reports.append(line)
        if line["say"] == "done":
            commands.put(None)

    Worker(Machine(cpu_cores=2), commands, report).serve()
    assert said(reports) == ["device", "paused", "done"]


def test_commands_of_another_run_are_ignored(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), epochs=2)
    reports = reports_after(
        train(experiment, tmp_path / "run.tape", "batch"), {"do": "stop", "run": 0}, {"do": "resume", "run": 1}
    )
    assert said(reports) == ["device", "paused", "stopped", "done"]


def test_fewer_epochs_than_were_run_already_are_done_at_once(tmp_path: Path) -> None:
    experiment = with_training(example("iris"), epochs=5)
    path = written(with_training(experiment, epochs=1), tmp_path / "shorter.perceptarium")
    shorter = {"do": "update", "run": 1, "then": "resume", "experiment": str(path)}
    reports = reports_after(train(experiment, tmp_path / "run.tape", "epoch"), shorter)
    assert said(reports) == ["device", "paused", "device", "done"]


def test_a_full_disk_ends_the_run_and_not_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(writer: TapeWriter) -> None:
        raise OSError(28, "No space left on device")

    experiment = with_training(example("iris"), epochs=2)
    with monkeypatch.context() as patch:
        patch.setattr(TapeWriter, "flush", full)
        reports = reports_after(train(experiment, tmp_path / "first.tape"), {"do": "stop", "run": 1})
    assert said(reports)[-2:] == ["failed", "stopped"]
    failure = next(report for report in reports if report["say"] == "failed")
    assert failure["message"]["values"] == {"reason": "No space left on device"}


def test_a_surprise_ends_the_run_and_not_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(engine: TorchEngine, is_interrupted: Any) -> bool:
        raise RuntimeError("surprise")

    experiment = with_training(example("iris"), epochs=2)
    monkeypatch.setattr(TorchEngine, "run_epoch", surprise)
    reports = reports_after(
        train(experiment, tmp_path / "first.tape"), train(experiment, tmp_path / "second.tape", run=2)
    )
    assert said(reports) == ["device", "failed", "device", "failed"]
    assert [report["run"] for report in reports if report["say"] == "failed"] == [1, 2]


def test_moving_to_the_cpu_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load = TorchEngine.load

    def only_on_the_cpu(engine: TorchEngine, *given: Any) -> None:
        if engine._device != "cpu":
            raise OutOfMemory
        load(engine, *given)

    monkeypatch.setattr(TorchEngine, "load", only_on_the_cpu)
    experiment = with_training(example("iris"), epochs=1, device="cuda")
    reports = reports_after(
        train(experiment, tmp_path / "run.tape"), machine=Machine(cpu_cores=2, cuda=(Gpu("small card", 1),))
    )
    assert said(reports) == ["device", "done"]
    assert reports[0]["choice"]["device"] == "cpu"
    assert reports[0]["choice"]["warning"]["values"] == {"device": "cuda"}


def test_what_came_from_the_cpu_after_a_full_card_is_had_again_on_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card is this CPU under another name, which has no memory left after two epochs."""
    begin, run_epoch = TorchEngine.__init__, TorchEngine.run_epoch
    cards: list[TorchEngine] = []

    def made(engine: TorchEngine, device: str, *given: Any) -> None:
        begin(engine, "cpu", *given)
        if device == "cuda":
            cards.append(engine)

    def until_full(engine: TorchEngine, *given: Any) -> bool:
        if engine in cards and engine.position.epoch == 2:
            raise OutOfMemory
        return run_epoch(engine, *given)

    monkeypatch.setattr(TorchEngine, "__init__", made)
    monkeypatch.setattr(TorchEngine, "run_epoch", until_full)
    tape, machine = tmp_path / "run.tape", Machine(cpu_cores=2, cuda=(Gpu("small card", 1),))
    experiment = with_training(example("iris"), epochs=5, device="cuda", optimizer="adam")
    reports = reports_after(train(experiment, tape), machine=machine)
    assert said(reports) == ["device", "device", "done"]
    assert legs(tape) == [0, 3]
    reader = TapeReader(tape)
    assert reader.losses().epoch.tolist() == [0, 1, 2, 3, 4, 5]
    values = reader.values(4)
    (tape / "weights.2").unlink()
    assert len(cards) == 1
    again = Replayer(tape, machine).values_at(4)
    assert again is not None
    assert again.tobytes() == values.tobytes()
    assert len(cards) == 1


def final_values(tape: Path) -> bytes:
    reader = TapeReader(tape)
    return reader.values(len(reader) - 1).tobytes()


@pytest.mark.parametrize("pace", [10_000.0, 5_000.0])
def test_the_same_bits_come_out_at_any_pace(tmp_path: Path, pace: float) -> None:
    experiment = with_training(example("iris"), epochs=2, optimizer="adam")
    fast, slow = tmp_path / "fast.tape", tmp_path / "slow.tape"
    reports_after(train(experiment, fast))
    reports = reports_after({**train(experiment, slow), "pace": pace})
    assert final_values(slow) == final_values(fast)
    assert len(TapeReader(slow)) == len(TapeReader(fast)) == 3
    assert reports[-1]["epochs_per_second"] == pytest.approx(pace / 12)


def test_at_a_pace_to_be_watched_every_batch_is_on_the_tape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.training.pace.WATCHED_PACE", 1000.0)
    tape = tmp_path / "run.tape"
    reports_after({**train(with_training(example("iris"), epochs=1), tape), "pace": 1000.0})
    assert len(TapeReader(tape)) == 1 + 12


def test_a_pace_changes_at_once_even_while_a_batch_is_waited_for(tmp_path: Path) -> None:
    """At a batch an hour two epochs would take a day."""
    tape = tmp_path / "run.tape"
    commands, reports = Commands(), []

    def report(line: Line) -> None:
        reports.append(line)
        if line["say"] == "progressed" and line["records"] == 2:
            commands.put({"do": "pace", "run": 1, "pace": None})
        elif line["say"] == "done":
            commands.put(None)

    commands.put({**train(with_training(example("iris"), epochs=2), tape), "pace": 1 / 3600})
    Worker(Machine(cpu_cores=2), commands, report).serve()
    assert said(reports) == ["device", "done"]


def test_a_goal_pauses_the_run_and_says_why(tmp_path: Path) -> None:
    tape = tmp_path / "run.tape"
    experiment = with_training(example("iris"), epochs=3)
    toward = {"goal": {"kind": "epochs", "value": 2}}
    reports = reports_after({**train(experiment, tape, "goal"), **toward}, {"do": "goal", "run": 1, **toward})
    paused = reports[-2] if said(reports)[-1] == "done" else reports[-1]
    assert said(reports) == ["device", "paused", "done"]
    assert reports[-1]["message"]["values"] == {"epoch": 4}, "past the settings it is done"
    assert [line["message"]["values"] for line in reports if line["say"] == "paused"] == [{"epoch": 2}], paused
    # So many more were asked for, beyond what the settings plan.
    assert TapeReader(tape).losses().epoch.tolist() == [0, 1, 2, 3, 4]


def test_who_pauses_and_continues_still_goes_to_the_goal(tmp_path: Path) -> None:
    tape = tmp_path / "run.tape"
    goal = {"kind": "epochs", "value": 2}
    commands, reports = Commands(), []

    def report(line: Line) -> None:
        reports.append(line)
        if line["say"] == "progressed" and line["records"] == 1:
            commands.put({"do": "pause", "run": 1})
        elif line["say"] == "paused":
            commands.put(None if "message" in line else {"do": "resume", "run": 1})

    commands.put({**train(with_training(example("iris"), epochs=9), tape, "goal"), "goal": goal})
    Worker(Machine(cpu_cores=2), commands, report).serve()
    assert said(reports) == ["device", "paused", "paused"]
    assert TapeReader(tape).losses().epoch.tolist()[-1] == 2
