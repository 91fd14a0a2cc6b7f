"""Between lessons and the window: what is on the canvas while one reads, and where links lead.

What reads lessons is loaded when somebody wants one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.experiment import Experiment
from core.files.files import LESSON_SUFFIX
from core.message import Message, Problem
from core.quantity import value_of
from core.runs.goal import EPOCHS, Goal
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.words import say, say_problem
from widgets.document.file_desk import FileDesk
from widgets.lessons.lesson_states import CHANGED, OTHER, SAME
from widgets.parts.late_body import LateBody
from widgets.runs.training_desk import TrainingDesk

if TYPE_CHECKING:
    from core.lessons.lesson import CanvasTask, Lesson, Step
    from widgets.lessons.lesson_panel import LessonPanel
    from widgets.lessons.lesson_watch import LessonWatch


SETTLED_AFTER = 700
"""Milliseconds without a further edit, after which the canvas counts as tried."""


class LessonDesk(QObject):
    """Reads lessons when somebody asks for one; the panel is made when somebody first looks.

    What a lesson put on the canvas it changes by edits, which can be undone; anything else is asked about first.
    """

    asked_for = Signal()
    """The dock is to be in front."""
    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    quantity_asked_for = Signal(object)
    said = Signal(str)

    def __init__(
        self, document: Document, stage: Stage, files: FileDesk, training: TrainingDesk, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document, self._stage, self._files, self._training = document, stage, files, training
        self._window = window
        self._is_opening = self._is_own_edit = False
        self._put: Experiment | None = None
        """What a lesson put on the canvas; None where that is the user's own."""
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(lambda: self._look(is_try=True))
        self.body = LateBody()
        """What goes into the dock."""
        self.body.seen.connect(lambda: self.panel)
        document.changed.connect(self._follow)
        training.state_changed.connect(lambda _: self._look(is_try=False))
        files.replaced.connect(self._leave)

    @cached_property
    def _watch(self) -> LessonWatch:
        from widgets.lessons.lesson_watch import LessonWatch

        watch = LessonWatch(self)
        watch.changed.connect(self._read_again)
        return watch

    @cached_property
    def panel(self) -> LessonPanel:
        """Made when it is first asked for."""
        from widgets.lessons.lesson_panel import LessonPanel

        panel = LessonPanel()
        # Not at once: what was pressed goes away with its page.
        later = Qt.ConnectionType.QueuedConnection
        panel.list.chosen.connect(self.show_lesson, later)
        panel.list.file_asked_for.connect(self.choose_and_open)
        panel.list.forget_asked_for.connect(self.forget_progress)
        reader = panel.reader
        reader.lesson_asked_for.connect(self.show_lesson, later)
        reader.number_asked_for.connect(self._show_number)
        reader.experiment_asked_for.connect(self._open_experiment)
        reader.solution_asked_for.connect(self._show_solution)
        reader.page_shown.connect(self._follow_page)
        self.body.fill(panel)
        return panel

    # --- opening

    def show_list(self) -> None:
        """All lessons, in front."""
        self.asked_for.emit()
        self.panel.show_list()

    def show_lesson(self, slug: str) -> None:
        """A shipped lesson by its slug, where it was left."""
        from core.lessons.lessons import find_lesson

        self._read(lambda: find_lesson(slug))

    def open(self, path: Path) -> None:
        """A lesson from a file of the user's own."""
        from core.lessons.lesson_file import read_lesson

        self._read(lambda: read_lesson(path))

    def choose_and_open(self) -> None:
        """Ask for such a file."""
        pattern = say(Message("Lessons (*{suffix});;All files (*)", suffix=LESSON_SUFFIX))
        name, _ = QFileDialog.getOpenFileName(self._window, say(Message("Open lesson")), str(Path.home()), pattern)
        if name:
            self.open(Path(name))

    def forget_progress(self) -> None:
        """Ask, and begin all lessons anew."""
        from widgets.lessons.lesson_progress import forget_all

        buttons = QMessageBox.StandardButton
        words = Message("Forget which tasks are solved and which lessons are finished?")
        title = say(Message("Forget progress"))
        answer = QMessageBox.question(self._window, title, say(words), buttons.Yes | buttons.Cancel, buttons.Cancel)
        if answer == buttons.Yes:
            forget_all()
            self.panel.show_list()

    def look(self) -> None:
        """Hold the canvas against the page: numbers were hidden, or are shown again."""
        self._look(is_try=False)

    def close(self) -> None:
        """The window goes."""
        self._settled.stop()
        if "_watch" in self.__dict__:
            self._watch.close()

    def _read(self, read: Callable[[], Lesson]) -> None:
        try:
            lesson = read()
        except Problem as problem:
            QMessageBox.warning(self._window, say(Message("Cannot open the lesson")), say_problem(problem))
            return
        # First what it puts on the canvas: that ends presenting, and with it goes what came to stand beside.
        self.panel.read(lesson)
        self.asked_for.emit()
        self._watch.watch(lesson.path)

    def _read_again(self) -> None:
        """Its file was saved: the page that is open, as it is now; where that is broken, its line is said."""
        from core.lessons.lesson_file import read_lesson

        lesson = self.panel.lesson
        if lesson is None or lesson.path is None:
            return
        try:
            self.panel.reader.read(read_lesson(lesson.path), self.panel.reader.index)
        except Problem as problem:
            self.said.emit(say_problem(problem))

    # --- the canvas

    def _follow_page(self, step: Step) -> None:
        """A page is open: show its experiment where nothing of the user's own is in the way."""
        wanted, put = step.experiment, self._put
        # What somebody practises with stays until it is asked for.
        may_put = not self._stage.hidden
        if may_put and not _is_alike(self._document.experiment, wanted):
            is_next = put is not None and (step.begins_anew or not _is_alike(put, wanted))
            if self._is_ours and is_next:
                self._edit(Message("Open {name}", name=wanted.name), wanted)
            elif not self._is_ours and self._is_untouched:
                self._open(wanted)
        if _is_alike(self._document.experiment, wanted) or (self._is_ours and may_put):
            self._put = wanted
        self._look(is_try=False)

    @property
    def _is_ours(self) -> bool:
        """Whether what is on the canvas came there by a lesson, and was not saved as the user's own."""
        return self._put is not None and self._document.path is None

    @property
    def _is_untouched(self) -> bool:
        """Whether nothing of the user's would go if something else were on the canvas."""
        document = self._document
        return document.path is None and not document.is_modified and self._training.state == "idle"

    def _leave(self) -> None:
        """Another file or example is on the canvas."""
        if not self._is_opening:
            self._put = None
            self._look(is_try=False)

    def _open(self, experiment: Experiment) -> bool:
        """In place of what is there, after the usual question."""
        self._is_opening = True
        try:
            is_open = self._files.replace_by(lambda: experiment)
        finally:
            self._is_opening = False
        if is_open:
            self._put = experiment
        return is_open

    def _edit(self, name: Message, experiment: Experiment) -> None:
        self._is_own_edit = True
        try:
            self.edit_requested.emit(name, experiment)
        finally:
            self._is_own_edit = False

    def _open_experiment(self) -> None:
        """As it is in the lesson: by an edit where a lesson put there what is changed, else by opening it."""
        page = self.panel.reader.page
        if page is None:
            return
        wanted = page.step.experiment
        if self._is_ours:
            self._edit(Message("Set back to the lesson"), wanted)
            self._put = wanted
        else:
            self._open(wanted)
        self._look(is_try=False)

    def _follow(self, *_: object) -> None:
        self._look(is_try=False)
        if self._is_reading and not self._is_own_edit:
            self._settled.start(SETTLED_AFTER)

    def _look(self, is_try: bool) -> None:
        """Hold the canvas against the page, while somebody reads it."""
        if not self._is_reading:
            return
        reader = self.panel.reader
        assert reader.page is not None
        experiment, wanted = self._document.experiment, reader.page.step.experiment
        is_changed = self._put is not None and self._is_ours and _is_alike(self._put, wanted)
        state = SAME if _is_alike(experiment, wanted) else CHANGED if is_changed else OTHER
        reader.show_canvas(state)
        reader.cover(bool(self._stage.hidden) and (state != OTHER or _has_same_weights(experiment, wanted)))
        history = self._training.shown.history
        trained = 0.0 if history is None or not len(history.epoch) else float(history.epoch[-1])
        # What a page does not speak of is no try of its tasks.
        reader.look(experiment, trained, is_try and state == CHANGED)

    @property
    def _is_reading(self) -> bool:
        return "panel" in self.__dict__ and self.panel.lesson is not None

    # --- links and solutions

    def _show_number(self, words: str) -> None:
        from core.number_address import quantity_of

        trace = self._stage.trace
        try:
            quantity = quantity_of(words, trace.network)
        except Problem as problem:
            self.said.emit(say(Message("Not on the canvas: {why}", why=problem.message)))
            return
        if value_of(trace, quantity) is None:
            self.said.emit(say(Message("The experiment on the canvas has no {number}", number=words)))
            return
        self.quantity_asked_for.emit(quantity)

    def _show_solution(self, task: CanvasTask) -> None:
        """Do it on the canvas; what a lesson cannot undo is asked about first."""
        from core.lessons.lesson import changed_by, epochs_to_train, is_training

        page = self.panel.reader.page
        assert page is not None
        if not self._is_ours and not self._open(page.step.experiment):
            return
        self._edit(Message("Show the solution"), changed_by(page.step.experiment, task.solution))
        for edit in task.solution:
            if is_training(edit):
                epochs = epochs_to_train(edit)
                if epochs is None:
                    self._training.train()
                else:
                    self._training.train_to(Goal(EPOCHS, epochs))


def _has_same_weights(one: Experiment, other: Experiment) -> bool:
    """Whether what is said of the one gives away numbers of the other, also with another example or activation."""
    pairs = zip(one.network.arrays(), other.network.arrays(), strict=False)
    return one.network.sizes == other.network.sizes and all(np.array_equal(*pair) for pair in pairs)


def _is_alike(one: Experiment, other: Experiment) -> bool:
    """Whether both say the same: name, notes and how far a run came aside."""
    return (
        one.network == other.network
        and one.example == other.example
        and one.data == other.data
        and one.training == other.training
    )
