from __future__ import annotations

import pytest

from simulator.commands.command_line import WINDOW, parse


def test_a_command_wins_over_a_file_of_its_name() -> None:
    assert parse(["train", "bank"]).command == "train"
    found = parse(["./train"])
    assert (found.command, found.file) == (WINDOW, "./train")


@pytest.mark.parametrize(
    ("argv", "file"), [([], None), (["bank"], "bank"), (["window"], "window"), (["--", "-odd"], "-odd")]
)
def test_anything_else_is_the_window(argv: list[str], file: str | None) -> None:
    found = parse(argv)
    assert (found.command, found.file) == (WINDOW, file)


def test_train_is_told_what_it_asks_for() -> None:
    found = parse(["train", "iris", "--epochs", "5", "--learning-rate", "1e-3"])
    assert vars(found) == {
        "command": "train",
        "file": "iris",
        "epochs": 5,
        "batch_size": None,
        "learning_rate": 0.001,
        "device": None,
        "seed": None,
        "out": None,
        "json": False,
    }


def test_record_is_told_what_it_asks_for() -> None:
    plain = vars(parse(["record", "bank", "--out", "bank.mp4"]))
    # What is not said is as in the film file, or as usual.
    said = {name: value for name, value in plain.items() if value is not None}
    assert said == {"command": "record", "file": "bank", "out": "bank.mp4", "json": False}
    given = "--what training --size 640x360 --fps 30 --seconds 2.5 --theme dark --no-captions --detail by-unit"
    found = vars(parse(["record", "bank", "--out", "a.gif", *given.split()]))
    assert (found["what"], found["size"], found["fps"], found["seconds"]) == ("training", (640, 360), 30, 2.5)
    assert (found["theme"], found["captions"], found["detail"]) == ("dark", False, "by unit")
