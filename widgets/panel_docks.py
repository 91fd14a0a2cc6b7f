"""Which panel of the window stands in which dock, and what brings it to the front."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt

from core.message import Message
from widgets.code.code_desk import CodeDesk
from widgets.descent.descent_desk import DescentDesk
from widgets.document.history_panel import HistoryPanel
from widgets.explaining.explanation_panel import ExplanationPanel
from widgets.learnt.results_desk import ResultsDesk
from widgets.lessons.lesson_desk import LessonDesk
from widgets.loss.loss_panel import LossPanel
from widgets.parts.docks import BOTTOM, LEFT, RIGHT, Docks, bring_to_front
from widgets.practice.practice_desk import PracticeDesk
from widgets.runs.runs_desk import RunsDesk
from widgets.setup.network_panel import NetworkPanel


class Panels(Protocol):
    """What of a window stands in docks."""

    network_panel: NetworkPanel
    lessons: LessonDesk
    practice: PracticeDesk
    explanation: ExplanationPanel
    results: ResultsDesk
    descent: DescentDesk
    code: CodeDesk
    history: HistoryPanel
    losses: LossPanel
    runs: RunsDesk


class PanelDocks:
    """Makes them, each area from its first tab to its last."""

    def __init__(self, docks: Docks, panels: Panels) -> None:
        self._add_left(docks, panels)
        self._add_right(docks, panels)
        self._add_bottom(docks, panels)
        for dock in (self.learnt, self.rows):
            dock.visibilityChanged.connect(panels.results.look, Qt.ConnectionType.QueuedConnection)

    def _add_left(self, docks: Docks, panels: Panels) -> None:
        lessons, practice = panels.lessons, panels.practice
        docks.add(Message("Network"), panels.network_panel, LEFT)
        self.lesson = docks.add_on_demand(Message("Lesson"), lessons.body, LEFT)
        lessons.asked_for.connect(lambda: docks.show_wide(self.lesson))
        self.practice = docks.add_on_demand(Message("Practice"), practice.body, LEFT)
        self.practice.toggleViewAction().triggered.connect(lambda is_shown: None if is_shown else practice.leave())
        practice.wanted.connect(lambda: docks.show_wide(self.practice))

    def _add_right(self, docks: Docks, panels: Panels) -> None:
        explanation, results, history = panels.explanation, panels.results, panels.history
        self.explanation = docks.add(Message("Explanation"), explanation, RIGHT, *explanation.title_widgets)
        self.learnt = docks.add(Message("What it has learnt"), results.learnt, RIGHT, tab=Message("Learnt"))
        docks.add(Message("Gradient descent"), panels.descent.body, RIGHT, tab=Message("Descent"))
        docks.add(Message("Code"), panels.code.body, RIGHT)
        self.history = docks.add_on_demand(Message("History"), history, RIGHT)
        history.asked_for.connect(lambda: bring_to_front(self.history))

    def _add_bottom(self, docks: Docks, panels: Panels) -> None:
        losses, runs, rows = panels.losses, panels.runs.panel, panels.results.rows
        plot = docks.add(Message("Loss per epoch"), losses, BOTTOM, *losses.title_widgets)
        losses.renamed.connect(plot.setWindowTitle)
        docks.add(Message("Runs and branches"), runs, BOTTOM, *runs.title_widgets, tab=Message("Runs"))
        self.rows = docks.add(Message("Rows"), rows, BOTTOM, *rows.title_widgets)
