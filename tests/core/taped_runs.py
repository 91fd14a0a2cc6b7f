"""Runs trained in this process, and their tapes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.device import Machine
from core.experiment import Experiment
from core.files.files import to_bytes
from core.runs.run import Run
from core.runs.tape import TapeReader
from core.runs.tape_layout import Mark
from core.runs.tape_levels import STEM
from core.runs.tape_writer import TapeWriter

MACHINE = Machine(cpu_cores=2)


def taped(experiment: Experiment, path: Path, every: int = 7) -> Run:
    """Train to the end, with all weights kept and a checkpoint every so many records."""
    run = Run(experiment, MACHINE)
    writer = TapeWriter(path, experiment.network, experiment.training.precision)
    begin(writer, run, Mark.FIRST)
    go_on(writer, run, every)
    writer.close()
    return run


def begin(writer: TapeWriter, run: Run, mark: Mark) -> None:
    """A leg of the tape."""
    writer.begin_leg(to_bytes(run.experiment))
    writer.append(run.record, mark)
    writer.checkpoint(run.state, is_first_of_leg=True)


def go_on(writer: TapeWriter, run: Run, every: int = 7, until: int | None = None) -> None:
    """To the end of the run, or to an epoch."""
    while not run.is_done and run.position.epoch != until:
        run.run_batch() if run.experiment.training.record == "step" else run.run_epoch()
        writer.append(run.record)
        if len(writer) % every == 0:
            writer.checkpoint(run.state)


def thin(path: Path) -> list[np.ndarray]:
    """Take all weights away that can be, and hand them out."""
    reader = TapeReader(path)
    values = [reader.values(index) for index in range(len(reader))]
    for file in path.glob(f"{STEM}.*"):
        file.unlink()
    return values


def trained(start: Experiment, epochs: int | None = None) -> list[bytes]:
    """The weights at the start and after every epoch, of so many or to the end, without a tape."""
    run = Run(start, MACHINE)
    found = [run.record.values.tobytes()]
    while not run.is_done and len(found) - 1 != epochs:
        run.run_epoch()
        found.append(run.record.values.tobytes())
    return found


def bits(tape: TapeReader | None) -> list[bytes]:
    """The weights of every record."""
    assert tape is not None
    tape.poll()
    return [tape.values(index).tobytes() for index in range(len(tape))]
