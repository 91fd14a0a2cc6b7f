"""Practice in a window: where it begins, and what it is asked about; what it needs is imported when it is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.message import Message
from simulator.frames.elements import Element
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.canvas.canvas import Canvas
from widgets.document.file_desk import FileDesk
from widgets.parts.curtain import Curtain
from widgets.parts.late_body import LateBody

if TYPE_CHECKING:
    from widgets.practice.practice_pages import ShowLesson
    from widgets.practice.practice_session import PracticeSession


class PracticeDesk(QObject):
    """Made with the window; nothing of practice itself is, before somebody wants it."""

    running_changed = Signal(bool)
    wanted = Signal()
    """The panel is to be seen."""

    def __init__(self, stage: Stage, files: FileDesk, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._stage, self._files, self._canvas = stage, files, canvas
        self._show_lesson: ShowLesson | None = None
        self.body = LateBody()
        """What goes into the dock."""
        self.body.seen.connect(lambda: self.session)

    def set_lessons(self, show_lesson: ShowLesson) -> None:
        """How the lesson with a slug is shown; without, practice has no link to one. Before anybody practises."""
        self._show_lesson = show_lesson

    def cover(self, *bodies: QWidget) -> None:
        """Draw a curtain over what would give the numbers away, while they are to be worked out."""
        words = say(Message("Hidden while you practise: this would show the numbers."))
        for body in bodies:
            self.running_changed.connect(Curtain(body, words).set_drawn)

    @cached_property
    def session(self) -> PracticeSession:
        """Made when it is first asked for, with its panel."""
        from widgets.practice.practice_session import PracticeSession

        session = PracticeSession(self._stage, self._files, self._canvas, self, self._show_lesson)
        session.running_changed.connect(self.running_changed)
        session.wanted.connect(self.wanted)
        self.body.fill(session.panel)
        return session

    @property
    def is_running(self) -> bool:
        """Whether something is hidden."""
        return "session" in vars(self) and self.session.is_running

    def select(self, element: Element | None) -> bool:
        """An element was selected on the canvas; returns whether practice has to do with it."""
        return self.is_running and self.session.select(element)

    def show_panel(self) -> None:
        self.session.show_panel()

    def start_here(self) -> None:
        """Ask for the numbers of the step on show."""
        self.session.start_here()

    def leave(self) -> None:
        """Show all numbers again."""
        if self.is_running:
            self.session.leave()
