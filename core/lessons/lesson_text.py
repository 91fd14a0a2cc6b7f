"""The text of a lesson: Markdown whose links lead to numbers of the experiment and to other lessons."""

from __future__ import annotations

import re
from types import MappingProxyType
from urllib.parse import quote

from core.lessons.lesson import Text
from core.lessons.lesson_lines import Entry, at_line, in_line
from core.message import Message, Problem
from core.network import Network
from core.number_address import quantity_of
from core.quantity import Quantity

NUMBER, LESSON = "number", "lesson"
_SCHEME = r"[A-Za-z][A-Za-z+.-]*"
_PLAIN, _IN_BRACKETS = rf"({_SCHEME}):([^()<>]*)", rf"<({_SCHEME}):([^<>]*)>"
_LINK = re.compile(rf"(?<!!)\[([^\[\]]*)\]\(\s*(?:{_PLAIN}|{_IN_BRACKETS})\s*\)")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\(")
_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1|(`+).+?\2", re.MULTILINE | re.DOTALL)
_SLUG = re.compile(r"^[\w-]+$")
ON_THE_WEB = ("http", "https", "mailto")


def text_with_links(text: str, network: Network, line: int) -> Text:
    """Prose that begins in a line of the file (raises Problem that names the line of a link which leads nowhere)."""
    found: dict[str, Quantity] = {}
    code = [match.span() for match in _CODE.finditer(text)]

    def is_code(at: int) -> bool:
        return any(start <= at < end for start, end in code)

    def line_of(at: int) -> int:
        return line + text.count("\n", 0, at)

    for image in _IMAGE.finditer(text):
        if not is_code(image.start()):
            message = Message("pictures from files are not shown; draw one of the network with a picture block")
            raise Problem(message, at_line(line_of(image.start())))

    def encoded(match: re.Match[str]) -> str:
        return match[0] if is_code(match.start()) else _link(match, network, line_of(match.start()), found)

    return Text(_LINK.sub(encoded, text), MappingProxyType(found))


def text_of_entry(entry: Entry | None, network: Network) -> Text:
    """The text of one value in a block."""
    return Text("") if entry is None else text_with_links(entry.value, network, entry.line)


def _link(match: re.Match[str], network: Network, line: int, found: dict[str, Quantity]) -> str:
    words, scheme = match[1], (match[2] or match[4]).casefold()
    target = " ".join((match[3] or match[5] or "").split())
    if scheme == NUMBER:
        with in_line(line):
            found[target] = quantity_of(target, network)
    elif scheme == LESSON:
        if not _SLUG.match(target):
            raise Problem(Message("write the name of a lesson after lesson:, as in lesson:loss"), at_line(line))
    elif scheme in ON_THE_WEB:
        return match[0]
    else:
        message = Message("no link begins with {scheme}: write number:, lesson: or https:", scheme=scheme)
        raise Problem(message, at_line(line))
    return f"[{words}]({scheme}:{quote(target, safe='')})"
