"""A table in words and in columns of text that line up."""

from __future__ import annotations

from pathlib import Path

from core.tables.raw_table import MOST_CATEGORIES, RawTable
from core.tables.table_file import read_table
from simulator.tables.table_preview import ROWS, column_words, kind_words, preview_column
from simulator.words import say


def table_of(folder: Path, text: str) -> RawTable:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_points_of_numbers_stand_in_one_line(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,n\n1.25,1\n-3,20\n,3\n0.5,4\n")
    assert preview_column(table, 0) == ("1.25", "−3.00", "–", "0.50")
    assert preview_column(table, 1) == ("1", "20", "3", "4")


def test_very_small_numbers_keep_their_exponent(tmp_path: Path) -> None:
    assert preview_column(table_of(tmp_path, "x,y\n1e-9,1\n2,1\n"), 0) == ("1e−09", "2")


def test_only_the_first_rows_are_made(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,y\n" + "1,a\n" * 500)
    assert (len(preview_column(table, 0)), len(preview_column(table, 1))) == (ROWS, ROWS)


def test_texts_and_what_is_missing_of_them(tmp_path: Path) -> None:
    table = table_of(tmp_path, "x,colour\n1,red\n2,\n3,blue\n")
    assert preview_column(table, 1) == ("red", "–", "blue")
    colour = table.column("colour")
    assert say(kind_words(colour, True)) == "2 categories"
    assert say(column_words(colour, True)) == "blue, red; 1 missing"


def test_numbers_are_told_by_their_reach_and_as_names_by_their_values(tmp_path: Path) -> None:
    column = table_of(tmp_path, "x,y\n3,1\n-1.5,2\n3,2\n").column("x")
    assert (say(kind_words(column, False)), say(column_words(column, False))) == ("number", "−1.5 to 3")
    assert (say(kind_words(column, True)), say(column_words(column, True))) == ("2 categories", "−1.5, 3")


def test_dates_say_why_they_are_refused(tmp_path: Path) -> None:
    column = table_of(tmp_path, "when,y\n2024-01-01,1\n2024-01-02,2\n").column("when")
    assert say(kind_words(column, False)) == "date"
    assert say(column_words(column, False)).startswith("dates are no numbers")


def test_texts_without_end_are_shown_as_far_as_they_were_kept(tmp_path: Path) -> None:
    rows = "".join(f"word {index},{index}\n" for index in range(MOST_CATEGORIES + 2))
    table = table_of(tmp_path, "comment,x\n" + rows)
    shown = preview_column(table, 0)
    assert (shown[0], shown[-1], len(shown)) == ("word 0", "…", ROWS)
    assert say(kind_words(table.columns[0], False)) == "text"
    assert "too many to tell apart" in say(column_words(table.columns[0], False))


def test_an_empty_column_says_so(tmp_path: Path) -> None:
    column = table_of(tmp_path, "x,y\n,1\n,2\n").column("x")
    assert say(column_words(column, False)) == "empty in every row"
    assert preview_column(table_of(tmp_path, "x,y\n,1\n,2\n"), 0) == ("–", "–")
