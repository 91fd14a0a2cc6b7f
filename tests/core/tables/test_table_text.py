"""What the columns of a text become: numbers, texts or dates, whatever pieces they are read in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.message import Problem
from core.tables import table_records, table_text
from core.tables.raw_table import RawTable, TableFormat
from core.tables.table_text import read_text
from tests.core.table_samples import refusal, table_of, written

CSV = TableFormat(",", ".", True)


def kinds_of(table: RawTable) -> list[str]:
    return [column.kind for column in table.columns]


gap = st.sampled_from(("", "NA", "?", "null", "  ", "NaN   "))
columns = {
    "number": st.floats(allow_nan=False, allow_infinity=False).map(repr),
    "text": st.text(st.sampled_from('xyz é,"\n'), min_size=1, max_size=4).filter(lambda text: bool(text.strip())),
    "date": st.dates().map(lambda day: day.isoformat()),
}


@settings(max_examples=30)
@given(st.data(), st.lists(st.sampled_from(tuple(columns)), min_size=2, max_size=4), st.integers(1, 15))
def test_a_table_read_in_pieces_is_the_table_read_at_once(data: st.DataObject, kinds: list[str], count: int) -> None:
    rows = [[data.draw(gap | columns[kind]) for kind in kinds] for _ in range(count)]
    memory = io.StringIO()
    csv.writer(memory).writerows([[f"c{index}" for index in range(len(kinds))], *rows])
    content = memory.getvalue().encode()
    whole = read_text(io.BytesIO(content), CSV)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_records, "BLOCK_BYTES", data.draw(st.integers(20, 200)))
        cut = read_text(io.BytesIO(content), CSV)
    for one, other, texts in zip(whole.columns, cut.columns, zip(*rows, strict=True), strict=True):
        assert (one.name, one.kind, one.categories, one.missing) == (
            other.name,
            other.kind,
            other.categories,
            other.missing,
        )
        np.testing.assert_array_equal(one.values, other.values)
        if one.kind != "number":
            # A cell with quotes keeps its spaces, which the column then drops.
            stood = [text.strip() for text in texts]
            codes = one.values.astype(int).tolist()
            assert all(code < 0 or one.categories[code] == text for code, text in zip(codes, stood, strict=True))


def test_what_is_missing_in_a_column_of_numbers_is_nan(tmp_path: Path) -> None:
    missing = ("", " ", "NA", "N/A ", "NULL", "None", "nan", "?", '"NA"', "? ", "NA     ")
    table = table_of(tmp_path, "a,b\n" + "".join(f"1,{cell}\n" for cell in missing) + "1,2\n")
    assert kinds_of(table) == ["number", "number"]
    assert table.column("b").missing == len(missing)
    assert np.isnan(table.column("b").values[:-1]).all()


def test_what_is_missing_in_a_column_of_texts_is_no_category(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n1,x\n2, NA \n3,\n4,?\n5,  \n6,y \n7,none\n")
    column = table.column("b")
    assert column.categories == ("none", "x", "y")
    assert column.values.tolist() == [1, -1, -1, -1, -1, 2, 0]
    assert column.missing == 4


def test_a_column_of_words_keeps_its_numbers_as_texts(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n1,low\n2,high\n3,10\n4,9\n5,Low\n")
    assert kinds_of(table) == ["number", "text"]
    # Numbers by size and first, words without regard to capitals.
    assert table.column("b").categories == ("9", "10", "high", "Low", "low")


def test_true_and_false_are_1_and_0(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n1,True\n2,FALSE\n3,\n4,true\n")
    np.testing.assert_array_equal(table.column("b").values, [1, 0, np.nan, 1])


def test_postal_codes_are_texts_where_that_is_chosen(tmp_path: Path) -> None:
    content = "code,x\n01067,1\n80331,2\n01067,\n,4\n"
    assert table_of(tmp_path, content).column("code").values[0] == 1067
    table = table_of(tmp_path, content, TableFormat(text_columns=("code", "no such column")))
    assert table.column("code").categories == ("01067", "80331")
    assert table.column("code").values.tolist() == [0, 1, 0, -1]
    assert table.column("x").kind == "number"


def test_dates_are_told_from_texts(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b,c\n2024-01-02,1,2024-01-02\n2024-01-01,2,soon\n,3,\n")
    assert kinds_of(table) == ["date", "number", "text"]
    assert table.column("a").categories == ("2024-01-01", "2024-01-02")


def test_a_word_among_numbers_is_a_slip_in_whatever_piece_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_records, "BLOCK_BYTES", 64)
    content = "a,b\n" + "1,2\n" * 100 + "1,two\n" * 50
    line = refusal(written(tmp_path, content), CSV)
    assert line.startswith('line 102, column "b": "two" is no number, but most of the column is')
    table = table_of(tmp_path, content, TableFormat(text_columns=("b",)))
    assert table.column("b").categories == ("2", "two")


def test_a_column_missing_at_first_may_become_one_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_records, "BLOCK_BYTES", 64)
    content = b"a,b,c\n" + b"1,,\n" * 100 + b"1,x,2\n" * 3
    table = read_text(io.BytesIO(content), CSV)
    assert kinds_of(table) == ["number", "text", "number"]
    assert table.column("b").values.tolist() == [-1] * 100 + [0] * 3
    assert (table.column("b").missing, table.column("c").missing) == (100, 100)


def test_more_texts_than_anyone_means_as_classes_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_text, "MOST_CATEGORIES", 5)
    monkeypatch.setattr(table_records, "BLOCK_BYTES", 64)
    lines = "".join(f"{index},word {index % 6},word {index % 5}\n" for index in range(60))
    table = read_text(io.BytesIO(f"a,b,c\n{lines},,\n".encode()), CSV)
    free, kept = table.column("b"), table.column("c")
    assert (free.is_free_text, free.categories, free.missing) == (True, (), 1)
    assert set(free.values.tolist()) == {-1}
    assert (kept.is_free_text, len(kept.categories), kept.missing) == (False, 5, 1)


def test_columns_without_a_name_are_counted(tmp_path: Path) -> None:
    assert table_of(tmp_path, 'a,," \n",b\n1,2,3,4\n').names == ("a", "column 2", "column 3", "b")
    assert table_of(tmp_path, "1,2\n3,4\n").names == ("column 1", "column 2")
    assert table_of(tmp_path, "a,b\n1,2\n", TableFormat(has_header=False)).names == ("column 1", "column 2")
    assert table_of(tmp_path, "1,2\n3,4\n", TableFormat(has_header=True)).names == ("1", "2")


def test_the_first_rows_can_be_looked_at_as_they_stood(tmp_path: Path) -> None:
    lines = [f"{index:03},NA,{'long ' * 50}" for index in range(30)]
    table = table_of(tmp_path, "\n\n".join(["a,b,c", *lines]))
    assert len(table.preview) == 20
    assert table.preview[3][:2] == ("003", "NA")
    assert len(table.preview[3][2]) == 80


def test_ten_thousand_columns_fit(tmp_path: Path) -> None:
    table = table_of(tmp_path, ",".join(["1"] * 10_000))
    assert len(table.columns) == 10_000
    assert len(table) == 1


def test_too_many_cells_are_refused_while_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.raw_table.MOST_CELLS", 100)
    monkeypatch.setattr(table_records, "BLOCK_BYTES", 64)
    stream = io.BytesIO(b"a,b\n" + b"1,2\n" * 10_000)
    with pytest.raises(Problem, match="cells; use fewer rows"):
        read_text(stream, CSV)
    assert stream.tell() < 2000
