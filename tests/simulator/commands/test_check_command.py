"""`check FILE`: what it prints, how it ends, and what it answers to the window."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.activations import ACTIVATIONS
from core.engines.check import Comparison, check
from core.experiment import Example
from core.files.examples import NAMES, example
from core.files.files import to_bytes
from core.message import Message, Problem
from main import main
from simulator.commands.check_command import answer, comparisons_from_line, verdict
from simulator.training.protocol import decode, encode
from simulator.words import say

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", NAMES)
def test_every_example_passes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", name]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == ["✓"] * 5
    for judge in ("torch", "autograd", "torch.optim", "engine", "differences of the loss"):
        assert any(judge in line for line in lines)
    assert all("largest difference" in line for line in lines)


def test_a_difference_beyond_tolerance_ends_with_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tanh = ACTIVATIONS["tanh"]
    monkeypatch.setitem(ACTIVATIONS, "tanh", replace(tanh, slope=lambda z, a: (1 - a * a) * 1.001))
    assert main(["check", "bank-tanh"]) == 1
    lines = capsys.readouterr().out.splitlines()
    wrong = [line for line in lines if line.startswith("✗")]
    assert len(wrong) == 3
    assert any(line.startswith("✓ forward") for line in lines)
    assert any("autograd" in line for line in wrong)
    assert any("differences" in line for line in wrong)


def test_a_file_that_cannot_be_checked_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, aimless = tmp_path / "broken.perceptarium", tmp_path / "aimless.perceptarium"
    broken.write_text("{")
    aimless.write_bytes(to_bytes(replace(example("bank"), example=Example((2.0, 3.0)))))
    for file, words in (
        ("no-such-file", "no such file"),
        (str(broken), "is not JSON"),
        (str(aimless), f"{aimless}: example.targets: a check needs a target to compare with"),
    ):
        assert main(["check", file]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert words in err
        assert len(err.splitlines()) == 1
    assert main(["check"]) == 2


def test_numbers_beyond_a_double_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "huge.perceptarium"
    path.write_bytes(to_bytes(replace(example("bank"), example=Example((1e300, 1e300), (1.0,)))))
    assert main(["check", str(path)]) == 1
    assert "beyond what a double can hold" in capsys.readouterr().err


def test_a_corner_and_what_is_no_number_are_told() -> None:
    one = Comparison(Message("slopes"), 5, math.nan, 1e-6, left_out=2)
    words = "✗ slopes: 5 numbers, largest difference not a number (at most 1e−6), 2 left out beside a corner"
    assert say(verdict(one)) == words


def test_an_answer_survives_its_way_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = example("bank")
    sent = decode(encode(answer(to_bytes(bank))))
    assert comparisons_from_line(sent) == check(bank)
    odd = Comparison(Message("a {b}", b=Message("c")), 3, math.inf, 1e-9, 1)
    monkeypatch.setattr("simulator.commands.check_command.check", lambda _: (odd,))
    (back,) = comparisons_from_line(decode(encode(answer(to_bytes(bank)))))
    assert math.isnan(back.difference)
    assert not back.is_equal
    assert replace(back, difference=math.inf) == odd


@pytest.mark.parametrize(
    "content", [b"", b"{", b"PK\x03\x04", to_bytes(replace(example("bank"), example=Example((2, 3))))]
)
def test_a_problem_is_answered_too(content: bytes) -> None:
    with pytest.raises(Problem):
        comparisons_from_line(decode(encode(answer(content))))


def test_as_a_process_it_answers_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator.commands.check_command"],
        cwd=ROOT,
        input=to_bytes(example("iris")),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1
    comparisons = comparisons_from_line(json.loads(done.stdout))
    assert len(comparisons) == 5
    assert all(one.is_equal for one in comparisons)
