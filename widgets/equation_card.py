"""The card with the formula, the same with numbers, and notes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from core.arithmetic import Number, Piece, Role, pieces_of, written
from core.explanation import Explanation
from core.numbers import exact, short
from simulator.fonts import REGULAR, SEMIBOLD, font, text_width
from simulator.theme import Theme
from simulator.words import say
from widgets.controls import text_label
from widgets.equation_layout import EquationLayout, MeasuredEquation, PlacedName, PlacedText
from widgets.style import Themed, current_theme

_FORMULA_PIXELS, _FORMULA_LINE = 13, 18
_BELOW_FORMULA = 12

_Word = tuple[float, float, str, str | None, int]
"""A word of the formula: x, baseline, text, colour if not that of the rest, weight."""
_Arranged = tuple[EquationLayout, list[_Word], float]
"""The equation, the words of the formula above it, and how far down the equation begins."""


def number_color(number: Number, theme: Theme) -> str:
    """The colour a number has on the canvas."""
    if number.role is Role.SLOPE:
        return theme.slope
    return theme.sign(number.value) if number.role is Role.VALUE else theme.ink


class EquationCard(QFrame):
    """A raised card around the equation."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.view = EquationView()
        self.notes = text_label("", "small")
        self.notes.setWordWrap(True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.view)
        layout.addWidget(self.notes)

    def show_explanation(self, explanation: Explanation, digits: int = 4) -> None:
        self.view.show_explanation(explanation, digits)
        notes = "\n".join(say(note, digits) for note in explanation.notes)
        if notes != self.notes.text():
            self.notes.setText(notes)
        self.notes.setVisible(bool(notes))


class EquationView(Themed, QWidget):
    """Formula and equation, painted; numbers say their exact value under the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = current_theme()
        self._explanation: Explanation | None = None
        self._measured: MeasuredEquation | None = None
        self._equation = EquationLayout((), (), 0.0, 0.0)
        self._formula: list[_Word] = []
        self._top = 0.0
        self._known: dict[int, _Arranged] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def layout_of_equation(self) -> EquationLayout:
        """Where everything stands, from the top left of the equation."""
        return self._equation

    def show_explanation(self, explanation: Explanation, digits: int = 4) -> None:
        before = self.sizeHint().height()
        self._explanation = explanation
        self._measured = MeasuredEquation(explanation, digits)
        self._known.clear()
        self._arrange(self.width())
        if self.sizeHint().height() != before:
            self.updateGeometry()
        self.update()
        left = written(pieces_of(explanation.equation), digits)
        result = short(explanation.result.value, digits)
        words = f"{left} {explanation.relation(digits)} {result}" if left else result
        self.setAccessibleName(words)
        self.setAccessibleDescription(" ".join(say(sign.text) for sign in explanation.formula))

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._known.clear()
        self._arrange(self.width())
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        equation, _, top = self._arranged(width)
        return round(top + equation.height)

    def sizeHint(self) -> QSize:
        return QSize(240, round(self._top + self._equation.height))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, baseline, text, color, weight in self._formula:
            painter.setFont(font(_FORMULA_PIXELS, weight))
            painter.setPen(QColor(color or self._theme.text_2))
            painter.drawText(QPointF(x, baseline), text)
        painter.translate(0, self._top)
        for placed in self._equation.texts:
            self._paint_text(painter, placed)
        for name in self._equation.names:
            self._paint_name(painter, name)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            piece = self.piece_at(QPointF(event.pos()))
            text = exact(piece.value) if isinstance(piece, Number) else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def piece_at(self, point: QPointF) -> Piece | None:
        """The number or sign at a place of the widget."""
        for one in self._equation.texts:
            rect = QRectF(one.x - 2, self._top + one.baseline - one.pixels, one.width + 4, 1.35 * one.pixels)
            if rect.contains(point):
                return one.piece
        return None

    def _arrange(self, width: int) -> None:
        """Lay everything out for the width it is shown in."""
        self._equation, self._formula, self._top = self._arranged(width)

    def _arranged(self, width: int) -> _Arranged:
        """Everything laid out for a width. Layouts ask for several before they settle: each is worked out once."""
        if self._explanation is None or self._measured is None or width < 2:
            return self._equation, self._formula, self._top
        if width not in self._known:
            formula, bottom = _formula_lines(self._explanation, width, self._theme)
            top = bottom + _BELOW_FORMULA if formula else 0.0
            self._known[width] = (self._measured.laid_out(width), formula, top)
        return self._known[width]

    def _paint_text(self, painter: QPainter, placed: PlacedText) -> None:
        is_number = isinstance(placed.piece, Number)
        color = number_color(placed.piece, self._theme) if is_number else self._theme.text_3
        painter.setFont(font(placed.pixels, placed.weight))
        painter.setPen(QColor(color))
        painter.drawText(QPointF(placed.x, placed.baseline), placed.text)

    def _paint_name(self, painter: QPainter, name: PlacedName) -> None:
        painter.setPen(QPen(QColor(self._theme.border_strong), 1.2))
        corners = [(name.left, name.y - 5), (name.left, name.y), (name.right, name.y), (name.right, name.y - 5)]
        painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
        painter.setFont(font(12))
        painter.setPen(QColor(self._theme.text_2))
        middle = (name.left + name.right) / 2
        for index, line in enumerate(name.lines):
            left = middle - text_width(line, 12) / 2
            painter.drawText(QPointF(left, name.baseline(index)), line)


def _formula_lines(explanation: Explanation, width: float, theme: Theme) -> tuple[list[_Word], float]:
    """The words of the formula with their places and colours, broken at spaces; and where they end."""
    placed: list[_Word] = []
    x, baseline = 0.0, float(_FORMULA_PIXELS)
    for index, sign in enumerate(explanation.formula):
        weight = SEMIBOLD if index == 0 else REGULAR
        color = theme.slope if sign.role is Role.SLOPE else theme.ink if index == 0 else None
        for word in say(sign.text).split():
            wide = text_width(word, _FORMULA_PIXELS, weight)
            if x and x + wide > width:
                x, baseline = 0.0, baseline + _FORMULA_LINE
            placed.append((x, baseline, word, color, weight))
            x += wide + text_width(" ", _FORMULA_PIXELS)
    return placed, baseline + 4
