"""Presenting: canvas and transport on the whole screen in large type, beat by beat; then all is as it was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QDockWidget, QMainWindow, QWidget

from core.message import Message
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.canvas.canvas import Canvas
from widgets.canvas.look import Look
from widgets.parts.docks import bring_to_front
from widgets.transport.transport import Transport

if TYPE_CHECKING:
    from widgets.presenting.presented_caption import PresentedCaption

HIDE_POINTER_AFTER = 2500
"""Milliseconds without a movement."""
MOST_NOTES = 160
"""Letters of the notes, before the first beat."""
ON_KEYS, BACK_KEYS, BLACK_KEYS = ("PgDown", "Right"), ("PgUp", "Left"), ("B", ".")
"""What remotes send, and what a hand expects. A remote blackens with a full stop, which else is a beat on."""


@dataclass(frozen=True)
class Keys:
    """The actions whose keys are others while presenting: play the next beat, back to the one before, and the two
    that go from beat to beat without playing."""

    on: QAction
    back: QAction
    skipping: tuple[QAction, ...]
    spotlight: QAction


class Presenting(QObject):
    """Turns the window into a stage and back. What is seen beside the canvas the experiment says."""

    def __init__(
        self,
        window: QMainWindow,
        stage: Stage,
        canvas: Canvas,
        transport: Transport,
        column: QBoxLayout,
        keys: Keys,
    ) -> None:
        super().__init__(window)
        self.is_on = False
        self._window, self._stage, self._canvas, self._transport = window, stage, canvas, transport
        self._column, self._keys = column, keys
        self._caption: PresentedCaption | None = None
        self._black: BlackScreen | None = None
        self._before: tuple[Look, bool] | None = None
        self._docks: tuple[QDockWidget, ...] = ()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(HIDE_POINTER_AFTER)
        self._idle.timeout.connect(canvas.hide_pointer)
        self.blacken = QAction(say(Message("Black screen")), self)
        self.blacken.triggered.connect(self._toggle_black)
        self._shortcuts = [action.shortcuts() for action in (keys.on, keys.back, *keys.skipping)]
        transport.told.connect(self._tell)

    @property
    def caption(self) -> PresentedCaption:
        """Made when it is first needed."""
        from widgets.presenting.presented_caption import PresentedCaption

        if self._caption is None:
            self._caption = PresentedCaption()
            self._column.insertWidget(self._column.indexOf(self._transport), self._caption)
        return self._caption

    def begin(self, docks: Iterable[QDockWidget]) -> None:
        """Everything else is out of the way; these docks stand beside the canvas."""
        self.is_on = True
        self._before = self._canvas.look, self._keys.spotlight.isChecked()
        self._canvas.actions_on_selection.leave_focus()
        self._canvas.select(None)
        self._canvas.set_large(True)
        self._keys.spotlight.setChecked(self._stage.experiment.presentation.spotlight)
        self._transport.present(True)
        for dock in docks:
            bring_to_front(dock)
        self._window.installEventFilter(self)
        self._canvas.installEventFilter(self)
        self._give_keys(True)
        self.caption.show()
        self._fit()
        self._transport.tell()
        self._canvas.setFocus()
        self._idle.start()

    def end(self) -> None:
        """Controls, zoom and selection as they were before."""
        self.is_on = False
        self._idle.stop()
        self._window.removeEventFilter(self)
        self._canvas.removeEventFilter(self)
        self.lift()
        self._give_keys(False)
        self.caption.hide()
        self._transport.present(False)
        self._canvas.unsetCursor()
        self._canvas.set_large(False)
        if self._before is not None:
            look, had_spotlight = self._before
            self._keys.spotlight.setChecked(had_spotlight)
            self._canvas.take_look(look)
            if look.only_related:
                self._canvas.actions_on_selection.focus.trigger()
            self._before = None

    def lift(self) -> bool:
        """Show the picture again where the screen is black; whether it was."""
        was_black, black = self._black is not None, self._black
        self._black = None
        if black is not None:
            # Before the focus would go on by itself, as if somebody had pressed Tab.
            self._canvas.setFocus()
            black.close()
            black.deleteLater()
        return was_black

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._fit()
        elif watched is self._canvas and event.type() == QEvent.Type.MouseMove:
            self._idle.start()
        return False

    def _toggle_black(self) -> None:
        if not self.lift():
            self._black = BlackScreen(self, self._window)

    def _fit(self) -> None:
        self.caption.fit(self._window.height())
        if self._black is not None:
            self._black.setGeometry(self._window.rect())

    def _give_keys(self, are_given: bool) -> None:
        keys = self._keys
        lent = (_sequences(ON_KEYS), _sequences(BACK_KEYS), *([] for _ in keys.skipping))
        for action, own, other in zip((keys.on, keys.back, *keys.skipping), self._shortcuts, lent, strict=True):
            action.setShortcuts(other if are_given else own)
        self.blacken.setShortcuts(_sequences(BLACK_KEYS) if are_given else [])
        # Wherever the focus is; else they would be keys of every list and table in the window.
        for action in (keys.on, keys.back, self.blacken):
            (self._window.addAction if are_given else self._window.removeAction)(action)

    def _tell(self, line: str, sentence: str) -> None:
        """The words of the transport; before the first beat, what the experiment is."""
        if not self.is_on:
            return
        experiment = self._stage.experiment
        if self._transport.is_at_rest and experiment.name:
            notes = shorten(self._stage.notes, MOST_NOTES, placeholder=" …")
            line, sentence = experiment.name, notes or sentence
        self.caption.show_words(line, sentence, self._canvas.frame.note)


class BlackScreen(QWidget):
    """Nothing to look at while somebody speaks. Any key or a click brings the picture back."""

    def __init__(self, presenting: Presenting, window: QWidget) -> None:
        super().__init__(window)
        self._presenting = presenting
        self.setAccessibleName(say(Message("Black screen: any key brings the picture back")))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # No key does anything but this, whatever it is a shortcut of.
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta):
            self._presenting.lift()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._presenting.lift()


def _sequences(keys: Iterable[str]) -> list[QKeySequence]:
    return [QKeySequence(key) for key in keys]
