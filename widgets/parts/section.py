"""A section of the network panel: shows a part of the experiment and asks for edits of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.experiment import Experiment
from core.message import Message, Problem
from simulator.stage.selection_edits import Edit
from simulator.words import say
from widgets.parts.controls import GAP, LabelledRow, SectionHead

Row = TypeVar("Row", bound=QWidget)


class Section(QWidget):
    """Heading and rows. Subclasses say in `refresh` how the experiment is shown."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""

    def __init__(self, title: str, *buttons: QWidget) -> None:
        super().__init__()
        self._experiment: Experiment | None = None
        self._refusing: LabelledRow | None = None
        """The row that said last why an edit cannot be; it may have gone since."""
        self._is_apt, self._is_away = True, False
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP)
        self.body.addWidget(SectionHead(title, *buttons))

    def set_apt(self, is_apt: bool) -> None:
        """Whether the experiment has anything to show here."""
        self._is_apt = is_apt
        self.setVisible(is_apt and not self._is_away)

    def set_away(self, is_away: bool) -> None:
        """Leave it away, or show it where there is anything to show."""
        self._is_away = is_away
        self.setVisible(self._is_apt and not is_away)

    @property
    def experiment(self) -> Experiment:
        assert self._experiment is not None, "show_experiment comes first"
        return self._experiment

    def show_experiment(self, experiment: Experiment) -> None:
        old, self._experiment = self._experiment, experiment
        if self._refusing is not None and old is not experiment:
            # What could not be done to another experiment is past.
            if self._refusing in self.findChildren(LabelledRow):
                self._refusing.settle()
            self._refusing = None
        self.refresh(old)

    def refresh(self, old: Experiment | None) -> None:
        """Show the present experiment; parts that are the same objects as in `old` are on show already."""
        raise NotImplementedError

    def attempt(self, row: LabelledRow, name: Message, edit: Callable[[Experiment], Experiment]) -> None:
        """Ask for an edit. Where it cannot be, the row says why and shows again what holds."""
        self.attempt_named(row, lambda experiment: (name, edit(experiment)))

    def attempt_named(self, row: LabelledRow, edit: Callable[[Experiment], Edit]) -> None:
        """As `attempt`, for an edit that brings its name."""
        try:
            name, edited = edit(self.experiment)
        except Problem as problem:
            self.refresh(None)
            row.complain(say(problem.message))
            self._refusing = row
            return
        row.settle()
        self.edit_requested.emit(name, edited)
        self.refresh(None)


class RowPool(Generic[Row]):
    """Rows of one kind, as many as needed. Rows in use are kept, so that the focus stays where it is."""

    def __init__(self, layout: QVBoxLayout, make: Callable[[int], Row]) -> None:
        self._layout = layout
        self._make = make
        self.rows: list[Row] = []

    def resize(self, count: int) -> None:
        while len(self.rows) < count:
            row = self._make(len(self.rows))
            self.rows.append(row)
            self._layout.addWidget(row)
        while len(self.rows) > count:
            row = self.rows.pop()
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
