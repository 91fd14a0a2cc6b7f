"""`explain --json --step` against the numbers of an independent program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from main import main

GOLDEN = Path(__file__).parents[1] / "golden"
SHIPPED = ("bank", "bank-relu", "bank-tanh", "gradient-descent", "slopes")
CASES = (*SHIPPED, "binary", "deep-mixed", "softmax", "ten-hidden-layers", "two-outputs")


def assert_same(found: Any, expected: Any, place: str = "") -> None:
    """Equal in shape and keys, numbers to 1e-9."""
    if isinstance(expected, dict):
        assert list(found) == list(expected), place
        for key, value in expected.items():
            assert_same(found[key], value, f"{place}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), place
        for index, value in enumerate(expected):
            assert_same(found[index], value, f"{place}[{index}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12), place
    else:
        assert found == expected, place


def test_every_golden_file_is_tested() -> None:
    assert {path.stem for path in GOLDEN.glob("*.perceptarium")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_step_comes_out(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(GOLDEN / f"{name}.perceptarium"), "--step", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert_same(found, json.loads((GOLDEN / f"{name}.expected.json").read_text("utf-8")))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_example_is_the_same_experiment(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name, "--step", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert_same(found, json.loads((GOLDEN / f"{name}.expected.json").read_text("utf-8")))
