"""JSON held to stricter rules than Python's: no key twice, no NaN, and arrays that stand beside the text."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, NoReturn

from core.files.file_dump import REFERENCE, Arrays
from core.message import Message, Problem

_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')


def json_from(content: bytes, arrays: Arrays) -> Any:
    """What a text says, in which an object may only name one of the `arrays` (raises Problem)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(Message("is not UTF-8 text (byte {position})", position=error.start)) from None
    try:
        return json.loads(
            text,
            parse_constant=lambda name: _refuse_constant(name, text),
            object_pairs_hook=lambda pairs: _array_named(_unique_keys(pairs), arrays),
        )
    except json.JSONDecodeError as error:
        raise Problem(Message("is not JSON: {reason}", reason=error.msg), _line_and_column(text, error.pos)) from None
    except RecursionError:
        raise Problem(Message("is nested too deeply to be an experiment")) from None
    except ValueError:
        raise Problem(Message("holds a number with too many digits")) from None


def _refuse_constant(name: str, text: str) -> NoReturn:
    """Say where the first of Python's additions to JSON stands: it is the one that was met."""
    position = next(found.start(1) for found in _STRING_OR_CONSTANT.finditer(text) if found[1])
    raise Problem(
        Message("{name} is not a number an experiment can hold", name=name), _line_and_column(text, position)
    )


def _line_and_column(text: str, position: int) -> str:
    line, before = text.count("\n", 0, position) + 1, text.rfind("\n", 0, position)
    return f"line {line}, column {position - before}"


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise Problem(Message('the key "{key}" stands twice in one object', key=counts.most_common(1)[0][0]))
    return content


def _array_named(content: dict[str, Any], arrays: Arrays) -> Any:
    """The array itself, where an object only names one."""
    if set(content) != {REFERENCE}:
        return content
    name = content[REFERENCE]
    if not isinstance(name, str) or name not in arrays:
        raise Problem(Message('there is no array "{name}" beside the text', name=str(name)[:60]))
    return arrays[name]
