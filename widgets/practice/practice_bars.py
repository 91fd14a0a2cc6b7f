"""The score: for each skill a bar of what was known at once, after a hint, or not."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from core.message import Message
from core.practice.exercise import Skill
from core.practice.practice import Tally
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.parts.controls import ElidedLabel, column_of, row_of, text_label
from widgets.parts.style import Themed, current_theme

_HEIGHT, _GAP, _RADIUS = 8.0, 1.5, 2.0
_LABEL_WIDTH = 118


def colors_of(theme: Theme) -> tuple[str, str, str]:
    """Of what was right at once, right after a hint, and shown: ink in three strengths, as no sign is meant."""
    return theme.ink, mix(theme.panel, theme.ink, 0.45), mix(theme.panel, theme.ink, 0.14)


class _Bar(Themed, QWidget):
    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words_of(tally))
        self.setToolTip(words_of(tally))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        counts = (self._tally.first, self._tally.hinted, self._tally.shown)
        left, top = 0.0, (self.height() - _HEIGHT) / 2
        room = self.width() - _GAP * (sum(count > 0 for count in counts) - 1)
        for count, color in zip(counts, colors_of(current_theme()), strict=True):
            if count:
                width = room * count / self._tally.total
                painter.setBrush(QColor(color))
                painter.drawRoundedRect(QRectF(left, top, width, _HEIGHT), _RADIUS, _RADIUS)
                left += width + _GAP
        painter.end()


class _Swatch(Themed, QWidget):
    def __init__(self, which: int) -> None:
        super().__init__()
        self._which = which
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors_of(current_theme())[self._which]))
        painter.drawRoundedRect(QRectF(0, 1, 9, 8), _RADIUS, _RADIUS)
        painter.end()


class SkillBars(QWidget):
    """One line a skill, and what the shades mean below."""

    def __init__(self) -> None:
        super().__init__()
        layout = column_of(spacing=8)
        self._rows: QWidget | None = None
        self._layout = layout
        words = (Message("at once"), Message("after a hint"), Message("shown"))
        parts = [part for at, each in enumerate(words) for part in (_Swatch(at), text_label(say(each), "small"))]
        legend = row_of(*parts, None, spacing=5)
        layout.addLayout(legend)
        self.setLayout(layout)

    def show_tallies(self, tallies: Mapping[Skill, Tally]) -> None:
        if self._rows is not None:
            self._layout.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (skill, tally) in enumerate(tallies.items()):
            name = ElidedLabel(say(skill.label), "label")
            name.setFixedWidth(_LABEL_WIDTH)
            count = text_label(f"{tally.first + tally.hinted} / {tally.total}", "small")
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, widget in enumerate((name, _Bar(tally), count)):
                grid.addWidget(widget, row, column)
        self._layout.insertWidget(0, self._rows)


def words_of(tally: Tally) -> str:
    """The bar for those who hear it."""
    return say(
        Message(
            "{first} right at once, {hinted} after a hint, {shown} shown",
            first=tally.first,
            hinted=tally.hinted,
            shown=tally.shown,
        )
    )
