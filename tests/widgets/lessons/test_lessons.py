"""Lessons beside the canvas: read page by page with mouse and keyboard, and never at the cost of unsaved work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.examples import example
from core.lessons.lesson import Text
from core.lessons.lesson_file import parse_lesson
from core.lessons.written_edits import edited
from core.message import Message
from core.quantity import Kind
from simulator.document.document import Document
from simulator.frames.elements import UnitAt
from simulator.stage.stage import Stage
from tests.core.lesson_texts import SMALL
from tests.widgets.conftest import Show
from tests.widgets.windows import opened
from widgets.document.file_desk import FileDesk
from widgets.lessons.lesson_desk import LessonDesk
from widgets.lessons.lesson_list import LessonList
from widgets.lessons.lesson_picture_view import LargePicture, LessonPicture
from widgets.lessons.lesson_progress import forget_all, progress_of
from widgets.lessons.lesson_reader import LessonReader
from widgets.lessons.lesson_task import CanvasCard, ChoiceCard, NumberCard
from widgets.lessons.lesson_text import LessonText
from widgets.main_window import MainWindow
from widgets.parts.controls import column_of
from widgets.parts.stored import settings
from widgets.parts.style import apply_theme
from widgets.runs.training_desk import TrainingDesk

PAGE_DOWN, PAGE_UP = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp


@pytest.fixture(autouse=True)
def nothing_learnt() -> None:
    forget_all()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    yield from opened(qtbot, qapp, "bank")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "01-small.md"
    path.write_text(SMALL, encoding="utf-8")
    return path


class Room:
    """What a lesson needs of a window."""

    def __init__(self, show: Show) -> None:
        whole = QWidget()
        self.document = Document(example("bank"), whole)
        stage = Stage(self.document, whole)
        self.files = FileDesk(self.document, whole)
        self.training = TrainingDesk(self.document, stage, whole)
        self.lessons = LessonDesk(self.document, stage, self.files, self.training, whole)
        self.lessons.edit_requested.connect(self.document.edit)
        whole.setLayout(column_of(self.lessons.body))
        show(whole).resize(360, 500)


@pytest.fixture
def room(show: Show, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr("widgets.lessons.lesson_desk.SETTLED_AFTER", 1)
    made = Room(show)
    yield made
    made.lessons.close()
    made.training.close()


@pytest.fixture
def reader(room: Room, small: Path) -> LessonReader:
    """Beside a canvas."""
    room.lessons.open(small)
    return room.lessons.panel.reader


@pytest.fixture
def alone(show: Show) -> LessonReader:
    """Without a canvas."""
    made = LessonReader()
    show(made).resize(360, 420)
    made.read(parse_lesson(SMALL.encode(), "01-small.md"))
    return made


def card(reader: LessonReader) -> NumberCard | ChoiceCard | CanvasCard:
    assert reader.page is not None
    made = reader.page.cards[0]
    assert isinstance(made, NumberCard | ChoiceCard | CanvasCard)
    return made


def edit(room: Room, text: str) -> None:
    room.document.edit(Message("by hand"), edited(room.document.experiment, text))


class TestPages:
    def test_the_dock_is_hidden_and_empty_until_somebody_wants_to_learn(self, window: MainWindow) -> None:
        dock = next(each for each in window.docks.all if each.objectName() == "Lesson")
        assert dock.isHidden()
        assert "panel" not in window.lessons.__dict__

    def test_next_and_back_turn_the_pages(self, alone: LessonReader, qtbot: QtBot) -> None:
        assert not alone.back.isEnabled()
        qtbot.mouseClick(alone.next, Qt.MouseButton.LeftButton)
        assert alone.page is not None
        assert alone.page.step.title == "A choice"
        qtbot.mouseClick(alone.back, Qt.MouseButton.LeftButton)
        assert alone.index == 0

    def test_page_keys_scroll_and_turn_where_a_page_ends(self, alone: LessonReader, qtbot: QtBot) -> None:
        area = alone._area
        bar = area.verticalScrollBar()
        qtbot.waitUntil(lambda: bar.maximum() > 0)
        while bar.value() < bar.maximum():
            assert alone.index == 0
            QTest.keyClick(area, PAGE_DOWN)
        QTest.keyClick(area, PAGE_DOWN)
        assert alone.index == 1
        QTest.keyClick(area, PAGE_UP)
        assert alone.index == 0

    def test_page_keys_work_from_the_button_that_has_the_focus(self, alone: LessonReader, qtbot: QtBot) -> None:
        bar = alone._area.verticalScrollBar()
        qtbot.waitUntil(lambda: bar.maximum() > 0)
        QTest.keyClick(alone.next, PAGE_DOWN)
        assert bar.value() > 0
        while alone.index == 0 and bar.value() < bar.maximum():
            QTest.keyClick(alone.next, PAGE_DOWN)
        QTest.keyClick(alone.next, PAGE_DOWN)
        assert alone.index == 1

    def test_what_is_said_of_an_answer_is_in_sight(self, alone: LessonReader, qtbot: QtBot) -> None:
        alone.resize(380, 300)
        made = card(alone)
        assert isinstance(made, NumberCard)
        made.field.setText("-7")
        made.judge()
        area = alone._area
        low = made.feedback
        qtbot.waitUntil(lambda: low.mapTo(area.viewport(), low.rect().bottomLeft()).y() <= area.viewport().height())

    def test_everything_on_a_page_can_be_reached_by_tab(self, alone: LessonReader, qtbot: QtBot) -> None:
        window = alone.window()
        window.activateWindow()
        alone.to_list.setFocus()
        met = []
        for _ in range(12):
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            met.append(window.focusWidget())
            if window.focusWidget() is alone.next:
                break
        made = card(alone)
        assert isinstance(made, NumberCard)
        assert [each for each in met if each in (made.field, made.check, alone.next)] == [
            made.field,
            made.check,
            alone.next,
        ]
        assert any(isinstance(each, LessonPicture) for each in met)
        assert all(each.accessibleName() for each in met)

    def test_a_lesson_goes_on_where_it_was_left(self, room: Room, reader: LessonReader, small: Path) -> None:
        reader.turn(1)
        room.lessons.panel.show_list()
        room.lessons.open(small)
        assert reader.index == 1

    def test_links_are_followed_with_the_keyboard(self, alone: LessonReader) -> None:
        numbers: list[str] = []
        lessons: list[str] = []
        alone.number_asked_for.connect(numbers.append)
        alone.lesson_asked_for.connect(lessons.append)
        text = alone.findChildren(LessonText)[0]
        text.setFocus()
        for _ in range(3):
            QTest.keyClick(text, Qt.Key.Key_Tab)
            QTest.keyClick(text, Qt.Key.Key_Return)
        assert numbers == ["value of node_0", "weight of children to node_0"]
        assert lessons == ["loss"]

    def test_what_looks_like_html_is_shown_as_it_is_written(self, qtbot: QtBot) -> None:
        text = LessonText()
        qtbot.addWidget(text)
        text.show_text(Text("<b>bold</b> & <img src='file:///etc/passwd'>"))
        assert text.toPlainText() == "<b>bold</b> & <img src='file:///etc/passwd'>"

    def test_a_picture_is_shown_large(self, alone: LessonReader, qtbot: QtBot) -> None:
        picture = alone.findChild(LessonPicture)
        assert picture is not None
        assert picture.accessibleName() == "Half way."
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton)
        large = alone.window().findChild(LargePicture)
        assert large is not None
        assert large.isVisible()
        large.close()

    def test_another_theme_repaints_text_and_pictures(self, alone: LessonReader, qapp: QApplication) -> None:
        from simulator.theme import theme

        before = alone.grab().toImage()
        apply_theme(qapp, theme("dark"))
        qapp.processEvents()
        assert alone.grab().toImage() != before


class TestTasks:
    def test_a_number_is_checked_by_enter(self, alone: LessonReader) -> None:
        made = card(alone)
        assert isinstance(made, NumberCard)
        made.field.setFocus()
        QTest.keyClicks(made.field, "5")
        QTest.keyClick(made.field, Qt.Key.Key_Return)
        assert "Multiply each input" in made.feedback.toPlainText()
        assert made.show_me.isHidden()
        made.field.clear()
        QTest.keyClicks(made.field, "4/4")
        QTest.keyClick(made.field, Qt.Key.Key_Return)
        assert made.is_solved
        assert "Yes, 1 it is." in made.feedback.toPlainText()

    def test_what_is_no_number_is_said_and_is_no_try(self, alone: LessonReader) -> None:
        made = card(alone)
        assert isinstance(made, NumberCard)
        made.field.setText("five")
        made.judge()
        assert "five" in made.feedback.toPlainText()
        assert made.tries == 0

    def test_after_two_tries_the_solution_can_be_seen(self, alone: LessonReader, qtbot: QtBot) -> None:
        made = card(alone)
        assert isinstance(made, NumberCard)
        for _ in range(2):
            made.field.setText("5")
            qtbot.mouseClick(made.check, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(made.show_me, Qt.MouseButton.LeftButton)
        assert made.field.text() == "1"
        assert made.is_solved

    def test_a_choice_is_judged_at_once(self, alone: LessonReader, qtbot: QtBot) -> None:
        alone.turn(1)
        made = card(alone)
        assert isinstance(made, ChoiceCard)
        right = next(each for each, one in zip(made.buttons, made.task.choices, strict=True) if one.is_right)
        wrong = next(
            each for each, one in zip(made.buttons, made.task.choices, strict=True) if one.said and not one.is_right
        )
        qtbot.mouseClick(wrong, Qt.MouseButton.LeftButton)
        assert "It makes negative sums 0." in made.feedback.toPlainText()
        assert "not this one" in wrong.accessibleName()
        right.setFocus()
        QTest.keyClick(right, Qt.Key.Key_Space)
        assert made.is_solved
        assert "leaves what is positive" in made.feedback.toPlainText()

    def test_the_canvas_is_watched(self, room: Room, reader: LessonReader, qtbot: QtBot) -> None:
        reader.turn(2)
        made = card(reader)
        assert isinstance(made, CanvasCard)
        edit(room, "weight of children to node_0 = 2")
        qtbot.waitUntil(lambda: made.tries == 1)
        assert "One weight is enough." in made.feedback.toPlainText()
        edit(room, "weight of children to node_0 = 3")
        assert made.is_solved

    def test_the_solution_on_the_canvas_is_one_undo_entry(
        self, room: Room, reader: LessonReader, qtbot: QtBot
    ) -> None:
        reader.turn(2)
        made = card(reader)
        assert isinstance(made, CanvasCard)
        for value in (2, 4):
            edit(room, f"weight of children to node_0 = {value}")
            qtbot.waitUntil(lambda value=value: made.tries == value // 2)
        qtbot.mouseClick(made.show_me, Qt.MouseButton.LeftButton)
        assert made.is_solved
        room.document.undo_stack.undo()
        assert room.document.experiment.network.layers[0].weights[0, 0] == 4

    def test_a_solution_may_train(self, room: Room, tmp_path: Path, qtbot: QtBot) -> None:
        path = tmp_path / "train.md"
        start = SMALL[: SMALL.index("check: prediction")]
        path.write_text(
            f"{start}check: loss < 1 and epochs trained >= 20\nsolution: learning_rate = 0.01\n"
            "solution: train 20 epochs\nwrong: train 1 epochs\n```\n",
            encoding="utf-8",
        )
        room.lessons.open(path)
        reader = room.lessons.panel.reader
        reader.turn(2)
        made = card(reader)
        assert isinstance(made, CanvasCard)
        made.show_me.click()
        qtbot.waitUntil(lambda: made.is_solved, timeout=30_000)
        assert "This is how." in made.feedback.toPlainText()

    def test_what_is_solved_stays_so_and_finishes_the_lesson(
        self, room: Room, reader: LessonReader, small: Path, qtbot: QtBot
    ) -> None:
        made = card(reader)
        assert isinstance(made, NumberCard)
        made.field.setText("1")
        made.judge()
        room.lessons.open(small)
        assert card(reader).is_solved
        reader.turn(1)
        choice = card(reader)
        assert isinstance(choice, ChoiceCard)
        for button in choice.buttons:
            button.click()
        reader.turn(1)
        edit(room, "weight of children to node_0 = 3")
        keys = [key for key in settings().allKeys() if key.endswith("finished")]
        assert len(keys) == 1
        assert progress_of(keys[0].split("/")[1]).is_finished
        qtbot.mouseClick(reader.next, Qt.MouseButton.LeftButton)
        assert room.lessons.panel.lesson is None


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


def test_the_small_lesson_is_whole() -> None:
    assert parse_lesson(SMALL.encode(), "01-small.md").task_count == 3
