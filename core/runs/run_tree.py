"""The runs of an experiment and which of them began at a moment of which other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.experiment import Experiment
from core.runs.tape import History

LONGEST_NAME = 200
"""Letters of a name; what is longer belongs into the notes."""


@dataclass(frozen=True)
class Stop:
    """Where somebody had a run pause, after so many epochs; or what was edited there before it went on, the oldest
    first."""

    epoch: float
    edits: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class TrainedRun:
    """One run. `start` is what it started from, with the progress of that moment where it goes on from one: all it
    takes to have it again.

    `parent` and `record` say from where on whose tape it began. `color` counts the colours that tell runs apart; the
    number on it is `id`. `tape` is the folder of its tape; `history` its numbers where only these are left;
    `stops` are pauses and edits on its way.
    """

    id: int
    start: Experiment
    name: str
    color: int = 0
    parent: int | None = None
    record: int = 0
    notes: str = ""
    tape: Path | None = None
    history: History | None = None
    stops: tuple[Stop, ...] = ()

    @property
    def first_epoch(self) -> float:
        """Epochs behind it when it began; the part of one that is begun counts as none."""
        unfinished = self.start.unfinished
        return float(unfinished.position.epoch) if unfinished is not None else 0.0


@dataclass(frozen=True, eq=False)
class RunTree:
    """Runs in the order in which they were made; every number is given once, also where a run is removed."""

    runs: tuple[TrainedRun, ...] = ()
    next_id: int = 1
    _by_id: dict[int, TrainedRun] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id.update({run.id: run for run in self.runs})

    def __len__(self) -> int:
        return len(self.runs)

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __getitem__(self, id: int) -> TrainedRun:
        return self._by_id[id]

    def children(self, id: int | None) -> tuple[TrainedRun, ...]:
        """The runs that began on the tape of this one; None: those that began by themselves."""
        return tuple(run for run in self.runs if run.parent == id)

    def lines(self) -> Iterator[tuple[int, TrainedRun]]:
        """Every run below its parent, and how deep it stands."""
        below: dict[int | None, list[TrainedRun]] = {}
        for run in reversed(self.runs):
            below.setdefault(run.parent, []).append(run)
        ahead = [(0, run) for run in below.get(None, ())]
        while ahead:
            depth, run = ahead.pop()
            yield depth, run
            ahead += [(depth + 1, each) for each in below.get(run.id, ())]

    @property
    def free_color(self) -> int:
        """The first colour that the fewest runs have."""
        used = [run.color for run in self.runs]
        return min(range(len(used) + 1), key=lambda color: (used.count(color), color))

    def with_run(self, run: TrainedRun) -> RunTree:
        """One more; its number is `next_id` or any other that was not given yet."""
        if run.id in self or (run.parent is not None and run.parent not in self):
            raise ValueError("a number given twice, or a parent that is not there")
        return RunTree((*self.runs, run), max(self.next_id, run.id + 1))

    def without_run(self, id: int) -> RunTree:
        """Without one. Its branches stay, as branches of its own parent: they begin where it had begun there."""
        gone = self[id]
        kept = [
            replace(run, parent=gone.parent, record=gone.record) if run.parent == id else run
            for run in self.runs
            if run.id != id
        ]
        return RunTree(tuple(kept), self.next_id)

    def renamed(self, id: int, name: str) -> RunTree:
        """Another name; one of nothing but spaces changes nothing."""
        line = " ".join(name.split())[:LONGEST_NAME]
        return self.with_changed(replace(self[id], name=line)) if line else self

    def noted(self, id: int, notes: str) -> RunTree:
        return self.with_changed(replace(self[id], notes=notes))

    def stopped(self, id: int, stop: Stop) -> RunTree:
        """With one more stop. For one place there is one: an edit says more than the pause in which it was made."""
        run = self[id]
        there = next((each for each in run.stops if each.epoch == stop.epoch), None)
        if there is not None and (stop.edits is None or stop == there):
            return self
        others = tuple(each for each in run.stops if each is not there)
        return self.with_changed(replace(run, stops=(*others, stop)))

    def with_changed(self, changed: TrainedRun) -> RunTree:
        """With this in place of the run of the same number."""
        return RunTree(tuple(changed if run.id == changed.id else run for run in self.runs), self.next_id)
