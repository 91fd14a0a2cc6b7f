"""The row at the top: menus, the experiment's name, Commands, undo, redo, present, export and Record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QIcon,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QMenu,
    QMenuBar,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from core.message import Message
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.actions import key_caps, plain_name, tip_of
from widgets.parts.controls import ToolButton, row_of
from widgets.parts.icons import icon, paint_icon
from widgets.parts.plain_text import plain_tip
from widgets.parts.readout import write
from widgets.parts.style import Themed, current_theme

HEIGHT = 40
_WIDE = 960
"""From which width on Commands is a field with words in it, not only an icon."""


class Header(QWidget):
    """Hand it to `QMainWindow.setMenuWidget`. It does what the actions do, and shows their state."""

    def __init__(
        self,
        menus: Sequence[QMenu],
        commands: QAction,
        undo: QAction,
        redo: QAction,
        present: QAction,
        export: QAction,
        record: QAction,
        live: Sequence[QAction] = (),
    ) -> None:
        """`live` are further ways to record, in a menu beside the button."""
        super().__init__()
        self.setProperty("role", "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.menu_bar = QMenuBar()
        self.menu_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for menu in menus:
            self.menu_bar.addMenu(menu)
        self._title = _Title(self)
        icons = ((undo, "undo"), (redo, "redo"), (present, "present"), (export, "export"))
        buttons = [ActionButton(action, name) for action, name in icons]
        self._commands = _CommandsButton(commands)
        layout = row_of(_Glyph(), self.menu_bar, self._title, self._commands, spacing=4)
        layout.addSpacing(8)
        for button in buttons:
            layout.addWidget(button)
        layout.addSpacing(4)
        layout.addWidget(_RecordButton(record))
        if live:
            layout.addWidget(_more_records(record, live))
        layout.setStretch(2, 1)
        layout.setContentsMargins(12, 0, 12, 0)
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._commands.show_words(self.width() >= _WIDE)

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
        self.setAccessibleName(plain_name(self._action.text()))
        self.setToolTip(plain_tip(tip_of(self._action)))
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
        self.setText(plain_name(self._action.iconText()).rstrip("…"))
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        self.setFixedWidth(round(QFontMetricsF(bold).horizontalAdvance(self.text())) + 46)
        self.apply_theme(current_theme())


def _more_records(record: QAction, live: Sequence[QAction]) -> ToolButton:
    """All ways to record, in a menu."""
    made = ToolButton("down", say(Message("Ways to record")), 28, 14, "menu")
    made.setFixedWidth(20)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(made)
    menu.addActions([record, *live])
    made.setMenu(menu)
    return made


class _CommandsButton(ActionButton):
    """Looks like a field to type into, and opens the one where that is done."""

    def __init__(self, action: QAction) -> None:
        super().__init__(action, "search")
        self.setProperty("role", "field")
        self._shows_words = False
        self.show_words(True)

    def show_words(self, are_shown: bool) -> None:
        if are_shown != self._shows_words:
            self._shows_words = are_shown
            self.setFixedWidth(196 if are_shown else 28)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.icon, option.text = QIcon(), ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        theme = current_theme()
        middle = self.height() / 2
        left = 9 if self._shows_words else (self.width() - 16) / 2
        paint_icon(painter, "search", QRectF(left, middle - 8, 16, 16), theme.text_2)
        if self._shows_words:
            write(painter, QPointF(left + 24, middle), self._words, self.font(), theme.text_2, align=0.0)
            small = self.font()
            small.setPixelSize(12)
            write(painter, QPointF(self.width() - 10, middle), self._keys, small, theme.text_3, align=1.0)
        painter.end()

    @property
    def _words(self) -> str:
        return plain_name(self._action.iconText()).rstrip("…")

    @property
    def _keys(self) -> str:
        return " ".join(key_caps(self._action.shortcut()))


class _Glyph(Themed, QWidget):
    """The mark of the program: two inputs, one output."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(24, 24)

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
