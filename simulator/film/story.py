"""What a film tells, whatever it is composed of: a network at every time, and what is said of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from fractions import Fraction
from typing import Any, Generic, TypeVar

from core.experiment import Experiment
from core.message import Message
from core.network import Network
from simulator.film.loss_curve import LossCurve
from simulator.film.settings import Clock
from simulator.frames.frame import Caption, Frame
from simulator.frames.timeline import Phase
from simulator.frames.view import View

State = TypeVar("State", bound=Hashable)


class Story(ABC, Generic[State]):
    """A state is all that a picture depends on: equal states look the same, whenever and in whatever order.

    `phases` are those that a step goes through, `curve` the losses of a run.
    """

    phases: tuple[Phase, ...] = ()
    curve: LossCurve | None = None

    def __init__(self, experiment: Experiment, clock: Clock, *, has_target: bool) -> None:
        self.experiment = experiment
        self.clock = clock
        self.has_target = has_target

    @abstractmethod
    def state_at(self, time: Fraction) -> State:
        """Where the story stands after so many of its seconds."""

    @abstractmethod
    def network_key(self, state: State) -> Hashable:
        """What says which network is shown: the same one as long as it is equal."""

    @abstractmethod
    def network_of(self, key: Any) -> Network:
        """The network of such a key."""

    def network(self, state: State) -> Network:
        """Whose answers are shown."""
        return self.network_of(self.network_key(state))

    @abstractmethod
    def networks_seen(self) -> tuple[Network, ...]:
        """Some of those that are shown, from the first to the last."""

    @abstractmethod
    def frame(self, state: State, view: View) -> Frame:
        """What the network looks like."""

    @abstractmethod
    def caption(self, state: State, frame: Frame) -> Caption:
        """What is said."""

    @abstractmethod
    def outcome(self) -> Caption:
        """What came out in the end."""

    def counted(self, state: State) -> Message | None:
        """Which of several parts is shown, said beside the title."""
        return None

    def record(self, state: State) -> int:
        """How far the curve reaches: the index of a point of it."""
        raise NotImplementedError
