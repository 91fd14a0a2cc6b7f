"""The window after a bad end, and while others change its file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from core.edits import with_input
from core.files.examples import example
from core.files.file_dump import dump
from core.files.files import read
from core.message import Message
from core.runs.run_files import bytes_with_runs
from core.runs.run_tree import RunTree, TrainedRun
from simulator.document.recovery_slot import About, Slot, left_behind
from simulator.files.saving import backup_of, fingerprint
from tests.core.loss_histories import history
from tests.widgets.windows import opened
from widgets.main_window import MainWindow

BANK = example("bank")
EDITED = with_input(BANK, 0, 7.0)
OTHER = with_input(BANK, 0, 8.0)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "slopes")


@pytest.fixture
def path(tmp_path: Path, window: MainWindow) -> Path:
    """The file that the window has open."""
    made = tmp_path / "mine.perceptarium"
    made.write_text(dump(BANK), "utf-8")
    window.files.open(made)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


def leave_behind(folder: Path, about: About, content: bytes | None = None) -> None:
    slot = Slot(folder)
    slot.write(EDITED, about)
    if content is not None:
        slot.path.write_bytes(content)
    slot.let_go()


def answer(qtbot: QtBot, window: MainWindow, word: str) -> None:
    button = next(each for each in window.safety.bar.buttons if each.text() == word)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def said_in(window: MainWindow) -> list[str]:
    said: list[str] = []
    window.safety.said.connect(said.append)
    return said


def replace(path: Path, text: str) -> None:
    new = path.with_name("new")
    new.write_text(text, "utf-8")
    new.replace(path)


class TestAfterABadEnd:
    def test_what_was_left_behind_is_offered_and_restored(
        self, window: MainWindow, folder: Path, path: Path, qtbot: QtBot
    ) -> None:
        leave_behind(folder, About("Bank", path, fingerprint(path), datetime.now(UTC) - timedelta(minutes=5)))
        before = window.document.experiment
        window.safety.keep(folder)
        bar = window.safety.bar
        assert bar.isVisible()
        assert bar.words.text() == "Perceptarium did not close properly. Restore Bank as it was 5 minutes ago?"
        assert window.document.experiment is before
        answer(qtbot, window, "Restore")
        assert not bar.isVisible()
        assert window.document.experiment == EDITED
        assert window.document.path == path
        assert window.document.is_modified
        assert window.isWindowModified()
        assert window.files.save()
        assert read(path) == EDITED
        qtbot.waitUntil(lambda: list(folder.iterdir()) == [])

    def test_several_are_offered_one_after_the_other(self, window: MainWindow, folder: Path, qtbot: QtBot) -> None:
        for name, minutes in (("Second", 5), ("First", 1)):
            leave_behind(folder, About(name, None, None, datetime.now(UTC) - timedelta(minutes=minutes)))
        window.safety.keep(folder)
        assert "First as it was a minute ago" in window.safety.bar.words.text()
        answer(qtbot, window, "Discard")
        assert "Second as it was 5 minutes ago" in window.safety.bar.words.text()
        answer(qtbot, window, "Discard")
        assert not window.safety.bar.isVisible()
        assert list(folder.iterdir()) == []

    def test_what_is_not_answered_is_offered_again(self, window: MainWindow, folder: Path) -> None:
        leave_behind(folder, About("Bank"))
        window.safety.keep(folder)
        assert left_behind(folder) == []
        window.close()
        (slot,) = left_behind(folder)
        slot.clear()

    def test_what_is_damaged_is_said_in_a_line_and_kept_aside(
        self, window: MainWindow, folder: Path, qtbot: QtBot
    ) -> None:
        leave_behind(folder, About("Bank"), b"{")
        window.safety.keep(folder)
        said, before = said_in(window), window.document.experiment
        answer(qtbot, window, "Restore")
        (line,) = said
        (place,) = folder.iterdir()
        assert "damaged" in line
        assert str(place) in line
        assert "\n" not in line
        assert place.read_bytes() == b"{"
        assert window.document.experiment is before
        assert not window.document.is_modified
        assert not window.safety.bar.isVisible()

    def test_restoring_asks_for_what_is_unsaved_here(
        self, window: MainWindow, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        leave_behind(folder, About("Bank"))
        window.safety.keep(folder)
        edited = with_input(window.document.experiment, 0, 5.0)
        window.document.edit(Message("Edit"), edited)
        monkeypatch.setattr(
            "widgets.document.file_desk.QMessageBox.question", lambda *_: QMessageBox.StandardButton.Cancel
        )
        answer(qtbot, window, "Restore")
        assert window.document.experiment is edited
        assert window.safety.bar.isVisible()

    def test_a_file_that_changed_since_is_noticed_after_restoring(
        self, window: MainWindow, folder: Path, path: Path, qtbot: QtBot
    ) -> None:
        leave_behind(folder, About("Bank", path, fingerprint(path)))
        path.write_text(dump(OTHER), "utf-8")
        window.document.replace(BANK)
        window.safety.keep(folder)
        answer(qtbot, window, "Restore")
        qtbot.waitUntil(lambda: "changed on disk" in window.safety.bar.words.text())

    def test_a_name_of_any_length_leaves_room(self, window: MainWindow, folder: Path) -> None:
        leave_behind(folder, About("a long\nname " * 50))
        window.safety.keep(folder)
        assert len(window.safety.bar.words.text()) < 130
        assert "\n" not in window.safety.bar.words.text()


class TestChangedOnDisk:
    @pytest.fixture(autouse=True)
    def changed(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        window.document.edit(Message("Edit"), EDITED)
        replace(path, dump(OTHER))
        qtbot.waitUntil(window.safety.bar.isVisible)

    def test_it_is_said(self, window: MainWindow) -> None:
        assert window.safety.bar.words.text() == "mine.perceptarium was changed on disk."

    def test_loading_it_can_be_undone(self, window: MainWindow, qtbot: QtBot) -> None:
        answer(qtbot, window, "Load it")
        assert not window.safety.bar.isVisible()
        assert window.document.experiment == OTHER
        assert not window.document.is_modified
        window.document.undo_stack.undo()
        assert window.document.experiment is EDITED
        assert window.document.is_modified

    def test_the_runs_in_it_come_to_those_that_are_here(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        runs = window.training.runs
        theirs = RunTree().with_run(TrainedRun(1, BANK, "one", history=history(4)))
        path.write_bytes(bytes_with_runs(BANK, theirs))
        qtbot.waitUntil(window.safety.bar.isVisible)
        answer(qtbot, window, "Load it")
        assert [(run.id, run.name) for run in runs.tree.runs] == [(1, "one")]
        assert window.runs.panel.saved.isChecked()
        assert not window.document.is_modified
        mine = runs.begin(OTHER)
        more = theirs.with_run(TrainedRun(2, EDITED, "two", 1, 1, 2, history=history(3)))
        path.write_bytes(bytes_with_runs(BANK, more))
        qtbot.waitUntil(window.safety.bar.isVisible)
        said = said_in(window)
        window.runs.said.connect(said.append)
        answer(qtbot, window, "Load it")
        assert [(run.id, run.name) for run in runs.tree.runs] == [(1, "one"), (2, mine.name), (3, "two")]
        assert runs.tree[3].parent == 1
        assert said[-1] == "Loaded, with 1 more run; undo brings back what was here"
        assert window.document.is_modified  # a run of mine is not in the file
        window.document.save(path)
        assert not window.document.is_modified

    def test_a_file_that_cannot_be_read_changes_nothing(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        path.write_text("{", "utf-8")
        said = said_in(window)
        answer(qtbot, window, "Load it")
        assert len(said) == 1
        assert str(path) in said[0]
        assert window.document.experiment is EDITED
        assert window.safety.bar.isVisible()

    def test_keeping_mine_is_unsaved_and_saving_asks(
        self, window: MainWindow, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        window.document.undo_stack.undo()
        assert not window.document.is_modified
        answer(qtbot, window, "Keep mine")
        assert not window.safety.bar.isVisible()
        assert window.document.is_modified
        asked: list[str] = []
        answers = iter((QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Save))

        def ask(*arguments: object) -> QMessageBox.StandardButton:
            asked.append(str(arguments[2]))
            return next(answers)

        monkeypatch.setattr("widgets.document.file_desk.QMessageBox.question", ask)
        assert not window.files.save()
        assert read(path) == OTHER
        assert window.files.save()
        assert read(path) == BANK
        assert read(backup_of(path)) == OTHER
        assert len(asked) == 2
        assert "mine.perceptarium~" in asked[0]
        assert not window.document.is_modified
        assert window.files.save()
        assert len(asked) == 2

    def test_the_same_version_is_not_offered_again_but_the_next_is(
        self, window: MainWindow, path: Path, qtbot: QtBot
    ) -> None:
        answer(qtbot, window, "Keep mine")
        with qtbot.waitSignal(window.safety._watch.differs):
            replace(path, dump(OTHER))
        assert not window.safety.bar.isVisible()
        replace(path, dump(with_input(BANK, 0, 9.0)))
        qtbot.waitUntil(window.safety.bar.isVisible)

    def test_another_document_takes_the_notice_away(self, window: MainWindow) -> None:
        window.document.replace(example("slopes"))
        assert not window.safety.bar.isVisible()

    def test_changed_back_it_is_settled(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        replace(path, dump(BANK))
        qtbot.waitUntil(lambda: not window.safety.bar.isVisible())


class TestDeletedOnDisk:
    @pytest.fixture(autouse=True)
    def deleted(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        path.unlink()
        qtbot.waitUntil(window.safety.bar.isVisible)

    def test_it_is_said_and_counts_as_unsaved(self, window: MainWindow) -> None:
        assert window.safety.bar.words.text() == "mine.perceptarium is no longer on disk: it was deleted or moved."
        assert window.document.is_modified
        assert window.isWindowModified()

    def test_saving_writes_it_again(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        answer(qtbot, window, "Save it again")
        qtbot.waitUntil(lambda: not window.safety.bar.isVisible())
        assert read(path) == BANK
        assert not window.document.is_modified

    def test_one_can_go_on_without(self, window: MainWindow, path: Path, qtbot: QtBot) -> None:
        answer(qtbot, window, "Go on")
        assert not window.safety.bar.isVisible()
        assert window.document.is_modified
        replace(path, dump(BANK))
        qtbot.waitUntil(lambda: not window.document.is_modified)


def test_saving_without_a_copy_says_so(window: MainWindow, path: Path) -> None:
    backup_of(path).mkdir()
    window.document.edit(Message("Edit"), EDITED)
    said: list[str] = []
    window.files.said.connect(said.append)
    assert window.files.save()
    assert read(path) == EDITED
    assert len(said) == 1
    assert "without a copy" in said[0]


def test_the_history_comes_to_the_front_when_asked_for(window: MainWindow) -> None:
    assert not window.history.isVisible()
    window.history.action.trigger()
    assert window.history.isVisible()
