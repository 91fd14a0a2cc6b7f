"""The wish for a record whose weights were thinned, or for one step, and what a training process answers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.message import Message
from core.network import Network
from core.parameters import flat_values
from core.progress import Memory
from core.runs.tape import TapeReader
from simulator.training.protocol import Line, message_from_line, replayed_path
from simulator.training.training_process import TrainingProcess


class Replays(QObject):
    """One wish at a time: a newer one takes the place of the one before, whose answer is then of no interest."""

    answered = Signal(int, object)
    """The index that was wanted, and its network; or a Message why there is none."""
    step_answered = Signal(int, int, object)
    """The index and the batches after it that were wanted, and `(before, after, rows, memory)`; or a Message why not.
    """

    def __init__(self, process: TrainingProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = process
        process.replaced.connect(self.ask)
        self._wanted: tuple[TapeReader, int, int | None, Network] | None = None

    def want(self, tape: TapeReader, index: int, base: Network, batches: int | None = None) -> None:
        """A record of this tape, with the numbers of `base`; with `batches`, the step so many batches after it."""
        self._wanted = tape, index, batches, base
        self.ask()

    def forget(self) -> None:
        self._wanted = None

    def ask(self) -> None:
        """Tell the process what is wanted, if something is."""
        if self._wanted is not None:
            tape, index, batches, _ = self._wanted
            self._process.ask({"do": "replay", "tape": str(tape.path), "index": index, "batches": batches})

    def hear(self, report: Line) -> None:
        """What a process says to that."""
        if self._wanted is None:
            return
        tape, index, batches, base = self._wanted
        if (index, batches, str(tape.path)) != (report["index"], report["batches"], report["tape"]):
            return
        self._wanted = None
        if report["say"] == "not replayed":
            self._answer(index, batches, message_from_line(report["message"]))
            return
        path = replayed_path(tape.path, index)
        values = np.frombuffer(path.read_bytes(), tape.dtype)
        path.unlink()
        parts = np.split(values, len(values) // len(flat_values(base)))
        if batches is None:
            self._answer(index, batches, tape.network_of(parts[0], base))
            return
        networks = [tape.network_of(part, base) for part in parts[:2]]
        memory = Memory(report["steps"], tuple(part.astype(np.float64) for part in parts[2:]))
        self._answer(index, batches, (*networks, tuple(report["rows"]), memory))

    def lose_process(self) -> None:
        """The process that was asked has died."""
        if self._wanted is not None:
            _, index, batches, _ = self._wanted
            self._wanted = None
            self._answer(index, batches, Message("the training process ended unexpectedly; try again"))

    def _answer(self, index: int, batches: int | None, answer: object) -> None:
        if batches is None:
            self.answered.emit(index, answer)
        else:
            self.step_answered.emit(index, batches, answer)
