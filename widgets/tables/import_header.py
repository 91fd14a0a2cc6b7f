"""The headings of a table to import: name, kind, and a field that says what the column is for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from simulator.theme import Theme, mix
from widgets.parts.icons import paint_icon
from widgets.parts.style import current_theme
from widgets.tables.import_model import ImportModel

PADDING = 10
_HEIGHT = 80
_CHIP_TOP, _CHIP_HEIGHT = 48, 24
_ARROW = 14
_RADIUS = 6


class ImportHeader(QHeaderView):
    """Painted, not made of widgets: a picture has a column a pixel."""

    role_asked_for = Signal(int)
    """Somebody pressed the field in a column's heading."""

    def __init__(self, model: ImportModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._hovered = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(64)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _HEIGHT)

    def wanted_width(self, column: int) -> int:
        """Wide enough for name, kind and role."""
        name = str(self._model.headerData(column, Qt.Orientation.Horizontal))
        bold, small = QFontMetrics(_bold(self.font())), QFontMetrics(_small(self.font()))
        words = max(bold.horizontalAdvance(name), small.horizontalAdvance(self._model.kind(column)))
        return max(words, 64 + _ARROW) + 2 * PADDING + 2

    def chip(self, column: int) -> QRect:
        """Where a column's field is, in the header's viewport."""
        left = self.sectionViewportPosition(column)
        return QRect(left + PADDING - 2, _CHIP_TOP, self.sectionSize(column) - 2 * PADDING + 4, _CHIP_HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self._chip_at(event)
        if column >= 0 and event.button() == Qt.MouseButton.LeftButton:
            # Not to the view: it would take several columns out of the selection that this is meant for.
            self.role_asked_for.emit(column)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self._chip_at(event) if not event.buttons() else -1)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover(-1)

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        if self._model.plan is None:
            return
        theme, role = current_theme(), self._model.plan.roles[column]
        is_ignored = role == "ignored"
        selection = self.selectionModel()
        is_chosen = selection is not None and selection.columnIntersectsSelection(column, self.rootIndex())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(mix(theme.panel, theme.ink, 0.07) if is_chosen else theme.panel))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.hairline))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), QColor(theme.grid))
        name = str(self._model.headerData(column, Qt.Orientation.Horizontal))
        room = QRect(rect.left() + PADDING, 7, rect.width() - 2 * PADDING, 18)
        _write(painter, room, name, _bold(self.font()), theme.text_3 if is_ignored else theme.ink)
        _write(painter, room.translated(0, 19), self._model.kind(column), _small(self.font()), theme.text_3)
        self._paint_chip(painter, column, theme)
        painter.restore()

    def _paint_chip(self, painter: QPainter, column: int, theme: Theme) -> None:
        """Targets are filled, inputs outlined, what is left out is neither."""
        assert self._model.plan is not None
        role = self._model.plan.roles[column]
        fill, edge, text = {
            "input": (theme.raised, theme.border, theme.ink),
            "target": (theme.ink, theme.ink, theme.on_ink),
            "split": (theme.raised, theme.border_strong, theme.ink),
            "ignored": (theme.panel, theme.hairline, theme.text_3),
        }[role]
        if column == self._hovered and role != "target":
            edge = theme.border_strong
        box = QRectF(self.chip(column)).adjusted(0.5, 0.5, -0.5, -0.5)
        pen = QPen(QColor(edge), 1)
        if role == "split":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        room = self.chip(column).adjusted(8, 0, -_ARROW - 4, 0)
        _write(painter, room, self._model.role_name(column), _small(self.font(), is_bold=role == "target"), text)
        arrow = QRectF(QPointF(box.right() - _ARROW - 4, box.center().y() - _ARROW / 2), QSize(_ARROW, _ARROW))
        paint_icon(painter, "down", arrow, text)

    def _chip_at(self, event: QMouseEvent) -> int:
        """The column whose field is under the mouse, or −1."""
        at = event.position().toPoint()
        column = self.logicalIndexAt(at)
        return column if column >= 0 and self.chip(column).contains(at) else -1

    def _hover(self, column: int) -> None:
        if column != self._hovered:
            self._hovered = column
            self.setCursor(Qt.CursorShape.PointingHandCursor if column >= 0 else Qt.CursorShape.ArrowCursor)
            self.viewport().update()


def _write(painter: QPainter, room: QRect, text: str, font: QFont, color: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setPixelSize(13)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def _small(font: QFont, *, is_bold: bool = False) -> QFont:
    made = QFont(font)
    made.setPixelSize(12)
    made.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    return made
