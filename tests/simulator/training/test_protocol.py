"""What crosses the pipe comes out as it went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.device import DeviceChoice
from core.message import Message
from simulator.training.protocol import (
    choice_from_line,
    choice_to_line,
    decode,
    encode,
    message_from_line,
    message_to_line,
)

plain = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
messages = st.recursive(
    st.builds(lambda text, values: Message(text, **values), st.text(), st.dictionaries(st.just("x"), plain)),
    lambda inner: st.builds(
        lambda text, values: Message(text, **values), st.text(), st.dictionaries(st.sampled_from("ab"), inner)
    ),
    max_leaves=4,
)


@given(messages)
def test_messages_round_trip_with_those_inside_them(message: Message) -> None:
    line = encode(message_to_line(message))
    assert line.count(b"\n") == 1
    assert message_from_line(decode(line)) == message


@given(messages, st.none() | messages)
def test_device_choices_round_trip(reason: Message, warning: Message | None) -> None:
    choice = DeviceChoice("cuda", 3, reason, warning)
    assert choice_from_line(decode(encode(choice_to_line(choice)))) == choice


def test_only_objects_are_lines() -> None:
    with pytest.raises(ValueError, match="object"):
        decode(b"[1]\n")
