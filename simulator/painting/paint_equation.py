"""Drawing arithmetic: the rule in words and, beneath it, the same with numbers, in the colours of the canvas."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.explaining.arithmetic import Number, Role, Sign
from core.explaining.explanation import Explanation
from simulator.fonts import REGULAR, SEMIBOLD, font, text_width
from simulator.painting.equation_layout import PlacedName, PlacedText
from simulator.theme import Theme
from simulator.words import say

FORMULA_SIZE, _FORMULA_LINE = 13, 18


@dataclass(frozen=True)
class FormulaWord:
    """A word of a formula: where it begins, and the sign that it is part of."""

    x: float
    baseline: float
    text: str
    sign: Sign
    is_first: bool

    @property
    def weight(self) -> int:
        return SEMIBOLD if self.is_first else REGULAR

    def color(self, theme: Theme) -> str:
        if self.sign.role is Role.SLOPE:
            return theme.slope
        return theme.ink if self.is_first else theme.text_2


def number_color(number: Number, theme: Theme) -> str:
    """The colour a number has on the canvas."""
    if number.role is Role.SLOPE:
        return theme.slope
    return theme.sign(number.value) if number.role is Role.VALUE else theme.ink


def formula_words(explanation: Explanation, width: float) -> tuple[list[FormulaWord], float]:
    """The words of the formula in their places, broken at spaces; and where they end."""
    placed: list[FormulaWord] = []
    x, baseline = 0.0, float(FORMULA_SIZE)
    for index, sign in enumerate(explanation.formula):
        for text in say(sign.text).split():
            word = FormulaWord(x, baseline, text, sign, index == 0)
            wide = text_width(text, FORMULA_SIZE, word.weight)
            if x and x + wide > width:
                x, baseline = 0.0, baseline + _FORMULA_LINE
                word = FormulaWord(x, baseline, text, sign, index == 0)
            placed.append(word)
            x += wide + text_width(" ", FORMULA_SIZE)
    return placed, baseline + 4


def paint_word(painter: QPainter, word: FormulaWord, theme: Theme) -> None:
    """One word of a formula."""
    painter.setFont(font(FORMULA_SIZE, word.weight))
    painter.setPen(QColor(word.color(theme)))
    painter.drawText(QPointF(word.x, word.baseline), word.text)


def paint_piece(painter: QPainter, placed: PlacedText, theme: Theme) -> None:
    """A number or a sign of an equation."""
    piece = placed.piece
    painter.setFont(font(placed.pixels, placed.weight))
    painter.setPen(QColor(number_color(piece, theme) if isinstance(piece, Number) else theme.text_3))
    painter.drawText(QPointF(placed.x, placed.baseline), placed.text)


def paint_name(painter: QPainter, name: PlacedName, theme: Theme) -> None:
    """A bracket, and what stands above it."""
    painter.setPen(QPen(QColor(theme.border_strong), 1.2))
    corners = [(name.left, name.y - 5), (name.left, name.y), (name.right, name.y), (name.right, name.y - 5)]
    painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
    painter.setFont(font(12))
    painter.setPen(QColor(theme.text_2))
    middle = (name.left + name.right) / 2
    for index, line in enumerate(name.lines):
        left = middle - text_width(line, 12) / 2
        painter.drawText(QPointF(left, name.baseline(index)), line)
