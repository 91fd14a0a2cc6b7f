"""The step on show as text: copied, or saved as Markdown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.experiment import Experiment
from core.message import Message, Problem
from simulator.stage.stage import Stage
from simulator.telling.told_step import markdown_of
from simulator.telling.transcript_file import SUFFIX, save_transcript
from simulator.words import say, say_problem
from widgets.parts.view_choices import Choice


class TranscriptDesk(QObject):
    """Two actions on the step that the stage shows, told as finely as it is played."""

    said = Signal(str)

    def __init__(self, stage: Stage, digits: Choice[int], window: QWidget) -> None:
        super().__init__(window)
        self._stage, self._digits, self._window = stage, digits, window
        self.copy = QAction(say(Message("Copy transcript")), self)
        self.copy.triggered.connect(self.copy_all)
        self.save = QAction(say(Message("Save transcript…")), self)
        self.save.triggered.connect(self.choose_and_save)

    @property
    def _experiment(self) -> Experiment:
        """The one on show, without notes that would tell what is hidden in its step."""
        return replace(self._stage.experiment, notes=self._stage.notes)

    def copy_all(self) -> None:
        """Put the whole step on the clipboard, as Markdown."""
        stage, digits = self._stage, self._digits.value
        QGuiApplication.clipboard().setText(markdown_of(stage.trace, stage.timeline, self._experiment, digits))
        self.said.emit(say(Message("Transcript of the step copied")))

    def choose_and_save(self) -> None:
        """Ask where, and write it there."""
        name = f"{self._stage.experiment.name or 'step'}{SUFFIX}".replace("/", "-")
        pattern = say(Message("Markdown (*{suffix})", suffix=SUFFIX))
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, say(Message("Save transcript")), str(Path.home() / name), pattern
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(SUFFIX)
        try:
            stage = self._stage
            save_transcript(stage.trace, stage.timeline, self._experiment, path, self._digits.value)
        except Problem as problem:
            QMessageBox.warning(self._window, say(Message("Cannot save")), say_problem(problem))
            return
        self.said.emit(say(Message("Transcript saved as {name}", name=path.name)))
