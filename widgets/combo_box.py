"""A choice among values."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from widgets.controls import CONTROL_HEIGHT
from widgets.icons import paint_icon
from widgets.style import current_theme


class ComboBox(QComboBox):
    """A choice among values. Its text is elided, and the wheel scrolls the panel, not the choice."""

    chosen = Signal(object)
    """The value someone chose; not sent by `choose`."""

    def __init__(self, name: str, choices: Iterable[tuple[object, str]] = ()) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))
        self.currentTextChanged.connect(self._tell_whole_text)
        self._tell_whole_text()
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Values and the words for them; the present value stays where it is still among them."""
        wanted = list(choices)
        if wanted == [(self.itemData(index), self.itemText(index)) for index in range(self.count())]:
            return
        present = self.currentData()
        self.clear()
        for value, words in wanted:
            self.addItem(words, value)
        self.choose(present)

    def choose(self, value: object) -> None:
        values = [self.itemData(index) for index in range(self.count())]
        if value in values:
            self.setCurrentIndex(values.index(value))

    def showPopup(self) -> None:
        longest = max(
            (self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0
        )
        self.view().setMinimumWidth(max(self.width(), longest + 40))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, self.width() - 8 - 24
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        theme = current_theme()
        arrow = QRectF(self.width() - 21, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, "down", arrow, theme.text_2 if self.isEnabled() else theme.border)
        painter.end()

    def _tell_whole_text(self) -> None:
        self.setToolTip(f"{self._name}: {self.currentText()}" if self.currentText() else self._name)
