"""Every beat of every example says what happens, in numbers that the trace holds."""

from __future__ import annotations

import pytest

from core.files.examples import NAMES, example
from core.message import Message
from core.trace import Trace, trace_example
from simulator.frames.captions import caption_of
from simulator.frames.timeline import Beat, Detail, Kind, timeline_of
from simulator.words import say


def said(name: str, kind: Kind, column: int = 0, unit: int = 0) -> tuple[str, str]:
    trace = trace_example(example(name))
    beat = timeline_of(trace.network, True).beat(kind, column, unit)
    assert beat is not None
    caption = caption_of(trace, beat)
    return say(caption.line), say(caption.sentence)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("detail", Detail)
def test_every_beat_has_words(name: str, detail: Detail) -> None:
    trace: Trace = trace_example(example(name))
    beats: list[Beat | None] = [None, *timeline_of(trace.network, True, detail).beats]
    for beat in beats:
        caption = caption_of(trace, beat)
        assert isinstance(caption.line, Message)
        line, sentence = say(caption.line), say(caption.sentence)
        assert line
        assert not line.endswith(".")
        assert sentence.endswith(".")
        assert "{" not in line + sentence


def test_products_are_written_out() -> None:
    assert said("bank", Kind.PRODUCTS, 2, 0) == (
        "Products travel to transactions",
        "Each value times its weight: 5 × 2 and 1 × −1.",
    )


def test_the_sum_says_what_the_activation_makes_of_it() -> None:
    assert said("bank", Kind.SUM, 1, 0)[1] == "The products add up to 5."
    assert said("bank-tanh", Kind.SUM, 1, 1)[1] == "The products add up to 1; tanh makes it 0.7616."


def test_the_loss_says_the_error() -> None:
    assert said("bank", Kind.LOSS, 2, 0)[1] == "9 − 6 is an error of 3; the loss is 9."


def test_the_slope_of_a_weight_is_a_product_of_three() -> None:
    assert "3 × 6 × 1 = 18" in said("slopes", Kind.SLOPES_OF_WEIGHTS, 2, 0)[1]
