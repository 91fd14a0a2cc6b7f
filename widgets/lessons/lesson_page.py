"""One page of a lesson: its text, equations, pictures and tasks from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from core.experiment import Experiment
from core.lessons.lesson import Equation, Lesson, Part, Picture, Step, Text
from core.message import Message
from simulator.words import say
from widgets.lessons.lesson_picture_view import LessonPicture
from widgets.lessons.lesson_progress import is_solved
from widgets.lessons.lesson_task import CanvasCard, TaskCard, card_of
from widgets.lessons.lesson_text import LessonText
from widgets.parts.controls import column_of, text_label


class LessonPage(QWidget):
    """Everything of a step. `cards` are its tasks in their order."""

    number_asked_for = Signal(str)
    lesson_asked_for = Signal(str)
    task_solved = Signal(object)
    told = Signal(object)
    """A card says something new."""
    solution_asked_for = Signal(object)
    """A CanvasTask whose solution is to be seen on the canvas."""

    def __init__(self, lesson: Lesson, step: Step) -> None:
        super().__init__()
        self._lesson = lesson
        self.step = step
        self.cards: list[TaskCard] = []
        title = text_label(step.title, "lesson-title")
        title.setWordWrap(True)
        parts = [self._widget_of(part) for part in step.parts]
        column = column_of(title, *parts, spacing=14)
        self.setLayout(column)

    def look(self, experiment: Experiment, epochs_trained: float, is_try: bool) -> None:
        """What the canvas shows now."""
        for card in self.cards:
            if isinstance(card, CanvasCard):
                card.look(experiment, epochs_trained, is_try)

    def _widget_of(self, part: Part) -> QWidget:
        if isinstance(part, Text):
            return self._prose(part)
        if isinstance(part, Equation):
            return EquationBox(part)
        if isinstance(part, Picture):
            return self._picture(part)
        return self._card(part)

    def _prose(self, text: Text, is_small: bool = False) -> LessonText:
        made = LessonText(self.step.title, is_small)
        made.show_text(text)
        made.number_asked_for.connect(self.number_asked_for)
        made.lesson_asked_for.connect(self.lesson_asked_for)
        return made

    def _picture(self, picture: Picture) -> QWidget:
        whole = QWidget()
        caption = self._prose(picture.caption, is_small=True)
        name = caption.toPlainText() or say(Message("Picture of the network"))
        layout = column_of(LessonPicture(picture, name), spacing=6)
        if picture.caption:
            layout.addWidget(caption)
        else:
            caption.deleteLater()
        whole.setLayout(layout)
        return whole

    def _card(self, task: object) -> TaskCard:
        card = card_of(task, is_solved(self._lesson, task))  # type: ignore[arg-type]
        card.number_asked_for.connect(self.number_asked_for)
        card.lesson_asked_for.connect(self.lesson_asked_for)
        card.solved.connect(lambda: self.task_solved.emit(card.task))
        card.told.connect(lambda: self.told.emit(card))
        if isinstance(card, CanvasCard):
            card.solution_asked_for.connect(lambda: self.solution_asked_for.emit(card.task))
        self.cards.append(card)
        return card


class EquationBox(QFrame):
    """An equation by itself, one line below the other, each in as many as it needs."""

    def __init__(self, equation: Equation) -> None:
        super().__init__()
        self.setProperty("role", "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(4)
        self.labels: list[QLabel] = []
        for line in equation.lines:
            label = text_label(line, "equation")
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
            self.labels.append(label)
