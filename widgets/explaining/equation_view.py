"""Formula and equation as they are painted, and pointed at: a term leads on to the number it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.explaining.arithmetic import Number, Piece, Term, pieces_of, written
from core.explaining.explanation import Explanation
from core.numbers import exact, short
from simulator.painting.equation_layout import EquationLayout, MeasuredEquation
from simulator.painting.paint_equation import FormulaWord, formula_words, paint_name, paint_piece, paint_word
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.parts.style import Themed, current_theme

_BELOW_FORMULA = 12

_Arranged = tuple[EquationLayout, list[FormulaWord], float]
"""The equation, the words of the formula above it, and how far down the equation begins."""


_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class EquationView(Themed, QWidget):
    """Formula and equation, painted; numbers say their exact value under the mouse.

    A click leads to the number that a term is; so do arrow keys and Enter.
    """

    term_pointed = Signal(object)
    """The Quantity that the term under the pointer or the keys belongs to, or None."""
    link_chosen = Signal(object)
    open_wanted = Signal()
    """What stands for the smallest terms was chosen: they are to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = current_theme()
        self._explanation: Explanation | None = None
        self._measured: MeasuredEquation | None = None
        self._equation = EquationLayout((), (), 0.0, 0.0)
        self._formula: list[FormulaWord] = []
        self._top = 0.0
        self._known: dict[int, _Arranged] = {}
        self._pointed: Term | None = None
        self._at_key: Term | None = None
        """The term that the arrow keys stand on."""
        self.setMouseTracking(True)
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
        leading = self._leading()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if leading else Qt.FocusPolicy.NoFocus)
        if self._at_key is not None:
            self._at_key = leading[0] if leading else None
        if self._pointed is not None:
            self._point_at(None)
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
        for word in self._formula:
            paint_word(painter, word, self._theme)
        painter.translate(0, self._top)
        self._paint_marks(painter)
        # Of a sum opened in full only the lines in sight are painted.
        top, bottom = event.rect().top() - self._top - 40, event.rect().bottom() - self._top + 40
        for placed in self._equation.texts:
            if top <= placed.baseline <= bottom:
                paint_piece(painter, placed, self._theme)
        for name in self._equation.names:
            paint_name(painter, name, self._theme)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.term_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.term_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self._follow(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leading = self._leading()
        if event.key() in _STEPS and leading:
            at = leading.index(self._at_key) if self._at_key in leading else 0
            self._stand_on(leading[min(max(at + _STEPS[Qt.Key(event.key())], 0), len(leading) - 1)])
        elif event.key() in _ENTER and self._at_key is not None:
            self._follow(self._at_key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        leading = self._leading()
        self._stand_on(leading[0] if leading else None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._stand_on(None)

    def term_at(self, point: QPointF) -> Term | None:
        """The term at a place of the widget that leads on."""
        leading = self._leading()
        for one in leading:
            if self.rect_of(one).contains(point):
                return one
        return None

    def rect_of(self, one: Term) -> QRectF:
        """Where a term stands in the widget, with its name."""
        whole = QRectF()
        for text in self._equation.texts:
            if text.term is one:
                whole |= QRectF(text.x - 1, text.baseline - text.pixels, text.width + 2, 1.35 * text.pixels)
        for name in self._equation.names:
            if name.term is one:
                bottom = name.baseline(len(name.lines) - 1) + 5
                whole |= QRectF(name.left - 1, name.y - 6, name.right - name.left + 2, bottom - name.y + 6)
        return whole.translated(0, self._top)

    def _leading(self) -> list[Term]:
        """The terms that lead on, each once, in their order."""
        found: dict[int, Term] = {}
        for text in self._equation.texts:
            if text.term.link is not None or text.term.rest is not None:
                found[id(text.term)] = text.term
        return list(found.values())

    def _point_at(self, found: Term | None) -> None:
        if found is self._pointed:
            return
        self._pointed = found
        self.setCursor(Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor)
        self.term_pointed.emit(None if found is None else found.place)
        self.update()

    def _stand_on(self, found: Term | None) -> None:
        self._at_key = found
        self.term_pointed.emit(None if found is None else found.place)
        self.update()

    def _follow(self, found: Term) -> None:
        if found.rest is not None:
            self.open_wanted.emit()
        else:
            self.link_chosen.emit(found.link)

    def _paint_marks(self, painter: QPainter) -> None:
        """A shade behind the term under the pointer, a ring around that of the keys."""
        for found, is_ring in ((self._pointed, False), (self._at_key, True)):
            if found is None:
                continue
            rect = self.rect_of(found).intersected(QRectF(self.rect())).translated(0, -self._top)
            shade = QColor(mix(self._theme.raised, self._theme.ink, 0.07))
            painter.setPen(QPen(QColor(self._theme.ink), 2) if is_ring else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if is_ring else shade)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)

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
            formula, bottom = formula_words(self._explanation, width)
            top = bottom + _BELOW_FORMULA if formula else 0.0
            self._known[width] = (self._measured.laid_out(width), formula, top)
        return self._known[width]
