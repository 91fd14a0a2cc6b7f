"""Code to read, select and copy, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit

from simulator.theme import Theme, mix
from widgets.code.code_highlighter import CodeHighlighter
from widgets.parts.style import Themed, current_theme

_PIXELS = 12
_FAMILIES = ("Cascadia Mono", "Menlo", "JetBrains Mono", "DejaVu Sans Mono")


class CodeView(Themed, QPlainTextEdit):
    """Nothing in it can be changed. Another text leaves place and selection as they are where lines are the same."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("role", "code")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(fixed_font())
        self.document().setDocumentMargin(12)
        self._marked: tuple[int, ...] = ()
        self._highlighter = CodeHighlighter(self.document(), current_theme())

    def show_code(self, text: str) -> None:
        """Another text; how far one has scrolled, and the cursor, stay."""
        if text == self.toPlainText():
            return
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        places = [bar.value() for bar in bars]
        cursor = self.textCursor()
        anchor, position = cursor.anchor(), cursor.position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(anchor, len(text)))
        cursor.setPosition(min(position, len(text)), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def mark(self, lines: Sequence[int]) -> None:
        """Tint these lines, counted from 0."""
        self._marked = tuple(lines)
        self._tint()

    @property
    def marked(self) -> tuple[int, ...]:
        return self._marked

    def apply_theme(self, theme: Theme) -> None:
        self._highlighter.set_theme(theme)
        self._tint()

    def _tint(self) -> None:
        theme = current_theme()
        tints = []
        for line in self._marked:
            tint = QTextEdit.ExtraSelection()
            tint.format.setBackground(QColor(mix(theme.raised, theme.ink, 0.08)))
            tint.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            tint.cursor = QTextCursor(self.document().findBlockByNumber(line))
            tints.append(tint)
        self.setExtraSelections(tints)


def fixed_font() -> QFont:
    """A font in which all letters are as wide as each other: one made for code where there is one."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    known = QFontDatabase.families()
    preferred = next((family for family in _FAMILIES if family in known), None)
    if preferred is not None and not QFontInfo(font).family().startswith(_FAMILIES):
        font = QFont(preferred)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPixelSize(_PIXELS)
    return font
