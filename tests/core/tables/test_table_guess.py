"""A first guess at what columns are for, and that it is always one that works."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.message import Problem
from core.tables.raw_table import RawTable
from core.tables.table_file import read_table
from core.tables.table_guess import guessed_roles
from core.tables.table_roles import Roles
from tests.core.table_samples import table_of, written


def guess(folder: Path, names: str, *rows: str) -> Roles:
    return guessed_roles(table_of(folder, "\n".join([names, *rows])))


def test_the_last_column_is_the_target_unless_another_is_named_so(tmp_path: Path) -> None:
    assert guess(tmp_path, "a,b,c", "1,2,3", "4,5,7") == Roles(("a", "b"), ("c",))
    for name in ("target", "Label", "CLASS"):
        assert guess(tmp_path, f"a,{name},c", "1,2,3", "4,5,7") == Roles(("a", "c"), (name,))


def test_keys_are_left_out(tmp_path: Path) -> None:
    rows = ("{},7,1.5,2", "{},9,2.5,3", "{},8,3.5,5")
    counted = [row.format(index) for index, row in enumerate(rows)]
    assert guess(tmp_path, "a,b,c,d", *counted).inputs == ("b", "c")
    assert guess(tmp_path, "a,customer_id,c,d", *counted).inputs == ("c",)
    # In any place, but only if they differ in every row.
    assert guess(tmp_path, "a,b,id,d", *(row.format(7) for row in rows)).inputs == ("a", "b")
    assert guess(tmp_path, "id,b,c,d", *(row.format(7) for row in rows)).inputs == ("id", "b", "c")
    assert guess(tmp_path, "a,b,c,d", *(row.format(5 * index) for index, row in enumerate(rows))).inputs == (
        "a",
        "b",
        "c",
    )


def test_what_looks_like_a_key_is_used_where_it_is_all_there_is(tmp_path: Path) -> None:
    assert guess(tmp_path, "x,y", "0,1", "1,4", "2,9") == Roles(("x",), ("y",))


def test_dates_and_empty_columns_are_left_out(tmp_path: Path) -> None:
    roles = guess(tmp_path, "day,a,none,b", "2024-01-01,1,,2", "2024-01-02,2,,4")
    assert roles == Roles(("a",), ("b",))


def test_texts_of_too_many_kinds_are_left_out(tmp_path: Path) -> None:
    rows = [f"name {index},{index % 7}.5,{index % 3}" for index in range(150)]
    assert guess(tmp_path, "who,a,b", *rows).inputs == ("a",)
    # As the classes of a target they are few enough.
    assert guess(tmp_path, "who,a,b", *rows[:90]).inputs == ("who", "a")
    swapped = [f"{index % 7}.5,name {index}" for index in range(150)]
    assert guess(tmp_path, "a,who", *swapped) == Roles(("a",), ("who",))
    with pytest.raises(Problem, match="no column that could be an input"):
        guess(tmp_path, "who,a", *(f"name {index},{index % 7}.5" for index in range(150)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("split", ("train", "test")),
        ("set", ("Training", "TESTING")),
        ("fold", ("0", "1")),
        ("is_test", ("false", "true")),
        ("is_train", ("1", "0")),
        ("Subset", ("train", "")),
    ],
)
def test_a_split_column_is_known_by_name_and_content(name: str, words: tuple[str, str], tmp_path: Path) -> None:
    rows = [f"{index}.5,{words[index % 2] if index else words[0]},{index % 5}" for index in range(10)]
    roles = guess(tmp_path, f"a,{name},b", *rows)
    is_whole = "" not in words
    assert roles.split_column == (name if is_whole else None)
    assert roles.targets == ("b",)
    assert guess(tmp_path, "a,other,b", *rows).split_column is None


@pytest.mark.parametrize("words", [("red", "blue"), ("train", "train"), ("0", "2"), ("1.5", "0")])
def test_a_column_that_says_something_else_does_not_split(words: tuple[str, str], tmp_path: Path) -> None:
    rows = [f"{index}.5,{words[index % 2]},{index % 5}" for index in range(10)]
    assert guess(tmp_path, "a,split,b", *rows).split_column is None


def test_a_column_of_too_many_numbers_does_not_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.table_roles.MOST_CATEGORIES", 5)
    rows = [f"{index}.5,{index % 7},{index % 5}" for index in range(30)]
    assert guess(tmp_path, "a,fold,b", *rows).split_column is None


def test_few_whole_numbers_in_many_rows_are_classes(tmp_path: Path) -> None:
    def categorical(values: list[object]) -> tuple[str, ...]:
        return guess(tmp_path, "a,b", *(f"{index % 13}.5,{value}" for index, value in enumerate(values))).categorical

    assert categorical([index % 10 for index in range(200)]) == ("b",)
    assert categorical([index % 10 for index in range(190)]) == ()
    assert categorical([index % 11 for index in range(400)]) == ()
    assert categorical([index % 3 / 2 for index in range(200)]) == ()
    assert categorical([1] * 200) == ()
    assert categorical([index % 2 or "" for index in range(100)]) == ()
    assert categorical(["no", "yes"] * 100) == ()


@pytest.mark.parametrize(
    "lines",
    [("a", "1", "2"), ("a,b", "1,", "2,"), ("a,b", "2024-01-01,1", "2024-01-02,2"), ("a,b", ",", ",")],
)
def test_without_two_columns_of_use_there_is_nothing_to_guess(lines: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(Problem, match="needs two columns of use"):
        guess(tmp_path, *lines)


cells = st.sampled_from(("", "1", "2", "2.5", "red", "blue", "2024-01-01", "train", "test"))
names = st.permutations(("a", "b", "id", "target", "split", "day"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all examples of a law."""
    return tmp_path_factory.mktemp("guesses")


@settings(max_examples=40)
@given(names, st.lists(st.lists(cells, min_size=6, max_size=6), min_size=1, max_size=8))
def test_a_guess_names_columns_that_exist_once_each(folder: Path, names: list[str], rows: list[list[str]]) -> None:
    path = written(folder, "\n".join(",".join(row) for row in [names, *rows]))
    try:
        table: RawTable = read_table(path)
        roles = guessed_roles(table)
    except Problem:
        return
    used = [*roles.inputs, *roles.targets, *([roles.split_column] if roles.split_column else [])]
    assert len(set(used)) == len(used)
    assert set(used) <= set(names)
    assert all(table.column(name).kind != "date" for name in used)
    assert all(table.column(name).missing < len(table) for name in used)
