"""One step of the experiment's example: forward, loss, backward, update."""

from __future__ import annotations

from fractions import Fraction

from core.experiment import Experiment
from core.network import Network
from core.trace import Trace, trace_example
from simulator.film.settings import Clock, FilmSettings, film_seconds, fraction_of
from simulator.film.story import Story
from simulator.frame import Caption, Frame
from simulator.framing import frame_at
from simulator.timeline import Timeline, timeline_of
from simulator.view import View

HOLDS = (Fraction(4, 5), Fraction(6, 5))
"""Seconds for which the first and the last picture of a step stand still."""


class StepStory(Story[float]):
    """A state is the seconds of the step at normal speed."""

    def __init__(self, experiment: Experiment, settings: FilmSettings) -> None:
        self._trace: Trace = trace_example(experiment)
        has_target = self._trace.targets is not None
        self._timeline: Timeline = timeline_of(experiment.network, has_target, settings.detail, settings.bias)
        first, last = HOLDS
        clock = Clock(first, fraction_of(self._timeline.duration), last, film_seconds(settings))
        super().__init__(experiment, clock, has_target=has_target)
        self.phases = tuple(dict.fromkeys(beat.phase for beat in self._timeline.beats))

    def state_at(self, time: Fraction) -> float:
        share = self.clock.share(time)
        return self._timeline.duration if share == 1 else float(share * self.clock.action)

    def network(self, state: float) -> Network:
        return self._trace.network

    def frame(self, state: float, view: View) -> Frame:
        return frame_at(self._trace, self._timeline, state, view)

    def caption(self, state: float, frame: Frame) -> Caption:
        return frame.caption
