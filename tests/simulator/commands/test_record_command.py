"""`record` as it is typed, on a machine without a screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

ROOT = Path(__file__).parents[3]
WITHOUT_SCREEN = {
    name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "main.py"), "record", *arguments]
    return subprocess.run(command, env=WITHOUT_SCREEN, capture_output=True, text=True, timeout=60, check=False)


def frames(path: Path) -> tuple[int, int, int, int]:
    """Width, height, frames a second, and frames."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate is not None
        return stream.width, stream.height, int(stream.average_rate), sum(1 for _ in container.decode(stream))


def test_a_step_is_recorded_without_a_screen(tmp_path: Path) -> None:
    path = tmp_path / "bank.mp4"
    told = (
        "--scene",
        "arithmetic",
        "--steps",
        "2",
        "--pace",
        "slow-first",
        "--camera",
        "follow",
        "--title",
        "--closing",
    )
    done = run("bank", "--out", str(path), "--seconds", "1", "--size", "320x180", "--detail", "by-layer", *told)
    assert (done.returncode, done.stderr) == (0, "")
    assert frames(path) == (320, 180, 60, 60)
    assert done.stdout.startswith(f"{path}: 60 frames, 1.00 s, ")
    assert done.stdout.count("\n") == 1
    assert [found.name for found in tmp_path.iterdir()] == ["bank.mp4"]


def test_a_training_run_is_trained_and_recorded(tmp_path: Path) -> None:
    path = tmp_path / "circle.mp4"
    options = ("--what", "training", "--seconds", "1", "--fps", "24", "--size", "180x320", "--theme", "dark")
    looks = ("--face", "map", "--biases", "node", "--no-captions")
    text = (ROOT / "assets" / "examples" / "circle.perceptarium").read_text("utf-8")
    short = tmp_path / "short.perceptarium"
    short.write_text(text.replace('"epochs": 400', '"epochs": 5'), "utf-8")
    done = run(str(short), "--out", str(path), *options, *looks)
    assert (done.returncode, done.stderr) == (0, "")
    assert frames(path) == (180, 320, 24, 24)


def test_a_script_hears_how_far_it_is_and_what_there_is(tmp_path: Path) -> None:
    path, options = tmp_path / "bank.gif", tmp_path / "my.film.json"
    options.write_text('{"format": "perceptarium film", "version": 1, "size": [160, 90], "fps": 20, "seconds": 9}')
    done = run("bank", "--out", str(path), "--film", str(options), "--seconds", "1", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    *reports, end = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(report["frames"] == 20 for report in reports)
    assert (end["done"], end["path"], end["frames"], end["seconds"]) == (True, str(path), 20, 1.0)
    assert end["bytes"] == path.stat().st_size
    assert frames(path) == (160, 90, 20, 20)


@pytest.mark.usefixtures("qapp")  # else the command leaves an application behind that no widget can use
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bank", "--out", "film.mov"), "films end in .mp4, .webm, .gif, .webp, .apng; name the file film.mp4"),
        (("bank", "--out", "film.mp4", "--size", "321x180"), "--size: 321 pixels: MP4 (H.264) needs even sides"),
        (("bank", "--out", "film.gif", "--fps", "60"), "--fps: 60 frames a second: GIF holds 50 at most"),
        (("bank", "--out", "film.mp4", "--transparent"), "--transparent: MP4 (H.264) has no transparency"),
        (("bank", "--out", "film.mp4", "--film", "missing.json"), "missing.json: no such file"),
        (("bank", "--out", "film.mp4", "--film", "untrainable"), "untrainable: is not a film file"),
        (("bank", "--out", "film.mp4", "--face", "histogram"), "--face: A histogram needs rows of data"),
        (("bank", "--out", "film.mp4", "--scene", "images"), "--scene: images need rows that are images"),
        (("bank", "--out", "film.mp4", "--steps", "0"), "--steps: 0 steps: 1 to 100 are possible"),
        (("bank", "--out", "film.mp4", "--from", "3"), "--from: only a film of a training run"),
        (("xor", "--out", "film.mp4", "--what", "training", "--to", "9" * 20), "--to: must be at most 1000000000"),
        (("bank", "--out", "film.mp4", "--camera", "moon"), "--camera: "),
        (("bank", "--out", "film.mp4", "--pace", "quick"), "--pace: "),
        (("bank", "--out", "missing/film.mp4"), "there is no folder missing"),
        (("nothing", "--out", "film.mp4"), "no such file"),
        (("bank", "--out", "film.mp4", "--seconds", "1e9"), "--seconds: "),
        (("untrainable", "--out", "film.mp4", "--what", "training"), "--what: there are no rows to train on"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...],
    said: str,
) -> None:  # fmt: skip
    from main import main

    monkeypatch.chdir(tmp_path)
    text = '{"format": "perceptarium", "version": 1, "network": {"inputs": ["x"], "layers": [{"name": "output", '
    text += '"units": ["y"], "activation": "identity", "weights": [[1]]}]}, "example": {"inputs": [1]}}'
    Path("untrainable").write_text(text)
    assert main(["record", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert [found.name for found in tmp_path.iterdir()] == ["untrainable"]
