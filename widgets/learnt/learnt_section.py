"""A part of the dock "What it has learnt": a heading that folds, and one way to look at what is on show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal

from core.data.data import raw_names
from core.experiment import Experiment
from core.message import Message, Problem
from simulator.results.evaluation import DataRows, Evaluation
from simulator.words import say
from widgets.parts.disclosure import Disclosure


@dataclass(frozen=True, eq=False)
class Shown:
    """What all sections look at: the experiment as it is on show, its rows (None where they cannot be read), how
    they are answered (None while that is not known), and what those numbers wait for."""

    experiment: Experiment
    rows: DataRows | None
    evaluation: Evaluation | None = None
    waits_for: Message | None = None

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the raw columns are called."""
        experiment = self.experiment
        return raw_names(experiment.network, experiment.data, len(experiment.example.inputs))

    @property
    def answers(self) -> Evaluation | None:
        """The evaluation, where it is of these very rows: numbers of other data are never beside these."""
        if self.evaluation is None or self.rows is None:
            return None
        ours, theirs = self.rows.table, self.evaluation.rows.table
        is_same = ours is theirs or (
            np.array_equal(ours.inputs, theirs.inputs) and np.array_equal(ours.targets, theirs.targets)
        )
        return self.evaluation if is_same else None

    @property
    def has_classes(self) -> bool:
        """Whether the rows belong to classes; else their targets are numbers."""
        return self.rows is not None and self.rows.labels is not None


class LearntSection(Disclosure):
    """Made when it is first open, and refreshed only while it is. Subclasses say what fits it and what it shows."""

    row_chosen = Signal(int)
    """A row of the data, to become the example."""
    edit_requested = Signal(object, object, object)
    """The name of the edit (a Message), the experiment it leads to, and a key: edits of equal keys are one."""
    edit_ended = Signal()
    """No more edits of the key before."""
    said = Signal(object)
    """A Message: why something was not done."""

    def __init__(self, words: Message, tip: Message, key: str) -> None:
        super().__init__(say(words), say(tip), f"learnt/{key}", words=say(words))
        self._now: Shown | None = None
        self._seen: Shown | None = None
        self._is_made = False
        self.button.toggled.connect(lambda _: self._refresh_if_open())

    @property
    def now(self) -> Shown:
        """What is on show."""
        assert self._now is not None, "show comes first"
        return self._now

    def fits(self, now: Shown) -> bool:
        """Whether it has anything to say about this experiment."""
        raise NotImplementedError

    def is_telling(self, now: Shown) -> bool:
        """Whether it is open where nobody has chosen."""
        return True

    def make(self) -> None:
        """Put what it consists of into `body`."""
        raise NotImplementedError

    def refresh(self, old: Shown | None, now: Shown) -> None:
        """Show what differs from `old`."""
        raise NotImplementedError

    def show_what(self, now: Shown) -> None:
        """Something else is on show, or more is known about it; hidden where it does not fit."""
        fits = self.fits(now)
        self.setVisible(fits)
        self._now = now
        if fits:
            self.suggest(self.is_telling(now))
            self._refresh_if_open()

    def edit(self, name: Message, change: Callable[[Experiment], Experiment], merge: str) -> None:
        """Ask for an edit of what is on show; where it cannot be, say why."""
        try:
            changed = change(self.now.experiment)
        except Problem as problem:
            self.said.emit(problem.message)
            return
        self.edit_requested.emit(name, changed, merge)

    def _refresh_if_open(self) -> None:
        if self._now is None or not self.is_open or not self.fits(self._now):
            return
        if not self._is_made:
            self._is_made = True
            self.make()
        old, self._seen = self._seen, self._now
        if old is not self._seen:
            self.refresh(old, self._seen)
