from __future__ import annotations

import pytest

from core.numbers import WithFractions
from simulator.short_text import shortened, told


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp: object) -> None:
    """Texts are measured."""


def test_where_a_name_has_no_room_its_last_word_tells_it() -> None:
    assert told("layer 12", 200) == "layer 12"
    assert told("layer 12", 20) == "12"
    assert told("transactions", 60).endswith("…")
    assert told("transactions", 25) == ""


def test_a_number_has_as_many_digits_as_fit() -> None:
    assert shortened(0.123456, 4, 100, 13) == "0.1235"
    assert shortened(0.123456, 4, 34, 13) == "0.12"
    assert shortened(1 / 3, WithFractions(4), 100, 13) == "1/3"
    assert shortened(1 / 3, WithFractions(4), 15, 13) == "0.3"
