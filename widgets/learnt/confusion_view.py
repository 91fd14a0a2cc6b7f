"""The confusion matrix: which class was taken for which, as something to look at and to point at."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.message import Message
from core.numbers import short
from core.results.report import ClassReport, Report
from simulator.fonts import REGULAR, SEMIBOLD, font, text_width
from simulator.plots.maps import paint_marker
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.learnt.confusion_grid import BEFORE_MARKER, GAP, MARKER, Cell, grid_for
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.plain_text import plain_tip
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ConfusionView(Themed, QWidget):
    """Rows are truth, columns are answers. A click, or arrow keys and Enter, choose a cell that counts rows."""

    cell_chosen = Signal(int, int)
    """The class that the rows are, and the class they were called."""

    def __init__(self) -> None:
        super().__init__()
        mark_as_picture(self)
        self.setAccessibleName(say(Message("Confusion matrix")))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self._order: tuple[int, ...] = ()
        """The classes in their order on screen, and likewise their names and counts; no names for the ghost."""
        self._names: list[str] = []
        self._rows: list[list[int]] = []
        self._current: Cell = (0, 0)
        self._hovered: Cell | None = None
        self.show_report(None)

    # --- what is shown

    def show_report(self, report: Report | None) -> None:
        """The matrix of one split; where there are no classes, the ghost of one."""
        classes = report.classes if report is not None else None
        self._order = order_of(classes)
        self._names = [classes.names[number] for number in self._order] if classes is not None else []
        self._rows = classes.confusion[np.ix_(self._order, self._order)].tolist() if classes is not None else []
        last = len(self._order) - 1
        self._current = (min(self._current[0], last), min(self._current[1], last))
        self._lay_out()

    def words_of(self, cell: Cell) -> str:
        """What a cell says, as a sentence."""
        if not self._names:
            return ""
        count, truth, answer = self.count_at(cell), *(self._names[place] for place in cell)
        if count == 0:
            return say(Message("No row that is {truth} was called {answer}", truth=truth, answer=answer))
        if count == 1:
            return say(Message("1 row that is {truth} was called {answer}", truth=truth, answer=answer))
        many = Message("{count} rows that are {truth} were called {answer}", count=count, truth=truth, answer=answer)
        return say(many)

    def count_at(self, cell: Cell) -> int:
        """How many rows a cell counts."""
        return self._rows[cell[0]][cell[1]] if self._rows else 0

    # --- size

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = grid_for(self._names, len(self._order), self.width())
        self.setFixedHeight(round(self._grid.bottom))
        self.setAccessibleDescription(self.words_of(self._current))
        self.update()

    def rect_of(self, cell: Cell) -> QRectF:
        """Where a cell is."""
        return self._grid.cell(*cell)

    # --- hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._grid.at(event.position())
        is_on_rows = self._hovered is not None and self.count_at(self._hovered) > 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_on_rows else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._grid.at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._go_to(cell)
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            down, across = _MOVES[Qt.Key(event.key())]
            last = len(self._order) - 1
            row, column = self._current[0] + down, self._current[1] + across
            self._go_to((min(max(row, 0), last), min(max(column, 0), last)))
        elif event.key() in _ENTER:
            self._choose()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            cell = self._grid.at(QPointF(event.pos()))
            words = "" if cell is None else plain_tip(self.words_of(cell))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return bool(super().event(event))

    def _go_to(self, cell: Cell) -> None:
        self._current = cell
        self.setAccessibleDescription(self.words_of(cell))
        self.update()

    def _choose(self) -> None:
        """Ask for the rows of the present cell; there is nothing to ask for where it counts none."""
        if self.count_at(self._current):
            self.cell_chosen.emit(*(self._order[place] for place in self._current))

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._paint_caption(painter, theme)
        self._paint_heads(painter, theme)
        for row in range(len(self._order)):
            for column in range(len(self._order)):
                self._paint_cell(painter, (row, column), theme)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawRoundedRect(self.rect_of(self._current), 4, 4)
        painter.end()

    def _paint_caption(self, painter: QPainter, theme: Theme) -> None:
        title, rows, columns = say(Message("confusion")), say(Message("rows: truth")), say(Message("columns: answer"))
        face, small = self.font(), font(12, REGULAR)
        if self._grid.has_caption_beside:
            middle = self._grid.top + (len(self._order) * self._grid.height - GAP) / 2
            for text, at, text_face in ((title, -18, face), (rows, 2, small), (columns, 19, small)):
                color = theme.text_2 if text is title else theme.text_3
                write(painter, QPointF(0, middle + at), text, text_face, color, align=0.0)
            return
        write(painter, QPointF(0, 8), title, face, theme.text_2, align=0.0)
        write(painter, QPointF(self.width() - GAP, 8), f"{rows}, {columns}", small, theme.text_3, align=1.0)

    def _paint_heads(self, painter: QPainter, theme: Theme) -> None:
        grid, face = self._grid, font(12, REGULAR)
        if not grid.has_heads:
            return
        metrics = QFontMetricsF(face)
        for place, name in enumerate(self._names):
            side, above = grid.cell(place, 0), grid.cell(0, place)
            middle = side.center().y()
            paint_marker(painter, QPointF(grid.left - MARKER / 2 - 1, middle), place, theme, is_hollow=False)
            if grid.names:
                shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, grid.names)
                write(
                    painter, QPointF(grid.left - MARKER - BEFORE_MARKER, middle), shown, face, theme.text_2, align=1.0
                )
            across = above.center().x()
            top = grid.top - (24 if grid.has_names_above else 10)
            paint_marker(painter, QPointF(across, top), place, theme, is_hollow=False)
            if grid.has_names_above:
                write(painter, QPointF(across, grid.top - 9), name, face, theme.text_2)

    def _paint_cell(self, painter: QPainter, cell: Cell, theme: Theme) -> None:
        rect, count = self.rect_of(cell), self.count_at(cell)
        whole = sum(self._rows[cell[0]]) if self._rows else 0
        fill = tint(theme, count / whole if whole else 0.0, is_right=cell[0] == cell[1])
        is_pointed_at = cell == self._hovered and count > 0
        edge = theme.border_strong if is_pointed_at else theme.hairline if count == 0 else fill
        radius = min(4.0, rect.width() / 4)
        painter.setBrush(QColor(fill))
        style = Qt.PenStyle.DashLine if not self._names else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(edge), 1, style))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if not self._names:
            return
        size = 13 if rect.width() >= 34 else 11
        color = theme.text_3 if count == 0 else theme.ink
        text = _fitting(count, rect.width() - 1, size)
        write(painter, rect.center(), text, font(size, SEMIBOLD if count else REGULAR), color)


def order_of(classes: ClassReport | None) -> tuple[int, ...]:
    """Which class stands where. Of one column the higher value goes first: it is class 0 on the map."""
    if classes is None or classes.labels.is_one_hot:
        return tuple(range(len(classes.names) if classes is not None else 2))
    return (1, 0)


def tint(theme: Theme, share: float, *, is_right: bool) -> str:
    """Paper for nothing, then ink for right answers and danger for wrong ones, by their share of the row's truth.

    Wrong answers go by the root of it: they are few, and still 1 % must be seen beside 10 %. The strongest tint is
    one that ink can be read on.
    """
    if share <= 0:
        return theme.canvas
    if is_right:
        return mix(theme.canvas, theme.ink, 0.06 + 0.32 * share)
    return mix(theme.canvas, theme.danger, 0.06 + 0.46 * math.sqrt(share))


def _fitting(count: int, room: float, size: int) -> str:
    """The count, in thousands or millions where it is too long, or nothing where no digits fit."""
    texts = [str(count)]
    for unit, sign in ((1e3, "k"), (1e6, "M")):
        if count >= unit:
            texts += [f"{short(count / unit, digits)}{sign}" for digits in (2, 1)]
    return next((text for text in texts if text_width(text, size, SEMIBOLD) <= room), "")
