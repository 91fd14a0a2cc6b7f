"""Every command by a few letters of its name, in a card over the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from core.message import Message
from simulator.words import say
from widgets.commands.command_list import CommandList, Row, spoken
from widgets.commands.commands import BETWEEN, Command
from widgets.parts.controls import column_of, row_of, rule, text_label
from widgets.parts.fuzzy import ranked
from widgets.parts.icons import paint_icon
from widgets.parts.stored import settings, stored_texts
from widgets.parts.style import Themed, current_theme

_WIDTH, _TOP = 600, 64
_MOST_FOUND = 60
_MOST_ROWS = 384
"""Pixels: a row that is cut in half at the lower edge tells that there are more."""
_PAGE = 8
_RECENT, _MOST_RECENT = "commands/recent", 5


class CommandPalette(QWidget):
    """Lies over the whole window, unseen except for its card: a press beside the card closes it."""

    def __init__(self, window: QWidget, commands: Callable[[], Iterable[Command]]) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._all: list[Command] = []
        self._focus_before: QWidget | None = None
        self.field = _SearchField()
        self.list = CommandList()
        self._nothing = text_label("", "label")
        self._nothing.setContentsMargins(16, 12, 16, 14)
        self._rule = rule()
        self._card = QWidget(self)
        self._card.setProperty("role", "card")
        self._card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top = row_of(_Glass(), self.field, spacing=8)
        top.setContentsMargins(16, 0, 8, 0)
        layout = column_of(spacing=0)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addLayout(top)
        layout.addWidget(self._rule)
        layout.addWidget(self.list)
        layout.addWidget(self._nothing)
        self._card.setLayout(layout)
        self.field.textChanged.connect(self._search)
        self.field.stepped.connect(self._step)
        self.field.accepted.connect(lambda: self._run(self.list.current))
        self.field.left.connect(self.close)
        self.list.clicked.connect(lambda index: self._run(self.list.rows[index.row()].command))
        window.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Open with nothing typed, or close."""
        if self.isVisible():
            self.close()
            return
        self._all = list(self._commands())
        self._focus_before = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.field.clear()
        self._search("")
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def closeEvent(self, event: QEvent) -> None:
        """Typing goes on where it was, if that is still there."""
        event.accept()
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._place()
        return False

    def _search(self, query: str) -> None:
        self.list.show_rows(self._found(query) if query.strip() else self._unasked())
        has_rows = bool(self.list.rows)
        self.list.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        self._nothing.setText(say(Message("Nothing here is called “{words}”.", words=query.strip()[:40])))
        self._place()
        self._tell()

    def _found(self, query: str) -> list[Row]:
        """The best first; of equally good ones those that were used lately."""
        lately = {text: place for place, text in enumerate(_recent())}
        by_use = sorted(self._all, key=lambda command: lately.get(command.text, len(lately)))
        rows = [Row("", each, fit.letters) for each, fit in ranked(query, by_use, lambda each: each.text)]
        # Nobody looks through hundreds; and what cannot be done now comes after what can.
        return sorted(rows, key=lambda row: not row.can_run)[:_MOST_FOUND]

    def _unasked(self) -> list[Row]:
        by_text = {command.text: command for command in self._all}
        lately = [by_text[text] for text in _recent() if text in by_text]
        # What lies in a menu within a menu, examples first of all, would hide the rest behind a long list.
        others = sorted((each for each in self._all if each not in lately), key=lambda each: BETWEEN in each.place)
        rest = [Row("", each) for each in others]
        if not lately:
            return rest
        head, next_head = Row(say(Message("Used last"))), Row(say(Message("All commands")))
        return [head, *(Row("", each) for each in lately), next_head, *rest]

    def _place(self) -> None:
        width = min(_WIDTH, self.width() - 32)
        room = max(self.height() - _TOP - 120, 120)
        self.list.setFixedHeight(min(self.list.height_of_rows() + 8, _MOST_ROWS, room))
        self._card.setFixedWidth(width)
        self._card.adjustSize()
        self._card.move((self.width() - width) // 2, min(_TOP, self.height() // 8))

    def _step(self, by: int) -> None:
        self.list.step(by, around=abs(by) == 1)
        self._tell()

    def _tell(self) -> None:
        """The focus stays in the field, so a screen reader has to be told what is chosen below it."""
        current = self.list.current
        words = self._nothing.text() if current is None else spoken(current)
        self.field.setAccessibleDescription(words)
        if self.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words))

    def _run(self, command: Command | None) -> None:
        if command is None or not command.is_enabled:
            return
        self.close()
        texts = [command.text, *(text for text in _recent() if text != command.text)]
        settings().setValue(_RECENT, texts[:_MOST_RECENT])
        command.run()


def _recent() -> list[str]:
    return stored_texts(settings().value(_RECENT))[:_MOST_RECENT]


class _SearchField(QLineEdit):
    """Keeps every key for itself while it is open: none of the window's shortcuts may act behind the card."""

    stepped = Signal(int)
    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "search")
        self.setPlaceholderText(say(Message("Type a few letters of what you want to do")))
        self.setAccessibleName(say(Message("Find a command")))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Tab leads nowhere: there is only the list, and the arrow keys reach it."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_PageUp: -_PAGE,
        }
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Escape or _opens(event):
            self.left.emit()
        else:
            super().keyPressEvent(event)
            event.accept()


def _opens(event: QKeyEvent) -> bool:
    """Whether this is the shortcut that opened the card: the second time it closes it."""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_P and event.modifiers() == both


class _Glass(Themed, QWidget):
    """The sign of searching."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(18, 48)

    def paintEvent(self, event: QEvent) -> None:
        painter = QPainter(self)
        side = self.width()
        paint_icon(painter, "search", QRectF(0, (self.height() - side) / 2, side, side), current_theme().text_2)
        painter.end()
