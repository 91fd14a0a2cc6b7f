"""A few typed letters find what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.parts.fuzzy import match, ranked


def best(query: str, *texts: str) -> list[str]:
    return [text for text, _ in ranked(query, texts, str)]


def test_letters_in_order_are_found_and_others_are_not() -> None:
    assert match("sav", "File › Save as…") is not None
    assert match("vas", "Save") is None
    assert match("savee", "Save") is None
    assert match("", "Save") is not None
    assert match("a", "") is None


def test_the_letters_taken_are_those_shown() -> None:
    found = match("as sav", "Save as…")
    assert found is not None
    assert found.letters == (0, 1, 2, 5, 6)
    initials = match("sa", "Save as…")
    assert initials is not None
    assert initials.letters == (0, 5)


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("sa", ["Save as", "Open sample"]),
        ("ob", ["One batch", "Zoom to object"]),
        ("save", ["Save", "Save as"]),
        ("rl", ["Reset layout", "Train relu"]),
        ("tra", ["Train", "Contrast"]),
        ("trai", ["Train › Train", "Learn › 12. Training on a GPU, and in a hosted notebook"]),
        ("node 1", ["node_1", "nonode_31"]),
    ],
)
def test_word_starts_and_runs_of_letters_go_first(query: str, texts: list[str]) -> None:
    assert best(query, *reversed(texts)) == texts


def test_words_may_come_in_any_order() -> None:
    assert match("as save", "Save as…") is not None
    assert match("as sove", "Save as…") is None


def test_case_accents_and_indices_do_not_count() -> None:
    assert match("X1", "x₁") is not None
    assert match("cafe", "Café") is not None
    assert match("CAFÉ", "cafe") is not None
    assert match("ﬁt", "Fit the network") is not None


def test_capitals_inside_a_name_begin_words() -> None:
    assert best("hl", "withholding", "myHiddenLayer")[0] == "myHiddenLayer"


def test_equally_good_ones_stay_in_their_order() -> None:
    assert best("node", "node_2", "node_1") == ["node_2", "node_1"]
    assert best("", "b", "a") == ["b", "a"]


@given(st.text(max_size=20), st.data())
def test_any_letters_of_a_text_in_their_order_find_it(text: str, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    query = "".join(letter for letter, is_kept in zip(text, kept, strict=True) if is_kept and letter.isalnum())
    found = match(query, text)
    assert found is not None
    assert all(0 <= place < len(text) for place in found.letters)
    assert len(set(found.letters)) == len(found.letters)
