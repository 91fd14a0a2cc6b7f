"""The rows written are those trained and tested on, and read again they split as before."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from core.data.data import rows_of, table_of
from core.data.datasets import BUILTIN
from core.data.fitting import builtin_source, fitted_to_data
from core.edits import with_training
from core.experiment import Experiment
from core.files.examples import example
from core.message import Problem
from core.tables.raw_table import Cancelled, TableFormat, Watch
from simulator.tables.exporting import Exported, export_rows
from simulator.tables.importing import imported, read_plan


def written(experiment: Experiment, path: Path) -> list[list[str]]:
    export_rows(experiment, path, Watch())
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_every_row_says_whether_it_is_for_training_or_testing(tmp_path: Path) -> None:
    iris = example("iris")
    names, *rows = written(iris, tmp_path / "iris.csv")
    assert names == [*table_of(iris).input_names, "class", "split"]
    assert len(rows) == 150
    train, test = rows_of(table_of(iris), iris.data, iris.training)
    assert [index for index, row in enumerate(rows) if row[-1] == "train"] == train.tolist()
    assert [index for index, row in enumerate(rows) if row[-1] == "test"] == test.tolist()
    assert [[float(cell) for cell in row[:4]] for row in rows] == table_of(iris).inputs.tolist()
    assert rows[0][4] == "setosa"


@pytest.mark.parametrize("name", ["circle", "iris", "wine"])
def test_what_was_exported_comes_back_with_the_same_split(name: str, tmp_path: Path) -> None:
    first = fitted_to_data(example("bank"), builtin_source(name))
    export_rows(first, tmp_path / "rows.csv", Watch())
    second = imported(first, read_plan(tmp_path / "rows.csv", TableFormat(), Watch()))
    old, new = table_of(first), table_of(second)
    assert new.classes == tuple(sorted(BUILTIN[name].classes, key=str.casefold))
    np.testing.assert_array_equal(old.inputs, new.inputs)
    for before, after in zip(
        rows_of(old, first.data, first.training), rows_of(new, second.data, second.training), strict=True
    ):
        np.testing.assert_array_equal(before, after)


def test_numbers_as_targets_keep_all_their_digits(tmp_path: Path) -> None:
    first = fitted_to_data(example("bank"), builtin_source("plane"))
    names, *rows = written(first, tmp_path / "plane.csv")
    assert names == [*table_of(first).input_names, *first.network.output.units, "split"]
    assert [float(row[-2]) for row in rows] == table_of(first).targets[:, 0].tolist()


def test_without_data_there_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="choose data first"):
        export_rows(example("bank"), tmp_path / "bank.csv", Watch())
    assert not (tmp_path / "bank.csv").exists()


def test_the_counts_are_told(tmp_path: Path) -> None:
    iris = with_training(example("iris"), test_fraction=0.4)
    path = tmp_path / "iris.csv"
    assert export_rows(iris, path, Watch()) == Exported(path, 90, 60)


def test_a_folder_that_is_not_there_is_one_line_and_giving_up_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be saved"):
        export_rows(example("iris"), tmp_path / "nowhere" / "iris.csv", Watch())
    path = tmp_path / "iris.csv"
    path.write_text("as it was", encoding="utf-8")
    with pytest.raises(Cancelled):
        export_rows(example("iris"), path, Watch(is_cancelled=lambda: True))
    assert path.read_text(encoding="utf-8") == "as it was"
    assert list(tmp_path.iterdir()) == [path]
