"""Writing Python: numbers, arrays, names and comments as source text.

Whatever a user typed becomes an ASCII identifier, a string literal or part of one comment line, never code.
"""

from __future__ import annotations

import builtins
import keyword
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from core.activations import ACTIVATIONS
from core.losses import LOSSES
from core.network import Array

WIDTH = 76
"""Characters a line, where its words can be broken."""
_LONGEST_NAME = 30
_MOST_APART = 40
"""So many rows stand in lines of their own; of more, as many in a line as there is room for."""
# Names that the code gives to things of its own.
_OURS = (
    "np erf target prediction error loss z log_p weights biases free input_data raw_data center scale numbers slopes "
    "bias_slopes shared learning_rate norm shrink step new_weights new_biases name slope value mean square output"
)
_TAKEN = frozenset([*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *ACTIVATIONS, *LOSSES, *_OURS.split()])


def number(value: float) -> str:
    """The shortest literal that is exactly this double: `1`, `-1`, `0.5`."""
    return "0" if value == 0 else repr(float(value)).removesuffix(".0")


def literal(text: str) -> str:
    """A string literal, in double quotes where that needs no escapes."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and not {'"', "\\"} & set(plain) else plain


def comment(text: str) -> list[str]:
    """Comment lines; what cannot be printed, line breaks too, becomes a space."""
    lines = textwrap.wrap(one_line(text), WIDTH - 2, break_on_hyphens=False)
    return [f"# {line}" for line in lines]


def one_line(text: str) -> str:
    """What somebody typed, fit to stand in a comment."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def assigned(target: str, values: Array | Sequence[float], *, as_float: bool = False, note: str = "") -> list[str]:
    """`target = np.array(…)`, in as many lines as it needs, for one or two dimensions."""
    return called(f"{target} = np.array", values, as_float=as_float, note=note)


def called(
    start: str, values: Array | Sequence[float], *, as_float: bool = False, note: str = "", end: str = ""
) -> list[str]:
    """`start([…])end` over an array of one or two dimensions."""
    array = np.asarray(values, np.float64)
    kind = ["dtype=float"] if as_float else []
    remark = f"  # {one_line(note)}" if note else ""
    items = [_row(row) for row in array] if array.ndim == 2 else [number(value) for value in array.tolist()]
    inside = ", ".join(["[" + ", ".join(items) + "]", *kind])
    short = f"{start}({inside}){end}"
    if len(short) + len(remark) <= WIDTH:
        return [short + remark]
    above = comment(note) if note else []
    if len(short) <= WIDTH:
        return [*above, short]
    if array.ndim == 2 and any(len(item) > WIDTH - 8 for item in items):
        inner = [line for row in array for line in broken([number(value) for value in row.tolist()], " " * 8)]
        body = ["    [", *inner, "    ],"]
    elif array.ndim == 2 and len(items) <= _MOST_APART:
        body = ["    [", *(f"        {item}," for item in items), "    ],"]
    else:
        body = broken(items, "    ")
    return [*above, f"{start}(", *body, *(f"    {each}," for each in kind), f"){end}"]


def _row(values: Array) -> str:
    return f"[{', '.join(number(value) for value in values.tolist())}]"


def broken(items: Iterable[str], indent: str) -> list[str]:
    """A list on a line of its own, or over several, each as full as it goes."""
    items = list(items)
    whole = f"{indent}[{', '.join(items)}],"
    if len(whole) <= WIDTH:
        return [whole]
    inner = f"{indent}    "
    lines, line = [], inner
    for item in items:
        if line != inner and len(line) + len(item) + 1 > WIDTH:
            lines.append(line.rstrip())
            line = inner
        line += f"{item}, "
    return [f"{indent}[", *lines, line.rstrip(), f"{indent}],"]


def listed(start: str, items: Sequence[str], end: str, width: int = WIDTH) -> list[str]:
    """`start a, b, c end`, an item a line where one line would be too long."""
    short = f"{start}{', '.join(items)}{end}"
    return [short] if len(short) <= width else [start, *(f"    {item}," for item in items), end]


def identifiers(names: Sequence[str], fallback: str) -> tuple[str, ...]:
    """A different ASCII identifier for each name, as like it as may be; `fallback` for what has no such letters."""
    made: dict[str, None] = {}
    for name in names:
        letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        word = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:_LONGEST_NAME].strip("_")
        if not word or word[0].isdigit():
            word = f"{fallback}_{word}".rstrip("_")
        if word in _TAKEN:
            word += "_"
        choice, count = word, 2
        while choice in made:
            choice, count = f"{word.rstrip('_')}_{count}", count + 1
        made[choice] = None
    return tuple(made)


def terms(start: str, parts: Sequence[str], end: str = "") -> list[str]:
    """`start a + b + c end`, a term a line in brackets where one line would be too long."""
    short = start + " + ".join(parts) + end
    if len(short) <= WIDTH or len(parts) == 1:
        return [short]
    return [f"{start}(", f"    {parts[0]}", *(f"    + {part}" for part in parts[1:]), f"){end}"]
