"""Code as a file, and `export` on the command line."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from core.files.examples import example
from core.live_code import live_code
from core.message import Problem
from core.trace import trace_example
from main import main
from simulator.files.code_export import save_code


def test_code_without_many_numbers_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "bank.py"
    assert save_code(example("bank"), "numpy", path) == (path,)
    assert path.read_text("utf-8") == live_code(example("bank"), "numpy").text
    assert [each.name for each in tmp_path.iterdir()] == ["bank.py"]


def test_many_numbers_lie_beside_it_and_the_code_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    digits = example("digits")
    path = tmp_path / 'odd "name".py'
    assert [each.name for each in save_code(digits, "numpy", path)] == ['odd "name".py', 'odd "name".npz']
    monkeypatch.chdir(tmp_path)
    names = runpy.run_path(path.name)
    np.testing.assert_allclose(names["loss"], trace_example(digits).loss)


def test_what_cannot_be_written_leaves_all_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be saved"):
        save_code(example("bank"), "numpy", tmp_path / "nowhere" / "bank.py")
    with pytest.raises(Problem, match="the name must end in"):
        save_code(example("bank"), "numpy", tmp_path / "bank.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["bank", "--to", "numpy"], "the following arguments are required: --out; see --help"),
        (["bank", "--to", "fortran", "--out", "x.py"], "--to: invalid choice: 'fortran'"),
        (["bnak", "--to", "numpy", "--out", "x.py"], "bnak: no such file, and no example of that name"),
        (["bank", "--to", "numpy", "--out", "nowhere/x.py"], "nowhere/x.py: cannot be saved"),
        (["bank", "--to", "numpy", "--out", ""], ".: the name must end in .py"),
        (["bank", "--to", "numpy", "--out", "/"], "/: the name must end in .py"),
    ],
)
def test_what_is_wrong_is_one_line(
    arguments: list[str],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"perceptarium: {line}")
    assert said.count("\n") == 1


def test_the_command_writes_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bank.py"
    assert main(["export", "bank", "--to", "numpy-training", "--out", str(path)]) == 0
    assert capsys.readouterr().out == f"wrote {path}\n"
    assert "for epoch in range(epochs):" in path.read_text("utf-8")
