"""How a table is written is found out, and what was chosen stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.message import Problem
from core.tables.raw_table import DELIMITERS, TableFormat
from core.tables.table_file import read_table
from core.tables.table_format import SAMPLE_CHARACTERS, found_format, is_date, is_number
from tests.core.table_samples import written

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000).map(float)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all examples of a law."""
    return tmp_path_factory.mktemp("formats")


def as_text(rows: list[list[float]], delimiter: str, decimal: str, has_header: bool) -> str:
    """A table as other programs write it: cells are quoted where they hold the delimiter."""
    memory = io.StringIO()
    writer = csv.writer(memory, delimiter=delimiter)
    if has_header:
        writer.writerow([f"name {index}" for index in range(len(rows[0]))])
    for row in rows:
        writer.writerow(["" if cell != cell else repr(cell).replace(".", decimal) for cell in row])
    return memory.getvalue()


tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(numbers | st.just(float("nan")), min_size=width, max_size=width), min_size=1, max_size=8
    )
)


@settings(max_examples=50)
@given(tables, st.sampled_from(DELIMITERS), st.sampled_from(".,"), st.booleans(), st.booleans())
@example([[1.5, 2.0]], ",", ",", False, False)
@example([[float("nan")] * 2] * 2, "\t", ".", True, False)
def test_numbers_come_back_however_they_are_written(
    folder: Path, rows: list[list[float]], delimiter: str, decimal: str, has_header: bool, is_chosen: bool
) -> None:
    path = written(folder, as_text(rows, delimiter, decimal, has_header))
    table = read_table(path, TableFormat(delimiter, decimal, has_header) if is_chosen else TableFormat())
    assert table.format.delimiter == delimiter
    assert table.format.has_header is has_header
    assert table.names[0] == ("name 0" if has_header else "column 1")
    read = np.stack([column.values for column in table.columns], axis=1)
    np.testing.assert_array_equal(read, np.array(rows))


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "has_header"),
    [
        ("a,b\n1.5,2\n", ",", ".", True),
        ("a;b\n1,5;2\n", ";", ",", True),
        ("a;b\n1,5;2,5\n1.5;x\n2,5;3,5\n", ";", ",", True),
        ("a\tb\n1,5\t2\n", "\t", ",", True),
        ("a|b\n1.5|2\n", "|", ".", True),
        ('a,b\n"1,5","2"\n', ",", ",", True),
        ("1,2\n3,4\n", ",", ".", False),
        ("1;2\n3;4\n", ";", ".", False),
        ("x;text\n1;one, two, three\n2;four, five, six\n", ";", ".", True),
        ("x,text\n1,one; two\n2,three\n", ",", ".", True),
        ("name,kind\nann,red\nbob,blue\ncid,red\n", ",", ".", True),
        ("red,ann\nblue,bob\nred,cid\n", ",", ".", False),
        ("day,x\n2024-01-01,1\n", ",", ".", True),
        ("2024-01-01,a\n2024-01-02,b\n", ",", ".", False),
        (",\n,\n1,2\n", ",", ".", False),
        ("?,NA\n1,2\n", ",", ".", False),
        ("a, b\n1, 2\n", ",", ".", True),
        ("height\n1.5\n2.5\n", "|", ".", True),
    ],
)
def test_the_format_is_found(text: str, delimiter: str, decimal: str, has_header: bool) -> None:
    assert found_format(text) == TableFormat(delimiter, decimal, has_header)


def test_what_was_chosen_stays() -> None:
    text = "a;b\n1,5;2\n"
    assert found_format(text, TableFormat(",")) == TableFormat(",", ".", True)
    assert found_format(text, TableFormat(decimal=".")) == TableFormat(";", ".", True)
    assert found_format(text, TableFormat(has_header=False)) == TableFormat(";", ",", False)
    assert found_format("1;2\n", TableFormat(has_header=True)).has_header
    chosen = TableFormat("|", ",", False, ("b",))
    assert found_format(text, chosen) == chosen


def test_a_sample_may_end_anywhere() -> None:
    line = ";".join(["1,25"] * 40) + "\n"
    sample = "header\n".replace("header", ";".join(f"c{k}" for k in range(40))) + line * 1000
    assert len(sample) > SAMPLE_CHARACTERS
    for end in range(SAMPLE_CHARACTERS - 6, SAMPLE_CHARACTERS + 6):
        assert found_format(sample[:end]) == TableFormat(";", ",", True)


@pytest.mark.parametrize("text", ["", "\n", '"', '"never closed', 'a"b"c', ",", "é", "\t\t\n"])
def test_odd_texts_have_some_format(text: str) -> None:
    found = found_format(text)
    assert found.delimiter in DELIMITERS
    assert found.decimal in (".", ",")
    assert found.has_header in (True, False)


@pytest.mark.parametrize(
    ("format", "place"),
    [
        ({"delimiter": "x"}, "delimiter"),
        ({"delimiter": ""}, "delimiter"),
        ({"delimiter": '"'}, "delimiter"),
        ({"delimiter": "\n"}, "delimiter"),
        ({"decimal": ";"}, "decimal"),
        ({"decimal": ""}, "decimal"),
    ],
)
def test_signs_that_cannot_do_the_work_are_refused(format: dict[str, str], place: str) -> None:
    with pytest.raises(Problem) as caught:
        TableFormat(**format)  # type: ignore[arg-type]
    assert caught.value.place == place


spelled = st.builds(
    lambda sign, digits, power: sign + digits + power,
    st.sampled_from(("", "+", "-")),
    st.builds(
        lambda whole, point, part: f"{whole}{point}{part}",
        st.integers(0, 10**25),
        st.sampled_from(("", ".", ".000")),
        st.integers(0, 10**25),
    )
    | st.integers(0, 10**25).map(lambda part: f".{part:012}"),
    st.just("") | st.integers(-40, 40).map(lambda power: f"e{power:+}") | st.sampled_from(("E5", "e-05", "E0")),
)


@settings(max_examples=50)
@given(st.lists(spelled, min_size=1, max_size=20), st.sampled_from(".,"), st.sampled_from(("", " ", "   ")))
def test_what_is_called_a_number_is_read_as_python_reads_it(
    folder: Path, cells: list[str], decimal: str, space: str
) -> None:
    assert all(is_number(cell) for cell in cells)
    # pandas 3.1 may miss the last digit of a number with a plus before and a space behind it.
    lines = "".join(
        f"1;{space}{cell.replace('.', decimal)}{'' if cell.startswith('+') else space}\n" for cell in cells
    )
    table = read_table(written(folder, lines), TableFormat(";", decimal, False))
    assert table.columns[1].values.tolist() == [float(cell) for cell in cells]


@pytest.mark.parametrize(
    "cell",
    ["", " ", "1 2", "1_000", "0x10", "1e", "e5", "+-1", ".", "1.2.3", "१२", "１２", "1d5", "True", "1,5", "½"],
)
def test_other_cells_are_no_numbers(cell: str) -> None:
    assert not is_number(cell)


def test_infinity_is_called_a_number_so_that_it_can_be_refused_as_one() -> None:
    assert all(map(is_number, ("inf", "-Infinity", "+INF", "1e999")))
    assert not is_number("1.5", ",")
    assert is_number("1,5", ",")


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ("2024-02-29", True),
        (" 2024-02-29 ", True),
        ("29.2.2024", True),
        ("2/29/2024", True),
        ("2024-02-29T12:00Z", True),
        ("2024-02-29 12:00:59.125 +01:00", True),
        ("2024-02/29", False),
        ("2024", False),
        ("1.5.2", False),
        ("2024-02-29 noon", False),
        ("٢٠٢٤-٠٢-٢٩", False),
    ],
)
def test_dates_are_told_from_other_texts(cell: str, is_one: bool) -> None:
    assert is_date(cell) is is_one
