"""Steps with the experiment's example: forward, loss, backward, update; one, or several one after the other."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

import numpy as np

from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Network, frozen
from core.numbers import short
from core.steps import steps_with_example
from core.trace import Trace, trace_example
from simulator.film.loss_curve import LossCurve
from simulator.film.settings import Clock, FilmSettings, Pace, fraction_of
from simulator.film.story import Story
from simulator.frames.frame import Caption, Frame
from simulator.frames.framing import frame_at
from simulator.frames.moment import Moment
from simulator.frames.timeline import Timeline, timeline_of
from simulator.frames.view import View

HOLDS = (Fraction(4, 5), Fraction(6, 5))
"""Seconds for which the first and the last picture of a step stand still."""
BETWEEN = Fraction(3, 5)
"""Seconds for which a step stands before the next one begins."""
_MOST_ANSWERS = 6
_FASTEST = 8
"""Slow at first: each step is twice as fast as the one before, up to this."""

StepState = tuple[int, float]
"""Which step (from 0), and the seconds of it at normal speed."""


class StepStory(Story[StepState]):
    """Every number comes from the trace of its step. Fewer steps than asked for where numbers end before."""

    def __init__(self, experiment: Experiment, settings: FilmSettings) -> None:
        """Raises Problem where there is no second step."""
        self.traces: tuple[Trace, ...] = steps_with_example(experiment, settings.steps)
        has_target = self.traces[0].targets is not None
        if settings.steps > 1 and not has_target:
            raise Problem(Message("without a target no step changes anything; give the example one"), "steps")
        self.timeline: Timeline = timeline_of(experiment.network, has_target, settings.detail, settings.bias)
        self._length = fraction_of(self.timeline.duration)
        is_slow_first = settings.pace is Pace.SLOW_FIRST
        self._speeds = [min(2**step, _FASTEST) if is_slow_first else 1 for step in range(len(self.traces))]
        lengths = [(self._length + BETWEEN) / speed for speed in self._speeds]
        self._starts = [Fraction(0), *accumulate(lengths)][:-1]
        first, last = HOLDS
        action = self._starts[-1] + self._length / self._speeds[-1]
        super().__init__(experiment, Clock(first, action, last), has_target=has_target)
        self.phases = tuple(dict.fromkeys(beat.phase for beat in self.timeline.beats))
        if len(self.traces) > 1:
            self.curve = self._losses()

    def state_at(self, time: Fraction) -> StepState:
        share = self.clock.share(time)
        gone = share * self.clock.action
        step = bisect_right(self._starts, gone) - 1
        inside = (gone - self._starts[step]) * self._speeds[step]
        return step, self.timeline.duration if inside >= self._length else float(inside)

    def trace(self, state: StepState) -> Trace:
        """All numbers of the step that is under way."""
        return self.traces[state[0]]

    def moment(self, state: StepState) -> Moment:
        """Where in its step it stands."""
        return Moment(self.timeline, state[1])

    def network_key(self, state: StepState) -> tuple[int, bool]:
        """Which step, and whether its update is made."""
        return state[0], self.trace(state).updated is not None and self.moment(state).updated == 1

    def network_of(self, key: tuple[int, bool]) -> Network:
        trace = self.traces[key[0]]
        return trace.updated if key[1] and trace.updated is not None else trace.network

    def networks_seen(self) -> tuple[Network, ...]:
        return tuple(trace.network for trace in self.traces)

    def frame(self, state: StepState, view: View) -> Frame:
        return frame_at(self.trace(state), self.timeline, state[1], view)

    def caption(self, state: StepState, frame: Frame) -> Caption:
        return frame.caption

    def outcome(self) -> Caption:
        first, count = self.traces[0], len(self.traces)
        last = self.traces[-1].updated
        if first.loss is None or last is None:
            answers = ", ".join(short(value) for value in first.prediction.tolist()[:_MOST_ANSWERS])
            return Caption(Message("The prediction"), Message("The network answers {answers}.", answers=answers))
        line = Message("After one step") if count == 1 else Message("After {count} steps", count=count)
        after = trace_example(replace(self.experiment, network=last))
        assert after.loss is not None
        words = Message("The loss of the example went from {before} to {after}.", before=first.loss, after=after.loss)
        return Caption(line, words)

    def counted(self, state: StepState) -> Message | None:
        count = len(self.traces)
        return None if count == 1 else Message("step {step} of {count}", step=state[0] + 1, count=count)

    def record(self, state: StepState) -> int:
        return state[0] + self.network_key(state)[1]

    def _losses(self) -> LossCurve:
        """The loss of the example before the first step and after every one."""
        losses = [trace.loss for trace in self.traces]
        last = self.traces[-1].updated
        if last is not None:
            losses.append(trace_example(replace(self.experiment, network=last)).loss)
        numbers = frozen([np.nan if loss is None else loss for loss in losses])
        counts = frozen(np.arange(len(numbers)))
        return LossCurve(counts, numbers, frozen(np.full(len(numbers), np.nan)), of_steps=True)
