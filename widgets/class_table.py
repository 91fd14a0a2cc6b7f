"""Precision and recall of every class, one line a class."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.message import Message
from core.report import Report
from simulator.fonts import REGULAR, font
from simulator.maps import paint_marker
from simulator.words import say
from widgets.confusion_view import order_of
from widgets.metrics_table import BETWEEN, readout_width
from widgets.picture_mark import mark_as_picture
from widgets.plain_text import plain_tip
from widgets.readout import write
from widgets.style import Themed, current_theme

_HEAD, _LINE = 20, 22
_NAME_AT = 16
_NOTHING = "–"
_MEANINGS = (
    Message("Precision: of the rows that were called {name}, how many are"),
    Message("Recall: of the rows that are {name}, how many were called so"),
)


class ClassTable(Themed, QWidget):
    """Names at the left, shares under the numbers of the metrics; what they mean is under the mouse."""

    def __init__(self) -> None:
        super().__init__()
        mark_as_picture(self)
        self.setAccessibleName(say(Message("Precision and recall of every class")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEAD)
        self._lines: list[tuple[str, str, str]] = []

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Class, precision and recall as they are written, from the top."""
        return self._lines

    def show_report(self, report: Report | None) -> None:
        """The classes of one split, in the order of the confusion matrix; nothing for a regression."""
        classes = report.classes if report is not None else None
        lines: list[tuple[str, str, str]] = []
        if classes is not None:
            precision, recall = classes.precision, classes.recall
            lines = [
                (classes.names[each], _share(precision[each]), _share(recall[each])) for each in order_of(classes)
            ]
        if lines == self._lines:
            return
        self._lines = lines
        self.setFixedHeight(_HEAD + _LINE * len(lines))
        words = Message("{name}: precision {precision}, recall {recall}")
        described = [say(Message(words.template, name=n, precision=p, recall=r)) for n, p, r in lines]
        self.setAccessibleDescription("; ".join(described))
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(QPointF(event.pos()))), self)
            return True
        return bool(super().event(event))

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
        column = readout_width(self.font())
        ends = (self.width() - column - BETWEEN, self.width())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for end, head in zip(ends, (Message("precision"), Message("recall")), strict=True):
            write(painter, QPointF(end, _HEAD / 2 - 2), say(head), small, theme.text_3, align=1.0)
        room = ends[0] - column - _NAME_AT
        for place, (name, *shares) in enumerate(self._lines):
            middle = _HEAD + _LINE * (place + 0.5)
            paint_marker(painter, QPointF(5, middle), place, theme, is_hollow=False)
            shown = QFontMetricsF(self.font()).elidedText(name, Qt.TextElideMode.ElideRight, room)
            write(painter, QPointF(_NAME_AT, middle), shown, self.font(), theme.text_2, align=0.0)
            for end, share in zip(ends, shares, strict=True):
                write(painter, QPointF(end, middle), share, bold, theme.ink, align=1.0)
        painter.end()


def _share(value: float | None) -> str:
    return _NOTHING if value is None else f"{100 * value:.1f} %"
