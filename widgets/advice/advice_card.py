"""The card of advice: it stands above the status bar while somebody reads it, over the window and not in its way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from core.advice import Advice
from core.message import Message
from simulator.words import say
from widgets.advice.advice_badge import title_of
from widgets.advice.matrix_view import MatrixView
from widgets.parts.controls import Button, ToolButton, column_of, row_of, rule, text_button, text_label

_WIDTH, _PADDING, _AWAY = 420, 16, 12
_MOST = 0.72
"""So much of the window's height at most; then it scrolls."""


class AdviceCard(QWidget):
    """Shows pieces of advice one below the other; Escape closes it."""

    remedy_chosen = Signal(object)
    units_chosen = Signal(object)
    lesson_chosen = Signal(object)
    put_off = Signal(object)
    """Each with the Advice it is about."""
    all_wanted = Signal()
    """What was put off is to be shown again."""
    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.has_lessons = False
        """Whether there is something to link to."""
        self.items: list[AdviceItem] = []
        self._above = 0
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say(Message("Advice")))
        self._title = text_label("", "title")
        self._close = ToolButton("close", say(Message("Close")), 24, 14)
        self._close.clicked.connect(self.leave)
        self.again = text_button()
        self.again.clicked.connect(self.all_wanted)
        head = row_of(self._title, None, self.again, self._close, spacing=4)
        head.setContentsMargins(_PADDING, 8, 8, 8)
        self._body = QWidget()
        self._body.setProperty("role", "plain")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(_PADDING, 12, _PADDING, _PADDING)
        self._column.setSpacing(16)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setStyleSheet("QScrollArea, QWidget[role='plain'] { background: transparent; }")
        self._scroll.setWidget(self._body)
        self._body.installEventFilter(self)
        layout = column_of(spacing=0)
        layout.addLayout(head)
        layout.addWidget(rule())
        layout.addWidget(self._scroll, 1)
        layout.setContentsMargins(1, 1, 1, 1)
        self.setLayout(layout)
        self._window = window
        window.installEventFilter(self)
        self.hide()

    def show_advice(self, advice: Sequence[Advice], put_off: int) -> None:
        """These pieces; so many others were put off. While they stay the same, only their words change."""
        self._title.setText(title_of(len(advice)))
        self.again.setText(say(Message("Show {count} put off", count=put_off)))
        self.again.setAccessibleName(say(Message("Show advice that was put off: {count}", count=put_off)))
        self.again.setVisible(put_off > 0)
        if [item.advice.key for item in self.items] == [each.key for each in advice] and self.items:
            for item, each in zip(self.items, advice, strict=True):
                item.show_advice(each)
        else:
            self._rebuild(advice)
        for item in self.items:
            item.lesson.setVisible(self.has_lessons)
        self.place(self._above)

    def open_above(self, bottom: int) -> None:
        """Appear with the lower edge so far above the window's, and take the keyboard."""
        self.place(bottom)
        self.show()
        self.raise_()
        self.setFocus()
        for dock in self.window().findChildren(QDockWidget):
            dock.installEventFilter(self)

    def place(self, bottom: int) -> None:
        """As high as what it says, at the right edge of the window."""
        self._above = bottom
        window = self._window
        width = min(_WIDTH, window.width() - 2 * _AWAY)
        inside = self._column.heightForWidth(width - 2)
        wanted = (inside if inside > 0 else self._column.sizeHint().height()) + 24 + 16 + 3
        height = min(wanted, round(_MOST * window.height()))
        self.setGeometry(window.width() - width - _AWAY, window.height() - bottom - height - _AWAY, width, height)

    def leave(self) -> None:
        """Close it."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Escape is for the card before it is a shortcut of the window.
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.ShortcutOverride and is_escape:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when the window or what it says becomes larger, and stay over docks that come forward."""
        if not self.isVisible():
            return False
        if event.type() == QEvent.Type.ZOrderChange:
            self.raise_()
        elif event.type() == QEvent.Type.LayoutRequest or (
            event.type() == QEvent.Type.Resize and watched is self.parentWidget()
        ):
            self.place(self._above)
        return False

    def _rebuild(self, advice: Sequence[Advice]) -> None:
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        while (taken := self._column.takeAt(0)) is not None:
            gone = taken.widget()
            if gone is not None:
                # A click on one of its buttons may just be dealt with.
                gone.hide()
                gone.deleteLater()
        self.items = []
        for each in advice:
            if self.items:
                self._column.addWidget(rule())
            item = AdviceItem(each)
            item.remedy_chosen.connect(self.remedy_chosen)
            item.units_chosen.connect(self.units_chosen)
            item.lesson_chosen.connect(self.lesson_chosen)
            item.put_off.connect(self.put_off)
            self.items.append(item)
            self._column.addWidget(item)
            item.show()  # at once, so that it counts when the card is measured
        if not advice:
            nothing = text_label(say(Message("Nothing speaks against this experiment at the moment.")), "label")
            nothing.setWordWrap(True)
            self._column.addWidget(nothing)
        self._column.addStretch(1)
        if had_focus and self.isVisible():
            self.setFocus()


class AdviceItem(QWidget):
    """One piece: what is seen, why it matters, what to do, and what can be done at once."""

    remedy_chosen = Signal(object)
    units_chosen = Signal(object)
    lesson_chosen = Signal(object)
    put_off = Signal(object)

    def __init__(self, advice: Advice) -> None:
        super().__init__()
        self.advice = advice
        self._what, self._why, self._try = _wrapped("title"), _wrapped("label"), _wrapped("")
        layout = column_of(self._what, self._why, spacing=8)
        self.matrix = None if advice.linear is None else MatrixView(advice.linear)
        if self.matrix is not None:
            layout.addWidget(self.matrix)
        layout.addWidget(self._try)
        self.remedy = Button("", "") if advice.remedy is not None else None
        if self.remedy is not None:
            self.remedy.clicked.connect(lambda: self.remedy_chosen.emit(self.advice))
            layout.addLayout(row_of(self.remedy, None))
        self.show_units = self._button(
            Message("Show"), Message("Select the units that it is about"), self.units_chosen
        )
        self.show_units.setVisible(bool(advice.places))
        self.lesson = self._button(Message("Open the lesson"), Message("The lesson tells more"), self.lesson_chosen)
        self.later = self._button(
            Message("Not now"), Message("Say it no more until another experiment is opened"), self.put_off
        )
        layout.addLayout(row_of(self.show_units, self.lesson, self.later, None, spacing=2))
        self.setLayout(layout)
        self.show_advice(advice)

    def show_advice(self, advice: Advice) -> None:
        """The same advice in other numbers."""
        self.advice = advice
        self._what.setText(say(advice.what))
        self._why.setText(say(advice.why))
        self._try.setText(say(advice.try_this))
        self.setAccessibleName(say(advice.what))
        self.setAccessibleDescription(f"{say(advice.why)} {say(advice.try_this)}")
        if self.matrix is not None and advice.linear is not None:
            self.matrix.show_model(advice.linear)
        if self.remedy is not None and advice.remedy is not None:
            words = say(advice.remedy.name)
            self.remedy.setText(words)
            self.remedy.setAccessibleName(words)
            self.remedy.setToolTip(say(Message("An edit like any other: it can be undone")))

    def _button(self, word: Message, tip: Message, signal: SignalInstance) -> QToolButton:
        made = text_button(say(word), f"{say(word)}: {say(self.advice.what)}", say(tip))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.clicked.connect(lambda: signal.emit(self.advice))
        return made


def _wrapped(role: str) -> QLabel:
    label = text_label("", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
