"""A lesson and the canvas beside it: opened on many ways, and never at the cost of unsaved work."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.examples import example
from core.message import Message
from core.quantity import Kind
from simulator.frames.elements import UnitAt
from tests.core.lesson_texts import SMALL
from tests.widgets.lesson_rooms import Room, edit
from widgets.lessons.lesson_list import LessonList
from widgets.lessons.lesson_progress import progress_of
from widgets.lessons.lesson_reader import LessonReader
from widgets.main_window import MainWindow
from widgets.parts.stored import settings


class TestCanvas:
    def test_an_untouched_canvas_follows_the_lesson(self, room: Room, small: Path) -> None:
        room.files.open_example("slopes")
        room.lessons.open(small)
        assert room.document.experiment.name == example("bank").name
        assert not room.document.is_modified

    def test_unsaved_work_stays_until_it_is_asked_about(
        self, room: Room, small: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
    ) -> None:
        room.files.open_example("slopes")
        edit(room, "weight of x1 to node_0 = 7")
        mine = room.document.experiment
        room.lessons.open(small)
        reader = room.lessons.panel.reader
        assert room.document.experiment is mine
        assert "something else" in reader.canvas_bar.words
        answers = iter([QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard])
        monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
        qtbot.mouseClick(reader.canvas_bar.button, Qt.MouseButton.LeftButton)
        assert room.document.experiment is mine
        qtbot.mouseClick(reader.canvas_bar.button, Qt.MouseButton.LeftButton)
        assert room.document.experiment.network == example("bank").network
        assert reader.canvas_bar.isHidden()

    def test_a_page_with_another_experiment_is_an_edit_that_can_be_undone(
        self, room: Room, reader: LessonReader
    ) -> None:
        edit(room, "weight of children to node_0 = 7")
        changed = room.document.experiment
        reader.turn(1)
        assert room.document.experiment.network.layers[0].activation == "relu"
        assert room.document.experiment.training.learning_rate == 0.1
        room.document.undo_stack.undo()
        assert room.document.experiment is changed

    def test_a_page_that_says_what_it_shows_begins_anew(self, room: Room, reader: LessonReader) -> None:
        reader.turn(1)
        edit(room, "weight of children to node_0 = 7")
        reader.turn(1)
        assert not reader.canvas_bar.isHidden()
        reader.turn(-1)
        assert reader.canvas_bar.isHidden()
        assert room.document.experiment.network.layers[0].weights[0, 0] == 1

    def test_what_was_changed_can_be_set_back(self, room: Room, reader: LessonReader, qtbot: QtBot) -> None:
        assert reader.canvas_bar.isHidden()
        edit(room, "weight of children to node_0 = 7")
        assert "changed" in reader.canvas_bar.words
        qtbot.mouseClick(reader.canvas_bar.button, Qt.MouseButton.LeftButton)
        assert room.document.experiment.network == example("bank").network
        assert reader.canvas_bar.isHidden()

    def test_a_link_to_a_number_selects_and_explains_it(self, window: MainWindow, small: Path) -> None:
        window.lessons.open(small)
        window.lessons.panel.reader.number_asked_for.emit("sum of node_0")
        assert window.canvas.selection == UnitAt(1, 0)
        current = window.explanation.current
        assert current is not None
        assert current.kind is Kind.WEIGHTED_SUM

    def test_a_number_that_is_not_there_is_said(self, room: Room, reader: LessonReader) -> None:
        room.files.open_example("slopes")
        said: list[str] = []
        room.lessons.said.connect(said.append)
        reader.number_asked_for.emit("value of children")
        assert "children" in said[0]

    def test_settings_alone_count_as_a_change(self, room: Room, reader: LessonReader) -> None:
        before = room.document.experiment
        room.document.edit(Message("rate"), with_training(before, learning_rate=0.5))
        assert not reader.canvas_bar.isHidden()


class TestWays:
    def test_a_broken_lesson_says_its_line_and_changes_nothing(
        self, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "broken.md"
        path.write_text(SMALL.replace("value of node_1", "value of nod_1"), encoding="utf-8")
        said: list[str] = []
        monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
        window.lessons.open(path)
        assert said[0].startswith("broken.md, line 29: ")
        assert next(each for each in window.docks.all if each.objectName() == "Lesson").isHidden()

    def test_a_lesson_that_is_saved_is_read_again(self, room: Room, small: Path, qtbot: QtBot) -> None:
        room.lessons.open(small)
        reader = room.lessons.panel.reader
        reader.turn(1)
        said: list[str] = []
        room.lessons.said.connect(said.append)
        small.write_text(SMALL.replace("## A choice", "##"), encoding="utf-8")
        qtbot.waitUntil(lambda: bool(said))
        assert said == ["01-small.md, line 35: give the step a title: ## and what it is about"]
        small.write_text(SMALL.replace("## A choice", "## Another choice"), encoding="utf-8")
        qtbot.waitUntil(lambda: reader.page is not None and reader.page.step.title == "Another choice")
        assert reader.index == 1

    def test_a_lesson_is_opened_by_dropping_it(self, window: MainWindow, small: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(small))])
        buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, none))
        assert window.lessons.panel.lesson is not None

    def test_a_lesson_is_chosen_from_a_folder(self, room: Room, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(small), ""))
        room.lessons.choose_and_open()
        assert room.lessons.panel.lesson is not None

    def test_the_menu_names_every_lesson(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("widgets.lessons.lesson_progress.progress_of", lambda key: progress_of("none"))
        menu = window.menus.menus[-2]
        menu.aboutToShow.emit()
        texts = [entry.text().replace("&", "") for entry in menu.actions()]
        lessons, practice = (
            ["All lessons", "Open lesson…", "Forget progress…"],
            ["Practice", "Practise with this experiment"],
        )
        assert texts[0] == "1. Layers, and what hidden nodes are for"
        assert texts[-6:] == [*lessons, "", *practice]
        assert all(isinstance(entry, QAction) for entry in menu.actions())

    def test_progress_is_forgotten_only_when_that_is_confirmed(
        self, room: Room, reader: LessonReader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = iter([QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes])
        monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
        room.lessons.forget_progress()
        assert [key for key in settings().allKeys() if key.startswith("lessons/")]
        room.lessons.forget_progress()
        assert not [key for key in settings().allKeys() if key.startswith("lessons/")]

    def test_after_a_lesson_the_next_one_waits(self, room: Room) -> None:
        room.lessons.show_lesson("backpropagation")
        panel = room.lessons.panel
        panel.reader.finished.emit()
        assert panel.list.rows[9].about.slug == "backpropagation"
        assert panel.list.focusWidget() is panel.list.rows[10]

    def test_without_lessons_the_list_still_opens_files(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("widgets.lessons.lesson_list.shipped_lessons", lambda: ())
        made = LessonList()
        qtbot.addWidget(made)
        assert made.rows == []
        assert not made.forget.isEnabled()
