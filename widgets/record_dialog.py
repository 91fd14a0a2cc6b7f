"""The film dialog: choose, look, record. The window stays usable beside it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QProgressBar, QWidget

from core.experiment import Experiment, partner_problem
from core.message import Message, Problem
from simulator.face import BiasAs, Face
from simulator.faces import reason_against
from simulator.film.composed import step_film, training_film
from simulator.film.film import Film
from simulator.film.footage import Footage
from simulator.film.format import MP4, check_format, format_of
from simulator.film.recording import Recording
from simulator.timeline import Detail
from simulator.words import say, say_problem
from widgets.controls import CONTROL_HEIGHT, Button, LabelledRow, column_of, row_of, text_label
from widgets.film_preview import FilmPreview
from widgets.record_options import RecordOptions

_OPTIONS_WIDTH = 300


class RecordDialog(QDialog):
    """A film of `experiment` as it was when the dialog opened, at first with the `face` of units and the biases that
    the canvas shows. `footage` gives the training run to film; None where there is none."""

    def __init__(
        self,
        experiment: Experiment,
        detail: Detail | None,
        footage: Callable[[], Footage] | None,
        theme_name: str,
        parent: QWidget | None = None,
        *,
        face: Face = Face.AUTO,
        bias: BiasAs = BiasAs.NUMBER,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Message("Record a film")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._experiment = experiment
        self._make_footage = footage
        self._footage: Footage | None = None
        self._film: Film | None = None
        self._recording: Recording | None = None
        self._began = 0.0
        no_run = "" if footage else say(Message("Train first; then the run can be filmed."))
        faces = [each for each in Face if reason_against(each, experiment) is None]
        self.options = RecordOptions(detail, theme_name, no_run, faces)
        self.options.look_like(face, bias)
        self.preview = FilmPreview()
        self.path_field = QLineEdit(str(_free_path(experiment)))
        self._compose()
        self.options.changed.connect(self._refresh)
        self.path_field.textEdited.connect(lambda: self._say(""))
        app = QCoreApplication.instance()
        assert app is not None
        # The window may be closed while a film is recorded: its thread must end before Qt does.
        app.aboutToQuit.connect(self._give_up)
        self._refresh()

    @property
    def is_recording(self) -> bool:
        return self._recording is not None

    @property
    def status(self) -> str:
        """What the dialog says at its foot."""
        return self._status.text()

    def reject(self) -> None:
        """Escape first ends a recording, then closes the dialog."""
        if self._recording is not None:
            self._recording.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._give_up()
        super().closeEvent(event)

    def _compose(self) -> None:
        self.path_field.setFixedHeight(CONTROL_HEIGHT)
        self._choose = Button(say(Message("Choose…")), say(Message("Choose where the film goes")))
        self._choose.setAutoDefault(False)
        self._choose.clicked.connect(self._choose_path)
        target = QWidget()
        target.setLayout(row_of(self.path_field, self._choose))
        self._target_row = LabelledRow(say(Message("File")), target, 40)
        self.path_field.setAccessibleName(say(Message("File")))
        self._status = text_label("", "label")
        self._status.setWordWrap(True)
        self._status.setMinimumHeight(36)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        keeps_room = self._bar.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(keeps_room)
        self._bar.setAccessibleName(say(Message("Progress of the recording")))
        self.record_button = Button(say(Message("Record")), say(Message("Record the film")), "primary")
        self.record_button.setAutoDefault(False)
        self.record_button.clicked.connect(self._record)
        self.close_button = Button(say(Message("Close")), say(Message("Close")))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.options.setFixedWidth(_OPTIONS_WIDTH)
        upper = row_of(self.preview, self.options, spacing=24)
        upper.setStretch(0, 1)
        lower = row_of(self._status, self.close_button, self.record_button)
        lower.setStretch(0, 1)
        layout = column_of(spacing=16)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addLayout(upper, 1)
        layout.addWidget(self._target_row)
        layout.addWidget(self._bar)
        layout.addLayout(lower)
        self.setLayout(layout)
        self._show_progress(0, 0)

    def _refresh(self) -> None:
        """Compose the film anew; where that cannot be, say why."""
        try:
            self._film = self._composed()
            self._say("")
        except Problem as problem:
            self._film = None
            self._say(say_problem(problem), is_problem=True)
        self.preview.show_film(self._film)
        self.record_button.setEnabled(self._film is not None)

    def _composed(self) -> Film:
        problem = partner_problem(self._experiment.network, self._experiment.training)
        if problem is not None:
            raise problem
        settings = self.options.settings
        check_format(format_of(Path(self.path_field.text().strip())), settings)
        if settings.what == "step":
            return step_film(self._experiment, settings)
        if self._footage is None:
            assert self._make_footage is not None
            self._footage = self._make_footage()
        return training_film(self._experiment, self._footage, settings)

    def _choose_path(self) -> None:
        pattern = say(Message("Films (*.mp4)"))
        title = say(Message("Record to"))
        name, _ = QFileDialog.getSaveFileName(self, title, self.path_field.text(), pattern)
        if name:
            self.path_field.setText(name if Path(name).suffix else name + MP4.suffix)
            self._say("")

    def _record(self) -> None:
        if self._film is None or self._recording is not None:
            return
        path = Path(self.path_field.text().strip()).expanduser()
        self._recording = recording = Recording(self._film, path, self)
        recording.progressed.connect(self._show_progress)
        recording.finished.connect(self._finish)
        recording.failed.connect(self._fail)
        recording.cancelled.connect(self._cancelled)
        self._began = time.monotonic()
        self._show_progress(0, self._film.frame_count)
        self._say(say(Message("Recording…")))
        self._lock(True)
        recording.start()

    def _show_progress(self, done: int, total: int) -> None:
        self._bar.setVisible(total > 0)
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        if done and self._recording is not None:
            left = (time.monotonic() - self._began) / done * (total - done)
            frames = Message("{done} of {total} frames", done=f"{done:,}", total=f"{total:,}")
            words = Message("{frames}, about {left} s left", frames=frames, left=max(1, round(left)))
            self._say(say(words if done < total else Message("{frames}; finishing the file", frames=frames)))

    def _finish(self, name: str) -> None:
        assert self._film is not None
        film, path = self._film, Path(name)
        self._end()
        words = Message(
            "{path}: {seconds} s, {size} MB",
            path=name,
            seconds=f"{film.frame_count / film.settings.fps:.1f}",
            size=f"{path.stat().st_size / 1e6:.1f}",
        )
        self._say(say(words))

    def _fail(self, why: Message) -> None:
        self._end()
        self._say(say(why), is_problem=True)

    def _cancelled(self) -> None:
        self._end()
        self._say(say(Message("Cancelled; no file was written.")))

    def _end(self) -> None:
        if self._recording is not None:
            self._recording.deleteLater()
            self._recording = None
        self._show_progress(0, 0)
        self._lock(False)

    def _give_up(self) -> None:
        """End a recording here and now."""
        if self._recording is not None:
            self._recording.close()
            self._end()

    def _lock(self, is_recording: bool) -> None:
        for part in (self.options, self._target_row, self.record_button):
            part.setEnabled(not is_recording)
        words = say(Message("Cancel") if is_recording else Message("Close"))
        self.close_button.relabel(words, words)

    def _say(self, words: str, is_problem: bool = False) -> None:
        self._status.setText(words)
        self._status.setProperty("role", "problem" if is_problem else "label")
        self._status.style().unpolish(self._status)
        self._status.style().polish(self._status)


def _free_path(experiment: Experiment) -> Path:
    """A name in the folder for films that is not taken."""
    location = QStandardPaths.StandardLocation.MoviesLocation
    folder = Path(QStandardPaths.writableLocation(location) or Path.home())
    if not folder.is_dir():
        folder = Path.home()
    name = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in experiment.name).strip()
    stem = " ".join(name.split()) or "film"
    path, number = folder / f"{stem}{MP4.suffix}", 2
    while path.exists():
        path, number = folder / f"{stem} {number}{MP4.suffix}", number + 1
    return path
