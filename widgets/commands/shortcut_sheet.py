"""All keys on one sheet, made from the actions themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from core.message import Message
from simulator.words import say
from widgets.commands.commands import BETWEEN, Command
from widgets.commands.keys_without_actions import CANVAS_KEYS, LESSON_KEYS, PRESENTING_KEYS, TIMELINE_KEYS
from widgets.parts.controls import Button, column_of, row_of, rule, text_label
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

Line = tuple[str, tuple[str, ...]]
"""What is done, and the keys for it."""
Group = tuple[str, Sequence[Line]]
_COLUMN, _BETWEEN = 296, 36
_TWO_COLUMNS = 56
"""Lines that fit into two columns of a small screen."""
_ROW, _CAP, _CAP_GAP = 26, 20, 4


class ShortcutSheet(QDialog):
    """Columns of groups, one group a menu; then the keys of places of the window."""

    def __init__(self, commands: Iterable[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Message("Keyboard")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget()
        body.setProperty("role", "panel")
        columns = row_of(spacing=_BETWEEN)
        columns.setContentsMargins(24, 18, 24, 16)
        for groups in _in_columns(groups_of(commands)):
            columns.addLayout(_column(groups))
        body.setLayout(columns)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        close = Button(say(Message("Close")), say(Message("Close")))
        close.clicked.connect(self.reject)
        close.setAutoDefault(False)
        foot = row_of(_hint(), close)
        foot.setStretch(0, 1)
        foot.setContentsMargins(24, 12, 24, 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(rule())
        layout.addLayout(foot)
        wanted = body.sizeHint()
        room = QGuiApplication.primaryScreen().availableSize()
        self.setFixedWidth(wanted.width() + 12)
        self.resize(self.width(), min(wanted.height() + 53, room.height() - 60))


def groups_of(commands: Iterable[Command]) -> list[Group]:
    """Everything that has keys, by the menu it stands in, and what only the canvas and the timeline know."""
    menus: dict[str, list[Line]] = {}
    for command in commands:
        if command.keys:
            menus.setdefault(command.place.split(BETWEEN)[0], []).append((command.name, command.keys))
    own = (
        (say(Message("On the canvas")), CANVAS_KEYS),
        (say(Message("On the timeline")), TIMELINE_KEYS),
        (say(Message("While presenting")), PRESENTING_KEYS),
        (say(Message("In a lesson")), LESSON_KEYS),
    )
    return [*menus.items(), *((title, [(say(words), keys) for words, keys in table]) for title, table in own)]


def _in_columns(groups: Sequence[Group]) -> list[Sequence[Group]]:
    """The groups in their order, in two columns or three, cut where the longest column is shortest."""

    def height(part: Sequence[Group]) -> int:
        return sum(len(lines) + 2 for _, lines in part)

    count = 2 if height(groups) <= _TWO_COLUMNS else 3
    places = combinations(range(1, len(groups)), count - 1)
    ends = [(0, *cuts, len(groups)) for cuts in places]
    best = min(ends, key=lambda cuts: max(height(groups[start:end]) for start, end in pairwise(cuts)))
    return [groups[start:end] for start, end in pairwise(best)]


def _column(groups: Sequence[Group]) -> QVBoxLayout:
    column = column_of(spacing=0)
    for at, (title, lines) in enumerate(groups):
        if at:
            column.addSpacing(14)
        column.addWidget(text_label(title, "section"))
        column.addSpacing(4)
        for words, keys in lines:
            column.addWidget(_Line(words, keys))
    column.addStretch(1)
    return column


def _hint() -> QWidget:
    words = Message("Everything else: Commands finds it by a few letters of its name.")
    return text_label(say(words), "small")


class _Line(QWidget):
    """What is done at the left, the keys at the right."""

    def __init__(self, words: str, keys: tuple[str, ...]) -> None:
        super().__init__()
        self.setFixedSize(_COLUMN, _ROW)
        self.setAccessibleName(f"{words}: {' '.join(keys)}")
        line = row_of(text_label(words), None, _Caps(keys))
        self.setLayout(line)


class _Caps(Themed, QWidget):
    """Keys as they look on a keyboard."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__()
        self._keys = keys
        self._face = QFont(self.font())
        self._face.setPixelSize(12)
        self._face.setWeight(QFont.Weight.Medium)
        metrics = QFontMetricsF(self._face)
        self._widths = [max(float(_CAP), round(metrics.horizontalAdvance(key)) + 12.0) for key in keys]
        self.setFixedSize(QSize(round(sum(self._widths)) + _CAP_GAP * (len(keys) - 1) + 1, _CAP + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.5
        for key, width in zip(self._keys, self._widths, strict=True):
            cap = QRectF(left, 1.5, width - 1, _CAP - 1)
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(cap, 4, 4)
            write(painter, cap.center(), key, self._face, theme.ink)
            left += width + _CAP_GAP
        painter.end()
