"""Calm colours for Python: numbers wear those they have on the canvas, the rest is ink and grey."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from simulator.theme import Theme

_PATTERN = re.compile(
    r"""(?P<comment>\#.*)
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<negative>(?<=[\[\(,=\ ])-(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?!\w))
    |(?P<number>(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?!\w))
    |(?P<word>[^\W\d]\w*)""",
    re.VERBOSE,
)
_AFTER_A_VALUE = re.compile(r"[\w\)\]]\s*$")
_TRIPLE = '"""'


class CodeHighlighter(QSyntaxHighlighter):
    """Colours one line at a time: keywords, numbers, strings and comments."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        keywords = _format(theme.ink)
        keywords.setFontWeight(QFont.Weight.Bold)
        self._formats = {
            "comment": _format(theme.text_3),
            "string": _format(theme.text_2),
            "negative": _format(theme.negative),
            "number": _format(theme.positive),
            "keyword": keywords,
        }
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if text.lstrip().startswith(_TRIPLE):  # docstrings here are one line long
            self.setFormat(0, len(text), self._formats["comment"])
            return
        for found in _PATTERN.finditer(text):
            kind = found.lastgroup
            if kind == "word":
                if not keyword.iskeyword(found[0]):
                    continue
                kind = "keyword"
            start = found.start()
            if kind == "negative" and _AFTER_A_VALUE.search(text[:start]):
                # A difference: the sign belongs to no number.
                kind, start = "number", start + 1
            assert kind is not None
            self.setFormat(start, found.end() - start, self._formats[kind])


def _format(color: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    return made
