"""One row of an explanation: a name, how its number came about, the number, and a way on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from core.explaining.arithmetic import NEARLY, Number, Piece, Sign, written
from core.explaining.explanation import Row
from core.numbers import exact, short
from simulator.fonts import MEDIUM, REGULAR, SEMIBOLD, font, text_width
from simulator.painting.paint_equation import number_color
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.parts.controls import text_label
from widgets.parts.readout import write
from widgets.parts.section import RowPool
from widgets.parts.style import Themed, current_theme

_PIXELS = 13
_HEIGHT, _WITH_BAR, _BAR = 28, 36, 3
_CHEVRON = 16
_BETWEEN = 12
_NARROWEST_LABEL = 112
"""Of a long label; how its number came about gives way to the words of a shorter one."""
_BLEED = 6
"""How far the hover shade and the focus ring reach beyond the text."""


class ExplanationRow(Themed, QAbstractButton):
    """Press it to go to its number, or to open what it gathers. Rows that lead nowhere are only read."""

    pointed = Signal(object)
    """The Quantity that the row under the pointer or with the focus stands for, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = current_theme()
        self._row: Row | None = None
        self._value_width = 0.0
        self._digits = 4
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def row(self) -> Row:
        assert self._row is not None, "show_row comes first"
        return self._row

    def show_row(self, row: Row, value_width: float, digits: int = 4) -> None:
        """`value_width` is the room that the numbers of all rows of the section share."""
        self._row, self._value_width, self._digits = row, value_width, digits
        leads_on = row.link is not None or row.rest is not None
        self.setEnabled(leads_on)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads_on else Qt.CursorShape.ArrowCursor)
        aside = f"{written(row.expression, digits)} = " if row.expression else ""
        self.setAccessibleName(f"{say(row.label)}: {aside}{short(row.value.value, digits)}")
        self.setFixedHeight(_HEIGHT if row.share is None else _WITH_BAR)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._row is not None:
            QToolTip.showText(event.globalPos(), self._whole_text(), self)
            return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit(self.row.place)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.pointed.emit(self.row.place)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_state(painter)
        left, right = float(_BLEED), self.width() - _BLEED - _CHEVRON - 4.0
        middle = (_HEIGHT - (0 if self._row.share is None else 4)) / 2 + 1
        value = self._row.value
        text = short(value.value, self._digits)
        write(painter, QPointF(right, middle), text, font(_PIXELS + 1, SEMIBOLD), number_color(value, self._theme), 1)
        aside_width = self._aside_width()
        room = right - self._value_width - _BETWEEN - left
        words = say(self._row.label)
        needed = min(_NARROWEST_LABEL, text_width(words, _PIXELS, MEDIUM)) + _BETWEEN
        if aside_width and aside_width + needed <= room + 2:
            self._paint_aside(painter, right - self._value_width - _BETWEEN - aside_width, middle)
            room -= aside_width + _BETWEEN
        label = QFontMetricsF(font(_PIXELS, MEDIUM)).elidedText(
            say(self._row.label), Qt.TextElideMode.ElideRight, room
        )
        write(painter, QPointF(left, middle), label, font(_PIXELS, MEDIUM), self._theme.ink, 0)
        if self._row.link is not None or self._row.rest is not None:
            self._paint_chevron(painter, middle)
        if self._row.share is not None:
            self._paint_bar(painter, self._row.share)
        painter.end()

    def _paint_chevron(self, painter: QPainter, middle: float) -> None:
        # Lines, not the icon: an icon is read anew for every painting, and there are many rows.
        x = self.width() - _BLEED - 4.0
        painter.setPen(QPen(QColor(self._theme.text_3), 1.4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        points = [QPointF(-4, -4), QPointF(0, 0), QPointF(-4, 4)]
        if self._row is not None and self._row.rest is not None:  # opens here, below
            points = [QPointF(-6, -2), QPointF(-2, 2), QPointF(2, -2)]
        painter.drawPolyline([QPointF(x, middle) + point for point in points])

    def _whole_text(self) -> str:
        assert self._row is not None
        aside = f"{written(self._row.expression, self._digits)} {NEARLY} " if self._row.expression else ""
        return f"{say(self._row.label)}\n{aside}{exact(self._row.value.value)}"

    def _paint_state(self, painter: QPainter) -> None:
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.ink), 2))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        is_warm = self.isEnabled() and (self.underMouse() or self.isDown())
        share = 0.13 if self.isDown() else 0.07
        shade = QColor(mix(self._theme.panel, self._theme.ink, share))
        painter.setBrush(shade if is_warm else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 6, 6)

    def _parts(self) -> list[tuple[float, str, Piece]]:
        """The expression: the gap before each piece, its text, the piece."""
        assert self._row is not None
        parts: list[tuple[float, str, Piece]] = []
        is_hugged = True
        for piece in self._row.expression:
            sign = piece if isinstance(piece, Sign) else None
            text = say(piece.text) if isinstance(piece, Sign) else short(piece.value, self._digits)
            gap = 0.0 if is_hugged or (sign is not None and sign.hugs_previous) else 4.0
            parts.append((gap, text, piece))
            is_hugged = sign is not None and sign.hugs_next
        return parts

    def _aside_width(self) -> float:
        return sum(gap + text_width(text, _PIXELS, _weight(piece)) for gap, text, piece in self._parts())

    def _paint_aside(self, painter: QPainter, x: float, y: float) -> None:
        for gap, text, piece in self._parts():
            x += gap
            color = number_color(piece, self._theme) if isinstance(piece, Number) else self._theme.text_3
            write(painter, QPointF(x, y), text, font(_PIXELS, _weight(piece)), color, 0)
            x += text_width(text, _PIXELS, _weight(piece))

    def _paint_bar(self, painter: QPainter, share: float) -> None:
        """The share of the whole, in the colour of its number, on a track as long as the row."""
        assert self._row is not None
        track = QRectF(_BLEED, self.height() - _BAR - 4, self.width() - 2 * _BLEED, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.hairline))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if share > 0:
            filled = QRectF(track.topLeft(), track.bottomLeft() + QPointF(max(_BAR, track.width() * share), 0))
            painter.setBrush(QColor(number_color(self._row.value, self._theme)))
            painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)


class RowSection(QWidget):
    """A heading and its rows; hidden where there are none."""

    link_chosen = Signal(object)
    """Where a row leads to."""
    pointed = Signal(object)
    """As of a row."""
    open_wanted = Signal()
    """The rows that are gathered in one are to be shown."""

    def __init__(self, title: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        head = text_label(title, "section")
        head.setContentsMargins(_BLEED, 0, 0, 2)
        layout.addWidget(head)
        self.setAccessibleName(title)
        self._pool = RowPool(layout, self._make)

    @property
    def rows(self) -> list[QWidget]:
        return self._pool.rows

    def show_rows(self, rows: tuple[Row, ...], digits: int = 4) -> None:
        self.setVisible(bool(rows))
        self._pool.resize(len(rows))
        widths = [text_width(short(row.value.value, digits), _PIXELS + 1, SEMIBOLD) for row in rows]
        widest = max(widths, default=0.0)
        for widget, row in zip(self._pool.rows, rows, strict=True):
            assert isinstance(widget, ExplanationRow)
            widget.show_row(row, widest, digits)

    def _make(self, index: int) -> QWidget:
        made = ExplanationRow()
        made.clicked.connect(lambda: self._follow(made.row))
        made.pointed.connect(self.pointed)
        return made

    def _follow(self, row: Row) -> None:
        if row.rest is not None:
            self.open_wanted.emit()
        else:
            self.link_chosen.emit(row.link)


def _weight(piece: Piece) -> int:
    return MEDIUM if isinstance(piece, Number) else REGULAR
