"""Experiments whose rows stand in a file of their own, from the file to the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.data import rows_of, split_of
from core.data.data import table_of as rows_in
from core.data.table_data import file_rows, format_of, remember, state_of
from core.experiment import DataSource, Experiment, Training
from core.files.files import read
from core.message import Problem
from core.tables import table_file
from core.tables.raw_table import TableFormat
from core.tables.table_file import read_table
from main import main
from tests.core.table_samples import one_line, written

Capture = pytest.CaptureFixture[str]
# Two clouds and what tells them apart; no value twice, so that rows can be known again.
ROWS = [(index + 0.25, 100 - index + 0.5 * (index % 2), ("no", "yes")[index % 2]) for index in range(20)]
TABLE = "x,y,kind\n" + "".join(f"{x},{y},{kind}\n" for x, y, kind in ROWS)


def source(path: Path, **settings: Any) -> DataSource:
    chosen = {"path": str(path), "input_columns": ("x", "y"), "target_columns": ("kind",), **settings}
    return DataSource("file", **chosen)


def refused(data: DataSource, training: Training | None = None) -> str:
    with pytest.raises(Problem) as caught:
        file_rows(data, training or Training())
    return one_line(caught.value, Path(data.path))


class TestRows:
    def test_they_are_those_of_the_file(self, tmp_path: Path) -> None:
        rows = file_rows(source(written(tmp_path, TABLE)), Training())
        assert rows.inputs.tolist() == [[x, y] for x, y, _ in ROWS]
        assert [rows.classes[int(number)] for number in rows.targets] == [kind for *_, kind in ROWS]

    def test_classes_are_numbered_as_the_experiment_names_them(self, tmp_path: Path) -> None:
        rows = file_rows(source(written(tmp_path, TABLE), classes=("yes", "maybe", "no")), Training())
        assert rows.classes == ("yes", "maybe", "no")
        assert rows.targets.tolist() == [{"yes": 0, "no": 2}[kind] for *_, kind in ROWS]

    def test_numbers_may_be_classes(self, tmp_path: Path) -> None:
        path = written(tmp_path, "x,y,kind\n1,2,10\n3,4,9\n5,6,10\n")
        assert file_rows(source(path), Training()).targets.tolist() == [[10], [9], [10]]
        assert file_rows(source(path, classes=("10", "9")), Training()).targets.tolist() == [0, 1, 0]

    def test_a_class_that_is_not_named_is_refused(self, tmp_path: Path) -> None:
        path = written(tmp_path, TABLE)
        assert refused(source(path, classes=("no", "maybe"))) == ('column "kind": "yes" is none of the classes named')
        long = written(tmp_path, TABLE.replace("yes", "yes " * 1000), "long.csv")
        assert "is none of the classes named" in refused(source(long, classes=("no", "maybe")))

    def test_how_the_file_is_written_may_be_chosen(self, tmp_path: Path) -> None:
        path = written(tmp_path, "1,5;2,5;a\n3,5;4,5;b\n")
        names = {"input_columns": ("column 1", "column 2"), "target_columns": ("column 3",)}
        assert format_of(source(path, delimiter=";", decimal=",", header=False)) == TableFormat(";", ",", False)
        assert file_rows(source(path, delimiter=";", decimal=",", header=False, **names), Training()).inputs[
            0
        ].tolist() == [1.5, 2.5]
        assert refused(source(path, header=True, **names)) == 'there is no column "column 1"'
        with pytest.raises(Problem, match="cells are divided by"):
            file_rows(source(path, delimiter="x"), Training())

    def test_whatever_is_wrong_begins_with_the_path(self, tmp_path: Path) -> None:
        path = written(tmp_path, TABLE)
        assert refused(source(path, input_columns=("x", "z"))) == 'there is no column "z"'
        assert refused(source(path, input_columns=("x",), split_column="y")).startswith(
            'column "y", row 20: "81.5" says'
        )
        assert refused(source(tmp_path / "none.csv")) == "no such file"
        assert refused(source(tmp_path / "zero\0.csv")) == "no such file"
        assert refused(source(tmp_path)) == "is a folder; name a file"
        assert refused(source(written(tmp_path, "x,y,kind\n1,,a\n1,2,b\n"))).startswith('column "y", row 1: a value')


class TestMeans:
    """Row k holds k; in a third of the rows nothing stands, which the mean of the training rows replaces."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        lines = [f"{'' if index % 3 == 0 else index},{index},{'ab'[index % 2]}" for index in range(60)]
        return written(tmp_path, "x,y,kind\n" + "\n".join(lines))

    @pytest.mark.parametrize("settings", [{}, {"stratify": True}, {"stratify": True, "classes": ("b", "a")}])
    def test_they_are_of_the_rows_drawn_for_training(self, settings: dict[str, Any], path: Path) -> None:
        seen = set()
        for seed in range(3):
            training = Training(seed=seed, test_fraction=0.4)
            data = source(path, missing="mean", **settings)
            experiment = read(
                written(path.parent, experiment_text(path.name, classes=[], missing="mean"), "one.perceptarium")
            )
            experiment = Experiment(experiment.network, experiment.example, data, training)
            table = rows_in(experiment)
            train, test = rows_of(table, data, training)
            assert (len(train), len(test)) == (36, 24)
            mean = np.mean([row for row in train.tolist() if row % 3])
            np.testing.assert_allclose(table.inputs[::3, 0], mean, rtol=1e-12)
            assert table.inputs[1::3, 0].tolist() == list(range(1, 60, 3))
            seen.add(mean)
        assert len(seen) == 3

    def test_a_split_column_says_which_they_are(self, tmp_path: Path) -> None:
        text = "x,y,kind,is_train\n1,1,a,1\n3,1,b,1\n,1,a,1\n,1,b,0\n50,1,a,0\n"
        rows = file_rows(source(written(tmp_path, text), missing="mean", split_column="is_train"), Training())
        assert rows.inputs[:, 0].tolist() == [1, 3, 2, 2, 50]
        assert rows.is_test is not None
        assert rows.is_test.tolist() == [False, False, False, True, True]


class TestKept:
    """A table is read once, and again only when the file has changed."""

    @pytest.fixture
    def reads(self, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
        seen: list[Path] = []

        def counted(path: Path, format: TableFormat) -> Any:
            seen.append(path)
            return read_table(path, format)

        monkeypatch.setattr(table_file, "read_table", counted)
        return seen

    def test_it_is_read_once(self, reads: list[Path], tmp_path: Path) -> None:
        path = written(tmp_path, TABLE)
        first = file_rows(source(path), Training())
        assert file_rows(source(path), Training(seed=7)) is first
        file_rows(source(path, missing="drop"), Training())
        assert reads == [path]
        file_rows(source(path, decimal="."), Training())
        assert reads == [path, path]

    def test_what_was_just_read_is_not_read_again(self, reads: list[Path], tmp_path: Path) -> None:
        path = written(tmp_path, TABLE)
        remember(path, TableFormat(), read_table(path), state_of(path))
        assert len(file_rows(source(path), Training()).inputs) == 20
        assert reads == []
        remember(tmp_path / "none.csv", TableFormat(), read_table(path), state_of(tmp_path / "none.csv"))
        assert refused(source(tmp_path / "none.csv")) == "no such file"

    def test_a_changed_file_is_read_anew(self, reads: list[Path], tmp_path: Path) -> None:
        path = written(tmp_path, TABLE)
        before = path.stat()
        assert file_rows(source(path), Training()).inputs[0, 0] == 0.25
        written(tmp_path, TABLE + "1000,1,no\n")
        assert len(file_rows(source(path), Training()).inputs) == 21
        # Of the same length, and its time put back as copying programs do.
        written(tmp_path, TABLE.replace("0.25", "0.75"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert path.stat().st_size == before.st_size
        if path.stat().st_ctime_ns != before.st_ctime_ns:
            assert file_rows(source(path), Training()).inputs[0, 0] == 0.75
        path.unlink()
        assert refused(source(path)) == "no such file"

    def test_a_file_changed_while_it_is_read_is_read_anew(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = written(tmp_path, TABLE)

        def overtaken(path: Path, format: TableFormat) -> Any:
            table = read_table(path, format)
            path.write_text(TABLE + "1000,1,no\n", encoding="utf-8")
            monkeypatch.setattr(table_file, "read_table", read_table)
            return table

        monkeypatch.setattr(table_file, "read_table", overtaken)
        assert len(file_rows(source(path), Training()).inputs) == 20
        assert len(file_rows(source(path), Training()).inputs) == 21

    def test_few_tables_are_kept(self, reads: list[Path], tmp_path: Path) -> None:
        paths = [written(tmp_path, TABLE, f"{index}.csv") for index in range(3)]
        for path in (*paths, paths[2], paths[0]):
            file_rows(source(path), Training())
        assert reads == [*paths, paths[0]]


def experiment_text(path: str, **data: Any) -> str:
    layer = {"name": "output", "units": ["kind"], "activation": "sigmoid", "weights": [[0.01, -0.01]]}
    named = {"source": "file", "path": path, "inputs": ["x", "y"], "targets": ["kind"], "classes": ["no", "yes"]}
    content = {
        "format": "perceptarium",
        "version": 1,
        "network": {"inputs": ["x", "y"], "layers": [layer]},
        "data": {**named, "scaling": {"kind": "standard"}, **data},
        "training": {"loss": "binary_cross_entropy", "epochs": 2, "device": "cpu"},
    }
    return json.dumps(content)


def lines_of(capsys: Capture, *arguments: str) -> list[Any]:
    assert main([*arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


def complaint(capsys: Capture, *arguments: str) -> str:
    """The one line on standard error, without the program's name."""
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err.removeprefix("perceptarium: ").rstrip("\n")


class TestCommands:
    @pytest.fixture
    def experiment(self, tmp_path: Path) -> Path:
        written(tmp_path, TABLE)
        return written(tmp_path, experiment_text("table.csv"), "clouds.perceptarium")

    def test_explain_shows_the_first_training_row(self, experiment: Path, capsys: Capture) -> None:
        (found,) = lines_of(capsys, "explain", str(experiment))
        parsed = read(experiment)
        first = split_of(parsed).train_rows[0]
        x, y, kind = ROWS[first]
        assert found["raw_inputs"] == [x, y]
        assert found["targets"] == [("no", "yes").index(kind)]
        scaling = parsed.data.scaling
        assert found["inputs"] == pytest.approx(
            [(x - scaling.center[0]) / scaling.scale[0], (y - scaling.center[1]) / scaling.scale[1]]
        )

    def test_train_learns_from_it(self, experiment: Path, capsys: Capture, tmp_path: Path) -> None:
        out = tmp_path / "trained.perceptarium"
        *epochs, last = lines_of(capsys, "train", str(experiment), "--out", str(out))
        assert [line["epoch"] for line in epochs] == [1, 2]
        assert epochs[1]["train_loss"] < epochs[0]["train_loss"]
        assert 0 <= epochs[1]["test_accuracy"] <= 1
        assert last["done"] is True
        # Beside the table, the trained experiment finds it by its name alone.
        assert json.loads(out.read_text("utf-8"))["data"]["path"] == "table.csv"
        (before,), (after,) = (lines_of(capsys, "explain", str(path)) for path in (experiment, out))
        assert before["inputs"] == after["inputs"]
        assert before["loss"] > after["loss"]

    def test_a_split_column_and_dropped_rows_are_kept_to(self, tmp_path: Path) -> None:
        lines = [f"{x},{y},{kind},{'test' if index < 5 else 'train'}" for index, (x, y, kind) in enumerate(ROWS)]
        written(tmp_path, "\n".join(["x,y,kind,set", *lines, ",1,no,train"]))
        content = experiment_text("table.csv", split_column="set", missing="drop")
        split = split_of(read(written(tmp_path, content, "split.perceptarium")))
        assert split.test_rows == (0, 1, 2, 3, 4)
        assert split.train_rows == tuple(range(5, 20))

    @pytest.mark.parametrize("command", ["explain", "train"])
    @pytest.mark.parametrize(
        ("table", "line"),
        [
            (None, "no such file"),
            ("", "is empty"),
            ("x,y,kind\n", "holds the names of columns, but no rows below them"),
            ("x,y,kind\n1,2,no\n3,4\n", "line 3: 2 cells, 3 expected"),
            ("x,y,kind\n1,2,no\n3,inf,yes\n", 'line 3, column "y": holds an infinite number; correct it, or'),
            ("x,kind\n1,no\n2,yes\n", 'there is no column "y"'),
            ("x,y,kind\n1,2,no\n,4,yes\n", 'column "x", row 2: a value is missing; fill it in'),
            ("x,y,kind\n1,2,no\n3,4,other\n", 'column "kind": "other" is none of the classes named'),
            ("x,y,kind\n1,2,no\n3,4,no\n", 'column "kind": is "no" in every row'),
            ("x,y,kind\n2024-01-01,2,no\n2024-01-02,4,yes\n", 'column "x": dates are no numbers'),
            (b"\x1f\x8b\x08", "is a damaged gzip file"),
            (b"\xff\xfeo", "line 1: is not UTF-16 text"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_table_gone_or_broken_is_one_line(
        self, command: str, table: str | bytes | None, line: str, experiment: Path, capsys: Capture
    ) -> None:
        path = experiment.with_name("table.csv")
        path.unlink()
        if table is not None:
            written(experiment.parent, table)
        assert complaint(capsys, command, str(experiment)).startswith(f"{experiment}: {path}: {line}")

    @pytest.mark.parametrize(
        ("change", "line"),
        [
            ({"inputs": ["x"]}, "data.inputs: table.csv has 1 inputs, the network has 2"),
            ({"targets": ["x", "kind"], "inputs": ["y"]}, 'column "kind": classes can only be the one target'),
            ({"classes": ["no", "yes", "maybe"]}, "network.layers: 3 classes need as many output units, not 1"),
            ({"targets": ["kind", "kind"]}, 'column "kind": a column can have one role only'),
            ({"inputs": []}, "data.inputs: name at least one column"),
            ({"delimiter": ":"}, "delimiter"),
            ({"missing": "guess"}, "data.missing: "),
            ({"path": "zero\0.csv"}, "no such file"),
            ({"path": "."}, "is a folder; name a file"),
        ],
    )
    def test_data_that_does_not_fit_is_one_line(
        self, change: dict[str, Any], line: str, experiment: Path, capsys: Capture
    ) -> None:
        content = experiment_text(**{"path": "table.csv", **change})
        written(experiment.parent, content, experiment.name)
        assert line in complaint(capsys, "explain", str(experiment))
