"""The dock "Lesson": the list of lessons, or the one that is being read."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from core.lessons.lesson import Lesson
from widgets.lessons.lesson_list import LessonList
from widgets.lessons.lesson_reader import LessonReader


class LessonPanel(QWidget):
    """One of the two at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.list, self.reader = LessonList(), LessonReader()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.reader)
        self.reader.progressed.connect(self.list.refresh)
        self.reader.list_asked_for.connect(self.show_list)
        self.reader.finished.connect(self._finish)

    @property
    def lesson(self) -> Lesson | None:
        """The lesson on show; None while the list is."""
        return self.reader.lesson if self._stack.currentWidget() is self.reader else None

    def show_list(self) -> None:
        """Every lesson, the focus on the one that was read."""
        read = self.reader.lesson
        self.list.refresh()
        self._stack.setCurrentWidget(self.list)
        self.list.go_to(read.slug if read is not None else None)

    def read(self, lesson: Lesson, page: int | None = None) -> None:
        """Open a lesson where it was left, or at a page."""
        self._stack.setCurrentWidget(self.reader)
        self.reader.read(lesson, page)
        self.reader.next.setFocus()

    def _finish(self) -> None:
        """To the list, where the next lesson waits."""
        read = self.reader.lesson
        self.show_list()
        if read is not None:
            self.list.go_on_from(read.slug)
