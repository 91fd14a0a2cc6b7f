"""Small parts every panel is built from. What a part shows in colour it takes from the present theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from simulator.theme import Theme
from widgets.parts.actions import tip_with_keys
from widgets.parts.icons import icon
from widgets.parts.plain_text import without_widow
from widgets.parts.style import Themed, current_theme

LABEL_WIDTH = 88
CONTROL_HEIGHT = 28
GAP = 8


def text_label(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label in one of the style sheet's roles; never read as rich text, since names are typed by people."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def text_button(words: str = "", name: str = "", tip: str = "") -> QToolButton:
    """A button that is a few quiet words; `name` is what those hear who do not see them."""
    button = QToolButton()
    button.setText(words)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setProperty("role", "text")
    button.setFixedHeight(24)
    return button


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line


def row_of(*widgets: QWidget | None, spacing: int = GAP) -> QHBoxLayout:
    """Widgets side by side; None is a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return layout


def column_of(*widgets: QWidget, spacing: int = GAP) -> QVBoxLayout:
    """Widgets one below the other, from the top."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


class ElidedLabel(QLabel):
    """One line that ends in … where it does not fit; then the whole text is its tooltip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setMinimumWidth(1)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_whole_text()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), shown)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole_text()

    def _tell_whole_text(self) -> None:
        is_cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if is_cut else "")


class ToolButton(Themed, QToolButton):
    """An icon to press, in a square target. Its name is what a screen reader says and what the tooltip shows.

    The tooltip names the `keys` too, where the same can be done with them.
    """

    def __init__(
        self, icon_name: str, name: str, target: int = 28, icon_size: int = 18, role: str = "", keys: str = ""
    ) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setProperty("role", role)
        self.setFixedSize(target, target)
        self.setIconSize(QSize(icon_size, icon_size))
        self.rename(name, keys)
        self.apply_theme(current_theme())

    def rename(self, name: str, keys: str = "") -> None:
        self.setAccessibleName(name)
        self.setToolTip(tip_with_keys(name, keys))

    def set_icon(self, icon_name: str) -> None:
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        self.setIcon(icon(self._icon_name, theme))


class Button(Themed, QPushButton):
    """A button with words; `primary` is the one that a panel is for."""

    def __init__(self, text: str, tip: str, role: str = "", icon_name: str | None = None) -> None:
        super().__init__(text)
        self._icon_name = icon_name
        self.setProperty("role", role)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(16, 16))
        self.relabel(text, tip, icon_name)

    def relabel(self, text: str, tip: str, icon_name: str | None = None) -> None:
        self._icon_name = icon_name
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(tip)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        if self._icon_name:
            color = theme.on_ink if self.property("role") == "primary" else None
            self.setIcon(icon(self._icon_name, theme, color))


class LabelledRow(QWidget):
    """A label and its control; below them, when something was refused, one line that says why.

    In place of the label there may be a widget of one's own.
    """

    def __init__(self, label: str | QWidget, control: QWidget, label_width: int | None = LABEL_WIDTH) -> None:
        super().__init__()
        self.control = control
        if isinstance(label, str):
            self.label: QWidget = ElidedLabel(label, "label")
            self.label.setBuddy(control)
            if not control.accessibleName():
                control.setAccessibleName(label)
        else:
            self.label = label
        if label_width is not None:
            self.label.setFixedWidth(label_width)
        self._complaint: QLabel | None = None
        line = row_of(self.label, control)
        line.setStretch(1, 1)
        self._lines = column_of(spacing=4)
        self._lines.addLayout(line)
        self.setLayout(self._lines)
        for signal, slot in (("refused", self.complain), ("typed", self.settle)):
            if hasattr(control, signal):
                getattr(control, signal).connect(slot)

    @property
    def complaint(self) -> str:
        return "" if self._complaint is None else self._complaint.text()

    def complain(self, why: str) -> None:
        if self._complaint is None:
            self._complaint = text_label("", "problem")
            self._complaint.setWordWrap(True)
            self._lines.addWidget(self._complaint)
        self._complaint.setText(why)
        self._complaint.show()

    def settle(self) -> None:
        if self._complaint is not None:
            self._complaint.setText("")
            self._complaint.hide()


class SectionHead(QWidget):
    """The heading of a section, with what acts on the whole section at its right."""

    def __init__(self, title: str, *buttons: QWidget) -> None:
        super().__init__()
        self.setFixedHeight(24)
        self.setLayout(row_of(text_label(title, "section"), None, *buttons, spacing=4))


class DockTitle(QWidget):
    """A dock's title bar, 36 px high, with room for labels and buttons at the right."""

    def __init__(self, title: str, *right: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "dock-title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = text_label(title, "title")
        layout = row_of(self._title, None, *right)
        layout.setContentsMargins(16, 0, 16 if right and isinstance(right[-1], QLabel) else 8, 0)
        layout.addStrut(36)  # a dock asks for the size hint and ignores a fixed height
        self.setLayout(layout)

    def set_title(self, title: str) -> None:
        self._title.setText(title)


class EmptyState(QWidget):
    """What to do where there is nothing yet: one line and, if there is something to press, one button."""

    pressed = Signal()

    def __init__(self, line: str, button: str | None = None) -> None:
        super().__init__()
        self.setProperty("role", "ghost")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(120)
        self.line = text_label(without_widow(line), "label")
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.setWordWrap(True)
        layout = column_of(self.line, spacing=12)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.insertStretch(0, 1)
        if button is not None:
            made = Button(button, button)
            made.clicked.connect(self.pressed)
            layout.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setLayout(layout)


class SegmentedControl(QWidget):
    """A few ways to look at something, one of them chosen."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("role", "segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._values = [value for value, _ in choices]
        self._group = QButtonGroup(self)
        layout = row_of(spacing=0)
        for index, (_, words) in enumerate(choices):
            layout.addWidget(self._segment(words, index))
        self.setLayout(layout)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._values[index]))

    @property
    def value(self) -> object:
        return self._values[self._group.checkedId()]

    def choose(self, value: object) -> None:
        self._group.button(self._values.index(value)).setChecked(True)

    def allow(self, value: object, is_allowed: bool, tip: str) -> None:
        """Whether this one can be chosen, and what its tooltip says."""
        segment = self._group.button(self._values.index(value))
        segment.setEnabled(is_allowed)
        segment.setToolTip(tip)

    def _segment(self, words: str, index: int) -> QToolButton:
        segment = QToolButton()
        segment.setText(words)
        segment.setAccessibleName(words)
        segment.setToolTip(words)
        segment.setCheckable(True)
        segment.setFixedHeight(CONTROL_HEIGHT)
        segment.setProperty("role", "segment")
        self._group.addButton(segment, index)
        return segment
