"""The ROC curve of two classes: what every threshold would do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.message import Message
from core.numbers import steady
from core.results.report import Report, Roc
from simulator.fonts import REGULAR, font
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

_SIDE = 112
_MOST_POINTS = 400


class RocView(Themed, QWidget):
    """True against false positive rate: training rows as a line, test rows dashed, guessing as the diagonal."""

    def __init__(self) -> None:
        super().__init__()
        mark_as_picture(self)
        self.setAccessibleName(say(Message("ROC curve")))
        self.setToolTip(
            say(
                Message(
                    "As the threshold comes down, more rows of one class are found (up), and more of the other are "
                    "taken for it (right). The dotted line is guessing."
                )
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_SIDE)
        self._positive = ""
        self.curves: list[tuple[Roc, bool]] = []
        """What is on show, and whether it is of test rows."""

    def show_reports(self, train: Report | None, test: Report | None) -> None:
        """The curves of both splits, as far as there are any."""
        self.curves = []
        for report, is_test in ((train, False), (test, True)):
            if report is not None and report.classes is not None and report.classes.roc is not None:
                self._positive = report.classes.names[1]
                self.curves.append((report.classes.roc, is_test))
        self.setAccessibleDescription(", ".join(_in_words(roc, is_test) for roc, is_test in self.curves))
        self.update()

    @property
    def plane(self) -> QRectF:
        """The square at the right, where the panel has its numbers."""
        return QRectF(self.width() - _SIDE, 0, _SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, plane = current_theme(), self.plane
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setPen(QPen(QColor(theme.hairline), 1))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(plane.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QPen(QColor(theme.border_strong), 1, Qt.PenStyle.DotLine))
        inner = plane.adjusted(3, 3, -3, -3)
        painter.drawLine(inner.bottomLeft(), inner.topRight())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for roc, is_test in self.curves:
            pen = QPen(QColor(theme.test if is_test else theme.ink), 2)
            if is_test:
                pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawPolyline(_polygon(roc, inner))
        self._paint_words(painter, theme)
        painter.end()

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        small, middle = font(12, REGULAR), _SIDE / 2
        lines = (
            (say(Message("ROC curve")), self.font(), theme.text_2),
            (say(Message("positive: {name}", name=self._positive)), small, theme.text_3),
            (say(Message("up: positives found")), small, theme.text_3),
            (say(Message("right: false alarms")), small, theme.text_3),
        )
        for line, (words, face, color) in enumerate(lines):
            write(painter, QPointF(0, middle + 19 * (line - 1.5)), words, face, color, align=0.0)


def _in_words(roc: Roc, is_test: bool) -> str:
    split = Message("test") if is_test else Message("train")
    return say(Message("{split}: AUC {area}", split=split, area=steady(roc.area)))


def _polygon(roc: Roc, plane: QRectF) -> QPolygonF:
    """The curve, thinned where it has more corners than there are pixels."""
    every = len(roc.thresholds) // _MOST_POINTS + 1
    across, up = roc.false_positive_rate.tolist(), roc.true_positive_rate.tolist()
    chosen = [*range(0, len(across), every), len(across) - 1]
    return QPolygonF(
        [
            QPointF(plane.left() + plane.width() * across[at], plane.bottom() - plane.height() * up[at])
            for at in chosen
        ]
    )
