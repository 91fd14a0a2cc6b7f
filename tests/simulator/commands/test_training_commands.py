"""`train` and `devices`, in this process."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.data import fit_scaling, split_of
from core.device import Gpu, Machine
from core.edits import with_training
from core.experiment import EarlyStopping, Experiment
from core.files.examples import example
from core.files.file_dump import dump
from core.files.files import read
from core.message import Problem
from core.results.rows import predict
from simulator.commands import training_commands
from simulator.commands.training_commands import devices, train


def arguments(file: str | Path, **given: Any) -> Namespace:
    unset = dict.fromkeys(("epochs", "batch_size", "learning_rate", "device", "seed", "out"))
    return Namespace(**{**unset, "json": False, "file": str(file), **given})


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_is_one_object_an_epoch_and_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert train(arguments("iris", epochs=4, json=True)) == 0
    out, err = capsys.readouterr()
    *epochs, summary = lines_of(out)
    assert err == ""
    assert [line["epoch"] for line in epochs] == [1, 2, 3, 4]
    keys = ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "seconds"]
    assert all(list(line) == keys for line in epochs)
    assert epochs[-1]["train_loss"] < epochs[0]["train_loss"]
    assert all(0 <= line["test_accuracy"] <= 1 and line["seconds"] > 0 for line in epochs)
    assert list(summary) == ["done", "device", "engine", "epochs_per_second", "train", "test", "stopped"]
    assert (summary["done"], summary["device"], summary["engine"]) == (True, "cpu", "torch")
    assert summary["epochs_per_second"] == pytest.approx(1 / np.median([line["seconds"] for line in epochs[2:]]))


def summary_of(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return lines_of(capsys.readouterr().out)[-1]


def test_the_summary_says_class_by_class_how_good_it_is(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "iris.perceptarium"
    assert train(arguments("iris", epochs=20, json=True, out=str(out))) == 0
    *_, last, summary = lines_of(capsys.readouterr().out)
    trained = read(out)
    split = split_of(trained)
    for name, inputs, targets in (
        ("train", split.train_inputs, split.train_targets),
        ("test", split.test_inputs, split.test_targets),
    ):
        report, truths = summary[name], targets.argmax(axis=1)
        answers = predict(trained.network, inputs)[1].argmax(axis=1)
        assert report["rows"] == len(truths)
        assert report["classes"] == ["setosa", "versicolor", "virginica"]
        for k in range(3):
            for other in range(3):
                assert report["confusion"][k][other] == ((truths == k) & (answers == other)).sum()
            assert report["precision"][k] == pytest.approx((truths == k)[answers == k].mean())
            assert report["recall"][k] == pytest.approx((answers == k)[truths == k].mean())
        assert report["accuracy"] == last[f"{name}_accuracy"] == (truths == answers).mean()
        assert report["loss"] == pytest.approx(last[f"{name}_loss"], rel=1e-5)
        assert report["auc"] is None


def test_two_classes_have_an_auc(capsys: pytest.CaptureFixture[str]) -> None:
    assert train(arguments("circle", epochs=30, json=True)) == 0
    summary = summary_of(capsys)
    assert 0.9 < summary["test"]["auc"] <= 1
    assert summary["stopped"] is None


def test_numbers_have_errors_and_no_classes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "sine.perceptarium"
    assert train(arguments("sine", epochs=5, json=True, out=str(out))) == 0
    summary, trained = summary_of(capsys), read(out)
    split = split_of(trained)
    error = predict(trained.network, split.test_inputs)[1] - split.test_targets
    test = summary["test"]
    assert "accuracy" not in test
    assert test["mae"] == pytest.approx([np.abs(error).mean()])
    assert test["rmse"] == pytest.approx([np.sqrt((error**2).mean())])
    assert test["r2"] == pytest.approx([1 - (error**2).mean() / split.test_targets.var()])
    assert test["loss"] == pytest.approx((error**2).mean())


def test_without_test_rows_there_is_no_report_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert train(arguments("bank", epochs=1, json=True)) == 0
    summary = summary_of(capsys)
    assert summary["test"] is None
    assert summary["train"]["rows"] == 1
    assert summary["train"]["r2"] == [None]


def test_a_run_that_stops_early_says_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "early.perceptarium"
    path.write_text(dump(with_training(example("iris"), early_stopping=EarlyStopping(loss_below=100.0))))
    assert train(arguments(path, json=True)) == 0
    assert summary_of(capsys)["stopped"] == "stopped after 1 epochs: the loss is below 100"
    assert train(arguments(path)) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("; stopped after 1 epochs: the loss is below 100")


def test_what_has_no_meaning_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert train(arguments("bank", epochs=1, json=True)) == 0
    line = lines_of(capsys.readouterr().out)[0]
    assert (line["test_loss"], line["train_accuracy"], line["test_accuracy"]) == (None, None, None)


def test_the_gradient_descent_example_comes_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.perceptarium"
    train(arguments("gradient-descent", epochs=1, learning_rate=0.01, out=str(out), json=True))
    assert lines_of(capsys.readouterr().out)[0]["train_loss"] == pytest.approx(2.5**2, rel=1e-6)
    np.testing.assert_allclose(read(out).network.layers[0].weights, [[0.7, 1.6]], rtol=1e-6)


def test_text_is_a_table_of_some_epochs_and_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert train(arguments("iris")) == 0
    header, *rows, summary = capsys.readouterr().out.splitlines()
    assert header.split() == ["epoch", "train", "loss", "test", "loss", "train", "accuracy", "test", "accuracy"]
    assert [int(row.split()[0]) for row in rows] == list(range(0, 101, 10))
    assert summary.startswith("100 epochs on cpu (")
    assert "test accuracy 9" in summary


def test_someone_who_watches_sees_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert train(arguments("bank", epochs=3)) == 0
    out, err = capsys.readouterr()
    assert "0/3" in err
    assert len(out.splitlines()) == 1


def test_settings_of_the_command_line_are_used_and_saved(tmp_path: Path) -> None:
    out = tmp_path / "out.perceptarium"
    assert train(arguments("iris", epochs=2, batch_size=7, learning_rate=0.2, seed=5, out=str(out))) == 0
    saved = read(out)
    asked = fit_scaling(with_training(example("iris"), epochs=2, batch_size=7, learning_rate=0.2, seed=5))
    assert saved.training == asked.training
    assert saved.data == asked.data
    assert saved.data.scaling != example("iris").data.scaling
    assert saved.network != asked.network
    assert split_of(saved).train_inputs.mean() == pytest.approx(0, abs=1e-9)


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("first", "second"):
        train(arguments("iris", epochs=3, seed=1, out=str(tmp_path / name)))
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_nothing_is_written_but_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.perceptarium"
    file.write_text(dump(example("bank")), "utf-8")
    before = file.read_bytes()
    monkeypatch.chdir(tmp_path)
    assert train(arguments(file, epochs=2)) == 0
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == before
    assert train(arguments(file, epochs=2, out=file.name)) == 0
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() != before


def test_divergence_is_one_line_and_nothing_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.perceptarium"
    assert train(arguments("gradient-descent", epochs=1000, learning_rate=100.0, out=str(out))) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "the loss exploded from 25 to" in err
    assert not out.exists()


@pytest.mark.parametrize(
    ("given", "place"),
    [({"epochs": 0}, "--epochs"), ({"batch_size": 0}, "--batch-size"), ({"learning_rate": -1.0}, "--learning-rate")],
)
def test_a_setting_out_of_range_names_its_option(given: dict[str, Any], place: str) -> None:
    with pytest.raises(Problem) as caught:
        train(arguments("bank", **given))
    assert caught.value.place == place


def test_a_bad_target_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(experiment: Experiment, machine: Machine) -> None:
        raise AssertionError("trained")

    monkeypatch.setattr(training_commands, "Run", never)
    with pytest.raises(Problem, match="there is no folder"):
        train(arguments("bank", out=str(tmp_path / "missing" / "out.perceptarium")))
    with pytest.raises(Problem, match="is a folder"):
        train(arguments("bank", out=str(tmp_path)))
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="elsewhere no folder refuses files of everybody")
def test_where_nothing_can_be_saved_nothing_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_commands, "Run", None)
    with pytest.raises(Problem, match="cannot be saved"):
        train(arguments("bank", out="/proc/out.perceptarium"))


def test_an_absent_device_is_said_and_training_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_commands, "describe_machine", lambda: Machine(cpu_cores=2))
    assert train(arguments("bank", epochs=1, device="mps", json=True)) == 0
    out, err = capsys.readouterr()
    assert err == "mps was asked for, but this machine has none; training runs on the CPU\n"
    assert lines_of(out)[-1]["device"] == "cpu"


def test_a_loss_that_does_not_go_with_the_output_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wrong.perceptarium"
    iris = example("iris")
    wrong = replace(iris, training=replace(iris.training, loss="binary_cross_entropy"))
    file.write_text(dump(wrong), "utf-8")
    with pytest.raises(Problem, match="needs sigmoid"):
        train(arguments(file))


def test_an_interruption_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(experiment: Experiment, machine: Machine) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(training_commands, "Run", interrupted)
    assert train(arguments("bank")) == 1
    assert capsys.readouterr().err == "interrupted; nothing was saved\n"


def test_devices_says_what_there_is_what_is_chosen_and_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(cpu_cores=8, cuda=(Gpu("NVIDIA A100", 80 * 2**30),), torch_version="2.13.0")
    monkeypatch.setattr(training_commands, "describe_machine", lambda: machine)
    assert devices(Namespace()) == 0
    text = capsys.readouterr().out
    for expected in (
        "8 cores",
        "NVIDIA A100, 80 GiB",
        "2.13.0",
        "small network  cpu, threads: 1; a network this small is faster on the CPU",
        "large network  cuda (NVIDIA A100), threads: 7; a network this large is faster on cuda (NVIDIA A100)",
    ):
        assert expected in text
