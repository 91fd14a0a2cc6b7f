from __future__ import annotations

import pytest

from core.activations import ACTIVATIONS
from core.message import LONGEST_TEXT, LONGEST_WORD, Failure, Message, Problem


def test_a_message_is_its_template_filled_in() -> None:
    assert str(Message("{count} rows of {what}", count=3, what=Message("data"))) == "3 rows of data"


def test_equal_messages_are_equal() -> None:
    assert Message("{a}", a=1) == Message("{a}", a=1)
    assert Message("{a}", a=1) != Message("{a}", a=2)
    assert hash(Message("{a}", a=1)) == hash(Message("{a}", a=1))


def test_braces_in_a_value_stay() -> None:
    assert str(Message("{name} is unknown", name="{x}")) == "{x} is unknown"


@pytest.mark.parametrize(
    ("inner", "outer", "joined"),
    [("", "data", "data"), ("scale", "data", "data.scale"), ("[2]", "rows", "rows[2]"), ("a[1].b", "c", "c.a[1].b")],
)
def test_a_problem_seen_from_outside_names_the_whole_way(inner: str, outer: str, joined: str) -> None:
    problem = Problem(Message("wrong"), inner).within(outer)
    assert problem.place == joined
    assert str(problem) == f"{joined}: wrong"


def test_a_problem_without_a_place_is_its_message() -> None:
    assert str(Problem(Message("wrong"))) == "wrong"


def test_a_failure_is_a_problem() -> None:
    assert isinstance(Failure(Message("overflow"), "layer output"), Problem)


def test_a_refusal_repeats_no_more_of_what_was_given_than_has_room_in_a_line() -> None:
    known = ", ".join(ACTIVATIONS)
    words = Message("{quoted}; use one of {known}", quoted=Message("“{value}”", value="x" * 3000), known=known)
    problem = Problem(words, "layers")
    assert len(str(problem)) < 2 * LONGEST_WORD + len(known) + 60
    assert str(problem).endswith(known)
    assert len(str(Problem(Message("{value}", value="a b\n" * 3000)))) == LONGEST_TEXT
    assert Problem(words, problem.place).message == problem.message
    path = "/home/somebody/a folder/an experiment.perceptarium"
    assert str(Problem(Message("{path} is not there", path=path))) == f"{path} is not there"
