"""The panel "What it has learnt" at work on a document, as tests use it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from core.experiment import Experiment
from simulator.document.document import Document
from simulator.results.evaluation import data_rows_of, evaluation_in_steps
from widgets.learnt.learnt_panel import LearntPanel
from widgets.parts.combo_box import ComboBox

Show = Callable[..., QWidget]
LEFT = Qt.MouseButton.LeftButton


class Desk:
    """A panel whose edits reach a document, and whose document it shows."""

    def __init__(self, show: Show, app: QApplication, experiment: Experiment) -> None:
        self.panel = LearntPanel()
        self.document = Document(experiment, self.panel)
        self.panel.edit_requested.connect(self.document.edit)
        self.panel.edit_ended.connect(self.document.end_merge)
        self.document.changed.connect(lambda _, new: self.panel.show_experiment(new))
        show(self.panel).resize(340, 720)
        self.panel.show_experiment(experiment)
        self.settle(app)

    @property
    def experiment(self) -> Experiment:
        """What is in the document now."""
        return self.document.experiment

    def evaluate(self) -> None:
        """What follows in a moment in the window."""
        now = self.experiment
        *_, last = evaluation_in_steps(now.network, now.training.loss, data_rows_of(now))
        self.panel.show_evaluation(last)

    @staticmethod
    def settle(app: QApplication) -> None:
        """Until what was just made has its place."""
        for _ in range(3):
            app.processEvents()


def choose(combo: ComboBox, value: object) -> None:
    """As a hand does."""
    combo.choose(value)
    combo.chosen.emit(value)
