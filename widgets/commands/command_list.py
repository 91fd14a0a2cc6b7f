"""The commands that fit what was typed, as a list that is painted: names, keys, and which letters were found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.message import Message
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.commands.commands import BETWEEN, Command
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

ROW, HEAD = 32, 30
_SIDE = 12
_GAP = 24
"""Between a name and its keys."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """A heading, or a command with the letters of its text that were typed."""

    heading: str = ""
    command: Command | None = None
    letters: tuple[int, ...] = ()

    @property
    def can_run(self) -> bool:
        return self.command is not None and self.command.is_enabled


class CommandList(Themed, QListView):
    """Only rows that can be run can be current; which one is, the arrow keys of the search field decide."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setProperty("role", "commands")
        self.setAccessibleName(say(Message("Commands")))
        self.entered.connect(self._point)

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows.rows

    @property
    def current(self) -> Command | None:
        at = self.currentIndex().row()
        return self.rows[at].command if 0 <= at < len(self.rows) else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Other rows; the first that can be run is current."""
        self._rows.show_rows(rows)
        first = next((at for at, row in enumerate(rows) if row.can_run), None)
        self.setCurrentIndex(QModelIndex() if first is None else self._rows.index(first))
        self.scrollToTop()

    def step(self, by: int, *, around: bool = True) -> None:
        """So many rows on or back, over what cannot be run; past the end begins again at the other one."""
        places = [at for at, row in enumerate(self.rows) if row.can_run]
        if not places:
            return
        now = places.index(self.currentIndex().row()) + by
        now = now % len(places) if around else min(max(now, 0), len(places) - 1)
        self.setCurrentIndex(self._rows.index(places[now]))
        if now == 0:
            self.scrollToTop()  # with the heading above it

    def height_of_rows(self) -> int:
        return sum(HEAD if row.heading else ROW for row in self.rows)

    def apply_theme(self, theme: Theme) -> None:
        self.viewport().update()

    def _point(self, index: QModelIndex) -> None:
        if self.rows[index.row()].can_run:
            self.setCurrentIndex(index)


def spoken(command: Command) -> str:
    """Everything a row shows, in words."""
    parts = [command.text, _state(command), " ".join(command.keys)]
    if not command.is_enabled:
        parts.append(say(Message("not possible now")))
    return ", ".join(part for part in parts if part)


def _state(command: Command) -> str:
    return "" if command.is_on is None else say(Message("on") if command.is_on else Message("off"))


class _Rows(QAbstractListModel):
    def __init__(self, parent: CommandList) -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.heading if row.command is None else row.command.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.heading if row.command is None else spoken(row.command)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.rows[index.row()].can_run:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class _Painter(QStyledItemDelegate):
    def __init__(self, view: CommandList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, HEAD if self._view.rows[index.row()].heading else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, theme = self._view.rows[index.row()], current_theme()
        rect, face = QRect(option.rect), QFont(option.font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.command is None:
            face.setPixelSize(12)
            face.setWeight(QFont.Weight.DemiBold)
            at = QPointF(rect.left() + _SIDE, rect.top() + HEAD / 2 + 2)
            write(painter, at, row.heading, face, theme.text_2, align=0.0)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(mix(theme.raised, theme.ink, 0.09)))
                painter.drawRoundedRect(QRectF(rect), 6, 6)
            _paint_command(painter, rect.adjusted(_SIDE, 0, -_SIDE, 0), row.command, row.letters, face, theme)
        painter.restore()


def _paint_command(
    painter: QPainter, rect: QRect, command: Command, letters: tuple[int, ...], face: QFont, theme: Theme
) -> None:
    small = QFont(face)
    small.setPixelSize(12)
    right = "  ".join(part for part in (_state(command), " ".join(command.keys)) if part)
    quiet = theme.text_3 if command.is_enabled else theme.border_strong
    write(painter, QPointF(rect.right(), rect.center().y()), right, small, quiet, align=1.0)
    room = rect.width() - (QFontMetricsF(small).horizontalAdvance(right) + _GAP if right else 0.0)
    ink = theme.ink if command.is_enabled else theme.border_strong
    path = len(command.place) + len(BETWEEN)
    layout = QTextLayout(QFontMetricsF(face).elidedText(command.text, Qt.TextElideMode.ElideRight, room - 12), face)
    formats = [_format(0, path, quiet), _format(path, len(command.text), ink)]
    formats += [_format(at, at + 1, ink, QFont.Weight.Bold) for at in letters]
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    layout.draw(painter, QPointF(rect.left(), rect.center().y() + 0.5 - line.height() / 2))


def _format(start: int, end: int, color: str, weight: QFont.Weight | None = None) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    look = QTextCharFormat()
    look.setForeground(QColor(color))
    if weight is not None:
        look.setFontWeight(weight)
    made.format = look
    return made
