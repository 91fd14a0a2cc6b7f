"""What the program has noticed and would like to know, in one line above the canvas. Nobody has to answer at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.controls import Button, row_of
from widgets.parts.icons import paint_icon
from widgets.parts.style import Themed, current_theme

_ICON = 18


@dataclass(frozen=True)
class Answer:
    """A button: its word, what it does in a sentence, and the deed."""

    word: Message
    tip: Message
    act: Callable[[], object]


class NoticeBar(QWidget):
    """Shows one notice at a time, the oldest first; it is not there where nothing is to be said."""

    def __init__(self) -> None:
        super().__init__()
        self._notices: dict[str, tuple[str, tuple[Answer, ...]]] = {}
        self._shown: tuple[str, tuple[Answer, ...]] | None = None
        self._buttons: list[Button] = []
        self.setProperty("role", "dock-title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = row_of(_Sign(), self.words)
        self._row.setStretch(1, 1)
        self._row.setContentsMargins(16, 7, 12, 8)
        self.setLayout(self._row)
        self.hide()

    @property
    def buttons(self) -> list[Button]:
        """The answers to what is shown now."""
        return self._buttons

    def put(self, key: str, words: Message, *answers: Answer) -> None:
        """Say this until it is answered or taken back; in place of what was said under this key before."""
        self._notices[key] = (say(words), answers)
        self._show_first()

    def take(self, key: str) -> None:
        """This is settled."""
        self._notices.pop(key, None)
        self._show_first()

    def _show_first(self) -> None:
        shown = next(iter(self._notices.values()), None)
        if shown == self._shown:
            return
        self._shown = shown
        for button in self._buttons:
            # It may be the one whose click is just being dealt with.
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        words, answers = shown or ("", ())
        self.words.setText(words)
        self.setAccessibleName(words)
        self._buttons = [self._button(answer) for answer in answers]
        for button in self._buttons:
            self._row.addWidget(button)
        self.setVisible(shown is not None)

    def _button(self, answer: Answer) -> Button:
        made = Button(say(answer.word), say(answer.tip))
        made.clicked.connect(lambda *_: answer.act())
        return made


class _Sign(Themed, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_ICON, _ICON)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, "info", QRectF(self.rect()), current_theme().text_2)
        painter.end()
