"""The text of a lesson: Markdown in the look of the panels, as high as it is, with links to press."""

from __future__ import annotations

from urllib.parse import unquote

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QFont,
    QKeyEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from core.lessons.lesson import Text
from core.lessons.lesson_text import LESSON, NUMBER, ON_THE_WEB
from simulator.theme import Theme
from widgets.code.code_view import fixed_font
from widgets.parts.style import Themed, current_theme

DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_LINE_HEIGHT, _CELL_HEIGHT, _BELOW = 138.0, 115.0, 9.0
_HEADING_PIXELS, _INDENT, _CODE_INDENT = 14, 20, 10
PAGE_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down)


class LessonText(Themed, QTextBrowser):
    """Prose to read and select. It scrolls with what is around it, never by itself."""

    number_asked_for = Signal(str)
    """The words of an address."""
    lesson_asked_for = Signal(str)

    def __init__(self, name: str = "", is_small: bool = False) -> None:
        super().__init__()
        self._text = Text("")
        self._is_small = is_small
        self._pixels = 12 if is_small else 13
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "prose")
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().setDefaultFont(self._font())
        self.anchorClicked.connect(self._follow)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())

    def show_text(self, text: Text) -> None:
        """Show Markdown; text without links is passed over by Tab."""
        self._text = text
        self.document().setMarkdown(text.markdown, DIALECT)
        theme = current_theme()
        dress(self.document(), theme, self._pixels, theme.text_2 if self._is_small else theme.ink)
        has_links = "](" in text.markdown
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if has_links else Qt.FocusPolicy.ClickFocus)
        self._keep_words_whole()
        self._grow()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is loaded: a text is words alone."""
        return None

    def apply_theme(self, theme: Theme) -> None:
        self.show_text(self._text)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in PAGE_KEYS and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._pixels)
        return font

    def _grow(self) -> None:
        document = self.document()
        if document.textWidth() != self.viewport().width():
            document.setTextWidth(self.viewport().width())
            self._keep_words_whole()
        height = max(1, round(document.size().height() + 0.49))
        if height != self.height():
            self.setFixedHeight(height)

    def _keep_words_whole(self) -> None:
        """Break words only where a table would else be wider than there is room."""
        modes = QTextOption.WrapMode
        self.setWordWrapMode(modes.WordWrap)
        if self.document().size().width() > self.viewport().width():
            self.setWordWrapMode(modes.WrapAtWordBoundaryOrAnywhere)

    def _follow(self, link: QUrl) -> None:
        target = unquote(link.toString(QUrl.ComponentFormattingOption.FullyEncoded).partition(":")[2])
        if link.scheme() == NUMBER:
            self.number_asked_for.emit(target)
        elif link.scheme() == LESSON:
            self.lesson_asked_for.emit(target)
        elif link.scheme() in ON_THE_WEB:
            QDesktopServices.openUrl(link)


def dress(document: QTextDocument, theme: Theme, pixels: int, ink: str) -> None:
    """Give what Qt made of Markdown the distances, sizes and colours of a panel."""
    document.setIndentWidth(_INDENT)
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        shape = QTextBlockFormat(block.blockFormat())
        is_code = _is_code(shape)
        is_cell = cursor.currentTable() is not None
        is_item = block.textList() is not None and block.next().textList() is not None
        is_last = not block.next().isValid()
        goes_on = is_code and not is_last and _is_code(block.next().blockFormat())
        line_height = _CELL_HEIGHT if is_cell else _LINE_HEIGHT
        shape.setLineHeight(line_height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setTopMargin(6 if shape.headingLevel() and block.position() else 0)
        shape.setBottomMargin(0 if is_cell or is_last or goes_on else 4 if is_item else _BELOW)
        if is_code:
            shape.setBackground(QColor(theme.raised))
            shape.setTextIndent(_CODE_INDENT)
            shape.setLineHeight(100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(shape)
        _dress_words(block, pixels, ink)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, theme)


def _is_code(shape: QTextBlockFormat) -> bool:
    return shape.hasProperty(QTextFormat.Property.BlockCodeFence)


def _dress_words(block: QTextBlock, pixels: int, ink: str) -> None:
    is_heading = block.blockFormat().headingLevel() > 0
    spans, each = [], block.begin()
    while not each.atEnd():
        fragment = each.fragment()
        spans.append((fragment.position(), fragment.length(), QTextCharFormat(fragment.charFormat())))
        each += 1
    # Afterwards: to change a format moves what is gone through.
    for position, length, words in spans:
        if is_heading:
            words.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            words.setProperty(QTextFormat.Property.FontPixelSize, _HEADING_PIXELS)
            words.setFontWeight(QFont.Weight.DemiBold)
        elif words.fontFixedPitch():
            words.setFontFamilies([fixed_font().family()])
            words.setProperty(QTextFormat.Property.FontPixelSize, pixels - 1)
        elif words.fontWeight() >= QFont.Weight.Bold:
            words.setFontWeight(QFont.Weight.DemiBold)
        words.setForeground(QColor(ink))
        words.setFontUnderline(words.isAnchor())
        cursor = QTextCursor(block)
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(words)


def _dress_table(table: QTextTable, theme: Theme) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QColor(theme.hairline))
    shape.setBorderCollapse(True)
    shape.setCellPadding(5)
    shape.setCellSpacing(0)
    shape.setTopMargin(7)
    shape.setBottomMargin(_BELOW)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
