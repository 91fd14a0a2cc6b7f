"""A linear model as an equation with its matrix: outputs = matrix × inputs + bias."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.advice import LinearModel
from core.message import Message
from core.numbers import short
from simulator.fonts import REGULAR, SEMIBOLD, font, text_width
from simulator.short_text import elided
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

_MOST_ROWS, _MOST_COLUMNS = 4, 4
_LINE, _HEAD, _AIR, _BRACKET, _BETWEEN = 22, 20, 8, 5, 14
_NUMBER, _NAME = 13, 12
_SIGN, _WIDEST_NAME = 24, 84
_MORE = "…"


@dataclass(frozen=True)
class _Cell:
    text: str
    sign: float = 0.0


class MatrixView(Themed, QWidget):
    """The first rows and columns, signs in their colours. A screen reader is told all that is drawn."""

    def __init__(self, model: LinearModel) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_model(model)

    def show_model(self, model: LinearModel) -> None:
        self._model = model
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """As many columns as there is room for."""
        most = min(len(self._model.inputs), _MOST_COLUMNS)
        self._lay_out(most)
        while most > 1 and self._width() > self.width():
            most -= 1
            self._lay_out(most)
        self.setAccessibleName(say(Message("The single matrix")))
        self.setAccessibleDescription(self._told())
        self.updateGeometry()
        self.update()

    def _lay_out(self, columns: int) -> None:
        model = self._model
        outputs, inputs = len(model.outputs), len(model.inputs)
        rows = min(outputs, _MOST_ROWS)
        self._names = [say(Message("sum of {unit}", unit=_name(each))) for each in model.outputs[:rows]]
        self._heads = [_name(each) for each in model.inputs[:columns]] + [_MORE] * (inputs > columns)
        self._matrix = [
            [_number(each) for each in model.matrix[row, :columns]] + [_Cell(_MORE)] * (inputs > columns)
            for row in range(rows)
        ]
        self._bias = [_number(each) for each in model.bias[:rows]]
        if outputs > rows:
            self._names.append(_MORE)
            self._matrix.append([_Cell(_MORE)] * len(self._heads))
            self._bias.append(_Cell(_MORE))

    def sizeHint(self) -> QSize:
        return QSize(round(self._width()), _HEAD + _LINE * len(self._matrix) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        middle = _HEAD + _LINE * len(self._matrix) / 2
        x = self._names_width()
        for row, name in enumerate(self._names):
            write(painter, QPointF(x, _y(row)), name, font(_NAME, REGULAR), theme.text_2, 1.0)
        x = self._sign(painter, x, middle, "=", theme)
        widths = self._widths()
        inside = sum(widths) + _BETWEEN * (len(widths) - 1)
        self._brackets(painter, x, inside, theme)
        at = x + _BRACKET + _AIR
        for column, width in enumerate(widths):
            write(
                painter, QPointF(at + width, _HEAD / 2), self._heads[column], font(_NAME, REGULAR), theme.text_3, 1.0
            )
            for row, cells in enumerate(self._matrix):
                self._cell(painter, QPointF(at + width, _y(row)), cells[column], theme)
            at += width + _BETWEEN
        x = self._sign(painter, x + inside + 2 * (_BRACKET + _AIR), middle, "+", theme)
        width = max(text_width(cell.text, _NUMBER, SEMIBOLD) for cell in self._bias)
        self._brackets(painter, x, width, theme)
        for row, cell in enumerate(self._bias):
            self._cell(painter, QPointF(x + _BRACKET + _AIR + width, _y(row)), cell, theme)
        painter.end()

    def _width(self) -> float:
        widths = self._widths()
        bias = max(text_width(cell.text, _NUMBER, SEMIBOLD) for cell in self._bias)
        return (
            self._names_width()
            + 2 * _SIGN
            + sum(widths)
            + _BETWEEN * (len(widths) - 1)
            + bias
            + 4 * (_BRACKET + _AIR)
        )

    def _names_width(self) -> float:
        return max(text_width(name, _NAME, REGULAR) for name in self._names)

    def _widths(self) -> list[float]:
        return [
            max(
                text_width(head, _NAME, REGULAR),
                *(text_width(cells[column].text, _NUMBER, SEMIBOLD) for cells in self._matrix),
            )
            for column, head in enumerate(self._heads)
        ]

    def _sign(self, painter: QPainter, x: float, y: float, sign: str, theme: Theme) -> float:
        write(painter, QPointF(x + _SIGN / 2, y), sign, font(_NUMBER, REGULAR), theme.text_3, 0.5)
        return x + _SIGN

    def _brackets(self, painter: QPainter, x: float, inside: float, theme: Theme) -> None:
        painter.setPen(QPen(QColor(theme.text_3), 1.2))
        top, bottom = _HEAD + 1.0, _HEAD + _LINE * len(self._matrix) - 1.0
        right = x + inside + 2 * (_BRACKET + _AIR)
        for edge, inner in ((x, x + _BRACKET), (right, right - _BRACKET)):
            painter.drawPolyline(
                [QPointF(inner, top), QPointF(edge, top), QPointF(edge, bottom), QPointF(inner, bottom)]
            )

    def _cell(self, painter: QPainter, at: QPointF, cell: _Cell, theme: Theme) -> None:
        color = theme.positive if cell.sign > 0 else theme.negative if cell.sign < 0 else theme.text_3
        write(painter, at, cell.text, font(_NUMBER, SEMIBOLD), color, 1.0)

    def _told(self) -> str:
        lines = []
        for name, cells, bias in zip(self._names, self._matrix, self._bias, strict=True):
            products = [f"{cell.text} × {head}" for cell, head in zip(cells, self._heads, strict=True)]
            lines.append(f"{name} = {' + '.join(products)} + {bias.text}")
        return "; ".join(lines)


def _y(row: int) -> float:
    return _HEAD + _LINE * (row + 0.5)


def _number(value: float) -> _Cell:
    return _Cell(short(float(value), 3), float(value))


def _name(text: str) -> str:
    return elided(text, _WIDEST_NAME, REGULAR)
