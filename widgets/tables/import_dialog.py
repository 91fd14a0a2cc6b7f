"""The import dialog: look at a table, say what its columns are for, and make it the data of the experiment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QStackedLayout, QWidget

from core.experiment import Experiment
from core.message import Message, Problem
from core.tables.raw_table import TableFormat
from simulator.background import Background
from simulator.tables.import_plan import (
    ImportPlan,
    Outcome,
    carried_over,
    outcome_of,
    with_category,
    with_role,
    words_of,
)
from simulator.tables.importing import imported, read_plan
from simulator.words import say, say_problem
from widgets.parts.controls import Button, ElidedLabel, EmptyState, column_of, row_of, text_label
from widgets.tables.import_options import FormatRow, ImportSettings
from widgets.tables.import_table import ImportTable

PATTERN = Message("Tables (*.csv *.tsv *.txt *.npz *.gz *ubyte);;All files (*)")
_SIZE = 960, 620


class ImportDialog(QDialog):
    """Nothing changes before `Import`; then the experiment on the new data is told, once."""

    imported = Signal(object, object)
    """The name of the edit (a Message), and the experiment it leads to."""

    def __init__(
        self,
        path: Path,
        experiment: Callable[[], Experiment],
        reader: Background,
        outcomes: Background,
        parent: QWidget | None = None,
    ) -> None:
        """`reader` and `outcomes` do its work; they outlive it, as work that is given up may still need a moment."""
        super().__init__(parent)
        self.setWindowTitle(say(Message("Import a table")))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = path
        self._experiment = experiment
        self._format = TableFormat()
        self._plan: ImportPlan | None = None
        self._is_good = self._is_closed = False
        self._base: Experiment | None = None
        """The experiment that is being fitted to the table, while that goes on."""
        self._reader = reader
        self._outcomes = outcomes
        self.format_row = FormatRow()
        self.table = ImportTable()
        self.settings = ImportSettings()
        self._compose()
        self._connect()
        self.resize(*_SIZE)
        self._read()

    @property
    def status(self) -> str:
        """The one line that says what will come out, or what is wrong."""
        return self._status.text()

    @property
    def is_busy(self) -> bool:
        """Whether it reads, fits, or finds out what will come of the plan."""
        return self._reader.is_busy or self._outcomes.is_busy

    @property
    def progress(self) -> float:
        """How much is read, 0 … 1."""
        return self._bar.value() / max(self._bar.maximum(), 1)

    @property
    def plan(self) -> ImportPlan | None:
        return self._plan

    def done(self, result: int) -> None:
        """Whatever closes the dialog ends what is under way."""
        self._give_up()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._give_up()
        super().closeEvent(event)

    # --- the file

    def open_file(self, path: Path) -> None:
        """Another file: it begins anew."""
        self._path, self._plan, self._format = path, None, TableFormat()
        self.format_row.forget()
        self._read()

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, say(Message("Import a table")), str(self._path.parent), say(PATTERN)
        )
        if name:
            self.open_file(Path(name))

    def _reread(self, format: TableFormat) -> None:
        self._format = format
        self._read()

    def _read(self) -> None:
        """Read the file; what was read before is shown until that has ended."""
        path, format = self._path, self._format
        self._base = None
        self._outcomes.cancel()
        self.format_row.setVisible(self._plan is not None)  # how it is written is not known yet
        self._name.setText(path.name)
        self._facts.setText("")
        self._empty.line.setText(say(Message("Reading {name}…", name=path.name)))
        self._say(say(Message("Reading {name}…", name=path.name)))
        self._set_good(False)
        for part in (self.table, self.settings):
            part.setEnabled(False)
        self._show_progress(0.0)
        self._reader.start(lambda watch: read_plan(path, format, watch))

    def _take(self, result: object) -> None:
        self._bar.hide()
        if isinstance(result, ImportPlan):
            self._show_plan(result if self._plan is None else carried_over(self._plan, result))
        elif isinstance(result, Experiment):
            self._finish(result)

    def _fail(self, problem: Problem) -> None:
        self._bar.hide()
        is_fitting, self._base = self._base is not None, None
        self._lock(False)
        self._set_good(False)
        self._say(_in_one_line(problem, self._path), is_problem=True)
        if not is_fitting:
            self._empty.line.setText(say(Message("Nothing can be shown of this file.")))
            self.format_row.show()
            self._show_table(False)

    # --- the plan

    def _show_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        facts = Message("{rows} rows × {columns} columns", rows=f"{len(plan.table):,}", columns=len(plan.roles))
        self._facts.setText(say(facts))
        self.format_row.setVisible(plan.table.format.delimiter is not None)
        self.format_row.show_format(plan.table.format)
        self._show_table(True)
        self.table.show_plan(plan)
        self.settings.show_plan(plan)
        if self.focusWidget() in (None, self.choose_button):
            self.table.view.setFocus()
        training = self._experiment().training
        self._outcomes.start(lambda _: outcome_of(plan, training))

    def _change(self, edit: Callable[[ImportPlan], ImportPlan]) -> None:
        if self._plan is not None:
            self._show_plan(edit(self._plan))

    def _show_outcome(self, outcome: Outcome) -> None:
        self._say(say(words_of(outcome)) + ".")
        self._set_good(True)

    def _show_problem(self, problem: Problem) -> None:
        self._say(_in_one_line(problem, self._path), is_problem=True)
        self._set_good(False)

    # --- the import

    def _import(self) -> None:
        """Fit the experiment as it is now, beside the window."""
        plan = self._plan
        if plan is None or not self._is_good:
            return
        base = self._base = self._experiment()
        self._lock(True)
        self._say(say(Message("Fitting scaling and network to {rows} rows…", rows=f"{len(plan.table):,}")))
        self._bar.setRange(0, 0)
        self._bar.show()
        self._reader.start(lambda _: imported(base, plan))

    def _finish(self, experiment: Experiment) -> None:
        if self._experiment() is not self._base:
            # A run that ended meanwhile has changed it.
            self._import()
            return
        self._base = None
        self.accept()
        self.imported.emit(Message("Import {name}", name=self._path.name), experiment)

    # --- how it looks

    def _compose(self) -> None:
        self._name = ElidedLabel("", "title")
        self._name.setMaximumWidth(420)
        self._facts = text_label("", "small")
        choose = self.choose_button = Button(say(Message("Another file…")), say(Message("Choose another file")))
        upper = row_of(self._name, self._facts, None, choose, spacing=12)
        self._empty = EmptyState("")
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName(say(Message("Progress of the import")))
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._status = text_label("", "label")
        self._status.setWordWrap(True)
        self._status.setMinimumHeight(36)
        self.cancel_button = Button(say(Message("Cancel")), say(Message("Close without importing")))
        self.import_button = Button(say(Message("Import")), say(Message("Make the table the data")), "primary")
        lower = row_of(self._status, self.cancel_button, self.import_button)
        lower.setStretch(0, 1)
        for button in (choose, self.cancel_button, self.import_button):
            button.setAutoDefault(False)
        layout = column_of(spacing=12)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.addLayout(upper)
        layout.addWidget(self.format_row)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self.settings)
        layout.addWidget(self._bar)
        layout.addLayout(lower)
        self.setLayout(layout)
        self._show_table(False)

    def _connect(self) -> None:
        for signal, slot in self._heard:
            signal.connect(slot)
        self.format_row.chosen.connect(self._reread)
        self.table.role_chosen.connect(lambda names, role: self._change(lambda plan: with_role(plan, names, role)))
        self.table.category_chosen.connect(
            lambda names, yes: self._change(lambda plan: with_category(plan, names, yes))
        )
        self.settings.changed.connect(self._show_plan)
        self.choose_button.clicked.connect(self._choose_file)
        self.cancel_button.clicked.connect(self.reject)
        self.import_button.clicked.connect(self._import)

    def _show_table(self, is_shown: bool) -> None:
        self._stack.setCurrentIndex(int(is_shown))
        for part in (self.table, self.settings):
            part.setEnabled(is_shown)

    def _show_progress(self, share: float) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * share))
        self._bar.show()

    def _lock(self, is_locked: bool) -> None:
        for part in (self.format_row, self.table, self.settings, self.choose_button):
            part.setEnabled(not is_locked)
        self.import_button.setEnabled(not is_locked and self._is_good)

    def _set_good(self, is_good: bool) -> None:
        self._is_good = is_good
        self.import_button.setEnabled(is_good and self._base is None)

    def _say(self, words: str, is_problem: bool = False) -> None:
        self._status.setText(words)
        self._status.setProperty("role", "problem" if is_problem else "label")
        self._status.style().unpolish(self._status)
        self._status.style().polish(self._status)

    @property
    def _heard(self) -> tuple[tuple[Any, Callable[..., None]], ...]:
        """What is heard of the work, and who hears it."""
        reader, outcomes = self._reader, self._outcomes
        return (
            (reader.progressed, self._show_progress),
            (reader.done, self._take),
            (reader.failed, self._fail),
            (outcomes.done, self._show_outcome),
            (outcomes.failed, self._show_problem),
        )

    def _give_up(self) -> None:
        """At once, whatever the threads are doing; nothing of it is heard any more."""
        if self._is_closed:
            return
        self._is_closed = True
        self._reader.cancel()
        self._outcomes.cancel()
        for signal, slot in self._heard:
            signal.disconnect(slot)


def _in_one_line(problem: Problem, path: Path) -> str:
    """Where and what; the folder of the file, which is on show, left away."""
    place = problem.place.removeprefix(str(path))
    return say_problem(Problem(problem.message, path.name + place if place != problem.place else place))
