"""One step of the experiment's example: forward, loss, backward, update."""

from __future__ import annotations

from fractions import Fraction

from core.experiment import Experiment
from core.network import Network
from core.trace import Trace, trace_example
from simulator.film.settings import Clock, FilmSettings, fraction_of
from simulator.film.story import Story
from simulator.frame import Caption, Frame
from simulator.framing import frame_at
from simulator.moment import Moment
from simulator.timeline import Timeline, timeline_of
from simulator.view import View

HOLDS = (Fraction(4, 5), Fraction(6, 5))
"""Seconds for which the first and the last picture of a step stand still."""

StepState = tuple[int, float]
"""Which step (from 0), and the seconds of it at normal speed."""


class StepStory(Story[StepState]):
    """Every number comes from the trace of its step."""

    def __init__(self, experiment: Experiment, settings: FilmSettings) -> None:
        self.traces: tuple[Trace, ...] = (trace_example(experiment),)
        has_target = self.traces[0].targets is not None
        self.timeline: Timeline = timeline_of(experiment.network, has_target, settings.detail, settings.bias)
        first, last = HOLDS
        super().__init__(experiment, Clock(first, fraction_of(self.timeline.duration), last), has_target=has_target)
        self.phases = tuple(dict.fromkeys(beat.phase for beat in self.timeline.beats))

    def state_at(self, time: Fraction) -> StepState:
        share = self.clock.share(time)
        return 0, self.timeline.duration if share == 1 else float(share * self.clock.action)

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
