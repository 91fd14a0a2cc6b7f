"""The runs of the experiment on the desk: their tree, which one goes on, which one is on show."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.experiment import Experiment
from core.files.files import read
from core.message import Message, Problem
from core.network import Network
from core.runs.checkpoints import leg_path
from core.runs.rates import Rates
from core.runs.run_legs import in_legs
from core.runs.run_merge import merged
from core.runs.run_tree import RunTree, Stop, TrainedRun
from core.runs.tape import History, TapeReader
from core.runs.tape_parts import Plan, fitted
from simulator.training.origins import Origin, Origins
from simulator.training.run_experiments import legs_of
from simulator.training.run_marks import rates_of
from simulator.training.run_names import change_in, name_of, name_of_part
from simulator.training.trainer import Trainer


class RunBook(QObject):
    """Holds a RunTree and knows what of it is on the disk. Looking at a run changes nothing."""

    changed = Signal()
    """Runs came, went, or have other words; or another one is on show or goes on."""
    advanced = Signal()
    """The run that goes on has more records."""

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self.tree = RunTree()
        self.live: int | None = None
        """The present or last run of the trainer."""
        self.shown: int | None = None
        """The run whose tape one looks at."""
        self._reader: tuple[int, TapeReader] | None = None
        self._histories: dict[int, History] = {}
        self._rates: dict[int, tuple[int, Rates]] = {}
        """With the number of legs that they are of."""
        self.origins = Origins()
        """What was made of moments of the runs."""
        trainer.progressed.connect(self._follow)

    # --- which runs there are

    def begin(self, start: Experiment, origin: Origin | None = None, like: TrainedRun | None = None) -> TrainedRun:
        """A run is about to begin, perhaps another one once more; call `attach_tape` when the trainer knows it."""
        self.drop_empty()
        number = self.tree.next_id
        parent, record = (None, 0) if origin is None else (origin.run, origin.index)
        change = change_in(self.tree, start, origin, like)
        if change is None and origin is not None:
            change = Message("from epoch {epoch}", epoch=round(self._epoch(origin), 2))
        run = TrainedRun(number, start, name_of(number, change), self.tree.free_color, parent, record)
        self._reader = None
        self._forget_rates()
        self.live = self.shown = number
        self._set_tree(self.tree.with_run(run))
        return run

    def attach_tape(self) -> None:
        """The tape of the run that has begun lies where the trainer says."""
        self._forget_rates()
        if self.live is not None:
            changed = replace(self.tree[self.live], tape=self._trainer.tape_path)
            self._set_tree(self.tree.with_changed(changed))

    def drop_empty(self) -> None:
        """A run that never came to anything leaves nothing behind."""
        live = self.live
        tape = self._trainer.tape
        if live is not None and (tape is None or not len(tape)):
            self.remove(live)

    def remove(self, id: int) -> None:
        """Delete a run and its tape; its branches stay."""
        run = self.tree[id]
        self._histories.pop(id, None)
        self._rates.pop(id, None)
        if self._reader is not None and self._reader[0] == id:
            self._reader = None
        is_live = id == self.live
        self.live = None if is_live else self.live
        self.shown = None if id == self.shown else self.shown
        self._set_tree(self.tree.without_run(id))
        if is_live:
            self._trainer.forget_tapes()
        elif run.tape is not None:
            # Windows keeps a file that is still mapped; it goes with the folder.
            shutil.rmtree(run.tape, ignore_errors=True)

    def rename(self, id: int, name: str) -> None:
        self._set_tree(self.tree.renamed(id, name))

    def note(self, id: int, notes: str) -> None:
        self._set_tree(self.tree.noted(id, notes))

    def replace(self, tree: RunTree) -> None:
        """Another experiment is on the desk: the runs that belong to it."""
        self.live = self.shown = self._reader = None
        self._histories.clear()
        self._rates.clear()
        self.origins.clear()
        self._set_tree(tree)
        self._trainer.forget_tapes()

    def planned(self, budget: int) -> Plan | None:
        """What would become of the tapes in a file, within so many bytes; None where there are none."""
        tapes = [run.tape for run in self.tree.runs if run.tape is not None and self._count(run.id)]
        try:
            return fitted(tapes, budget)[1] if tapes else None
        except (Problem, OSError):
            return None

    def add(self, others: RunTree) -> None:
        """The runs of a file come to those that are here; what is here stays, and no run is here twice."""
        tree = merged(self.tree, others, {run.id: self._count(run.id) for run in self.tree.runs})
        here = {run.tape for run in tree.runs}
        for run in others.runs:
            if run.tape is not None and run.tape not in here:
                shutil.rmtree(run.tape, ignore_errors=True)
        if tree is not self.tree:
            self._reader = None
            self._histories.clear()
            self._rates.clear()
            self._set_tree(tree)

    def take_up(self, id: int, paused: Network | None = None) -> bool:
        """An earlier run is the last one of the trainer again, to go on with on its own tape; whether that can be.

        What is made by hand of the network in which it `paused` is a branch of it.
        """
        tape, history = self.tree[id].tape, self.history(id)
        if tape is None or history is None or not len(history.epoch):
            return False
        try:
            self._trainer.adopt(tape)
        except (Problem, OSError):
            return False
        self.live, self._reader = id, None
        if paused is not None:
            self.origins.remember(paused, Origin(id, len(history.epoch) - 1, paused))
        return True

    def stop(self, stop: Stop) -> None:
        """The run that goes on has paused, or was edited."""
        if self.live is not None:
            self._set_tree(self.tree.stopped(self.live, stop))

    def ends_with(self, network: Network) -> int | None:
        """The newest run with a tape whose newest network this is; None where there is none."""
        return next((run.id for run in reversed(self.tree.runs) if self.newest(run.id) == network), None)

    def lie_in(self, make: Callable[[], Path | None]) -> None:
        """Tapes lie in the folder that this gives from now on, as those of the tree do already."""
        self._trainer.lie_in(make)

    def close(self) -> None:
        """Let go of what is on the disk, which is about to be deleted."""
        self._reader = None

    # --- what they did

    def reader(self, id: int) -> TapeReader | None:
        """The tape of a run; None where there is none, or not yet."""
        if id == self.live:
            return self._trainer.tape
        path = self.tree[id].tape
        if path is None:
            return None
        if self._reader is None or self._reader[0] != id:
            try:
                self._reader = id, TapeReader(path)
            except Problem:
                return None
        return self._reader[1]

    def history(self, id: int) -> History | None:
        """The numbers of a run so far; None before the first."""
        if id == self.live:
            tape = self._trainer.tape
            return None if tape is None or not len(tape) else tape.losses()
        if id not in self._histories:
            run = self.tree[id]
            if run.tape is None:
                return run.history
            try:
                self._histories[id] = TapeReader(run.tape).losses()
            except Problem:
                return None
        return self._histories[id]

    def rates(self, id: int) -> Rates:
        """The learning rates of a run, as its settings and the edits on its way have them."""
        run = self.tree[id]
        is_known = id in self._rates and (id != self.live or self._rates[id][0] == len(self._trainer.legs))
        if not is_known:
            legs = self._trainer.legs if id == self.live else legs_of(run)
            history = self.history(id)
            epochs = [0.0] if history is None or not len(history.epoch) else history.epoch.tolist()
            since = [(epochs[min(first, len(epochs) - 1)] if first else 0.0, told) for first, told in legs]
            self._rates[id] = len(legs), rates_of(since or [(0.0, run.start)])
        return self._rates[id][1]

    def newest(self, id: int) -> Network | None:
        """The network that a run has come to; None where only its numbers are left."""
        reader = self.reader(id)
        return None if reader is None or not len(reader) else reader.network_at(len(reader) - 1, self._base(id))

    def show(self, id: int | None) -> None:
        """Look at another run; None: at none."""
        self.shown = id
        self.changed.emit()

    def with_histories(self) -> Iterator[tuple[TrainedRun, History]]:
        """Every run that has numbers, with them, in the order of the tree."""
        for _, run in self.tree.lines():
            history = self.history(run.id)
            if history is not None and len(history.epoch):
                yield run, history

    def to_save(self, with_tapes: bool = False) -> RunTree:
        """The tree with the numbers of all runs; without their tapes, those that were edited on their way in parts
        that can each be had again (raises Problem)."""
        runs = tuple(replace(run, history=self.history(run.id)) for run in self.tree.runs)
        if with_tapes:
            # One that has just begun has nothing on its tape yet.
            runs = tuple(run if run.history is not None else replace(run, tape=None) for run in runs)
            return RunTree(runs, self.tree.next_id)
        try:
            return in_legs(RunTree(runs, self.tree.next_id), name_of_part)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Problem(Message("the tape of a run cannot be read: {reason}", reason=reason)) from None

    def origin_of(self, network: Network) -> Origin | None:
        """The moment a network was made of, as long as its run has a tape."""
        found = self.origins.of(network)
        if found is None or found.run not in self.tree or self.tree[found.run].tape is None:
            return None
        return found

    def _forget_rates(self) -> None:
        """Those of the run that goes on, which is about to be another one."""
        if self.live is not None:
            self._rates.pop(self.live, None)

    def _count(self, id: int) -> int:
        """Records of a run."""
        history = self.history(id)
        return 0 if history is None else len(history.epoch)

    def _follow(self, _: int) -> None:
        live = self.live
        if live is None:
            return
        run = self.tree[live]
        if run.parent is not None and run.start.progress is None and run.tape is not None:
            # The training process has worked out with what progress a branch begins.
            with contextlib.suppress(Problem):
                start = read(leg_path(run.tape, 0))
                self._set_tree(self.tree.with_changed(replace(run, start=start)))
        self.advanced.emit()

    def _set_tree(self, tree: RunTree) -> None:
        self.tree = tree
        self._trainer.kept_tapes = frozenset(run.tape for run in tree.runs if run.tape is not None)
        self.changed.emit()

    def _base(self, id: int) -> Network:
        """What the numbers on a tape are weights of; an edit on the way may have changed more than weights."""
        experiment = self._trainer.experiment
        return experiment.network if id == self.live and experiment is not None else self.tree[id].start.network

    def _epoch(self, origin: Origin) -> float:
        history = self.history(origin.run)
        return 0.0 if history is None else float(history.epoch[origin.index])
