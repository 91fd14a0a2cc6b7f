"""Numbers, choices and edits that a lesson asks for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.core.lesson_texts import SMALL
from tests.widgets.lesson_rooms import Room, card, edit
from widgets.lessons.lesson_progress import progress_of
from widgets.lessons.lesson_reader import LessonReader
from widgets.lessons.lesson_task import CanvasCard, ChoiceCard, NumberCard
from widgets.parts.stored import settings


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
