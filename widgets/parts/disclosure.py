"""Settings that are folded away until somebody wants them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.controls import CONTROL_HEIGHT, GAP, ElidedLabel, column_of, row_of
from widgets.parts.icons import paint_icon
from widgets.parts.plain_text import plain_tip
from widgets.parts.stored import settings
from widgets.parts.style import Themed, current_theme

_CHEVRON = 14


class DisclosureButton(Themed, QToolButton):
    """Words and a chevron that points right while what belongs to them is folded, and down while it is open."""

    def __init__(self, words: str, tip: str, *, is_heading: bool = False) -> None:
        super().__init__()
        self._is_heading = is_heading
        self.setCheckable(True)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.relabel(words, tip)

    def relabel(self, words: str, tip: str, name: str = "") -> None:
        """`name` is what a screen reader says, where the words alone do not tell one heading from another."""
        self.setText(words)
        self.setAccessibleName(name or words)
        self.setAccessibleDescription(tip)
        self.setToolTip(plain_tip(tip))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._words_width() + _CHEVRON + 6, CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_CHEVRON + 12, CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._face())
        is_lit = self.underMouse() or not self._is_heading
        painter.setPen(QColor(theme.ink if is_lit else theme.text_2))
        room = self.width() - _CHEVRON - 4
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        at = QRectF(painter.fontMetrics().horizontalAdvance(words) + 2, (self.height() - _CHEVRON) / 2, 0, 0)
        at.setSize(QSize(_CHEVRON, _CHEVRON).toSizeF())
        paint_icon(painter, "down" if self.isChecked() else "right", at, theme.ink if is_lit else theme.text_2)
        if self.hasFocus():
            # A border would need room to the left of the words, where they line up with what is above and below.
            painter.fillRect(QRectF(0, self.height() - 5, at.right() - 2, 2), QColor(theme.ink))
        painter.end()

    def _face(self) -> QFont:
        face = QFont(self.font())
        if self._is_heading:
            face.setPixelSize(12)
            face.setWeight(QFont.Weight.DemiBold)
        return face

    def _words_width(self) -> int:
        return QFontMetrics(self._face()).horizontalAdvance(self.text())


class Disclosure(QWidget):
    """Rows under a heading. Whether they are open is remembered under `key`.

    Where they open by themselves, that is when something in them begins to be used; while closed, the heading names
    what is. The heading is `words`; `name` is what a screen reader says.
    """

    def __init__(self, name: str, tip: str, key: str, *, opens_itself: bool = False, words: str = "") -> None:
        super().__init__()
        self._key = f"open/{key}"
        self._used: tuple[str, ...] = ()
        self._opens_itself = opens_itself
        self._make: Callable[[], None] | None = None
        self.button = DisclosureButton("", "", is_heading=True)
        self.button.relabel(words or say(Message("More")), tip, name)
        self._summary = ElidedLabel("", "small")
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP)
        layout = column_of()
        head = row_of(self.button, self._summary)
        head.setStretch(1, 1)
        layout.addLayout(head)
        layout.addWidget(self._content)
        self.setLayout(layout)
        self.button.clicked.connect(self._remember)
        self.button.toggled.connect(self._fold)
        remembered = settings().value(self._key)
        self._is_chosen = remembered is not None
        self.button.setChecked(str(remembered) == "true")
        self._fold()

    @property
    def is_open(self) -> bool:
        return self.button.isChecked()

    def make_late(self, make: Callable[[], None]) -> None:
        """What is in it is made by this, as soon as it is open for the first time."""
        self._make = make
        self._fold()

    def suggest(self, is_open: bool) -> None:
        """Open or close it, unless somebody has chosen already."""
        if not self._is_chosen:
            self.button.setChecked(is_open)

    def open(self) -> None:
        """Open it for what somebody asked for; it stays so until they close it."""
        self._is_chosen = True
        self.button.setChecked(True)

    def show_used(self, names: Sequence[str]) -> None:
        """What of the folded settings is in use."""
        if names and not self._used and self._opens_itself:
            self.button.setChecked(True)
        self._used = tuple(names)
        self._fold()

    def _remember(self) -> None:
        self._is_chosen = True
        settings().setValue(self._key, "true" if self.is_open else "false")

    def _fold(self) -> None:
        if self.is_open and self._make is not None:
            make, self._make = self._make, None
            make()
        self._content.setVisible(self.is_open)
        self._summary.setText("" if self.is_open else ", ".join(self._used))
