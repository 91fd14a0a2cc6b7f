"""What is on the screen as a film: the canvas as it is played and edited, or the whole window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from core.message import Message, Problem
from simulator.words import say, say_problem
from widgets.film.screen_picture import canvas_picture, window_picture
from widgets.parts.actions import action
from widgets.parts.style import Themed, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from simulator.film.live import LiveRecording

_CANVAS_FPS, _WINDOW_FPS = 30, 15
"""Pictures a second: to paint the whole window anew takes the time that its user wants."""


class LiveDesk(QObject):
    """Two actions that begin a recording, and end it while there is one; a badge that says so and ends it too."""

    said = Signal(str)

    def __init__(self, canvas: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._canvas, self._window = canvas, window
        self._recording: LiveRecording | None = None
        self.canvas_action = action(window, Message("Record the canvas live…"), self._toggle_canvas, "Ctrl+Shift+R")
        self.window_action = action(window, Message("Record the window…"), self._toggle_window)
        self._name = ""
        """What the first action is called while nothing is recorded."""
        self.badge = LiveBadge()
        self.badge.clicked.connect(self.stop)

    @property
    def is_recording(self) -> bool:
        return self._recording is not None

    def start(self, grab: Callable[[], QImage], path: Path, fps: int) -> None:
        """Record what `grab` gives from now on; what cannot be is said in one line."""
        # PyAV and its libraries are loaded when first needed.
        from simulator.film.live import LiveRecording

        self.stop()
        try:
            recording = LiveRecording(grab, path, current_theme().canvas, fps, self)
        except Problem as problem:
            self.said.emit(say_problem(problem))
            return
        recording.progressed.connect(self.badge.show_seconds)
        recording.finished.connect(self._finish)
        recording.failed.connect(self._fail)
        self._recording = recording
        self.badge.show_seconds(0.0)
        self._show_recording(True)
        try:
            recording.start()
        except Problem as problem:
            self._forget()
            self.said.emit(say_problem(problem))

    def stop(self) -> None:
        """End the film here; it is whole."""
        if self._recording is not None:
            self._recording.stop()

    def _toggle_canvas(self) -> None:
        self._toggle(lambda: canvas_picture(self._canvas), _CANVAS_FPS)

    def _toggle_window(self) -> None:
        self._toggle(lambda: window_picture(self._window), _WINDOW_FPS)

    def _toggle(self, grab: Callable[[], QImage], fps: int) -> None:
        if self._recording is not None:
            self.stop()
            return
        path = self._ask()
        if path is not None:
            self.start(grab, path, fps)

    def _ask(self) -> Path | None:
        from simulator.film.format import MP4, WEBM
        from widgets.film.film_target import free_film_path

        patterns = {f"{kind.name} (*{kind.suffix})": kind for kind in (MP4, WEBM)}
        title = say(Message("Record live to"))
        proposed = str(free_film_path(say(Message("Live"))))
        name, pattern = QFileDialog.getSaveFileName(self._window, title, proposed, ";;".join(patterns))
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(patterns.get(pattern, MP4).suffix)

    def _finish(self, name: str) -> None:
        from simulator.film.estimate import said_size

        self._forget()
        path = Path(name)
        size = said_size(path.stat().st_size)
        self.said.emit(say(Message("{path}: {time}, {size}", path=name, time=self.badge.text(), size=size)))

    def _fail(self, why: Message) -> None:
        self._forget()
        self.said.emit(say(Message("Recording broke off: {reason}", reason=why)))

    def _forget(self) -> None:
        if self._recording is not None:
            self._recording.deleteLater()
        self._recording = None
        self._show_recording(False)

    def _show_recording(self, is_recording: bool) -> None:
        self.badge.setVisible(is_recording)
        self.window_action.setVisible(not is_recording)
        if is_recording:
            self._name = self.canvas_action.text()
        self.canvas_action.setText(say(Message("&Stop the live recording")) if is_recording else self._name)


class LiveBadge(Themed, QToolButton):
    """A red dot and the time since the recording began; a click ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "text")
        self.setAccessibleName(say(Message("Stop the live recording")))
        self.setToolTip(say(Message("The screen is recorded. Click to stop.")))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(22)
        self.hide()

    def show_seconds(self, seconds: float) -> None:
        """How long the film is by now."""
        minutes, rest = divmod(int(seconds), 60)
        words = f"{minutes}:{rest:02}"
        if words != self.text():
            self.setText(words)
            self.setFixedWidth(self.fontMetrics().horizontalAdvance(words) + 34)
            self.setAccessibleDescription(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(theme.danger)
        if self.underMouse() or self.hasFocus():
            painter.setPen(color)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        middle = self.rect().center()
        painter.drawEllipse(7, middle.y() - 4, 9, 9)
        painter.setPen(color)
        painter.drawText(self.rect().adjusted(22, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()
