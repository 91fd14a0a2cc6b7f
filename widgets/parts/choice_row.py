"""A few short choices side by side, in as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QWidget

from widgets.parts.flow import even_lines

_HEIGHT = 26
_PADDING = 9


class ChoiceRow(QWidget):
    """One of its choices is chosen. Arrow keys go from one to the next."""

    chosen = Signal(object)
    """The value of the choice that a person made."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("role", "segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        self._choices: list[tuple[object, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._choices[index][0]))

    @property
    def buttons(self) -> list[QToolButton]:
        return [button for button in self._group.buttons() if isinstance(button, QToolButton)]

    def show_choices(self, choices: Sequence[tuple[object, str]], current: object) -> None:
        """Buttons are kept where only the values differ, so that the focus stays where it is. None is pressed where
        the current value is no choice."""
        words = [word for _, word in choices]
        if words != [word for _, word in self._choices]:
            self._rebuild(words)
            self._arrange()
            self.updateGeometry()
        self._choices = list(choices)
        self._group.setExclusive(False)
        for index, (value, _) in enumerate(choices):
            self._group.button(index).setChecked(value == current)
        self._group.setExclusive(True)
        self.setVisible(len(choices) > 1)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 2 + len(self._lines(width)) * _HEIGHT

    def sizeHint(self) -> QSize:
        return QSize(1, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _rebuild(self, words: list[str]) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        for index, word in enumerate(words):
            button = QToolButton(self)
            button.setText(word)
            button.setAccessibleName(word)
            button.setCheckable(True)
            button.setProperty("role", "segment")
            # Narrower than a segment among settings: a unit with a target has four numbers.
            button.setStyleSheet("padding: 0;")
            button.show()
            self._group.addButton(button, index)

    def _lines(self, width: int) -> list[list[QToolButton]]:
        """The buttons from left to right, on to the next line where one is full."""
        buttons = self.buttons
        lines = even_lines([self._width(button) for button in buttons], width - 2)
        return [[buttons[index] for index in line] for line in lines]

    def _arrange(self) -> None:
        """Each line shares out the room that its words leave."""
        for row, line in enumerate(self._lines(self.width())):
            spare = max(0, self.width() - 2 - sum(map(self._width, line))) / max(1, len(line))
            left = 1.0
            for button in line:
                right = left + self._width(button) + spare
                button.setGeometry(round(left), 1 + row * _HEIGHT, round(right) - round(left), _HEIGHT)
                left = right

    def _width(self, button: QToolButton) -> int:
        return button.fontMetrics().horizontalAdvance(button.text()) + 2 * _PADDING
