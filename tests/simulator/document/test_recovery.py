"""Unsaved work: what is kept, when, and what is found of it by the next window."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.edits import with_input, with_training
from core.experiment import Experiment
from core.files.examples import example
from core.files.files import read
from core.message import Message, Problem
from core.runs.run_tree import RunTree, TrainedRun
from simulator.document import recovery_slot
from simulator.document.document import Document
from simulator.document.recovery import Recovery
from simulator.document.recovery_slot import DAMAGED, About, Slot, left_behind
from simulator.document.running import application
from tests.core.taped_runs import taped

EDIT = Message("Edit")
BANK = example("bank")
EDITED = with_input(BANK, 0, 7.0)
LONG = 3_600_000


def files_in(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.glob("*"))


def kept_in(folder: Path) -> Experiment | None:
    paths = list(folder.glob("*.perceptarium"))
    return read(paths[0]) if paths else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "recovery"


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(BANK)


@pytest.fixture
def recovery(document: Document, folder: Path) -> Iterator[Recovery]:
    made = Recovery(document, folder, interval=LONG)
    yield made
    made.close()


def left_by_a_dead_window(folder: Path, experiment: Experiment, about: About) -> Slot:
    slot = Slot(folder)
    slot.write(experiment, about)
    slot.let_go()
    return slot


class TestKeeping:
    def test_a_change_is_kept_after_a_while(self, document: Document, folder: Path, qtbot: QtBot) -> None:
        recovery = Recovery(document, folder, interval=20)
        assert not folder.exists()
        document.edit(EDIT, EDITED)
        qtbot.waitUntil(lambda: kept_in(folder) == EDITED)
        document.edit(EDIT, with_input(EDITED, 0, 8.0))
        qtbot.waitUntil(lambda: kept_in(folder) == document.experiment)
        recovery.close()
        assert files_in(folder) == []

    def test_a_change_is_kept_when_the_user_turns_away(
        self, document: Document, folder: Path, recovery: Recovery, qtbot: QtBot
    ) -> None:
        document.edit(EDIT, EDITED)
        application().applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
        qtbot.waitUntil(lambda: kept_in(folder) == EDITED)

    def test_nothing_is_written_where_nothing_is_unsaved(
        self, document: Document, folder: Path, recovery: Recovery
    ) -> None:
        recovery.write()
        document.edit(EDIT, EDITED)
        document.undo_stack.undo()
        recovery.write()
        assert not recovery._background.is_busy
        assert not folder.exists()

    @pytest.mark.parametrize("how", ["save", "undo", "replace"])
    def test_what_is_saved_or_given_up_is_not_kept(
        self, how: str, document: Document, folder: Path, recovery: Recovery, qtbot: QtBot, tmp_path: Path
    ) -> None:
        document.edit(EDIT, EDITED)
        recovery.write()
        qtbot.waitUntil(lambda: len(files_in(folder)) == 3)
        {
            "save": lambda: document.save(tmp_path / "mine.perceptarium"),
            "undo": document.undo_stack.undo,
            "replace": lambda: document.replace(example("slopes")),
        }[how]()
        qtbot.waitUntil(lambda: files_in(folder) == [])

    def test_what_is_still_being_written_when_it_is_saved_goes_too(
        self, document: Document, folder: Path, recovery: Recovery, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        began, go_on = Event(), Event()

        def slow(experiment: Experiment) -> bytes:
            began.set()
            assert go_on.wait(10)
            return b"{}"

        monkeypatch.setattr(recovery_slot, "to_bytes", slow)
        document.edit(EDIT, EDITED)
        recovery.write()
        assert began.wait(10)  # and the window did not wait for it
        document.undo_stack.setClean()
        go_on.set()
        qtbot.waitUntil(lambda: folder.exists() and files_in(folder) == [] and not recovery._background.is_busy)

    def test_the_newest_state_is_the_one_that_stays(
        self, document: Document, folder: Path, recovery: Recovery, qtbot: QtBot
    ) -> None:
        for value in range(20, 30):
            document.edit(EDIT, with_input(BANK, 0, float(value)))
            recovery.write()
        qtbot.waitUntil(lambda: kept_in(folder) == document.experiment)
        assert len(files_in(folder)) == 3

    def test_a_folder_that_cannot_be_made_is_told_once(
        self, document: Document, folder: Path, recovery: Recovery, qtbot: QtBot
    ) -> None:
        folder.parent.parent.joinpath("data").write_text("a file in the way")
        told: list[Problem] = []
        recovery.failed.connect(told.append)
        document.edit(EDIT, EDITED)
        recovery.write()
        qtbot.waitUntil(lambda: len(told) == 1)
        document.edit(EDIT, with_input(BANK, 0, 8.0))
        recovery.write()
        qtbot.waitUntil(lambda: not recovery._background.is_busy)
        assert len(told) == 1
        assert str(folder) in str(told[0])

    @pytest.mark.skipif(os.name != "posix", reason="other systems keep permissions elsewhere")
    def test_unsaved_work_is_private(self, folder: Path) -> None:
        left_by_a_dead_window(folder, EDITED, About())
        assert folder.stat().st_mode & 0o077 == 0


class TestFinding:
    def test_what_a_dead_window_left_is_found_the_newest_first(self, folder: Path) -> None:
        now = datetime.now(UTC)
        about = About("Bank", folder / "mine.perceptarium", "abc", now - timedelta(hours=1))
        left_by_a_dead_window(folder, EDITED, about)
        left_by_a_dead_window(folder, BANK, About("Later", None, None, now))
        later, earlier = left_behind(folder)
        assert later.about() == About("Later", None, None, now)
        assert earlier.about() == about
        assert earlier.read()[0] == EDITED
        later.clear()
        earlier.clear()
        assert files_in(folder) == []

    def test_what_a_window_holds_is_not_found_by_another(self, folder: Path) -> None:
        slot = Slot(folder)
        slot.write(EDITED, About())
        assert left_behind(folder) == []
        slot.let_go()
        (found,) = left_behind(folder)
        assert left_behind(folder) == []
        found.clear()

    def test_without_a_word_about_it_the_work_is_found_all_the_same(self, folder: Path) -> None:
        for words in (None, "{", "[]", '{"name": 1}', '{"name": "x", "path": 5, "disk": null, "time": "now"}'):
            slot = left_by_a_dead_window(folder, EDITED, About())
            about = slot.path.with_suffix(".json")
            about.unlink()
            if words is not None:
                about.write_text(words)
            (found,) = left_behind(folder)
            assert found.about().path is None
            assert found.about().time is not None
            assert found.read()[0] == EDITED
            found.clear()

    def test_what_is_damaged_is_kept_aside_and_not_found_again(self, folder: Path) -> None:
        slot = left_by_a_dead_window(folder, EDITED, About("Bank"))
        slot.path.write_bytes(b"\0\1\2")
        (found,) = left_behind(folder)
        with pytest.raises(Problem):
            found.read()
        place = found.set_aside()
        assert place.read_bytes() == b"\0\1\2"
        assert files_in(folder) == [DAMAGED]
        assert left_behind(folder) == []

    def test_runs_are_found_with_their_tapes_and_nothing_leads_out_of_the_folder(self, folder: Path) -> None:
        slot = Slot(folder)
        room = slot.make_room_for_runs()
        assert room is not None
        taped(with_training(BANK, epochs=6), room / "a-1.tape")
        taped(with_training(BANK, epochs=9), folder / "b-2.tape")
        tree = RunTree().with_run(TrainedRun(1, BANK, "one", tape=room / "a-1.tape"))
        tree = tree.with_run(TrainedRun(2, BANK, "two", tape=folder / "b-2.tape")).with_run(TrainedRun(3, BANK, "3"))
        slot.write(EDITED, About(has_runs=True, tape_budget=1 << 26), tree)
        names = json.loads((room / "tapes.json").read_bytes())
        (room / "tapes.json").write_text(json.dumps(names | {"2": "../b-2.tape", "9": "a-1.tape"}))
        assert left_behind(folder) == []  # its window lives
        slot.let_go()
        (found,) = left_behind(folder)
        assert (found.about().has_runs, found.about().tape_budget) == (True, 1 << 26)
        experiment, back = found.read()
        assert experiment == EDITED
        assert [run.tape for run in back.runs] == [room / "a-1.tape", None, None]
        assert left_behind(folder) == []  # another window has it
        found.clear()
        assert not room.exists()

    def test_tapes_that_nobody_wants_are_cleared_away(self, folder: Path) -> None:
        slot, living = Slot(folder), Slot(folder)
        kept, room = living.make_room_for_runs(), slot.make_room_for_runs()
        assert kept is not None
        assert room is not None
        (room / "a-1.tape").mkdir()
        slot.let_go()
        assert left_behind(folder) == []
        assert not room.exists()
        assert kept.exists()
        living.clear()
        assert files_in(folder) == []

    def test_where_no_folder_can_be_made_there_is_no_room_for_runs(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True)
        folder.write_text("a file")
        assert Slot(folder).make_room_for_runs() is None

    def test_what_is_damaged_keeps_its_tapes_too(self, folder: Path) -> None:
        slot = Slot(folder)
        room = slot.make_room_for_runs()
        assert room is not None
        (room / "a-1.tape").mkdir()
        slot.write(EDITED, About())
        slot.path.write_bytes(b"{")
        place = slot.set_aside()
        assert place.with_suffix(f"{DAMAGED}-tapes").is_dir()
        assert left_behind(folder) == []

    def test_a_folder_that_is_not_there_holds_nothing(self, folder: Path) -> None:
        assert left_behind(folder) == []

    def test_restored_work_stays_kept_until_it_is_saved(
        self, document: Document, folder: Path, recovery: Recovery, qtbot: QtBot, tmp_path: Path
    ) -> None:
        path = tmp_path / "mine.perceptarium"
        left_by_a_dead_window(folder, EDITED, About("Bank", path))
        (slot,) = left_behind(folder)
        document.restore(slot.read()[0], slot.about().path, slot.about().disk)
        recovery.adopt(slot)
        assert document.is_modified
        assert document.path == path
        assert kept_in(folder) == EDITED
        assert left_behind(folder) == []
        document.save(path)
        qtbot.waitUntil(lambda: files_in(folder) == [])
