"""Numbers, names and masks in an experiment file: lists of JSON or arrays beside it, checked.

Every function raises Problem, which says the place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from core.message import Message, Problem
from core.network import Array, Mask, frozen


def read_names(content: Any, place: str) -> tuple[str, ...]:
    """Names of columns; where nothing is said, there are none."""
    if content is None:
        return ()
    if not isinstance(content, list) or not all(isinstance(name, str) for name in content):
        raise Problem(Message("a list of column names expected"), place)
    return tuple(content)


def read_rows(content: Any, place: str) -> tuple[tuple[float, ...], ...]:
    """As `read_matrix`; where nothing is said, there are none."""
    return () if content is None else tuple(map(tuple, read_matrix(content, place).tolist()))


def read_matrix(content: Any, place: str) -> Array:
    """Rows of equal length, all finite numbers."""
    if isinstance(content, np.ndarray):
        return _from_beside(content, 2, place)
    if not isinstance(content, list) or not content:
        raise Problem(Message("a list of rows of numbers expected"), place)
    rows = [read_vector(row, f"{place}[{index}]") for index, row in enumerate(content)]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            message = Message("{first} numbers expected, {found} found", first=len(rows[0]), found=len(row))
            raise Problem(message, f"{place}[{index}]")
    return frozen(np.stack(rows))


def _from_beside(array: np.ndarray[Any, Any], dimensions: int, place: str) -> Array:
    """An array of the zip, where numbers are wanted; that they are finite has been seen to."""
    if array.ndim != dimensions or array.dtype != np.float64:
        raise Problem(
            Message("an array of numbers in {dimensions} dimensions expected", dimensions=dimensions), place
        )
    return frozen(array)


def read_vector(content: Any, place: str) -> Array:
    """Finite numbers, at least one."""
    if isinstance(content, np.ndarray):
        return _from_beside(content, 1, place)
    if not isinstance(content, list) or not content:
        raise Problem(Message("a list of numbers expected"), place)
    for index, value in enumerate(content):
        # bool is an int to Python, not to a reader of the file.
        if type(value) not in (int, float):
            raise Problem(Message("a number expected"), f"{place}[{index}]")
    try:
        array = frozen(content)
    except OverflowError:
        raise Problem(Message("every number must be finite"), place) from None
    if not np.isfinite(array).all():
        index = int(np.flatnonzero(~np.isfinite(array))[0])
        raise Problem(Message("every number must be finite"), f"{place}[{index}]")
    return array


def read_mask(content: Any, place: str) -> Mask | None:
    """Rows of true and false, as wide as each other; Layer holds them against its weights."""
    if content is None:
        return None
    if isinstance(content, np.ndarray) and content.ndim == 2 and content.dtype == np.bool_:
        return content
    rows: list[Any] = content if isinstance(content, list) and content else [None]
    for index, row in enumerate(rows):
        is_row = isinstance(row, list) and all(type(value) is bool for value in row)
        if not is_row or len(row) != len(rows[0]):
            raise Problem(Message("one true or false expected for every weight"), f"{place}[{index}]")
    return np.array(rows, dtype=np.bool_)
