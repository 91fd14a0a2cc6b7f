"""The arithmetic of the moment: what the number is called that a beat is about, its rule, and the rule in numbers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.explaining.arithmetic import EQUAL, NEARLY, Sign
from core.explaining.explanation import Explanation, explain
from core.quantity import Quantity
from core.trace import Trace
from simulator.drawing import draw_text
from simulator.film.part import Part
from simulator.film.step_story import StepStory
from simulator.film.told_number import how_known, quantity_of_moment
from simulator.film.words import elided
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.painting.equation_layout import EquationLayout, MeasuredEquation, PlacedText
from simulator.painting.paint_equation import FormulaWord, formula_words, paint_name, paint_piece, paint_word
from simulator.theme import Theme
from simulator.words import say

_SCALES = (2.0, 1.8, 1.6, 1.4, 1.2, 1.0)
_LARGE, _LARGEST_BROKEN = 1.4, 1.6
_PATH, _TITLE = 24.0, 36.0
_TITLE_AT, _FORMULA_AT = 44.0, 84.0
_BELOW_FORMULA = 14.0


@dataclass(frozen=True, eq=False)
class _Page:
    """Everything in its place; formula and equation in px that are `scale` units large."""

    explanation: Explanation
    formula: list[FormulaWord]
    equation: EquationLayout
    top: float
    scale: float

    @property
    def width(self) -> float:
        return self.scale * self.equation.width

    @property
    def height(self) -> float:
        return self.scale * (self.top + self.equation.height)

    @property
    def is_one_line(self) -> bool:
        """Whether the result stands where the equation begins."""
        result = next(each for each in self.equation.texts if each.piece is self.explanation.result)
        return result.baseline == self.equation.texts[0].baseline


class ArithmeticPart(Part):
    """What is not yet known at this moment is not yet written."""

    def __init__(self, story: StepStory, rect: QRectF) -> None:
        self._story, self._rect = story, rect
        self._page = lru_cache(maxsize=4)(self._laid_out)

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        assert isinstance(state, tuple)
        trace, moment = self._story.trace(state), self._story.moment(state)
        quantity = quantity_of_moment(trace, moment)
        if quantity is None:
            return
        page = self._page(trace, quantity)
        rect = self._rect
        path = "  ·  ".join(say(part) if not isinstance(part, str) else part for part in page.explanation.path)
        shown = elided(path, _PATH, REGULAR, rect.width())
        draw_text(painter, rect.left(), rect.top() + _PATH / 2, shown, _PATH, theme.text_2)
        title = elided(say(page.explanation.title), _TITLE, SEMIBOLD, rect.width())
        draw_text(painter, rect.left(), rect.top() + _TITLE_AT + _TITLE / 2, title, _TITLE, theme.ink, SEMIBOLD)
        painter.save()
        painter.translate(rect.left(), rect.top() + _FORMULA_AT + _TITLE / 2)
        painter.scale(page.scale, page.scale)
        for word in page.formula:
            paint_word(painter, word, theme)
        painter.translate(0, page.top)
        for name in page.equation.names:
            paint_name(painter, name, theme)
        outer, known = painter.opacity(), how_known(trace, moment, quantity)
        for piece in page.equation.texts:
            if _is_result(piece, page.explanation):
                painter.setOpacity(outer * known)
            paint_piece(painter, piece, theme)
            painter.setOpacity(outer)
        painter.restore()

    def _laid_out(self, trace: Trace, quantity: Quantity) -> _Page:
        """On one line if a large size allows it, else as large as there is room."""
        explanation = explain(trace, quantity)
        measured = MeasuredEquation(explanation)
        pages = [self._at_scale(explanation, measured, scale) for scale in _SCALES]
        room = self._rect.width(), self._rect.height() - _FORMULA_AT - _TITLE / 2
        fitting = [page for page in pages if page.width <= room[0] and page.height <= room[1]]
        lines = [page for page in fitting if page.scale >= _LARGE and page.is_one_line]
        broken = [page for page in fitting if page.scale <= _LARGEST_BROKEN]
        return next(iter([*lines, *broken, pages[-1]]))

    def _at_scale(self, explanation: Explanation, measured: MeasuredEquation, scale: float) -> _Page:
        width = self._rect.width() / scale
        formula, bottom = formula_words(explanation, width)
        top = bottom + _BELOW_FORMULA if formula else 0.0
        return _Page(explanation, formula, measured.laid_out(width), top, scale)


def _is_result(placed: PlacedText, explanation: Explanation) -> bool:
    """Whether it is the result of an equation, or the sign before it."""
    if not explanation.equation:
        return False
    is_sign = isinstance(placed.piece, Sign) and placed.piece.text in (EQUAL, NEARLY)
    return is_sign or placed.piece is explanation.result
