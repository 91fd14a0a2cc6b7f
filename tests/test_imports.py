"""What each room brings in, asked of a bare interpreter."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def imported_by(*modules: str) -> set[str]:
    """Every module that a fresh interpreter holds after importing these."""
    code = f"import importlib, json, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
    code += "print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def modules_of(room: str) -> tuple[str, ...]:
    paths = (path.relative_to(ROOT) for path in sorted((ROOT / room).rglob("*.py")) if path.stem != "__init__")
    return tuple(".".join(path.with_suffix("").parts) for path in paths)


def test_every_folder_of_code_is_installed() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {path.parent.relative_to(ROOT) for room in named for path in (ROOT / room.split(".")[0]).rglob("*.py")}
    assert sorted(named) == sorted(".".join(folder.parts) for folder in folders)


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [
        (modules_of("core"), ("simulator", "widgets", "main", "PySide6", "pyqtgraph")),
        (modules_of("simulator"), ("widgets", "main", "PySide6.QtWidgets", "pyqtgraph")),
        (("main",), ("torch", "pandas", "pyqtgraph", "PySide6.QtWidgets")),
        # What a start of the window and `explain` need before anything is trained.
        (
            ("simulator.commands.command_line", "simulator.commands.explain_command", "simulator.document.document"),
            ("torch", "pandas", "av"),
        ),
        (("widgets.main_window",), ("torch", "pandas", "av", "pyqtgraph")),
    ],
    ids=["core", "simulator", "main", "start-up", "window"],
)
def test_a_room_brings_in_no_more_than_it_may(modules: tuple[str, ...], unwanted: tuple[str, ...]) -> None:
    assert modules
    assert imported_by(*modules).isdisjoint(unwanted)


def test_no_test_imports_another() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.match(r"(from|import) tests\.\S*test_", line), f"{path}: {line}"
