"""The words "epoch 137 of 400" beside the tape: a click lets another epoch be typed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.expression import number_of
from core.message import Message, Problem
from core.numbers import short
from simulator.fonts import MEDIUM, font
from simulator.words import say
from widgets.loss.tape_player import TapePlayer
from widgets.parts.in_place_editor import InPlaceEditor
from widgets.parts.readout import write
from widgets.parts.style import current_theme

_BEFORE = 8.0
"""Px between its left edge and the words."""
_FIELD = 6
"""Px between its left edge and the field over it: the knob may stand beside."""


def _epoch_of(text: str) -> float:
    """The epoch that a text stands for (raises Problem)."""
    try:
        return number_of(text)
    except Problem:
        raise Problem(Message("Type an epoch, for example 137")) from None


class EpochButton(QAbstractButton):
    """Says where on a tape one stands; while another epoch's network stands in for this one's, which."""

    def __init__(self, parent: QWidget, player: TapePlayer) -> None:
        super().__init__(parent)
        self._player = player
        self._editor: InPlaceEditor | None = None
        self.setAccessibleName(say(Message("Go to an epoch")))
        self.setToolTip(say(Message("Type an epoch to go there")))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.edit())
        player.changed.connect(self.update)

    def edit(self, typed: str = "") -> None:
        """Let an epoch be typed, perhaps begun already."""
        if self._player.has_tape:
            over = self._over
            editor = self._made_editor(over)
            corner = self.mapTo(over, self.rect().topLeft())
            left, width = corner.x() + _FIELD, self.width() - _FIELD - 4
            place = QRect(left, corner.y() + (self.height() - 28) // 2, width, 28)
            editor.open(self, self.accessibleName(), short(self._player.epoch, 7), place, _epoch_of)
            if typed:
                editor.begin_with(typed)

    @property
    def _over(self) -> QWidget:
        """Plot and tape: the tape is too low for the words that say what is wrong with a number."""
        tape = self.parentWidget()
        return self if tape is None else tape.parentWidget() or tape

    def _made_editor(self, over: QWidget) -> InPlaceEditor:
        if self._editor is None:
            self._editor = InPlaceEditor(over)
            self._editor.committed.connect(lambda _, epoch: self._player.go_to_epoch(float(epoch)))
        return self._editor

    def sizeHint(self) -> QSize:
        return QSize(120, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        player, theme = self._player, current_theme()
        if not player.planned:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        values = {"epoch": short(player.epoch, 7), "planned": player.planned}
        words, face = say(Message("epoch {epoch} of {planned}", **values)), font(12, MEDIUM)
        if QFontMetricsF(face).horizontalAdvance(words) > self.width() - _BEFORE - 2:
            words = say(Message("{epoch} of {planned}", **values))
        at = QPointF(_BEFORE, self.height() / 2)
        if player.stand_in is not None:
            shown = say(Message("shown: epoch {epoch}", epoch=short(player.stand_in, 7)))
            write(painter, at + QPointF(0, 8), shown, font(11), theme.text_3, align=0.0)
            at -= QPointF(0, 7)
        is_reached = self.isEnabled() and (self.underMouse() or self.hasFocus())
        write(painter, at, words, face, theme.ink if is_reached else theme.text_2, align=0.0)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 4, -2, -4), 6, 6)
        painter.end()
