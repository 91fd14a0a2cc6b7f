"""The experiment in the window: title, notes and panels show it, and another one begins anew."""

from __future__ import annotations

from typing import Protocol

from core.experiment import Experiment
from core.message import Message
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.advice.advice_desk import AdviceDesk
from widgets.canvas.canvas import Canvas
from widgets.descent.descent_desk import DescentDesk
from widgets.document.file_desk import FileDesk
from widgets.explaining.explanation_desk import ExplanationDesk
from widgets.header import Header
from widgets.learnt.results_desk import ResultsDesk
from widgets.loss.loss_panel import LossPanel
from widgets.menus.menus import Menus
from widgets.runs.runs_desk import RunsDesk
from widgets.setup.network_panel import NetworkPanel
from widgets.status import StatusBar


class Window(Protocol):
    """What of a window shows an experiment."""

    document: Document
    stage: Stage
    files: FileDesk
    advice: AdviceDesk
    canvas: Canvas
    descent: DescentDesk
    explaining: ExplanationDesk
    header: Header
    losses: LossPanel
    menus: Menus
    network_panel: NetworkPanel
    results: ResultsDesk
    runs: RunsDesk
    status: StatusBar

    def setWindowTitle(self, title: str, /) -> None: ...

    def setWindowModified(self, is_modified: bool, /) -> None: ...


class ExperimentOnShow:
    """Follows the document of a window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        document = window.document
        document.changed.connect(lambda _, new: self._show(new))
        document.undo_stack.cleanChanged.connect(lambda _: self._show_title())
        document.file_changed.connect(lambda: self._show_title())
        window.files.replaced.connect(lambda: self._begin_anew())
        window.stage.changed.connect(lambda: window.menus.show_experiment(window.stage.experiment))

    def begin(self) -> None:
        """Show it for the first time."""
        window = self._window
        window.menus.show_experiment(window.stage.experiment)
        self._show(window.document.experiment)
        window.results.follow()
        window.explaining.show()

    def show_notes(self) -> None:
        """The sentence that says what to try."""
        self._window.status.show_notes(self._window.stage.notes)

    def _show(self, experiment: Experiment) -> None:
        self._window.network_panel.show_experiment(experiment)
        self._window.losses.set_loss(experiment.training.loss)
        self.show_notes()
        self._show_title()

    def _show_title(self) -> None:
        window, document = self._window, self._window.document
        name = document.experiment.name or say(Message("Untitled"))
        window.header.set_title(name, is_edited=document.is_modified)
        window.setWindowTitle(f"{name}[*] – Perceptarium")
        window.setWindowModified(document.is_modified)

    def _begin_anew(self) -> None:
        """Another experiment: nothing of the old one stays on show."""
        window = self._window
        if window.menus.present.isChecked():
            window.menus.present.trigger()
        window.status.clearMessage()
        window.runs.begin_anew()
        window.advice.begin_anew()
        window.stage.playhead.rest()
        window.results.learnt.lay_pen_down()
        window.canvas.actions_on_selection.leave_focus()
        window.canvas.select(None)
        window.descent.look_along(())
        window.canvas.fit()
        self._show_title()
