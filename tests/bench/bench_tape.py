"""What the tape costs, what it takes on the disk, and how soon any epoch is on show again.

Run: python tests/bench/bench_tape.py
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.data.data import DataSource
from core.device import Machine
from core.edits import with_training
from core.experiment import Example, Experiment
from core.files.examples import example
from core.files.files import to_bytes
from core.initialise import draw_network
from core.network import Layer, Network, frozen
from core.runs.replay import Replayer
from core.runs.run import Run
from core.runs.tape import TapeReader
from core.runs.tape_writer import BUDGET, TapeWriter

MACHINE = Machine(cpu_cores=2)
ROWS = 64
EPOCHS = 500
KEPT_LIMIT = 0.050
MB = 1 << 20


def large(optimizer: str) -> Experiment:
    """784-512-512-10 on a few random rows: the tape sees as much as with many."""
    sizes = (784, 512, 512, 10)
    layers = tuple(
        Layer(f"layer {index}", tuple(map(str, range(after))), "tanh", frozen(np.zeros((after, before))))
        for index, (before, after) in enumerate(pairwise(sizes))
    )
    rng = np.random.default_rng(0)
    inputs = tuple(map(tuple, rng.normal(size=(ROWS, sizes[0])).tolist()))
    targets = tuple(map(tuple, rng.normal(size=(ROWS, sizes[-1])).tolist()))
    network = draw_network(Network(tuple(map(str, range(sizes[0]))), layers), 0)
    made = Experiment(network, Example(inputs[0]), DataSource("inline", inputs, targets))
    return with_training(
        made, optimizer=optimizer, learning_rate=1e-4, batch_size=ROWS, test_fraction=0.0, epochs=EPOCHS
    )


def taped(experiment: Experiment, path: Path, budget: int) -> list[bytes]:
    """As the training process does it; the weights of some epochs, to compare."""
    run = Run(experiment, MACHINE)
    writer = TapeWriter(path, experiment.network, experiment.training.precision, budget=budget)
    writer.begin_leg(to_bytes(experiment))
    writer.append(run.record)
    writer.checkpoint(run.state, is_first_of_leg=True)
    some = [run.record.values.tobytes()]
    largest = 0
    while not run.is_done:
        run.run_epoch()
        writer.append(run.record)
        if writer.wants_checkpoint:
            writer.checkpoint(run.state)
        writer.flush()
        some.append(run.record.values.tobytes() if run.position.epoch % 50 == 7 else b"")
        if run.position.epoch % 10 == 0:
            largest = max(largest, size_of(path))
    writer.close()
    assert max(largest, size_of(path)) <= budget, "over the budget"
    return some


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def milliseconds(times: list[float]) -> str:
    return f"{1e3 * statistics.median(times):.1f} ms (at most {1e3 * max(times):.0f})"


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def large_run(budget: int, optimizer: str) -> None:
    experiment = large(optimizer)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.tape"
        some = taped(experiment, path, budget)
        reader = TapeReader(path)
        kept = reader.kept
        order = np.random.default_rng(0).permutation(kept)[:60].tolist()
        shown = [timed(lambda index=index: reader.network_at(index, experiment.network)) for index in order]
        gone = np.setdiff1d(np.arange(len(reader)), kept)
        replayer = Replayer(path, MACHINE)
        first = timed(lambda: replayer.run_at(0))
        chosen = np.random.default_rng(1).permutation(gone)[:25].tolist()
        again = [timed(lambda index=index: replayer.values_at(index)) for index in chosen]
        for index, values in enumerate(some):
            if values:
                had = replayer.values_at(index)
                assert had is not None
                assert had.tobytes() == values, "other bits"
        print(
            f"784-512-512-10, {optimizer}, {EPOCHS} epochs, budget {budget // MB} MB: "
            f"{size_of(path) / MB:.0f} MB on the disk, {len(kept)} of {len(reader)} kept; "
            f"a kept one {milliseconds(shown)}"
            + (f"; a thinned one {milliseconds(again)}" if again else "")
            + f"; to load {1e3 * first:.0f} ms"
        )
        assert statistics.median(shown) <= KEPT_LIMIT


def cost_of_small() -> None:
    """2-4-2-1 on circle: CPU time of an epoch, and of what it does to the tape."""
    experiment = with_training(example("circle"), epochs=1_000_000)
    epochs, of_epochs, of_tape = 3000, 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        run = Run(experiment, MACHINE)
        writer = TapeWriter(Path(folder) / "run.tape", experiment.network)
        writer.begin_leg(to_bytes(experiment))
        writer.append(run.record)
        writer.checkpoint(run.state, is_first_of_leg=True)
        for epoch in range(epochs):
            start = time.process_time()
            run.run_epoch()
            middle = time.process_time()
            writer.append(run.record)
            if writer.wants_checkpoint:
                writer.checkpoint(run.state)
            if epoch % 20 == 0:  # about as often as the training process reports
                writer.flush()
            of_epochs += middle - start
            of_tape += time.process_time() - middle
        writer.close()
        size = size_of(Path(folder)) / len(writer)
    print(
        f"2-4-2-1 on circle: {1e6 * of_epochs / epochs:.0f} µs an epoch, of which the tape takes "
        f"{1e6 * of_tape / epochs:.1f} µs more ({100 * of_tape / of_epochs:.1f} %), and {size:.0f} bytes"
    )


if __name__ == "__main__":
    cost_of_small()
    for megabytes, optimizer in ((BUDGET // MB, "adam"), (512, "adam"), (512, "sgd")):
        large_run(megabytes * MB, optimizer)
