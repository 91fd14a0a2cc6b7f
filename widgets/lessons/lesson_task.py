"""Tasks of a lesson as cards: a number to find, an answer to choose, something to do on the canvas."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout

from core.experiment import Experiment
from core.lessons.lesson import CanvasTask, Choice, ChoiceTask, NumberTask, Task, Text
from core.message import Message, Problem
from core.numbers import short
from simulator.words import say
from widgets.lessons.lesson_choice import ChoiceButton
from widgets.lessons.lesson_text import LessonText
from widgets.parts.controls import CONTROL_HEIGHT, Button, row_of, text_label

TRIES = 2
"""After so many the solution is offered."""


class TaskCard(QFrame):
    """One task. What is right is said, what is wrong leads to the hint; after two tries the solution can be seen."""

    solved = Signal()
    told = Signal()
    """`feedback` says something new."""
    number_asked_for = Signal(str)
    lesson_asked_for = Signal(str)

    def __init__(self, task: Task, is_solved: bool) -> None:
        super().__init__()
        self.task = task
        self.is_solved = False
        self.tries = 0
        self.setProperty("role", "card")
        self._head = text_label(say(Message("Your turn")), "section")
        self._ask = self._text(task.ask, Message("Task"))
        self.feedback = self._text(Text(""), Message("What came of it"))
        self.show_me = Button(say(Message("Show me")), say(Message("See the solution")))
        self.show_me.clicked.connect(self._show_solution)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 14)
        self._column.setSpacing(8)
        self._column.addWidget(self._head)
        self._column.addWidget(self._ask)
        self._build()
        self._column.addWidget(self.feedback)
        self._column.addLayout(row_of(self.show_me, None))
        self.feedback.hide()
        self.show_me.hide()
        if is_solved:
            self._settle(Message(""))

    def _build(self) -> None:
        """Put what belongs to this kind of task into the column."""
        raise NotImplementedError

    def _show_solution(self) -> None:
        raise NotImplementedError

    def _text(self, text: Text, name: Message) -> LessonText:
        made = LessonText(say(name))
        made.show_text(text)
        made.number_asked_for.connect(self.number_asked_for)
        made.lesson_asked_for.connect(self.lesson_asked_for)
        return made

    def _settle(self, praise: Message, more: Text | None = None) -> None:
        """It is solved."""
        is_new, self.is_solved = not self.is_solved, True
        self._head.setText(say(Message("✓ Solved")))
        self.show_me.hide()
        self._say(praise, more)
        if is_new and praise.template:
            self.solved.emit()

    def _miss(self, why: Message, more: Text | None = None) -> None:
        """A try that was not right; the hint belongs to it where nothing else is said."""
        self.tries += 1
        self._say(why, more or self.task.hint)
        self.show_me.setVisible(self.tries >= TRIES)

    def _say(self, words: Message, more: Text | None = None) -> None:
        said = say(words)
        extra = more.markdown if more else ""
        numbers = more.numbers if more else Text("").numbers
        text = Text(" ".join(part for part in (f"**{said}**" if said else "", extra) if part), numbers)
        self.feedback.show_text(text)
        self.feedback.setVisible(bool(text))
        if text:
            spoken = QAccessibleAnnouncementEvent(self, self.feedback.toPlainText())
            QAccessible.updateAccessibility(spoken)
            self.told.emit()


class NumberCard(TaskCard):
    """A field and Check; Enter checks too."""

    task: NumberTask

    def _build(self) -> None:
        self.field = QLineEdit()
        self.field.setFixedHeight(CONTROL_HEIGHT)
        self.field.setAccessibleName(say(Message("Your answer")))
        self.field.setAccessibleDescription(self._ask.toPlainText())
        self.field.setPlaceholderText(say(Message("a number, such as 0.5 or 1/3")))
        self.check = Button(say(Message("Check")), say(Message("Is this the number?")))
        self.field.returnPressed.connect(self.judge)
        self.check.clicked.connect(self.judge)
        line = row_of(self.field, self.check)
        line.setStretch(0, 1)
        self._column.addLayout(line)

    def judge(self) -> None:
        """Hold what was typed against the number of the trace."""
        try:
            is_right = self.task.accepts(self.field.text())
        except Problem as problem:
            self._say(problem.message)
            return
        if is_right:
            self._settle(Message("Yes, {answer} it is.", answer=self.task.answer))
        else:
            self._miss(Message("Not yet."))

    def _show_solution(self) -> None:
        self.field.setText(short(self.task.answer))
        self._settle(Message("It is {answer}.", answer=self.task.answer), self.task.hint)


class ChoiceCard(TaskCard):
    """Answers one below the other; one press decides."""

    task: ChoiceTask

    def _build(self) -> None:
        self.buttons = [ChoiceButton(choice.text) for choice in self.task.choices]
        for button, choice in zip(self.buttons, self.task.choices, strict=True):
            button.clicked.connect(lambda *_, button=button, choice=choice: self._choose(button, choice))
            self._column.addWidget(button)

    def _choose(self, button: ChoiceButton, choice: Choice) -> None:
        button.mark(choice.is_right)
        if choice.is_right:
            self._settle(Message("Right."), choice.said)
        elif not self.is_solved:
            self._miss(Message("Not this one."), choice.said)

    def _show_solution(self) -> None:
        for button, choice in zip(self.buttons, self.task.choices, strict=True):
            if choice.is_right:
                button.mark(True)
                self._settle(Message("This is the one."), choice.said)


class CanvasCard(TaskCard):
    """Watches the canvas, and says when it is done. Every edit that does not do it is a try."""

    task: CanvasTask
    solution_asked_for = Signal()

    def _build(self) -> None:
        self._is_shown = False
        self._state: QLabel = text_label(say(Message("Do it on the canvas: it is checked as you go.")), "small")
        self._state.setWordWrap(True)
        self._column.addWidget(self._state)

    def look(self, experiment: Experiment, epochs_trained: float, is_try: bool) -> None:
        """The canvas shows this; `is_try` where a hand has just changed it."""
        if self.is_solved:
            return
        if self.task.accepts(experiment, epochs_trained):
            self._settle(Message("This is how.") if self._is_shown else Message("Done, well done."))
        elif is_try:
            self._miss(Message("Not yet."))

    def _settle(self, praise: Message, more: Text | None = None) -> None:
        super()._settle(praise, more)
        self._state.hide()

    def _show_solution(self) -> None:
        self._is_shown = True
        self.solution_asked_for.emit()


def card_of(task: Task, is_solved: bool) -> TaskCard:
    """The card of a task."""
    if isinstance(task, NumberTask):
        return NumberCard(task, is_solved)
    return ChoiceCard(task, is_solved) if isinstance(task, ChoiceTask) else CanvasCard(task, is_solved)
