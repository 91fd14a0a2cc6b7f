"""The foot of the film dialog: what is under way, how long it will still take, and what came of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QProgressBar, QWidget

from core.message import Message
from simulator.film.remaining import Remaining
from simulator.words import say
from widgets.parts.controls import Button, column_of, row_of, text_label


class RecordingBar(QWidget):
    """Buttons and a line. It decides nothing: it says what was pressed, and shows what it is told."""

    record_pressed = Signal()
    pause_pressed = Signal()
    close_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._written: Path | None = None
        self._remaining = Remaining()
        self._line = text_label("", "label")
        self._line.setWordWrap(True)
        self._line.setMinimumHeight(34)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        keeps_room = self._bar.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(keeps_room)
        self._bar.setAccessibleName(say(Message("Progress of the recording")))
        self._bar.hide()
        self.play_button = _button(Message("Play it"), Message("Open the film with the program for films"))
        self.folder_button = _button(Message("Show in folder"), Message("Open the folder that the film is in"))
        self.close_button = _button(Message("Close"), Message("Close"))
        self.pause_button = _button(Message("Pause"), Message("Leave the processor to others for a while"))
        self.record_button = _button(Message("Record"), Message("Record the film"), "primary")
        self.play_button.clicked.connect(self._play)
        self.folder_button.clicked.connect(self._show_in_folder)
        self.close_button.clicked.connect(self.close_pressed)
        self.pause_button.clicked.connect(self.pause_pressed)
        self.record_button.clicked.connect(self.record_pressed)
        buttons = (self.play_button, self.folder_button, self.close_button, self.pause_button, self.record_button)
        row = row_of(self._line, *buttons)
        row.setStretch(0, 1)
        layout = column_of(self._bar)
        layout.addLayout(row)
        self.setLayout(layout)
        self.show_at_rest()

    @property
    def text(self) -> str:
        return self._line.text()

    @property
    def written(self) -> Path | None:
        """The film that `Play it` would play."""
        return self._written

    def say(self, words: str, *, is_problem: bool = False) -> None:
        """One line; what it said before is past."""
        self._line.setText(words)
        self._line.setProperty("role", "problem" if is_problem else "label")
        self._line.style().unpolish(self._line)
        self._line.style().polish(self._line)

    def show_at_rest(self, written: Path | None = None) -> None:
        """Nothing is recorded; `written` is the film that just was."""
        self._written = written
        self._bar.hide()
        for button in (self.play_button, self.folder_button):
            button.setVisible(written is not None)
        had_focus = self.pause_button.hasFocus()
        self.pause_button.hide()
        self.record_button.show()
        if had_focus:
            self.record_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close_button.relabel(say(Message("Close")), say(Message("Close")))
        self.ask(is_asking=False)

    def ask(self, *, is_asking: bool) -> None:
        """Whether the next press replaces what is there."""
        words = Message("Replace") if is_asking else Message("Record")
        tip = Message("Record, and replace the file") if is_asking else Message("Record the film")
        self.record_button.relabel(say(words), say(tip))

    def show_recording(self) -> None:
        self.show_at_rest()
        self._remaining = Remaining()
        self.pause_button.show()
        if self.record_button.hasFocus():
            self.pause_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.record_button.hide()
        self.show_paused(False)
        self.close_button.relabel(say(Message("Cancel")), say(Message("Give this film up")))
        self.show_progress(0, 0)
        self.say(say(Message("Recording…")))

    def show_paused(self, is_paused: bool) -> None:
        if is_paused:
            self._remaining.pause()
            self.say(say(Message("Paused at {done} of {total} pictures", **self._counts())))
        else:
            self._remaining.resume()
        words = Message("Continue") if is_paused else Message("Pause")
        tip = Message("Record on") if is_paused else Message("Leave the processor to others for a while")
        self.pause_button.relabel(say(words), say(tip))

    def show_progress(self, done: int, total: int) -> None:
        self._bar.show()
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        left = self._remaining.after(done, total)
        if not done:
            return
        pictures = Message("{done} of {total} pictures", **self._counts())
        if done == total:
            self.say(say(Message("{pictures}; finishing the file", pictures=pictures)))
        elif left is None:
            self.say(say(pictures))
        else:
            self.say(say(Message("{pictures}, {left}", pictures=pictures, left=said_left(left))))

    def _counts(self) -> dict[str, str]:
        return {"done": f"{self._bar.value():,}", "total": f"{self._bar.maximum():,}"}

    def _play(self) -> None:
        if self._written is not None:
            self._open(self._written)

    def _show_in_folder(self) -> None:
        if self._written is None:
            return
        # Two desktops can be told which of the files is meant.
        if sys.platform == "darwin":
            subprocess.Popen(["open", "-R", str(self._written)])
        elif sys.platform == "win32":
            subprocess.Popen(["explorer", f"/select,{self._written}"])
        else:
            self._open(self._written.parent)

    def _open(self, path: Path) -> None:
        if not path.exists():
            self.say(say(Message("{path} is not there any more", path=str(path))), is_problem=True)
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.say(say(Message("this desktop has no program that opens {path}", path=str(path))), is_problem=True)


def said_left(seconds: float) -> Message:
    """A length of time that is left, no more exact than it is known."""
    if seconds < 60:
        return Message("about {count} s left", count=max(1, round(seconds)))
    if seconds < 3600:
        minutes, rest = divmod(round(seconds / 10) * 10, 60)
        if not rest:
            return Message("about {minutes} min left", minutes=minutes)
        return Message("about {minutes} min {seconds} s left", minutes=minutes, seconds=rest)
    return Message(
        "about {hours} h {minutes} min left", hours=int(seconds // 3600), minutes=int(seconds % 3600 // 60)
    )


def _button(words: Message, tip: Message, role: str = "") -> Button:
    made = Button(say(words), say(tip), role)
    made.setAutoDefault(False)
    return made
