"""The command line, in this process and in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.edits import with_training
from core.experiment import Experiment
from core.files.examples import example
from core.files.file_dump import dump
from core.message import Failure, Message, Problem
from main import main
from simulator.commands import display
from simulator.commands.command_line import COMMANDS
from tests.core.lesson_texts import SMALL

ROOT = Path(__file__).parents[1]
Capture = pytest.CaptureFixture[str]


def explained(capsys: Capture, *arguments: str) -> Any:
    assert main(["explain", *arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def complaint(capsys: Capture, arguments: list[str], status: int = 2) -> str:
    """The one line on standard error, without the program's name."""
    assert main(arguments) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("perceptarium: ")
    assert err.count("\n") == 1
    return err.removeprefix("perceptarium: ").rstrip("\n")


def in_a_process(*arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    inherited = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8", **environment}
    settings = {name: value for name, value in inherited.items() if value is not None}
    command = [sys.executable, "main.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, encoding="utf-8", check=False)


def module(name: str, **contents: Any) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(contents)
    return made


class TestExplain:
    def test_negative_inputs_need_no_equals_sign(self, capsys: Capture) -> None:
        for arguments in (["--inputs", "-1,2"], ["--inputs=-1,2"], ["--inputs", "-1, 2.0"]):
            assert explained(capsys, "bank", *arguments)["raw_inputs"] == [-1, 2]
        assert explained(capsys, "--targets", "-.5", "bank")["targets"] == [-0.5]
        assert explained(capsys, "bank", "--inputs", "-1e-3,2")["inputs"] == [-0.001, 2]

    def test_other_inputs_without_targets_have_no_slopes(self, capsys: Capture) -> None:
        found = explained(capsys, "bank", "--inputs", "-1,2")
        assert found["prediction"] == [-1]
        assert (found["targets"], found["loss"], found["loss_name"]) == (None, None, "mse")
        slopes = ("d_loss_d_a", "d_loss_d_z", "d_loss_d_weights", "d_loss_d_bias")
        assert all(layer[slope] is None for layer in found["layers"] for slope in slopes)
        assert "after" not in found

    def test_targets_alone_keep_the_inputs(self, capsys: Capture) -> None:
        found = explained(capsys, "bank", "--targets", "8", "--step")
        assert found["raw_inputs"] == [2, 3]
        assert (found["targets"], found["loss"]) == ([8], 1)
        assert found["after"]["loss"] < 1

    def test_inputs_are_raw(self, capsys: Capture) -> None:
        found = explained(capsys, "iris", "--inputs", "5,3,1,0.5", "--targets", "1,0,0")
        scaling = example("iris").data.scaling
        fed = [(raw - c) / s for raw, c, s in zip([5, 3, 1, 0.5], scaling.center, scaling.scale, strict=True)]
        assert found["raw_inputs"] == [5, 3, 1, 0.5]
        assert found["inputs"] == pytest.approx(fed, rel=1e-15)
        assert all(layer["d_loss_d_bias"] is not None for layer in found["layers"])

    def test_text_is_for_reading(self, capsys: Capture) -> None:
        assert main(["explain", "bank"]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        for number in ("5", "1", "9", "−6", "24", "36", "−12", "−18", "30"):
            assert number in out
        with pytest.raises(json.JSONDecodeError):
            json.loads(out)

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (["bank", "--inputs", "1,2", "--step"], "--step: a step needs targets"),
            (["bank", "--inputs", "1"], "--inputs: 2 numbers expected, 1 found"),
            (["bank", "--targets", "1,2"], "--targets: 1 numbers expected, 2 found"),
            (["bank", "--inputs", "1,x"], '--inputs: "1,x" is not a list of finite numbers'),
            (["bank", "--inputs", "1,nan"], "--inputs: "),
            (["bank", "--inputs", "-inf,1"], "--inputs: "),
            (["bank", "--inputs", "1,1e999"], "--inputs: "),
            (["bank", "--inputs", ""], "--inputs: "),
            (["bank", "--inputs"], "--inputs: expected one argument"),
            (["bank", "--input", "1,2"], "unrecognized arguments"),
            (["bnak"], "bnak: no such file, and no example of that name"),
            ([], "the following arguments are required: FILE"),
        ],
    )
    def test_what_is_wrong_is_one_line(self, arguments: list[str], line: str, capsys: Capture) -> None:
        assert complaint(capsys, ["explain", *arguments]).startswith(line)

    @pytest.mark.parametrize("command", ["explain", "train"])
    def test_a_loss_without_its_partner_is_refused(self, command: str, tmp_path: Path, capsys: Capture) -> None:
        path = tmp_path / "odd.perceptarium"
        path.write_text(dump(example("bank")).replace('"mse"', '"binary_cross_entropy"'), "utf-8")
        line = complaint(capsys, [command, str(path)])
        assert "training.loss: binary_cross_entropy needs sigmoid at the output, not identity" in line

    @pytest.mark.parametrize(
        ("arguments", "place"),
        [
            (["--inputs", "1e308,1e308"], "layer hidden, unit node_0: the weighted sum z"),
            (["--inputs", "1e200,0", "--targets", "0"], "the loss"),
            (["--inputs", "1e150,0", "--targets=-1e155"], "the loss"),
            (["--inputs", "1e70,0", "--targets", "0", "--step"], "after the step"),
        ],
    )
    def test_a_number_that_is_not_finite_is_named(self, arguments: list[str], place: str, capsys: Capture) -> None:
        line = complaint(capsys, ["explain", "bank", "--json", *arguments], status=1)
        assert place in line
        assert "is beyond what a number can hold" in line

    def test_an_update_that_is_not_finite_is_named(self, tmp_path: Path, capsys: Capture) -> None:
        path = tmp_path / "fast.perceptarium"
        fast = with_training(example("bank"), learning_rate=1.7e308)
        path.write_text(dump(fast), "utf-8")
        line = complaint(capsys, ["explain", str(path), "--json", "--step"], status=1)
        assert line == "layer hidden: an updated weight is beyond what a number can hold"


class TestArguments:
    @pytest.mark.parametrize(
        ("argv", "line"),
        [
            (["bank", "train"], f"bank: is no command; the commands are {', '.join(COMMANDS)}"),
            (["--bogus"], "unrecognized arguments: --bogus"),
            (["train", "bank", "--epochs", "ten"], "--epochs: invalid int value: 'ten'"),
            (["train", "bank", "--epochs", "0"], "--epochs: train for at least 1 epoch"),
            (["train", "bank", "--learning-rate", "-1e-3"], "--learning-rate: the learning rate must be"),
            (["train", "bank", "--device", "tpu"], "--device: invalid choice"),
            (["train", "bank", "--out", "/no/such/folder/x"], "--out: there is no folder"),
            (["record", "bank"], "the following arguments are required: --out"),
            (["record", "bank", "--out", "x.mp4", "--size", "1920"], '--size: "1920" is no size'),
            (["record", "bank", "--out", "x.mp4", "--size", "0x10"], "--size: "),
            (["record", "bank", "--out", "x.mp4", "--size", "99999x99999"], "--size: "),
            (
                ["record", "bank", "--out", "x.mp4", "--fps", "121"],
                '--fps: "121" is not a whole number from 1 to 120',
            ),
            (["record", "bank", "--out", "x.mp4", "--fps", "0"], "--fps: "),
            (["record", "bank", "--out", "x.mp4", "--seconds", "-1"], "--seconds: "),
            (["record", "bank", "--out", "x.mp4", "--seconds", "inf"], "--seconds: "),
            (["record", "bank", "--out", "x.mp4", "--detail", "by-hand"], "--detail: "),
            (["devices", "bank"], "unrecognized arguments: bank"),
        ],
    )
    def test_what_is_wrong_is_one_line(self, argv: list[str], line: str, capsys: Capture) -> None:
        assert complaint(capsys, argv).startswith(line)

    @pytest.mark.parametrize("argv", [["--help"], ["explain", "--help"], ["record", "-h"], ["bank", "--help"]])
    def test_help_is_on_standard_output(self, argv: list[str], capsys: Capture) -> None:
        assert main(argv) == 0
        out, err = capsys.readouterr()
        assert "usage: python main.py" in out
        assert "FILE" in out
        assert err == ""

    def test_the_version_is_told(self, capsys: Capture) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out.startswith("perceptarium ")


class TestEndings:
    @pytest.mark.parametrize(
        ("error", "status", "line"),
        [
            (KeyboardInterrupt(), 130, "interrupted"),
            (MemoryError(), 1, "this machine has too little memory for that"),
            (OSError(28, "No space left on device", "film.mp4"), 1, "film.mp4: No space left on device"),
            (Failure(Message("stopped"), "film.mp4"), 1, "film.mp4: stopped"),
            (Problem(Message("two\nlines\x1b[31m")), 2, "two lines [31m"),
            (ModuleNotFoundError("No module named 'av'", name="av.codec"), 1, "av: this package is missing"),
            (
                ImportError("libEGL.so.1: cannot open shared object file: No such file or directory"),
                1,
                "libEGL.so.1: missing; on Debian: apt install libegl1",
            ),
            (ImportError("libodd.so.3: cannot open shared object file: x"), 1, "libodd.so.3: this system library"),
        ],
    )
    def test_every_ending_is_one_line(
        self, error: BaseException, status: int, line: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def record(arguments: Namespace) -> int:
            raise error

        monkeypatch.setitem(sys.modules, "simulator.commands.record_command", module("record_command", record=record))
        assert complaint(capsys, ["record", "bank", "--out", "x.mp4"], status).startswith(line)

    def test_a_qt_that_cannot_be_loaded_at_all_is_one_line(self) -> None:
        code = """
import sys

class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "PySide6.QtCore":
            raise ImportError("libglib-2.0.so.0: cannot open shared object file: No such file or directory")

sys.meta_path.insert(0, Broken())
import main
raise SystemExit(main.main(["explain", "bank"]))
"""
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr == "perceptarium: libglib-2.0.so.0: missing; on Debian: apt install libglib2.0-0\n"

    def test_our_own_mistakes_are_not_hidden(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "simulator.commands.record_command", None)
        with pytest.raises(ImportError):
            main(["record", "bank", "--out", "x.mp4"])

    @pytest.mark.skipif(os.name != "posix", reason="needs a pipe that can be closed and a full device")
    def test_output_that_cannot_be_written_ends_quietly(self) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        for target, line in ((writer, ""), (os.open("/dev/full", os.O_WRONLY), "No space left on device")):
            command = [sys.executable, "main.py", "explain", "bank", "--json"]
            done = subprocess.run(command, cwd=ROOT, stdout=target, stderr=subprocess.PIPE, text=True, check=False)
            os.close(target)
            assert done.returncode == 1
            assert done.stderr == (f"perceptarium: {line}\n" if line else "")

    def test_a_terminal_that_lacks_our_signs_is_no_reason_to_stop(self) -> None:
        done = in_a_process("explain", "bank", PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (0, "")
        assert "?" in done.stdout


@pytest.mark.parametrize(("wished", "threads"), [(None, "1"), ("3", "3")])
def test_numpy_leaves_the_other_cores_to_training(wished: str | None, threads: str) -> None:
    """What it is told counts only where it is not there yet."""
    lines = "import main, os, sys; print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    if wished is not None:
        environment["OPENBLAS_NUM_THREADS"] = wished
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", threads]


class TestWindow:
    @pytest.fixture
    def opened(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Experiment, Path | None]]:
        """What the window was opened with; none is."""
        seen: list[tuple[Experiment, Path | None]] = []

        def run_window(experiment: Experiment, path: Path | None, lesson: Path | None) -> int:
            seen.append((experiment, path or lesson))
            return 0

        monkeypatch.setitem(sys.modules, "widgets.application", module("application", run_window=run_window))
        return seen

    def test_it_opens_with_a_file_or_an_example(
        self, opened: list[tuple[Experiment, Path | None]], tmp_path: Path, capsys: Capture
    ) -> None:
        path = tmp_path / "mine.perceptarium"
        path.write_text(dump(example("slopes")), "utf-8")
        for argv in ([], ["iris"], [str(path)]):
            assert main(argv) == 0
        assert opened == [(example("bank"), None), (example("iris"), None), (example("slopes"), path)]
        assert capsys.readouterr() == ("", "")

    def test_it_opens_with_a_lesson_and_names_the_line_of_a_broken_one(
        self,
        opened: list[tuple[Experiment, Path | None]],
        tmp_path: Path,
        capsys: Capture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        path = tmp_path / "mine.md"
        path.write_text(SMALL, "utf-8")
        assert main([str(path)]) == 0
        assert opened == [(example("bank"), path)]
        monkeypatch.setattr(display, "has_display", lambda: False)
        assert main([str(path)]) == 0
        assert capsys.readouterr().out == "Two inputs, one number: a whole lesson of 3 steps with 3 tasks\n"
        path.write_text(SMALL.replace("children to node_0 = 3", "children to node_0 = x"), "utf-8")
        assert complaint(capsys, [str(path)]).startswith("mine.md, line 60: ")

    def test_a_wrong_file_opens_nothing(
        self, opened: list[tuple[Experiment, Path | None]], tmp_path: Path, capsys: Capture
    ) -> None:
        assert complaint(capsys, [str(tmp_path)]).endswith("is a folder; name an experiment file")
        assert opened == []

    def test_missing_libraries_are_named_together(
        self, opened: list[object], capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setattr(display, "_x_server_answers", lambda: True)
        absent = ("libxcb-icccm.so.4", "libxcb-keysyms.so.1")
        monkeypatch.setattr(display, "_can_load", lambda library: library not in absent)
        line = complaint(capsys, [], status=1)
        assert line == "missing system libraries; on Debian: apt install libxcb-icccm4 libxcb-keysyms1"
        assert opened == []
        # Qt falls back to the platform that is whole.
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb;offscreen")
        assert main([]) == 0

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
    @pytest.mark.parametrize(("arguments", "name"), [((), "bank"), (("slopes",), "slopes")])
    def test_without_a_display_the_step_is_printed(self, arguments: tuple[str, ...], name: str) -> None:
        done = in_a_process(*arguments, DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
        assert done.returncode == 0
        assert done.stderr.count("\n") == 1
        assert "QT_QPA_PLATFORM=vnc" in done.stderr
        assert f"python main.py record {name} --out {name}.mp4" in done.stderr
        assert done.stdout == in_a_process("explain", name).stdout != ""
