"""The dock "What it has learnt": ways to look at what a network answers, as many as suit the experiment."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.experiment import Experiment
from core.message import Message, Problem
from simulator.results.evaluation import DataRows, Evaluation, data_rows_of, has_same_rows
from widgets.learnt.learnt_section import LearntSection, Shown
from widgets.parts.controls import column_of
from widgets.parts.scroll_panel import ScrollPanel


class LearntPanel(QWidget):
    """Sections that fold, those that fit the experiment. Looking runs nothing on the model but what the open ones
    show; while nobody looks, not even that."""

    row_chosen = Signal(int)
    """A row of the data, to become the example."""
    rows_chosen = Signal(object)
    """The rows of the data that a cell of the confusion matrix counts."""
    metric_chosen = Signal(object, bool)
    """A Metric that was clicked, and whether its explanation is to come to the front."""
    edit_requested = Signal(object, object, object)
    """The name of the edit (a Message), the experiment it leads to, and a key: edits of equal keys are one."""
    edit_ended = Signal()
    """No more edits of the key before."""
    rows_requested = Signal()
    """The rows of the data as a table to type into."""
    said = Signal(object)
    """A Message: why something was not done."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._experiment: Experiment | None = None
        self._rows_of: Experiment | None = None
        self._rows: DataRows | None = None
        self._evaluation: Evaluation | None = None
        self._waits_for: Message | None = None
        self.sections: tuple[LearntSection, ...] = ()
        """None before somebody looks."""
        self._area = ScrollPanel()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def _make(self) -> None:
        # Loaded when first needed: at the start of the program the dock lies behind another.
        from widgets.learnt.curve_section import CurveSection
        from widgets.learnt.digit_section import DigitSection
        from widgets.learnt.fit_section import FitSection
        from widgets.learnt.images_section import ImagesSection
        from widgets.learnt.map_section import MapSection
        from widgets.learnt.scores_section import ScoresSection
        from widgets.learnt.sweep_section import SweepSection

        self.curve, self.plane, self.digit = CurveSection(), MapSection(), DigitSection()
        self.sweep, self.fit = SweepSection(), FitSection()
        self.images, self.scores = ImagesSection(), ScoresSection()
        self.sections = (self.curve, self.plane, self.digit, self.sweep, self.fit, self.images, self.scores)
        for section in self.sections:
            section.row_chosen.connect(self.row_chosen)
            section.edit_requested.connect(self.edit_requested)
            section.edit_ended.connect(self.edit_ended)
            section.said.connect(self.said)
        for plane in (self.curve, self.plane):
            plane.rows_requested.connect(self.rows_requested)
        self.scores.rows_chosen.connect(self.rows_chosen)
        self.scores.metric_chosen.connect(self.metric_chosen)
        self._area.show_column(column_of(*self.sections, spacing=8))

    def show_experiment(self, experiment: Experiment) -> None:
        """Refresh what differs. To show an epoch of the tape, hand in the experiment with that epoch's network."""
        self._experiment = experiment
        self._refresh_if_seen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Not at once: a panel that goes behind a tab is on show for a moment.
        QTimer.singleShot(0, self, self._refresh_if_seen)

    def show_evaluation(self, evaluation: Evaluation | None, waiting: Message | None = None) -> None:
        """How all rows are answered; None where that is not known, and what it waits for."""
        self._evaluation, self._waits_for = evaluation, waiting
        self._refresh_if_seen()

    def lay_pen_down(self) -> None:
        """What is on show now is not what was drawn on."""
        if self.sections:
            self.plane.lay_pen_down()
            self.curve.lay_pen_down()

    def take_up_pen(self) -> None:
        """Ready to draw on the plane, for the mouse and for the keys; call where there is one."""
        self._refresh()
        (self.plane if self.curve.isHidden() else self.curve).take_up_pen()

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        if self._rows_of is None or not has_same_rows(self._rows_of, experiment):
            self._rows = _rows_of(experiment)
        self._rows_of = experiment
        if not self.sections:
            self._make()
        now = Shown(experiment, self._rows, self._evaluation, self._waits_for)
        for section in self.sections:
            section.show_what(now)


def _rows_of(experiment: Experiment) -> DataRows | None:
    try:
        return data_rows_of(experiment)
    except Problem:  # said where the data is chosen
        return None
