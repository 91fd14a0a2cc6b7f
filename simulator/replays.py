"""The wish for a record whose weights were thinned, and what a training process answers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.message import Message
from core.network import Network
from core.tape import TapeReader
from simulator.protocol import Line, message_from_line, replayed_path


class Replays(QObject):
    """One wish at a time: a newer one takes the place of the one before, whose answer is then of no interest."""

    answered = Signal(int, object)
    """The index that was wanted, and its network; or a Message why there is none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[TapeReader, int, Network] | None = None

    def want(self, tape: TapeReader, index: int, base: Network) -> None:
        """A record of this tape, whose numbers belong to `base`."""
        self._wanted = tape, index, base

    def forget(self) -> None:
        self._wanted = None

    @property
    def command(self) -> Line | None:
        """What to tell a process; None where nothing is wanted."""
        if self._wanted is None:
            return None
        tape, index, _ = self._wanted
        return {"do": "replay", "tape": str(tape.path), "index": index}

    def hear(self, report: Line) -> None:
        """What a process says to that."""
        if self._wanted is None:
            return
        tape, index, base = self._wanted
        if index != report["index"] or str(tape.path) != report["tape"]:
            return
        self._wanted = None
        if report["say"] == "not replayed":
            self.answered.emit(index, message_from_line(report["message"]))
            return
        path = replayed_path(tape.path, index)
        values = np.frombuffer(path.read_bytes(), tape.dtype)
        path.unlink()
        self.answered.emit(index, tape.network_of(values, base))

    def lose_process(self) -> None:
        """The process that was asked has died."""
        if self._wanted is not None:
            index = self._wanted[1]
            self._wanted = None
            self.answered.emit(index, Message("the training process ended unexpectedly; try again"))
