"""Lessons are read page by page, with mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.lessons.lesson import Text
from core.lessons.lesson_file import parse_lesson
from tests.core.lesson_texts import SMALL
from tests.widgets.lesson_rooms import Room, card
from widgets.lessons.lesson_picture_view import LargePicture, LessonPicture
from widgets.lessons.lesson_reader import LessonReader
from widgets.lessons.lesson_task import NumberCard
from widgets.lessons.lesson_text import LessonText
from widgets.main_window import MainWindow
from widgets.parts.style import apply_theme

PAGE_DOWN, PAGE_UP = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp


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


def test_the_small_lesson_is_whole() -> None:
    assert parse_lesson(SMALL.encode(), "01-small.md").task_count == 3
