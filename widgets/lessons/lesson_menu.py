"""The menu "Learn": every lesson with a tick once it is finished, lessons of one's own, and practice."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from core.message import Message
from simulator.words import say
from widgets.lessons.lesson_desk import LessonDesk
from widgets.parts.actions import action, give_mnemonics, menu_text
from widgets.parts.plain_text import plain_tip
from widgets.practice.practice_desk import PracticeDesk


class LearnMenu(QMenu):
    """Lessons are looked for when somebody opens it: nobody should wait for that at the start."""

    def __init__(self, window: QMainWindow, desk: LessonDesk, practice: PracticeDesk) -> None:
        super().__init__(say(Message("&Learn")), window)
        self._desk = desk
        between = QAction(window)
        between.setSeparator(True)
        self._last = (
            action(window, Message("&All lessons"), desk.show_list, "Ctrl+L"),
            action(window, Message("&Open lesson…"), desk.choose_and_open),
            action(window, Message("&Forget progress…"), desk.forget_progress),
            between,
            action(window, Message("&Practice"), practice.show_panel),
            action(window, Message("Practise with this experiment"), practice.start_here),
        )
        self.addActions(self._last)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        from core.lessons.lessons import shipped_lessons
        from widgets.lessons.lesson_progress import progress_of

        self.clear()
        for number, about in enumerate(shipped_lessons(), start=1):
            entry = self.addAction(f"{number}. {menu_text(about.title)}")
            entry.setToolTip(plain_tip(about.about))
            entry.setCheckable(True)
            entry.setChecked(progress_of(about.slug).is_finished)
            entry.triggered.connect(lambda *_, slug=about.slug: self._desk.show_lesson(slug))
        self.addSeparator()
        self.addActions(self._last)
        give_mnemonics(self)
