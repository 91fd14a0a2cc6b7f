"""A training run, epoch by epoch."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.edits import with_network
from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Array, Network
from core.trace import trace
from simulator.film.footage import Footage
from simulator.film.loss_curve import LossCurve
from simulator.film.settings import Clock, FilmSettings, Pace
from simulator.film.story import Story
from simulator.frames.faces import face_data, raw_rows
from simulator.frames.frame import Caption, Frame
from simulator.frames.framing import frame_at
from simulator.frames.timeline import timeline_of
from simulator.frames.view import View

HOLDS = (Fraction(3, 2), Fraction(5, 2))
"""Seconds for which the first and the last epoch stand: as long as it takes to read what is said of them."""
ACTION = Fraction(10)
_MOST_SLOWNESS = 3
"""Slow at first: the epochs grow with a power of the time, this one at most."""
_FIRST_BY = 1 / 8
"""A share of the time: by then the first epoch is over, however few there are."""
_SEEN = 12
_DIGITS = 3
"""All numbers change at once, so fewer digits than in a step."""


class TrainingStory(Story[tuple[int, int]]):
    """Every picture is the state after the last whole epoch before it whose weights are on the tape: nothing between
    those is made up.

    A state is which of the whole epochs, and whether the run is about to begin, under way or over.
    """

    def __init__(self, experiment: Experiment, footage: Footage, settings: FilmSettings, *, has_target: bool) -> None:
        """Raises Problem where the run holds no epoch of those to be shown. Without `has_target` the example's is not
        shown."""
        history = footage.history
        self._footage = footage
        self._records = np.flatnonzero(history.epoch == np.floor(history.epoch))
        if not len(self._records):
            raise Problem(Message("there is no training run to film"))
        self._records = _within(self._records, history.epoch, settings)
        self._epochs = history.epoch[self._records]
        self._shown = np.flatnonzero(np.isin(self._records, footage.kept))
        if not len(self._shown):
            raise Problem(
                Message("the weights of these epochs are no longer on the tape; choose a longer part"), "from"
            )
        self._slowness = _slowness(self._epochs[self._shown]) if settings.pace is Pace.SLOW_FIRST else 1.0
        self._targets = experiment.example.targets if has_target else None
        clock = Clock(HOLDS[0], ACTION, HOLDS[1])
        super().__init__(experiment, clock, has_target=self._targets is not None)
        self.curve = LossCurve(self._epochs, history.train_loss[self._records], history.test_loss[self._records])
        self._timeline = timeline_of(experiment.network, has_target=self.has_target)
        self._rows = raw_rows(experiment)
        # All parts of a picture ask for the same network.
        self._network_at = lru_cache(maxsize=2)(self._read)

    def state_at(self, time: Fraction) -> tuple[int, int]:
        epochs = self._epochs[self._shown]
        share = self.clock.share(time)
        first, last = float(epochs[0]), float(epochs[-1])
        epoch = last if share == 1 else first + (last - first) * float(share) ** self._slowness
        at = max(0, int(np.searchsorted(epochs, epoch, side="right")) - 1)
        return int(self._shown[at]), 0 if share == 0 else 2 if share == 1 else 1

    def record(self, state: tuple[int, int]) -> int:
        return state[0]

    def network_key(self, state: tuple[int, int]) -> int:
        """Its place on the curve."""
        return state[0]

    def network_of(self, key: int) -> Network:
        return self._network_at(key)

    def networks_seen(self) -> tuple[Network, ...]:
        return tuple(self.moments_seen(_SEEN).values())

    def moments_seen(self, most: int) -> dict[int, Network]:
        """So many of the networks shown, evenly from the first to the last, by their places on the curve."""
        shown = self._shown[np.unique(np.linspace(0, len(self._shown) - 1, most).round().astype(int))]
        return {place: self._read(place) for place in shown.tolist()}

    def epoch(self, place: int) -> int:
        """How many passes were done at a place on the curve."""
        return int(self._epochs[place])

    def train_loss(self, place: int) -> float:
        """Of all training rows, at a place on the curve."""
        return float(self._footage.history.train_loss[self._records[place]])

    def _read(self, place: int) -> Network:
        return self._footage.network_at(int(self._records[place]))

    def frame(self, state: tuple[int, int], view: View) -> Frame:
        shown = with_network(self.experiment, self.network(state))
        step = trace(
            shown.network,
            shown.fed_inputs,
            self._targets,
            shown.training,
            shown.example.inputs,
            shown.data,
        )
        faces = face_data(shown, view.face, self._rows)
        return frame_at(step, self._timeline, None, replace(view, faces=faces, digits=_DIGITS))

    def caption(self, state: tuple[int, int], frame: Frame) -> Caption:
        """Numbers only while the picture stands: a sentence that changes cannot be read."""
        history, part = self._footage.history, state[1]
        first = int(self._records[self._shown[0]])
        if part == 0:
            begin = int(history.epoch[first])
            return Caption(
                Message("After {epochs} epochs", epochs=begin) if begin else Message("Before training"),
                Message("The loss on the training rows is {loss}.", loss=float(history.train_loss[first])),
            )
        if part == 1:
            return Caption(Message("Learning"), Message("After every batch, each weight steps against its slope."))
        return self.outcome()

    def outcome(self) -> Caption:
        history = self._footage.history
        first, last = (int(self._records[self._shown[at]]) for at in (0, -1))
        losses = {"before": float(history.train_loss[first]), "after": float(history.train_loss[last])}
        accuracy = float(history.test_accuracy[last])
        if np.isfinite(accuracy):
            sentence = Message(
                "The loss went from {before} to {after}; {accuracy} of the test rows are right.",
                accuracy=f"{100 * accuracy:.1f} %",
                **losses,
            )
        else:
            sentence = Message("The loss went from {before} to {after}.", **losses)
        return Caption(Message("After {epochs} epochs", epochs=int(history.epoch[last])), sentence)


def _slowness(epochs: Array) -> float:
    """With which power of the time these epochs grow."""
    count = max(float(epochs[-1] - epochs[0]), 1.0)
    return min(max(math.log(count) / -math.log(_FIRST_BY), 1.0), _MOST_SLOWNESS)


def _within(records: NDArray[np.intp], epochs: Array, settings: FilmSettings) -> NDArray[np.intp]:
    """The whole epochs that the film is to show (raises Problem where there are none)."""
    first = 0 if settings.first_epoch is None else settings.first_epoch
    last = epochs[records[-1]] if settings.last_epoch is None else settings.last_epoch
    kept = records[(epochs[records] >= first) & (epochs[records] <= last)]
    if not len(kept):
        most = int(epochs[records[-1]])
        raise Problem(Message("the run has epochs up to {most} only", most=most), "from")
    return kept
