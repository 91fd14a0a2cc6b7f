"""The row at the top: menus, the experiment's name, undo, redo, full screen and Record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFont, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy, QToolButton, QWidget
from shiboken6 import isValid

from core.message import Message
from simulator.theme import Theme
from simulator.words import say
from widgets.controls import row_of
from widgets.icons import icon
from widgets.readout import write
from widgets.style import Themed, current_theme

HEIGHT = 40


class Header(QWidget):
    """Hand it to `QMainWindow.setMenuWidget`. It does what the actions do, and shows their state."""

    def __init__(
        self, menus: Sequence[QMenu], undo: QAction, redo: QAction, full_screen: QAction, record: QAction
    ) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.menu_bar = QMenuBar()
        self.menu_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for menu in menus:
            self.menu_bar.addMenu(menu)
        self._title = _Title(self)
        icons = ((undo, "undo"), (redo, "redo"), (full_screen, "full-screen"))
        buttons = [ActionButton(action, name) for action, name in icons]
        layout = row_of(_Glyph(), self.menu_bar, self._title, *buttons, spacing=4)
        layout.addSpacing(4)
        layout.addWidget(_RecordButton(record))
        layout.setStretch(2, 1)
        layout.setContentsMargins(12, 0, 12, 0)
        self.setLayout(layout)

    def set_title(self, title: str, *, is_edited: bool) -> None:
        self._title.show_title(title, say(Message("edited")) if is_edited else "")


class ActionButton(Themed, QToolButton):
    """An icon that stands for an action: enabled, checked and named as the action is at the moment."""

    def __init__(self, action: QAction, icon_name: str, target: int = 28) -> None:
        super().__init__()
        self._action = action
        self._icon_name = icon_name
        self.setFixedSize(target, target)
        self.setIconSize(QSize(18, 18))
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        self.setIcon(icon(self._icon_name, theme))

    def _follow(self) -> None:
        if not isValid(self._action):
            return  # an action of the undo stack speaks once more while its window is being taken apart
        name = self._action.text().replace("&", "")
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({keys})" if keys else name)
        self.setEnabled(self._action.isEnabled())
        self.setCheckable(self._action.isCheckable())
        self.setChecked(self._action.isChecked())


class _RecordButton(ActionButton):
    """The one button with a colour in it, and with a word."""

    def __init__(self, action: QAction) -> None:
        super().__init__(action, "record")
        self.setProperty("role", "action")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._follow()

    def apply_theme(self, theme: Theme) -> None:
        self.setIcon(icon("record", theme, theme.danger if self.isEnabled() else theme.border))

    def _follow(self) -> None:
        super()._follow()
        if not isValid(self._action):
            return
        self.setText(self._action.iconText().replace("&", "").rstrip("…"))
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        self.setFixedWidth(round(QFontMetricsF(bold).horizontalAdvance(self.text())) + 46)
        self.apply_theme(current_theme())


class _Glyph(Themed, QWidget):
    """The mark of the program: two inputs, one output."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(24, 24)

    def apply_theme(self, theme: Theme) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        output = QPointF(18.5, 12)
        inputs = ((QPointF(6, 6.5), theme.positive), (QPointF(6, 17.5), theme.negative))
        painter.setPen(QPen(QColor(theme.ink), 1.8))
        for at, _ in inputs:
            painter.drawLine(at, output)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, color in (*inputs, (output, theme.ink)):
            painter.setBrush(QColor(color))
            painter.drawEllipse(at, 3.2, 3.2)
        painter.end()


class _Title(Themed, QWidget):
    """The experiment's name in the middle of the window, or as near to it as the menus let it."""

    def __init__(self, header: QWidget) -> None:
        super().__init__()
        self._header = header
        self._name = self._state = ""
        self.setMinimumWidth(60)
        self.setFixedHeight(HEIGHT - 1)

    def show_title(self, name: str, state: str) -> None:
        self._name, self._state = name, state
        self.setAccessibleName(f"{name} {state}".strip())
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        bold, light = self.font(), self.font()
        bold.setWeight(bold.Weight.DemiBold)
        light.setPixelSize(12)
        beside = QFontMetricsF(light).horizontalAdvance(self._state) + 10 if self._state else 0.0
        room = QRectF(self.rect()).adjusted(8, 0, -8, 0)
        name = QFontMetricsF(bold).elidedText(self._name, Qt.TextElideMode.ElideRight, room.width() - beside)
        width = QFontMetricsF(bold).horizontalAdvance(name)
        left = self._header.width() / 2 - self.x() - (width + beside) / 2
        left = min(max(left, room.left()), room.right() - width - beside)
        painter = QPainter(self)
        at = QPointF(left, self.height() / 2)
        write(painter, at, name, bold, theme.ink, align=0.0)
        write(painter, at + QPointF(width + 10, 0), self._state, light, theme.text_3, align=0.0)
        painter.end()
