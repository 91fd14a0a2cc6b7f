"""A choice among values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QPaintEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionComboBox, QStylePainter

from widgets.parts.controls import CONTROL_HEIGHT
from widgets.parts.icons import paint_icon
from widgets.parts.plain_text import plain_tip
from widgets.parts.style import current_theme

_NOTHING: Mapping[Any, str] = {}
_NO_ICONS: Mapping[Any, QIcon] = {}
_BESIDE_TEXT = 30
"""The padding before it, and the arrow: "Mean squared error" fits into the left panel of a window 1600 wide."""


class ComboBox(QComboBox):
    """A choice among values. Its text is elided, and the wheel scrolls the panel, not the choice."""

    chosen = Signal(object)
    """The value someone chose; not sent by `choose`."""

    def __init__(self, name: str, choices: Iterable[tuple[object, str]] = (), *, hint: str = "") -> None:
        super().__init__()
        self._name = name
        self._hint = hint
        self._shown: tuple[object, ...] = ()
        self._tips: Mapping[Any, str] = _NOTHING
        self._reasons: Mapping[Any, str] = _NOTHING
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._has_list = False
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))
        self.currentTextChanged.connect(self._tell)
        self._tell()
        self.set_choices(choices)

    def set_choices(
        self,
        choices: Iterable[tuple[object, str]],
        *,
        tips: Mapping[Any, str] = _NOTHING,
        icons: Mapping[Any, QIcon] = _NO_ICONS,
        headings: Mapping[Any, str] = _NOTHING,
        reasons: Mapping[Any, str] = _NOTHING,
    ) -> None:
        """Values and the words for them; the present value stays where it is still among them. At first the first is
        chosen.

        A value may have a tip and an icon, and a heading that stands above it. For a value that nobody can choose at
        the moment, `reasons` says why.
        """
        tips = {**tips, **reasons}
        wanted = (tuple(choices), dict(tips), dict(headings), dict(reasons))
        if wanted == self._shown:
            return
        self._shown, self._tips, self._reasons = wanted, tips, dict(reasons)
        values = [value for value, _ in wanted[0]]
        # An empty box has no value, which is another thing than the value None.
        present = self.currentData() if self.count() else next(iter(values), None)
        self.clear()
        for value, words in wanted[0]:
            if value in headings:
                self._add_heading(headings[value])
            self.addItem(words, value)
            last = self.count() - 1
            if value in tips:
                self.setItemData(last, plain_tip(tips[value]), Qt.ItemDataRole.ToolTipRole)
            if value in reasons:
                self._disable(last)
            if value in icons:
                self.setItemIcon(last, icons[value])
        self.choose(present)

    def choose(self, value: object) -> None:
        """Show this value as the chosen one, where there is such a value."""
        for index in range(self.count()):
            # What nobody can choose may still be what is.
            if self.itemData(index) == value and (value in self._reasons or self._can_be_chosen(index)):
                self.setCurrentIndex(index)
                self._tell()
                return

    def showPopup(self) -> None:
        if not self._has_list:
            self._dress_list()
        longest = max(
            (self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0
        )
        icon = self.iconSize().width() + 8 if self.count() and not self.itemIcon(self.count() - 1).isNull() else 0
        self.view().setMinimumWidth(max(self.width(), longest + icon + 40))
        super().showPopup()

    def _dress_list(self) -> None:
        """Qt makes the list when it is asked for, and few of them ever are."""
        self._has_list = True
        # The combo box's own delegate draws its list as the platform does, not as the style sheet says.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.view().setIconSize(QSize(18, 18))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        icon = 0 if option.currentIcon.isNull() else option.iconSize.width() + 4
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, self.width() - _BESIDE_TEXT - icon
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        theme = current_theme()
        arrow = QRectF(self.width() - 21, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, "down", arrow, theme.text_2 if self.isEnabled() else theme.border)
        painter.end()

    def _add_heading(self, words: str) -> None:
        """A line that cannot be chosen; keys step over it."""
        self.addItem(words)
        item = self._disable(self.count() - 1)
        face = QFont(self.font())
        face.setPixelSize(12)
        face.setWeight(QFont.Weight.DemiBold)
        item.setFont(face)

    def _disable(self, index: int) -> QStandardItem:
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        item = model.item(index)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item

    def _can_be_chosen(self, index: int) -> bool:
        return bool(self.model().flags(self.model().index(index, 0)) & Qt.ItemFlag.ItemIsEnabled)

    def _tell(self) -> None:
        """What is chosen, in full, and what is said about it."""
        chosen = f"{self._name}: {self.currentText()}" if self.currentText() else self._name
        said = self._tips.get(self.currentData(), self._hint)
        self.setToolTip(plain_tip(f"{chosen}\n{said}" if said else chosen))
