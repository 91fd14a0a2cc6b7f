"""Precision, recall and F1 of every class, one line a class."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.explaining.links import MetricKind
from core.message import Message
from core.results.report import Report
from simulator.fonts import REGULAR, font
from simulator.plots.maps import paint_marker
from simulator.words import say
from widgets.learnt.confusion_view import order_of
from widgets.learnt.metrics_table import BETWEEN
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.plain_text import plain_tip
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

_HEAD, _LINE = 20, 22
_NAME_AT = 16
_NOTHING = "–"
_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_KINDS = (MetricKind.PRECISION, MetricKind.RECALL, MetricKind.F1)
_HEADS = (Message("precision"), Message("recall"), Message("F1"))
_MEANINGS = (
    Message("Precision: of the rows that were called {name}, how many are"),
    Message("Recall: of the rows that are {name}, how many were called so"),
    Message("F1: precision and recall of {name} in one, high only where both are"),
)
_WIDEST = "100.0 %"


class ClassTable(Themed, QWidget):
    """Names at the left, shares at the right; what they mean is under the mouse.

    A click on a share, or arrow keys and Enter, asks why it is what it is.
    """

    share_chosen = Signal(object, int)
    """MetricKind.PRECISION, RECALL or F1, and the class."""

    def __init__(self) -> None:
        super().__init__()
        mark_as_picture(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._order: tuple[int, ...] = ()
        self._current = (0, 0)
        """Line and column of the share that the keys stand on."""
        self._hovered: tuple[int, int] | None = None
        self.setAccessibleName(say(Message("Precision, recall and F1 of every class")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEAD)
        self._lines: list[tuple[str, ...]] = []

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """Class, precision, recall and F1 as they are written, from the top."""
        return self._lines

    def show_report(self, report: Report | None) -> None:
        """The classes of one split, in the order of the confusion matrix; nothing for a regression."""
        classes = report.classes if report is not None else None
        lines: list[tuple[str, ...]] = []
        if classes is not None:
            measures = classes.precision, classes.recall, classes.f1
            lines = [
                (classes.names[each], *(_share(shares[each]) for shares in measures)) for each in order_of(classes)
            ]
        self._order = order_of(classes)
        if lines == self._lines:
            return
        self._lines = lines
        self._current = (min(self._current[0], max(len(lines) - 1, 0)), self._current[1])
        self.setFixedHeight(_HEAD + _LINE * len(lines))
        words = Message("{name}: precision {precision}, recall {recall}, F1 {f1}")
        described = [say(Message(words.template, name=n, precision=p, recall=r, f1=f)) for n, p, r, f in lines]
        self.setAccessibleDescription("; ".join(described))
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(QPointF(event.pos()))), self)
            return True
        return bool(super().event(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._share_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self._current = found
            self._choose()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._share_at(event.position())
        is_on = self._hovered is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_on else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES and self._lines:
            down, across = _MOVES[Qt.Key(event.key())]
            line, column = self._current
            self._current = (
                min(max(line + down, 0), len(self._lines) - 1),
                min(max(column + across, 0), len(_KINDS) - 1),
            )
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def rect_of(self, line: int, column: int) -> QRectF:
        """Where a share is: column 0 is precision, 1 recall, 2 F1."""
        width = self._column_width
        left = self.width() - width - (len(_KINDS) - 1 - column) * (width + BETWEEN)
        return QRectF(left, _HEAD + _LINE * line, width, _LINE)

    @property
    def _column_width(self) -> float:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        heads = [QFontMetricsF(font(12, REGULAR)).horizontalAdvance(say(head)) for head in _HEADS]
        return max(QFontMetricsF(bold).horizontalAdvance(_WIDEST), *heads) + 1

    def _share_at(self, at: QPointF) -> tuple[int, int] | None:
        places = [(line, column) for line in range(len(self._lines)) for column in range(len(_KINDS))]
        known = [place for place in places if self._lines[place[0]][1 + place[1]] != _NOTHING]
        return next((place for place in known if self.rect_of(*place).contains(at)), None)

    def _choose(self) -> None:
        line, column = self._current
        if line < len(self._lines) and self._lines[line][1 + column] != _NOTHING:
            self.share_chosen.emit(_KINDS[column], self._order[line])

    def tip_at(self, at: QPointF) -> str:
        """What the numbers under a point mean."""
        line = int((at.y() - _HEAD) // _LINE)
        if not 0 <= line < len(self._lines):
            return ""
        name, *shares = self._lines[line]
        meanings = [say(Message(meaning.template, name=name)) for meaning in _MEANINGS]
        return "\n".join(f"{meaning}: {share}" for meaning, share in zip(meanings, shares, strict=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._lines:
            return
        theme, small, bold = current_theme(), font(12, REGULAR), QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        ends = [self.rect_of(0, column).right() for column in range(len(_KINDS))]
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for end, head in zip(ends, _HEADS, strict=True):
            write(painter, QPointF(end, _HEAD / 2 - 2), say(head), small, theme.text_3, align=1.0)
        room = self.rect_of(0, 0).left() - BETWEEN - _NAME_AT
        for place, (name, *shares) in enumerate(self._lines):
            middle = _HEAD + _LINE * (place + 0.5)
            paint_marker(painter, QPointF(5, middle), place, theme, is_hollow=False)
            shown = QFontMetricsF(self.font()).elidedText(name, Qt.TextElideMode.ElideRight, room)
            write(painter, QPointF(_NAME_AT, middle), shown, self.font(), theme.text_2, align=0.0)
            for end, share in zip(ends, shares, strict=True):
                write(painter, QPointF(end, middle), share, bold, theme.ink, align=1.0)
        for found, width in ((self._hovered, 1.0), (self._current if self.hasFocus() else None, 2.0)):
            if found is not None and found[0] < len(self._lines):
                rect = self.rect_of(*found)
                wide = QFontMetricsF(bold).horizontalAdvance(self._lines[found[0]][1 + found[1]])
                painter.setPen(QPen(QColor(theme.ink), width))
                painter.drawLine(rect.bottomRight() - QPointF(wide, 1), rect.bottomRight() - QPointF(0, 1))
        painter.end()


def _share(value: float | None) -> str:
    return _NOTHING if value is None else f"{100 * value:.1f} %"
