"""`train` and `devices` on the command line: the run of the window, without the window."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np

from core.data.data import fit_scaling, split_of, table_of
from core.device import Gpu, Machine, choose_device, describe_machine, device_label
from core.edits import with_network, with_training
from core.engines.engine import Diverged
from core.experiment import Experiment
from core.files.examples import example, find
from core.files.files import to_bytes
from core.message import Message, Problem
from core.network import Layer, Network, frozen
from core.numbers import short
from core.parameters import network_with
from core.results.metrics import labels_of
from core.results.rows import report_of
from core.runs.run import Run
from simulator.commands.report_lines import report_to_line
from simulator.files.saving import refuse_unwritable, write_whole
from simulator.words import say

_SETTINGS = ("epochs", "batch_size", "learning_rate", "device", "seed")
_TABLE_ROWS = 10
_COLUMNS = (
    Message("epoch"),
    Message("train loss"),
    Message("test loss"),
    Message("train accuracy"),
    Message("test accuracy"),
)


def train(arguments: Namespace) -> int:
    """Train a file's network and, with `--out`, save it. 0: done; 1: it diverged or was interrupted.

    Raises Problem for a wrong file or argument, before any work is done.
    """
    experiment = _with_settings(find(arguments.file), arguments)
    if arguments.out is not None:
        _refuse_bad_target(Path(arguments.out))
    try:
        run = Run(experiment, describe_machine())
        if run.choice.warning is not None:
            print(say(run.choice.warning), file=sys.stderr)
        if arguments.json:
            _train_as_json(run)
        else:
            _train_as_text(run)
    except Diverged as error:
        print(say(error.message), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(say(Message("interrupted; nothing was saved")), file=sys.stderr)
        return 1
    if arguments.out is not None:
        path = Path(arguments.out)
        write_whole(path, to_bytes(with_network(experiment, _trained(run)), path.parent))
    return 0


def devices(arguments: Namespace) -> int:
    """Say what this machine has to train on, what is chosen for small and large networks, and why."""
    machine = describe_machine()
    found: list[tuple[Message, Message | str]] = [
        (Message("CPU"), Message("{cores} cores", cores=machine.cpu_cores)),
        (Message("CUDA"), _found(machine.cuda)),
        (Message("Apple MPS"), Message("found") if machine.has_mps else Message("not found")),
        (Message("Intel XPU"), _found(machine.xpu)),
        (Message("torch"), machine.torch_version),
        (Message("small network"), _chosen(machine, example("bank").network, 10)),
        (Message("large network"), _chosen(machine, _large_network(), 256)),
    ]
    for name, what in found:
        print(f"{say(name):<14} {say(what)}")
    return 0


def _with_settings(experiment: Experiment, arguments: Namespace) -> Experiment:
    """The experiment with what the command line changes (raises Problem naming the option)."""
    for name in _SETTINGS:
        value = getattr(arguments, name)
        if value is not None:
            try:
                experiment = with_training(experiment, **{name: value})
            except Problem as problem:
                raise Problem(problem.message, f"--{name.replace('_', '-')}") from None
    # Another seed is another split, and scaling is fitted on the training rows alone.
    return experiment if arguments.seed is None else fit_scaling(experiment)


def _refuse_bad_target(path: Path) -> None:
    if not path.parent.is_dir():
        raise Problem(Message("there is no folder {folder}", folder=str(path.parent)), "--out")
    if path.is_dir():
        raise Problem(Message("{path} is a folder; name a file", path=str(path)), "--out")
    refuse_unwritable(path)


def _train_as_json(run: Run) -> None:
    """One object a line and epoch, then the summary."""
    while not run.is_done:
        run.run_epoch()
        record, scores = run.record, run.record.scores
        line = {
            "epoch": int(record.epoch),
            "train_loss": scores.train_loss,
            "test_loss": scores.test_loss,
            "train_accuracy": scores.train_accuracy,
            "test_accuracy": scores.test_accuracy,
            "seconds": record.seconds,
        }
        print(json.dumps(line, allow_nan=False), flush=True)
    summary = {
        "done": True,
        "device": run.choice.device,
        "engine": run.engine_name,
        "epochs_per_second": run.epochs_per_second,
        **_reports(run),
        "stopped": None if run.stopped_early is None else say(run.stopped_early),
    }
    print(json.dumps(summary, allow_nan=False), flush=True)


def _trained(run: Run) -> Network:
    return network_with(run.experiment.network, run.record.values)


def _reports(run: Run) -> dict[str, Any]:
    """How well the trained network answers both splits, in double precision; null where a split has no rows."""
    experiment, network = run.experiment, _trained(run)
    table, split, loss = table_of(experiment), split_of(experiment), experiment.training.loss
    splits = {
        "train": (split.train_inputs, split.train_targets),
        "test": (split.test_inputs, split.test_targets),
    }
    return {
        name: report_to_line(report_of(network, inputs, targets, loss, labels_of(table), table.classes))
        for name, (inputs, targets) in splits.items()
    }


def _train_as_text(run: Run) -> None:
    """A bar where someone watches, else a table of some ten epochs; then one line that sums up."""
    epochs = run.experiment.training.epochs
    if sys.stderr.isatty():
        from tqdm import tqdm

        # tqdm would start a thread that wakes up bars which have become slow; this one is told of every epoch.
        tqdm.monitor_interval = 0
        with tqdm(total=epochs, file=sys.stderr, unit=f" {say(Message('epochs'))}", leave=False) as bar:
            while not run.is_done:
                run.run_epoch()
                bar.update()
    else:
        shown = set(np.linspace(0, epochs, min(epochs, _TABLE_ROWS) + 1).round().astype(int).tolist())
        print(_row([say(column) for column in _COLUMNS]))
        print(_row(_cells(run)), flush=True)
        while not run.is_done:
            run.run_epoch()
            if run.position.epoch in shown:
                print(_row(_cells(run)), flush=True)
    summary = _summary(run)
    if run.stopped_early is not None:
        summary = Message("{summary}; {why}", summary=summary, why=run.stopped_early)
    print(say(summary))


def _cells(run: Run) -> list[str]:
    scores = run.record.scores
    losses = [None if loss is None else short(loss) for loss in (scores.train_loss, scores.test_loss)]
    accuracies = [
        None if share is None else f"{100 * share:.1f} %" for share in (scores.train_accuracy, scores.test_accuracy)
    ]
    return [str(run.position.epoch), *(cell or "–" for cell in (*losses, *accuracies))]


def _row(cells: list[str]) -> str:
    return "  ".join(f"{cell:>14}" for cell in cells)


def _summary(run: Run) -> Message:
    scores = run.record.scores
    parts = {
        "epochs": run.position.epoch,
        "device": run.choice.device,
        "reason": run.choice.reason,
        "engine": run.engine_name,
        "speed": f"{run.epochs_per_second or 0:,.0f}",
        "loss": scores.train_loss,
    }
    if scores.test_accuracy is not None:
        return Message(
            "{epochs} epochs on {device} ({reason}) with {engine}, {speed} epochs a second: train loss {loss}, "
            "test accuracy {accuracy}",
            accuracy=f"{100 * scores.test_accuracy:.1f} %",
            **parts,
        )
    return Message(
        "{epochs} epochs on {device} ({reason}) with {engine}, {speed} epochs a second: train loss {loss}", **parts
    )


def _found(gpus: tuple[Gpu, ...]) -> Message:
    if not gpus:
        return Message("not found")
    names = ", ".join(f"{gpu.name}, {gpu.memory / 2**30:.0f} GiB" for gpu in gpus)
    return Message("{names}", names=names)


def _chosen(machine: Machine, network: Network, batch_size: int) -> Message:
    choice = choose_device(machine, "auto", network, batch_size)
    return Message(
        "{device}, threads: {threads}; {reason}",
        device=device_label(machine, choice.device),
        threads=choice.threads,
        reason=choice.reason,
    )


def _large_network() -> Network:
    units = tuple(map(str, range(1000)))
    return Network(units, (Layer("output", units, "identity", frozen(np.zeros((1000, 1000)))),))
