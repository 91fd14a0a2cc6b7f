"""The dock "Practice": a stack of its pages."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from widgets.parts.scroll_panel import ScrollPanel
from widgets.practice.practice_pages import EndPage, QuestionPage, StartPage, page_of


class PracticePanel(QWidget):
    """Shows one page at a time; what happens is decided elsewhere."""

    def __init__(self, has_lessons: bool) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.start, self.question, self.end = StartPage(), QuestionPage(), EndPage(has_lessons)
        self._stack = QStackedWidget()
        self._places: dict[QWidget, int] = {}
        for page in (self.start, self.question, self.end):
            self._places[page] = self._stack.addWidget(ScrollPanel(page_of(page)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def page(self) -> QWidget:
        """The one on show."""
        return next(page for page, place in self._places.items() if place == self._stack.currentIndex())

    def turn_to(self, page: QWidget) -> None:
        self._stack.setCurrentIndex(self._places[page])
