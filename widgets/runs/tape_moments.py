"""Moments of a tape on the stage, also those whose weights were thinned."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from core.message import Message
from core.network import Network
from core.runs.tape import TapeReader
from simulator.stage.stage import Stage
from simulator.training.trainer import Trainer
from simulator.words import say

SETTLED_AFTER = 60
"""Milliseconds one stands at a thinned epoch before it is worked out again: who drags by asks for none."""


class TapeMoments(QObject):
    """Where a record's weights are not on the tape, the nearest that are stand in for them until they are had again.

    Which epoch is really on show is said all that time, and an answer that comes too late shows nothing.
    """

    stand_in_changed = Signal(object)
    """The epoch whose network stands in for the one that was asked for (a float); None: no longer."""
    said = Signal(str)
    """Why a network cannot be had again; the other one goes on standing in."""

    def __init__(self, stage: Stage, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._trainer = trainer
        self.epoch = 0.0
        """Of the moment whose network was shown last: of the one that stands in, while one does."""
        self.index = 0
        """Its place on the tape."""
        self._tape: tuple[TapeReader, Network] | None = None
        self._awaited: tuple[int, float] | None = None
        """The place that was asked for, and its epoch."""
        self._stand_in: Network | None = None
        self._settle_timer = QTimer(self)
        self._settle_timer.setSingleShot(True)
        self._settle_timer.setInterval(SETTLED_AFTER)
        self._settle_timer.timeout.connect(self._ask)
        stage.changed.connect(self._follow_stage)
        trainer.replayed.connect(self._show_answer)

    def show(self, tape: TapeReader, index: int, base: Network) -> None:
        """Show one record of a tape in the network it belongs to."""
        nearest = tape.nearest_kept(index)
        network = tape.network_at(nearest, base)
        epochs = tape.losses().epoch
        self._stage.show_network(network)
        self.epoch, self.index, self._tape = float(epochs[nearest]), nearest, (tape, base)
        if nearest == index:
            return
        self._awaited, self._stand_in = (index, float(epochs[index])), network
        self._settle_timer.start()
        self.stand_in_changed.emit(self.epoch)

    def close(self) -> None:
        self._settle_timer.stop()

    def _ask(self) -> None:
        if self._awaited is not None and self._tape is not None:
            tape, base = self._tape
            self._trainer.replay(self._awaited[0], tape=tape, base=base)

    def _show_answer(self, index: int, answer: Network | Message) -> None:
        if self._awaited is None or self._awaited[0] != index:
            return
        if isinstance(answer, Message):
            self.said.emit(say(answer))
        else:
            self.index, self.epoch = self._awaited
            self._stage.show_network(answer)

    def _follow_stage(self) -> None:
        """Another network is on show: the one that stood in is gone, and so is the wish."""
        if self._awaited is not None and self._stage.experiment.network is not self._stand_in:
            self._awaited = self._stand_in = None
            self._settle_timer.stop()
            self.stand_in_changed.emit(None)
