"""The film dialog: choose, look, record. The window stays usable beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from core.experiment import Experiment, partner_problem
from core.message import Message, Problem
from simulator.film.composed import step_film, training_film
from simulator.film.estimate import said_size
from simulator.film.film import Film
from simulator.film.film_file import SUFFIX, read_film, write_film
from simulator.film.footage import Footage
from simulator.film.format import check_format
from simulator.film.recorder import check_target
from simulator.film.recording import Recording
from simulator.film.settings import FilmSettings
from simulator.words import say, say_problem
from widgets.film.film_facts import FilmFacts
from widgets.film.film_preview import FilmPreview
from widgets.film.film_target import FilmTarget
from widgets.film.record_options import RecordOptions
from widgets.film.recording_bar import RecordingBar
from widgets.parts.controls import LabelledRow, column_of, row_of

_OPTIONS_WIDTH = 344
_NO_RUN = Message("Train first; then the run can be filmed.")
_SIZE = QSize(1120, 620)


class RecordDialog(QDialog):
    """Films of `experiment` as it was when the dialog opened, at first with these settings. `footage` is the training
    run that can be filmed; None where there is none."""

    def __init__(
        self,
        experiment: Experiment,
        settings: FilmSettings,
        footage: Footage | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Message("Record a film")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._experiment = experiment
        self._footage = footage
        self._film: Film | None = None
        self._recording: Recording | None = None
        self.options = RecordOptions(experiment, settings, "" if footage else say(_NO_RUN))
        self.preview = FilmPreview()
        self.target = FilmTarget(experiment.name)
        self.facts = FilmFacts()
        self.bar = RecordingBar()
        self._compose()
        self._connect()
        self._follow_name()
        self.bar.record_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_recording(self) -> bool:
        return self._recording is not None

    @property
    def status(self) -> str:
        """What the dialog says at its foot."""
        return self.bar.text

    def reject(self) -> None:
        """Escape first ends a recording, then closes the dialog."""
        if self._recording is not None:
            self._recording.cancel()
        else:
            self._end_all()
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end_all()
        super().closeEvent(event)

    def _compose(self) -> None:
        self._target_row = LabelledRow(say(Message("File")), self.target, 40)
        left = column_of(self.preview, self._target_row, self.facts, spacing=12)
        left.setStretch(0, 1)
        left.setContentsMargins(24, 12, 8, 0)
        self.options.setFixedWidth(_OPTIONS_WIDTH)
        upper = row_of(spacing=0)
        upper.addLayout(left, 1)
        upper.addWidget(self.options)
        lower = column_of(self.bar)
        lower.setContentsMargins(24, 8, 16, 16)
        layout = column_of(spacing=0)
        layout.addLayout(upper, 1)
        layout.addLayout(lower)
        self.setLayout(layout)
        room = self.screen().availableSize() - QSize(40, 60)
        self.resize(_SIZE.boundedTo(room))

    def _connect(self) -> None:
        self.options.changed.connect(self._refresh)
        self.options.kind_chosen.connect(self.target.set_kind)
        self.options.load_requested.connect(self._load)
        self.options.save_requested.connect(self._save)
        self.target.changed.connect(self._follow_name)
        self.bar.record_pressed.connect(self._record)
        self.bar.pause_pressed.connect(self._pause)
        self.bar.close_pressed.connect(self.reject)
        app = QCoreApplication.instance()
        assert app is not None
        # The window may be closed while a film is recorded: its thread must end before Qt does.
        app.aboutToQuit.connect(self._end_all)

    def _follow_name(self) -> None:
        self.target.forget_consent()
        self.options.show_kind(self.target.kind_or_none)
        self._refresh()

    def _refresh(self) -> None:
        """Compose the film anew; where that cannot be, say why."""
        self.bar.show_at_rest(self.bar.written)
        try:
            settings = self.options.settings
            kind = self.target.kind
            check_format(kind, settings)
            make = self._maker(settings)
            self._film = make()
            self.facts.show_film(self._film, kind, make)
            self._say_where(settings)
        except Problem as problem:
            self._film = None
            self.facts.show_nothing()
            # Where it is can be seen: it is what was just chosen.
            self.bar.say(say(problem.message), is_problem=True)
        self.preview.show_film(self._film)
        self.bar.record_button.setEnabled(self._film is not None)

    def _say_where(self, settings: FilmSettings) -> None:
        """Say why nothing can be written there. It can be recorded all the same: what is missing may come yet."""
        self.bar.say("")
        try:
            check_target(self.target.path, settings)
        except Problem as problem:
            self.bar.say(say(problem.message), is_problem=True)

    def _maker(self, settings: FilmSettings) -> Callable[[], Film]:
        """What makes the film: preview, estimate and recorder have one each (raises Problem)."""
        experiment, footage = self._experiment, self._footage
        problem = partner_problem(experiment.network, experiment.training)
        if problem is not None:
            raise problem
        if settings.what == "step":
            return lambda: step_film(experiment, settings)
        if footage is None:
            raise Problem(_NO_RUN)
        return lambda: training_film(experiment, footage, settings)

    # --- recording

    def _record(self) -> None:
        if self._film is None or self._recording is not None:
            return
        path = self.target.path
        if self.target.needs_consent():
            self.target.agree()
            self.bar.ask(is_asking=True)
            self.bar.say(say(Message("{name} is there already. Replace it?", name=path.name)))
            return
        self.preview.pause()
        self.facts.rest()
        film = self._maker(self.options.settings)()
        self._recording = recording = Recording(film, path, self)
        recording.progressed.connect(self._show_progress)
        recording.finished.connect(lambda name: self._finish(film, Path(name)))
        recording.failed.connect(self._fail)
        recording.cancelled.connect(self._cancelled)
        self._lock(True)
        self.bar.show_recording()
        recording.start()

    def _show_progress(self, done: int, total: int) -> None:
        # A picture that was under way when it was paused still comes.
        if self._recording is not None and not self._recording.is_paused:
            self.bar.show_progress(done, total)

    def _pause(self) -> None:
        recording = self._recording
        if recording is None:
            return
        if recording.is_paused:
            recording.resume()
        else:
            recording.pause()
        self.bar.show_paused(recording.is_paused)

    def _finish(self, film: Film, path: Path) -> None:
        self._end()
        files = path.iterdir() if path.is_dir() else (path,)
        words = Message(
            "{path}: {seconds} s, {size}",
            path=str(path),
            seconds=f"{film.frame_count / film.settings.fps:.1f}",
            size=said_size(sum(each.stat().st_size for each in files)),
        )
        # The next film gets a name of its own.
        self.target.move_on()
        self.bar.show_at_rest(path)
        self.bar.say(say(words))

    def _fail(self, why: Message) -> None:
        self._end()
        self._refresh()
        self.bar.say(say(why), is_problem=True)

    def _cancelled(self) -> None:
        self._end()
        self._refresh()
        self.bar.say(say(Message("Cancelled; no file was written.")))

    def _end(self) -> None:
        if self._recording is not None:
            self._recording.deleteLater()
            self._recording = None
        self._lock(False)
        self.bar.show_at_rest()

    def _end_all(self) -> None:
        """End what is under way, here and now."""
        if self._recording is not None:
            # What it still has to say finds a dialog that is closed.
            self._recording.blockSignals(True)
            self._recording.close()
            self._end()
        self.preview.pause()
        self.facts.close_down()

    def _lock(self, is_recording: bool) -> None:
        for part in (self.options, self._target_row):
            part.setEnabled(not is_recording)

    # --- the options in a file

    def _load(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, say(Message("Load options")), str(self.target.path.parent), self._pattern
        )
        if not name:
            return
        try:
            settings = read_film(Path(name))
            if settings.what not in ("step", "training"):
                raise Problem(Message("films of a lesson are recorded from the command line"), name)
            self.options.show_settings(settings)
        except Problem as problem:
            self.bar.say(say_problem(problem), is_problem=True)

    def _save(self) -> None:
        proposed = self.target.path.with_name(self.target.path.stem + SUFFIX)
        name, _ = QFileDialog.getSaveFileName(self, say(Message("Save options")), str(proposed), self._pattern)
        if not name:
            return
        path = Path(name if name.endswith(".json") else name + SUFFIX)
        try:
            write_film(self.options.settings, path)
        except Problem as problem:
            self.bar.say(say_problem(problem), is_problem=True)
        else:
            self.bar.say(say(Message("Options saved as {name}", name=path.name)))

    @property
    def _pattern(self) -> str:
        return say(Message("Film files (*{suffix} *.json)", suffix=SUFFIX))
