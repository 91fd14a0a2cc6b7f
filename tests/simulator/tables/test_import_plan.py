"""From a table to a plan, and from a plan to what it brings."""

from __future__ import annotations

import gzip
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from core.experiment import Training
from core.message import Problem
from core.tables.raw_table import TableFormat, Watch
from simulator.tables.import_plan import ImportPlan, carried_over, outcome_of, with_category, with_role, words_of
from simulator.tables.importing import read_plan
from simulator.words import say

FLOWERS = "length,width,colour,kind\n" + "".join(
    f"{index}.5,{index % 7},{('red', 'blue')[index % 2]},{('a', 'b', 'c')[index % 3]}\n" for index in range(30)
)


def plan_of(folder: Path, text: str, format: TableFormat | None = None) -> ImportPlan:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_plan(path, format or TableFormat(), Watch())


def said(plan: ImportPlan) -> str:
    try:
        return say(words_of(outcome_of(plan, Training())))
    except Problem as problem:
        return str(problem)


def test_a_first_plan_follows_the_guess(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, FLOWERS)
    assert plan.roles == ("input", "input", "input", "target")
    assert (plan.missing, plan.scaling) == ("refuse", "standard")
    assert said(plan) == "30 rows: 4 inputs → 3 classes; 6 held out"


def test_rows_without_a_value_are_dropped_at_first(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "x,y\n1,2\n,3\n4,5\n6,7\n8,9\n")
    assert (plan.missing, plan.missing_values) == ("drop", 1)
    assert said(plan) == "4 rows: 1 input → 1 target; 1 held out, 1 dropped"
    assert said(replace(plan, missing="mean")) == "5 rows: 1 input → 1 target; 1 held out"
    assert said(replace(plan, missing="refuse")) == (
        'column "x", row 2: a value is missing; fill it in, or choose to drop such rows'
    )


def test_where_nothing_can_be_guessed_the_plan_says_why_until_a_role_is_chosen(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "when,x\n2024-01-01,1\n2024-01-02,2\n")
    assert plan.roles == ("ignored", "ignored")
    assert said(plan) == "needs two columns of use: one input and one target"
    plan = with_role(plan, ["when"], "input")
    assert said(plan) == "targets: choose at least one target"
    plan = with_role(plan, ["x"], "target")
    assert said(plan) == 'column "when": dates are no numbers; make a number of it, such as days since the first'


def test_classes_stay_the_one_target(tmp_path: Path) -> None:
    plan = with_role(plan_of(tmp_path, FLOWERS), ["colour"], "target")
    assert plan.roles == ("input", "input", "target", "input")
    plan = with_role(plan, ["length"], "target")
    assert plan.roles == ("target", "input", "input", "input")
    plan = with_role(plan, ["width"], "target")
    assert plan.roles == ("target", "target", "input", "input")
    assert said(plan) == "30 rows: 5 inputs → 2 targets; 6 held out"


def test_one_column_splits(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "x,y,set,fold\n1,2,train,0\n3,4,test,1\n5,6,train,0\n")
    plan = with_role(plan, ["fold"], "split")
    assert plan.names("split") == ("fold",)
    plan = with_role(plan, ["set"], "split")
    assert plan.names("split") == ("set",)
    assert plan.has_split_column
    plan = with_role(plan, ["y"], "target")
    plan = with_role(plan, ["x"], "input")
    assert said(plan) == "3 rows: 1 input → 1 target; 1 held out"


def test_numbers_can_be_names(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "x,y\n" + "".join(f"{index},{index % 4}\n" for index in range(20)))
    assert not plan.has_classes
    plan = with_category(plan, ["y"], True)
    assert plan.has_classes
    assert said(plan) == "20 rows: 1 input → 4 classes; 4 held out"
    assert not with_category(plan, ["y"], False).has_classes
    assert not with_role(with_role(plan, ["y"], "ignored"), ["y"], "target").has_classes
    assert with_category(plan, ["x"], True).categorical == {"y"}


def test_other_words_for_the_same_columns_keep_their_roles(tmp_path: Path) -> None:
    numbers = "".join(f"{index}.5,{index % 7 + 1},{index + 10}\n" for index in range(30))
    chosen = replace(with_role(plan_of(tmp_path, numbers), ["column 2"], "ignored"), scaling="minmax")
    assert chosen.roles == ("input", "ignored", "target")
    again = plan_of(tmp_path, numbers, TableFormat(decimal="."))
    assert carried_over(chosen, again).roles == chosen.roles
    other = plan_of(tmp_path, numbers, TableFormat(has_header=True))
    assert carried_over(chosen, other).roles == ("input", "input", "target")
    assert carried_over(chosen, other).scaling == "minmax"


def test_pictures_alone_ask_for_labels(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    sizes = b"".join(struct.pack(">I", size) for size in (6, 2, 3))
    path.write_bytes(gzip.compress(b"\0\0\x08\x03" + sizes + bytes(range(36)), mtime=0))
    plan = read_plan(path, TableFormat(), Watch())
    assert (plan.scaling, set(plan.roles)) == ("minmax", {"input"})
    assert said(plan).startswith("these are pictures without labels")
    assert said(with_role(plan, ["r1c2"], "target")) == "6 rows: 5 inputs → 1 target; 1 held out"


def test_a_file_that_is_no_table_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is empty"):
        plan_of(tmp_path, "")
