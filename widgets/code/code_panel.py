"""The dock "Code": the computation on show as Python, in five kinds, to copy or to save."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.experiment import Experiment
from core.live_code import USUAL_NUMBERS, LiveCode, live_code
from core.live_code.kinds import KINDS
from core.live_code.marks import marked_lines
from core.live_code.text import one_line
from core.message import Message, Problem
from simulator.files.code_export import SUFFIX, save_code
from simulator.frames.elements import BiasAt, EdgeAt, Element, UnitAt
from simulator.words import say, say_problem
from widgets.code.code_view import CodeView
from widgets.parts.choice_row import ChoiceRow
from widgets.parts.controls import Button, column_of, row_of, text_label

_PADDING = 16


class CodePanel(QWidget):
    """Shows the code of the experiment it is given."""

    said = Signal(str)
    """What was copied or written."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._experiment: Experiment | None = None
        self._element: Element | None = None
        self._code: LiveCode | None = None
        self.kind = next(iter(KINDS))
        self.kinds = ChoiceRow(say(Message("Kind of code")))
        self.kinds.chosen.connect(self.show_kind)
        self.view = CodeView(say(Message("Code")))
        self.note = text_label("", "small")
        self.note.setWordWrap(True)
        self.copy_button = Button(say(Message("Copy")), say(Message("Copy all of the code")))
        self.save_button = Button(say(Message("Save…")), say(Message("Save the code as a Python file")))
        self.copy_button.clicked.connect(self.copy_all)
        self.save_button.clicked.connect(self.choose_and_save)
        self._compose()

    def _compose(self) -> None:
        head = column_of(self.kinds, spacing=8)
        head.setContentsMargins(_PADDING, 12, _PADDING, 12)
        foot = column_of(self.note, spacing=8)
        foot.addLayout(row_of(None, self.copy_button, self.save_button))
        foot.setContentsMargins(_PADDING, 8, _PADDING, 12)
        layout = column_of(spacing=0)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)
        self.setLayout(layout)
        self._show_choices()

    def _show_choices(self) -> None:
        self.kinds.show_choices([(kind, title) for kind, (title, _) in KINDS.items()], self.kind)
        for button, (_, about) in zip(self.kinds.buttons, KINDS.values(), strict=True):
            button.setToolTip(say(about))

    def show_experiment(self, experiment: Experiment) -> None:
        """The experiment whose computation is on show."""
        self._experiment = experiment
        try:
            self._code = live_code(experiment, self.kind)
        except Problem as problem:
            self._code = None
            self._show("", say_problem(problem))
            return
        loads = Message(
            "The code loads its many numbers from {file}, which Save writes beside it; Copy takes the code alone.",
            file=USUAL_NUMBERS,
        )
        self._show(self._code.text, say(loads) if self._code.arrays else "")

    def _show(self, text: str, note: str) -> None:
        self.view.show_code(text)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(text))
        self._mark()

    def show_kind(self, kind: object) -> None:
        """One of the kinds of live code."""
        if kind not in KINDS:
            return
        self.kind = str(kind)
        self._show_choices()
        self.view.verticalScrollBar().setValue(0)
        self.view.horizontalScrollBar().setValue(0)
        if self._experiment is not None:
            self.show_experiment(self._experiment)

    def select(self, element: Element | None) -> None:
        """Tint the lines about what is selected."""
        self._element = element
        self._mark()

    def _mark(self) -> None:
        element, experiment, code = self._element, self._experiment, self._code
        lines: tuple[int, ...] = ()
        if experiment is not None and code is not None and isinstance(element, UnitAt | EdgeAt | BiasAt):
            sizes = experiment.network.sizes
            if element.column < len(sizes) and element.unit < sizes[element.column]:
                lines = marked_lines(experiment, self.kind, code.text, element.column, element.unit)
        self.view.mark(lines)

    def copy_all(self) -> None:
        """Put the code on the clipboard, and say so."""
        if self._code is None:
            return
        QGuiApplication.clipboard().setText(self._code.text)
        copied = Message("Code copied")
        if self._code.arrays:
            copied = Message("Code copied; it needs {file}, which only Save writes", file=USUAL_NUMBERS)
        self.said.emit(say(copied))

    def choose_and_save(self) -> None:
        """Ask where to."""
        if self._experiment is None:
            return
        name = re.sub(r"[^\w]+", "-", one_line(self._experiment.name).lower()).strip("-") or "network"
        proposal = str(Path.home() / f"{name}-{self.kind}{SUFFIX}")
        kind = say(Message("Python (*.py)"))
        chosen, _ = QFileDialog.getSaveFileName(self, say(Message("Save the code")), proposal, kind)
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(SUFFIX))

    def save(self, path: Path) -> None:
        """Write the code; what fails is said in one line."""
        if self._experiment is None:
            return
        try:
            written = save_code(self._experiment, self.kind, path)
        except Problem as problem:
            QMessageBox.warning(self, say(Message("Cannot save")), say_problem(problem))
            return
        self.said.emit(say(Message("Code written to {names}", names=", ".join(each.name for each in written))))
