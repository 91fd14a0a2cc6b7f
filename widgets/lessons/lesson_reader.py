"""Reading a lesson page by page, beside the canvas."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.experiment import Experiment
from core.lessons.lesson import Lesson
from core.message import Message
from simulator.words import say
from widgets.lessons.lesson_page import LessonPage
from widgets.lessons.lesson_progress import keep_page, keep_solved, key_of, progress_of
from widgets.lessons.lesson_states import CHANGED, OTHER, SAME
from widgets.lessons.lesson_text import PAGE_KEYS
from widgets.parts.controls import Button, ElidedLabel, ToolButton, column_of, row_of, rule, text_label
from widgets.parts.curtain import Curtain
from widgets.parts.scroll_panel import ScrollPanel
from widgets.parts.style import Themed, current_theme

_BELOW = 24


class LessonReader(QWidget):
    """One lesson. Next and Back turn its pages, and so do PageDown and PageUp at their ends."""

    list_asked_for = Signal()
    page_shown = Signal(object)
    """The Step that is open now."""
    experiment_asked_for = Signal()
    """The experiment of the page is to be on the canvas, as it is in the lesson."""
    number_asked_for = Signal(str)
    lesson_asked_for = Signal(str)
    solution_asked_for = Signal(object)
    progressed = Signal()
    """A page was opened or a task solved."""
    finished = Signal()
    """The last page was left by its button."""

    def __init__(self) -> None:
        super().__init__()
        self.lesson: Lesson | None = None
        self.page: LessonPage | None = None
        self._index = 0
        self._title = ElidedLabel("", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.to_list = ToolButton("left", say(Message("All lessons")))
        self.to_list.clicked.connect(self.list_asked_for)
        self._bar = PageBar()
        self.canvas_bar = CanvasBar()
        self.canvas_bar.button.clicked.connect(self.experiment_asked_for)
        self._area = _PageArea()
        self._area.turned.connect(self.turn)
        self._room = QWidget()
        self._room.setLayout(column_of(self._area, spacing=0))
        self._curtain = Curtain(self._room, say(Message("Hidden while you practise: this would show the numbers.")))
        self.back = Button(say(Message("Back")), say(Message("The page before (Page Up)")))
        self.next = Button(say(Message("Next")), say(Message("The next page (Page Down)")), "primary")
        self._count = text_label("", "small")
        self.back.clicked.connect(lambda: self.turn(-1))
        self.next.clicked.connect(self._go_on)
        self._compose()

    def _compose(self) -> None:
        head = row_of(self.to_list, self._title, self._count, spacing=6)
        head.setStretch(1, 1)
        head.setContentsMargins(8, 6, 16, 4)
        foot = row_of(self.back, None, self.next)
        foot.setContentsMargins(16, 10, 16, 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._bar)
        layout.addWidget(self.canvas_bar)
        layout.addWidget(self._room, 1)
        layout.addWidget(rule())
        layout.addLayout(foot)

    @property
    def index(self) -> int:
        """The page that is open, counted from 0."""
        return self._index

    def read(self, lesson: Lesson, page: int | None = None) -> None:
        """Open a lesson where it was left, or at a page."""
        self.lesson = lesson
        self._title.setText(lesson.title)
        kept = progress_of(key_of(lesson)).page if page is None else page
        self._show(min(max(kept, 0), len(lesson.steps) - 1))

    def turn(self, by: int) -> None:
        """So many pages on, as far as there are any."""
        if self.lesson is not None and 0 <= self._index + by < len(self.lesson.steps):
            self._show(self._index + by)

    def show_canvas(self, state: str) -> None:
        """How what is on the canvas stands to the page: SAME, CHANGED or OTHER."""
        if self.page is not None:
            self.canvas_bar.show_state(state, self.page.step.experiment)

    def cover(self, is_covered: bool) -> None:
        """Hide the page while its numbers are to be worked out."""
        if is_covered == self._curtain.isHidden():
            self._curtain.set_drawn(is_covered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in PAGE_KEYS:
            # From the buttons below too, where a lesson begins.
            self._area.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def look(self, experiment: Experiment, epochs_trained: float, is_try: bool) -> None:
        """What the canvas shows now, for tasks that watch it."""
        if self.page is not None:
            self.page.look(experiment, epochs_trained, is_try)

    def _go_on(self) -> None:
        assert self.lesson is not None
        if self._index == len(self.lesson.steps) - 1:
            self.finished.emit()
        else:
            self.turn(1)

    def _show(self, index: int) -> None:
        lesson = self.lesson
        assert lesson is not None
        had_focus = self.page is not None and self._area.isAncestorOf(self.focusWidget() or self)
        self._index = index
        self.page = LessonPage(lesson, lesson.steps[index])
        self.page.number_asked_for.connect(self.number_asked_for)
        self.page.lesson_asked_for.connect(self.lesson_asked_for)
        self.page.solution_asked_for.connect(self.solution_asked_for)
        self.page.task_solved.connect(self._keep_solved)
        self.page.told.connect(lambda card: self._area.keep_in_sight(card.feedback))
        self._area.show_page(self.page)
        count, is_last = len(lesson.steps), index == len(lesson.steps) - 1
        self._bar.show_page(index, count)
        self._count.setText(say(Message("{n} of {count}", n=index + 1, count=count)))
        self.back.setEnabled(index > 0)
        tip = Message("To the list of lessons") if is_last else Message("The next page (Page Down)")
        self.next.relabel(say(Message("Finish") if is_last else Message("Next")), say(tip))
        self._order_tabs()
        if had_focus:
            self.next.setFocus()
        keep_page(lesson, index)
        self.progressed.emit()
        self.page_shown.emit(self.page.step)

    def _order_tabs(self) -> None:
        """From top to bottom: a page is made after what stands below it."""
        assert self.page is not None
        is_tab = Qt.FocusPolicy.TabFocus.value
        within = [each for each in self.page.findChildren(QWidget) if each.focusPolicy().value & is_tab]
        for one, other in pairwise([self.to_list, self.canvas_bar.button, *within, self.back, self.next]):
            QWidget.setTabOrder(one, other)

    def _keep_solved(self, task: object) -> None:
        assert self.lesson is not None
        keep_solved(self.lesson, self._index, task)  # type: ignore[arg-type]
        self.progressed.emit()


class CanvasBar(QWidget):
    """Says that the canvas shows something else than the page speaks of, and offers to change that."""

    def __init__(self) -> None:
        super().__init__()
        self._words = text_label("", "advice")
        self._words.setWordWrap(True)
        self.button = Button("", "")
        layout = row_of(self._words, self.button, spacing=10)
        layout.setStretch(0, 1)
        layout.setContentsMargins(16, 10, 16, 10)
        self.setLayout(layout)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def show_state(self, state: str, experiment: Experiment) -> None:
        name = experiment.name or say(Message("Untitled"))
        if state == CHANGED:
            self._words.setText(say(Message("You have changed {name} since.", name=name)))
            self.button.relabel(
                say(Message("Set back")), say(Message("As it is in the lesson; Undo brings yours back"))
            )
        elif state == OTHER:
            self._words.setText(say(Message("The canvas shows something else than {name}.", name=name)))
            tip = Message("Ask about unsaved changes first, then show it on the canvas")
            self.button.relabel(say(Message("Open this experiment")), say(tip))
        self.setVisible(state != SAME)


class PageBar(Themed, QWidget):
    """A short line for every page: those behind, the one that is open, those to come."""

    def __init__(self) -> None:
        super().__init__()
        self._index, self._count = 0, 1
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_page(self, index: int, count: int) -> None:
        self._index, self._count = index, count
        self.setAccessibleName(say(Message("Page {n} of {count}", n=index + 1, count=count)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left, gap = 16.0, 4.0
        width = (self.width() - 2 * left - gap * (self._count - 1)) / self._count
        for page in range(self._count):
            color = theme.ink if page == self._index else theme.border_strong if page < self._index else theme.border
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(QRectF(left + page * (width + gap), 2, width, 4), 2, 2)
        painter.end()


class _PageArea(ScrollPanel):
    """Scrolls a page; where it ends, its keys turn to the next."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._in_sight: QWidget | None = None
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._reach())

    def keep_in_sight(self, widget: QWidget) -> None:
        """Scroll to a part of the page, also when it gets its place only later."""
        self._in_sight = widget
        self._reach()

    def _reach(self) -> None:
        if self._in_sight is not None:
            self.ensureWidgetVisible(self._in_sight, 0, _BELOW)

    def show_page(self, page: LessonPage) -> None:
        self._in_sight = None
        before = self.takeWidget()
        if before is not None:
            # Not at once: it may be one of its own links that led here.
            before.hide()
            before.deleteLater()
        self.show_column(column_of(page))
        self.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_PageDown and bar.value() >= bar.maximum():
            self.turned.emit(1)
        elif event.key() == Qt.Key.Key_PageUp and bar.value() <= bar.minimum():
            self.turned.emit(-1)
        else:
            super().keyPressEvent(event)
