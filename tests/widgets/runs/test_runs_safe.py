"""Runs and their tapes outlive the window: in the file, and where the program is killed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.examples import example
from core.message import Message
from core.parameters import flat_values
from core.runs.run_files import holds_tapes, read_with_runs
from core.runs.tape import TapeReader
from simulator.document.recovery_slot import left_behind
from tests.by_hand import with_weight
from tests.core.taped_runs import bits, trained
from tests.widgets.programs import ROOT, START
from tests.widgets.run_desks import LONG
from tests.widgets.windows import opened
from widgets.main_window import MainWindow

TRAINING_START = START.replace("Trainer.warm_up = lambda self: None", "")
BANK = with_training(example("bank"), optimizer="adam", epochs=2000)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


def train(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.training.trainer.finished, timeout=LONG):
        window.training.train()


def two_branches(qtbot: QtBot, window: MainWindow) -> None:
    """2,000 epochs; at 137 another weight; 500 more from there."""
    window.document.replace(BANK)
    window.files.replaced.emit()
    train(qtbot, window)
    window.training.shown.show_epoch(137)
    edited = with_training(with_weight(window.stage.experiment, 1, 0, 0, 2.5), epochs=637)
    words, made = window.training.shown.on_the_desk(Message("Change weight"), edited)
    window.document.edit(words, made)
    train(qtbot, window)


def fingerprints(tape: TapeReader) -> list[str]:
    tape.poll()
    return [hashlib.sha1(tape.values(index).tobytes()).hexdigest() for index in tape.kept.tolist()]


# What another machine does with the file: another process, nothing of the first one's folders.
FRESH = """
def act(window):
    import json, hashlib
    from simulator.document.running import application
    def wait(condition):
        while not condition():
            application().processEvents()
    training = window.training
    found = {}
    for run in training.runs.tree.runs:
        tape = training.runs.reader(run.id)
        values = [hashlib.sha1(tape.values(at).tobytes()).hexdigest() for at in tape.kept.tolist()]
        found[run.id] = [run.parent, run.record, values]
    has_scrubber, shown = window.losses.player.has_tape, training.runs.shown
    training.shown.show_run(1)
    training.shown.show_epoch(137)
    from core.parameters import flat_values
    seen = hashlib.sha1(flat_values(window.stage.trace.network, "float32").tobytes()).hexdigest()
    training.branch_here()
    wait(lambda: training.state == "idle")
    branch = training.runs.reader(training.runs.live)
    last = hashlib.sha1(branch.values(len(branch) - 1).tobytes()).hexdigest()
    print(json.dumps([found, shown, has_scrubber, seen, last]))
    sys.stdout.flush()
    os._exit(0)
"""


def environment(tmp_path: Path) -> dict[str, str]:
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("DATA", "CONFIG", "CACHE")}
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", **folders}


def test_both_branches_and_their_tapes_are_in_the_file_to_the_last_bit(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    two_branches(qtbot, window)
    runs, panel = window.training.runs, window.runs.panel
    readers = {number: runs.reader(number) for number in (1, 2)}
    assert [len(reader) for reader in readers.values() if reader is not None] == [2001, 501]
    for number in (1, 2):
        assert bits(readers[number]) == trained(runs.tree[number].start)
    panel.tapes.actions()[-1].trigger()
    assert panel.saved.isChecked()
    said: list[str] = []
    window.files.said.connect(said.append)
    path = tmp_path / "two.perceptarium"
    assert window.files._save(path)
    assert said[-1].startswith("Saved, with all tapes (0.")
    assert not window.document.is_modified
    done = subprocess.run(
        [sys.executable, "-c", FRESH + TRAINING_START, str(path)],
        cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    found, shown, has_scrubber, seen, last = json.loads(done.stdout)
    first, second = (fingerprints(reader) for reader in readers.values() if reader is not None)
    assert found == {"1": [None, 0, first], "2": [1, 137, second]}
    assert (shown, has_scrubber) == (2, True)
    assert seen == first[137]
    assert last == first[637]


def test_what_was_thinned_for_the_file_is_worked_out_again_and_goes_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_branches(qtbot, window)
    values = bits(window.training.runs.reader(1))
    window.runs.panel.tapes.actions()[1].trigger()
    window.document.tape_budget = 60_000
    path = tmp_path / "thin.perceptarium"
    window.document.save(path)
    assert path.stat().st_size < 300_000
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    window.files.open(path)
    assert window.training.runs.shown == 2
    window.training.shown.show_run(1)
    tape = window.training.shown.tape
    assert tape is not None
    assert tape.is_kept(137)  # a branch begins there
    assert not tape.is_kept(139)
    with qtbot.waitSignal(window.training.trainer.replayed, timeout=LONG):
        window.training.shown.show_epoch(139)
    assert flat_values(window.stage.trace.network, "float32").tobytes() == values[139]
    window.document.edit(Message("Set"), with_training(window.document.experiment, epochs=2000))
    window.training.shown.show_epoch(1500)
    with qtbot.waitSignal(window.training.trainer.finished, timeout=LONG):
        window.training.branch_here()
    assert bits(window.training.shown.tape) == values[1500:]


KILLED = """
import numpy as np
def act(window):
    from core.edits import with_training
    from core.message import Message
    from tests.by_hand import with_weight
    global steps, training
    training = window.training
    training.trainer.finished.connect(lambda _: QTimer.singleShot(0, go_on))
    window.document.edit(Message("Set"), with_training(window.document.experiment, epochs=150))
    training.train()
    def go_on():
        training.shown.show_epoch(37)
        edited = with_training(with_weight(window.stage.experiment, 1, 0, 0, 2.5), epochs=10_000_000)
        words, made = training.shown.on_the_desk(Message("Change weight"), edited)
        window.document.edit(words, made)
        training.trainer.progressed.connect(tell)
        training.train()
    def tell(count):
        if count > 100:
            print("under way", training.runs.tree[1].tape, training.runs.tree[2].tape, flush=True)
"""
BACK = """
def act(window):
    import json, hashlib
    bar = window.safety.bar
    offer = bar.words.text()
    bar.buttons[0].click()
    training = window.training
    found = {}
    for run in training.runs.tree.runs:
        tape = training.runs.reader(run.id)
        values = [hashlib.sha1(tape.values(at).tobytes()).hexdigest() for at in tape.kept.tolist()[:100]]
        found[run.id] = [run.parent, run.record, len(tape), str(tape.path), values]
    print(json.dumps([offer, found, training.runs.shown, window.losses.player.has_tape]))
    sys.stdout.flush()
    window.document.undo_stack.setClean()
    from pathlib import Path
    window.document.save(Path(sys.argv[-1] + ".saved"))
    window.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the folders are no matter of environment")
def test_a_program_that_is_killed_in_the_middle_of_a_run_gives_all_runs_back(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "mine.perceptarium"
    shutil.copy(ROOT / "assets" / "examples" / "bank.perceptarium", path)
    folder = tmp_path / "data" / "Perceptarium" / "recovery"
    outer = environment(tmp_path)

    def command(act: str, start: str) -> list[str]:
        return [sys.executable, "-c", act + start, str(path)]

    with subprocess.Popen(
        command(KILLED, TRAINING_START),
        cwd=ROOT,
        env=outer,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        words, _, tapes = process.stdout.readline().partition("way ")
        assert words == "under "
        assert left_behind(folder) == []
        os.killpg(process.pid, 9)
    first, second = (Path(each) for each in tapes.split())
    assert first.parent == second.parent
    done = subprocess.run(
        command(BACK, START), cwd=ROOT, env=outer, capture_output=True, text=True, timeout=180, check=False
    )
    offer, found, shown, has_scrubber = json.loads(done.stdout)
    assert offer.startswith("Perceptarium did not close properly. Restore Bank")
    assert [found["1"][:4], found["2"][0:2], found["2"][3]] == [[None, 0, 151, str(first)], [1, 37], str(second)]
    assert found["2"][2] > 100
    assert shown is not None
    assert has_scrubber
    assert done.returncode == 0, done.stderr
    assert list(folder.iterdir()) == []
    tree = read_with_runs(Path(f"{path}.saved"))[1]
    assert not tree.runs
    assert not holds_tapes(path)
