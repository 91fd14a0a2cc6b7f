"""The three pages of the practice panel: where it begins, one question after another, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from core.message import Message
from core.practice.exercise import Skill
from core.practice.practice import Tally, weakest
from simulator.words import say
from widgets.parts.controls import Button, SectionHead, SegmentedControl, column_of, row_of, rule, text_label
from widgets.practice.practice_bars import SkillBars

ShowLesson = Callable[[str], object]
_DIFFICULTIES = {
    1: Message("One unit without an activation: a sum, a loss, the way back and a new weight."),
    2: Message("A hidden layer of two relu units, with biases."),
    3: Message("Two hidden layers, two outputs, or a curved activation."),
}


def wrapped(text: str = "", role: str = "") -> QLabel:
    label = text_label(text, role)
    label.setWordWrap(True)
    return label


class StartPage(QWidget):
    """What to practise with, and the score so far."""

    here_chosen = Signal()
    new_chosen = Signal(int)
    reset_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        about = Message(
            "Numbers of the step are hidden behind “?”. Work each of them out and type it before it is shown."
        )
        self.here = Button(say(Message("This experiment")), say(Message("Practise with what is on the canvas")))
        self.difficulty = SegmentedControl(say(Message("Difficulty")), [(k, str(k)) for k in _DIFFICULTIES])
        self.new = Button(
            say(Message("A new network")), say(Message("A random network with friendly numbers")), icon_name="dice"
        )
        self.about_new = wrapped(role="small")
        self.note = wrapped(role="problem")
        self.bars = SkillBars()
        self.reset = Button(say(Message("Reset")), say(Message("Forget the score")))
        self._score = QWidget()
        score = column_of(SectionHead(say(Message("Score so far")), self.reset), self.bars)
        self._score.setLayout(score)
        layout = column_of(wrapped(say(about), "label"), self.note)
        layout.addSpacing(4)
        layout.addWidget(self.here)
        layout.addSpacing(8)
        layout.addWidget(self.new)
        layout.addLayout(row_of(text_label(say(Message("Difficulty")), "label"), None, self.difficulty))
        layout.addWidget(self.about_new)
        layout.addSpacing(4)
        layout.addWidget(rule())
        layout.addWidget(self._score)
        layout.addStretch(1)
        self.setLayout(layout)
        self.here.clicked.connect(self.here_chosen)
        self.new.clicked.connect(lambda: self.new_chosen.emit(self.difficulty.value))
        self.reset.clicked.connect(self.reset_chosen)
        self.difficulty.chosen.connect(lambda _: self._describe())
        self._describe()
        self.say(None)

    def show_score(self, tallies: Mapping[Skill, Tally]) -> None:
        self.bars.show_tallies(tallies)
        self._score.setVisible(bool(tallies))

    def say(self, why: Message | None) -> None:
        """Why there is no exercise, or why there is none any more."""
        self.note.setText("" if why is None else say(why))
        self.note.setVisible(why is not None)

    def _describe(self) -> None:
        self.about_new.setText(say(_DIFFICULTIES[int(str(self.difficulty.value))]))


class QuestionPage(QWidget):
    """One number is asked for; above it what was said of the last answer."""

    answered = Signal(str)
    show_chosen = Signal()
    next_chosen = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.progress = text_label("", "small")
        self.asked = wrapped(role="title")
        self.field = QLineEdit()
        self.field.setPlaceholderText(say(Message("a number, 1/3 or 2*6*1")))
        self.check = Button(say(Message("Check")), say(Message("Check the answer (Enter)")), "primary")
        self.tolerance = wrapped(role="small")
        self.given = wrapped(role="label")
        self.show_it = Button(say(Message("Show")), say(Message("Show this number; it counts as not known")))
        self.next = Button(say(Message("Another")), say(Message("Leave this one for later")))
        self.leave = Button(say(Message("Leave practice")), say(Message("Show all numbers again")))
        self.mark = text_label("", "title")
        self.said = wrapped()
        self.card = QWidget()
        self.card.setProperty("role", "card")
        self.card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = column_of(self.mark, self.said, spacing=4)
        inside.setContentsMargins(12, 10, 12, 10)
        self.card.setLayout(inside)
        self.note = wrapped(role="small")
        entry = row_of(self.field, self.check)
        entry.setStretch(0, 1)
        layout = column_of(self.progress, self.asked, self.given)
        layout.addLayout(entry)
        for widget in (self.tolerance, self.card, self.note):
            layout.addWidget(widget)
        layout.addSpacing(4)
        layout.addLayout(row_of(self.show_it, self.next, None))
        layout.addSpacing(4)
        layout.addWidget(rule())
        layout.addLayout(row_of(self.leave, None))
        layout.addStretch(1)
        self.setLayout(layout)
        self.field.returnPressed.connect(lambda: self.answered.emit(self.field.text()))
        self.check.clicked.connect(lambda: self.answered.emit(self.field.text()))
        self.show_it.clicked.connect(self.show_chosen)
        self.next.clicked.connect(self.next_chosen)
        self.leave.clicked.connect(self.left)
        self.field.textEdited.connect(lambda _: self._set_refused(False))
        self.tell(None, None)

    def ask(self, name: str, progress: Message, tolerance: Message, given: Message | None, is_last: bool) -> None:
        """Ask for a number by its name; `given` is what the canvas does not show beside it."""
        self.asked.setText(name)
        self.given.setText("" if given is None else say(given))
        self.given.setVisible(given is not None)
        self.progress.setText(say(progress))
        self.tolerance.setText(say(tolerance))
        self.field.setAccessibleName(name)
        self.field.clear()
        self.next.setEnabled(not is_last)
        self._set_refused(False)

    def tell(self, mark: Message | None, words: Message | str | None, *, is_refused: bool = False) -> None:
        """What is said of an answer."""
        self.card.setVisible(mark is not None)
        if mark is not None and words is not None:
            self.mark.setText(say(mark))
            self.said.setText(say(words))
            self._announce(f"{say(mark)}: {say(words)}")
        self._set_refused(is_refused)
        if is_refused:
            self.field.selectAll()

    def _announce(self, words: str) -> None:
        """Tell those who hear the window what was said, wherever the keyboard is."""
        self.card.setAccessibleName(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.card, words))

    def note_that(self, what: Message | None) -> None:
        """Something happened to the exercise itself."""
        self.note.setText("" if what is None else say(what))
        self.note.setVisible(what is not None)

    def _set_refused(self, is_refused: bool) -> None:
        self.field.setProperty("refused", is_refused)
        self.field.style().polish(self.field)


class EndPage(QWidget):
    """All numbers are known: how it went, and what to practise next."""

    again_chosen = Signal()
    new_chosen = Signal()
    done = Signal()
    lesson_chosen = Signal(str)

    def __init__(self, has_lessons: bool) -> None:
        super().__init__()
        self._has_lessons = has_lessons
        self._lesson = ""
        self.head = wrapped(role="title")
        self.bars = SkillBars()
        self.advice = wrapped(role="label")
        self.lesson = Button(say(Message("Open the lesson")), say(Message("The lesson that teaches this")))
        self.new = Button(
            say(Message("A new network")), say(Message("Practise on with another network")), "primary", "dice"
        )
        self.again = Button(say(Message("Again")), say(Message("Hide the same numbers again")))
        self.finish = Button(say(Message("Done")), say(Message("Back to the beginning")))
        layout = column_of(self.head, self.bars)
        layout.addSpacing(4)
        layout.addWidget(self.advice)
        layout.addLayout(row_of(self.lesson, None))
        layout.addSpacing(4)
        layout.addLayout(row_of(self.new, None))
        layout.addLayout(row_of(self.again, self.finish, None))
        layout.addStretch(1)
        self.setLayout(layout)
        self.again.clicked.connect(self.again_chosen)
        self.new.clicked.connect(self.new_chosen)
        self.finish.clicked.connect(self.done)
        self.lesson.clicked.connect(lambda: self.lesson_chosen.emit(self._lesson))

    def show_round(self, tallies: Mapping[Skill, Tally]) -> None:
        numbers = sum(tally.total for tally in tallies.values())
        known = sum(tally.first for tally in tallies.values())
        self.head.setText(
            say(Message("All {n} numbers are known, {known} of them at the first try.", n=numbers, known=known))
        )
        self.bars.show_tallies(tallies)
        skill = weakest(tallies)
        words = Message("Nothing went wrong. A network of a higher difficulty asks for more.")
        if skill is not None:
            words = Message("Practise next: {skill}.", skill=skill.label)
        self.advice.setText(say(words))
        self._lesson = "" if skill is None else skill.lesson
        self.lesson.setVisible(self._has_lessons and skill is not None)


def page_of(page: QWidget) -> QVBoxLayout:
    """The column that a scroll area shows."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(page)
    return layout
