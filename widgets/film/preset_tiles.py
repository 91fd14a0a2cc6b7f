"""What a film is for, as tiles to press: each says in small what comes of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from core.message import Message
from simulator.film.presets import PRESETS, Preset
from simulator.words import say
from widgets.parts.icons import paint_icon
from widgets.parts.plain_text import lines_tip
from widgets.parts.style import Themed, current_theme

_HEIGHT = 46


class PresetTiles(QWidget):
    """Two by two. None of them is pressed where the film is none of these."""

    chosen = Signal(object)
    """The Preset that somebody pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("What the film is for")))
        self.tiles = [_Tile(preset) for preset in PRESETS]
        self._group = QButtonGroup(self)
        layout = QGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for index, tile in enumerate(self.tiles):
            self._group.addButton(tile, index)
            layout.addWidget(tile, index // 2, index % 2)
        self.setLayout(layout)
        self._group.idClicked.connect(lambda index: self.chosen.emit(PRESETS[index]))

    def show_preset(self, preset: Preset | None) -> None:
        self._group.setExclusive(False)
        for tile in self.tiles:
            tile.setChecked(tile.preset is preset)
        self._group.setExclusive(True)


class _Tile(Themed, QToolButton):
    """Its name, and the kind and size of the file under it."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        self.preset = preset
        size = preset.settings
        self._small = say(
            Message("{kind}, {width} × {height}", kind=preset.kind.key.upper(), width=size.width, height=size.height)
        )
        self.setText(say(preset.name))
        self.setAccessibleName(say(preset.name))
        self.setAccessibleDescription(say(preset.about))
        self.setToolTip(lines_tip(say(preset.about), self._small))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(140, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on, is_able = self.isChecked(), self.isEnabled()
        width = 2.0 if self.hasFocus() else 1.0
        lit = theme.border_strong if self.underMouse() else theme.border
        edge = theme.ink if is_on or self.hasFocus() else lit
        painter.setPen(QPen(QColor(edge if is_able else theme.hairline), width))
        painter.setBrush(QColor(theme.raised if is_able else theme.panel))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        if is_on:
            place = QRectF(self.width() - 24, 7, 16, 16)
            paint_icon(painter, "check", place, theme.ink if is_able else theme.border_strong)
        room = self.rect().adjusted(10, 5, -8, -5)
        for words, size, weight, color, align in (
            (self.text(), 13, QFont.Weight.DemiBold, theme.ink, Qt.AlignmentFlag.AlignTop),
            (self._small, 12, QFont.Weight.Normal, theme.text_2, Qt.AlignmentFlag.AlignBottom),
        ):
            face = QFont(self.font())
            face.setPixelSize(size)
            face.setWeight(weight)
            painter.setFont(face)
            painter.setPen(QColor(color if is_able else theme.border_strong))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(align | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()
