"""What an experiment says of how it is put before people: kept in its file, refused where no window has it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.edits import with_activation, with_presentation
from core.files.examples import NAMES, example
from core.files.file_dump import dump
from core.files.files import parse
from core.message import Problem
from core.presentation import BESIDE, PARTS, Presentation, refuse_locked
from core.structure import with_unit_added
from core.weight_edits import WeightPlace, with_value

presentations = st.builds(
    Presentation,
    st.frozensets(st.sampled_from(PARTS)),
    st.frozensets(st.sampled_from(BESIDE)),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=30)
@given(presentations)
def test_it_comes_back_from_the_file(presentation: Presentation) -> None:
    made = with_presentation(example("bank"), presentation)
    text = dump(made)
    assert parse(text.encode()).presentation == presentation
    assert dump(parse(text.encode())) == text


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_it_hides_nothing_and_stays_as_it_is(name: str) -> None:
    made = example(name)
    assert made.presentation == Presentation()
    assert "presentation" not in json.loads(dump(made))


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"hidden": ["menus"]}, "presentation.hidden"),
        ({"beside": ["code"]}, "presentation.beside"),
        ({"hidden": "data"}, "presentation.hidden"),
        ({"locks_weights": 1}, "presentation.locks_weights"),
        ({"colour": "red"}, "presentation.colour"),
    ],
)
def test_what_no_window_has_is_refused_with_its_place(content: dict[str, object], place: str) -> None:
    text = json.loads(dump(example("bank"))) | {"presentation": content}
    with pytest.raises(Problem) as found:
        parse(json.dumps(text).encode())
    assert found.value.place == place


def test_sections_go_with_their_panel() -> None:
    assert Presentation(frozenset({"network"})).hides("data")
    assert not Presentation(frozenset({"data"})).hides("network")
    assert not Presentation(frozenset({"network"})).hides("loss")


def test_locked_weights_are_not_changed_by_hand() -> None:
    before = example("bank")
    locked = Presentation(locks_weights=True)
    changed = with_value(before, [WeightPlace(1, 0, 0)], 3.0)
    with pytest.raises(Problem, match="locked"):
        refuse_locked(before.network, changed.network, locked)
    refuse_locked(before.network, changed.network, Presentation())
    for other in (before, with_activation(before, 1, "tanh"), with_unit_added(before, 1)):
        refuse_locked(before.network, other.network, locked)
