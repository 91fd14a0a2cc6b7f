"""What the program remembers is a file that anything may have written into."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from widgets.parts.stored import stored_texts


@pytest.mark.parametrize(
    ("stored", "texts"),
    [
        (["a", "b"], ["a", "b"]),
        (("a", 3), ["a", "3"]),
        ("a", ["a"]),
        ("", []),
        (None, []),
        (7, []),
        (QSize(1, 2), []),
        ({"a": "b"}, []),
    ],
)
def test_a_list_of_texts_comes_back_as_one_whatever_is_stored(stored: object, texts: list[str]) -> None:
    assert stored_texts(stored) == texts
