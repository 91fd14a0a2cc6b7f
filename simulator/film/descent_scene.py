"""Gradient descent as a film shows it: the loss over one weight, with the ball where training stands.

All other weights are where they are at that moment, so the curve changes as they do; the ball is always on it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Array, Network, frozen
from core.number_address import quantity_of
from core.numbers import steady
from core.parameters import flat_values, network_with
from core.results.batch_slopes import batch_of
from core.results.descent import Span, spans_of
from core.results.loss_landscape import Landscape
from core.weight_edits import WeightPlace
from simulator.film.rows import most_rows
from simulator.film.step_story import StepState, StepStory
from simulator.film.told_number import steepest_weight
from simulator.film.training_story import TrainingStory
from simulator.frames.framing import loss_name
from simulator.frames.timeline import Kind
from simulator.plots.descent_axes import BELOW, Axes, axes_in, room_left_of, rounded_up
from simulator.plots.descent_labels import Label, size_of, step_equation
from simulator.plots.descent_marks import BALL, Line, tangent_through
from simulator.plots.descent_picture import DescentPicture
from simulator.plots.descent_words import name_of
from simulator.shapes import Box, sign_ink
from simulator.words import say

MOST_ROWS, _MOST_PRODUCTS = 1000, 2e7
_COUNT = 97
"""Values of the weight that are tried."""
_MARGIN = 0.25
_HEADROOM = 1.3
_TOP, _RIGHT, _EQUATION = 34.0, 14.0, 38.0
_SHORTEST = BALL + 13.0
_MOST_MOMENTS = 40
_NO_LINES = frozen(np.empty((0, 4)))


class DescentScene(ABC):
    """One weight of a story. Everything keeps its place in the picture; the curve and the ball move."""

    foot = 0.0
    """Room below the axes."""

    def __init__(
        self, experiment: Experiment, place: WeightPlace, rows: tuple[Array, Array], spans: tuple[Span, Span]
    ) -> None:
        """`rows` as fed, with their targets; `spans` of the weight and of the loss."""
        self.place = place
        self._experiment, self._rows = experiment, rows
        self._across, self._up = spans
        self._values = frozen(np.linspace(self._across.low, self._across.high, _COUNT))
        self._axes = lru_cache(maxsize=4)(self._axes_in)

    @abstractmethod
    def picture(self, state: Hashable, width: float, height: float) -> DescentPicture:
        """What is drawn, in logical pixels."""

    def _landscape(self, network: Network) -> Landscape:
        return Landscape(network, *self._rows, self._experiment.training, [self.place])

    def _drawn(
        self, network: Network, trail: Array, reading: Message | None, width: float, height: float
    ) -> DescentPicture:
        """The curve of a network with the ball on it; `trail` (points × 2) are weight and loss of moments before.
        `reading` None: the loss where the ball is."""
        axes, landscape = self._axes(width, height), self._landscape(network)
        at = float(landscape.start[0])
        losses = landscape.losses(np.append(self._values, at)[:, None])
        here = float(losses[-1])
        order = np.argsort(np.append(self._values, at), kind="stable")
        points = axes.at(np.append(self._values, at)[order], losses[order])
        ball = axes.at(at, here)[0].tolist()
        return DescentPicture(
            width,
            height,
            axes,
            say(Message("loss / {name}", name=loss_name(self._experiment.training.loss))),
            say(reading or Message("loss {loss}", loss=steady(here, 4))),
            (say(name_of(network, self.place)),),
            (points,) if np.isfinite(losses).all() else (),
            None,
            _NO_LINES,
            axes.at(np.append(trail[:, 0], at), np.append(trail[:, 1], here)),
            len(trail),
            frozen(np.empty((0, 2))),
            (ball[0], ball[1]),
            sign_ink(at),
            None,
            None,
            None,
            None,
            None,
            None,
            "",
        )

    def _axes_in(self, width: float, height: float) -> Axes:
        left = room_left_of(self._up)
        across, up = width - left - _RIGHT, height - _TOP - BELOW - self.foot
        return axes_in(Box(left + across / 2, _TOP + up / 2, across, up), self._across, self._up)


class StepDescent(DescentScene):
    """A weight of a step, the steepest where none is named, over the loss of its example."""

    foot = _EQUATION

    def __init__(self, story: StepStory, named: WeightPlace | None = None) -> None:
        self._story = story
        first = story.traces[0]
        place = named or WeightPlace(*steepest_weight(first))
        assert first.targets is not None
        rows = frozen(first.inputs[None]), frozen(first.targets[None])
        networks = [trace.network for trace in story.traces]
        networks += [] if story.traces[-1].updated is None else [story.traces[-1].updated]
        weights = [_weight(network, place) for network in networks]
        (usual,) = spans_of(
            Landscape(first.network, *rows, first.training, [place]), first.network, first.training.first_rate
        )
        low, high = min(*weights, usual.low), max(*weights, usual.high)
        losses = [trace.loss for trace in story.traces if trace.loss is not None]
        super().__init__(story.experiment, place, rows, (Span(low, high), loss_span_of(losses)))

    def picture(self, state: Hashable, width: float, height: float) -> DescentPicture:
        assert isinstance(state, tuple)
        trace, moment = self._story.trace(state), self._story.moment(state)
        shown = self._drawn(self._network(state), self._trail(state), None, width, height)
        column, unit, source = self.place
        known = moment.weight_slope_shown(column, unit, source)
        if known == 0 or trace.loss is None:
            return shown
        here = trace.layers[column - 1]
        assert here.d_loss_d_weights is not None
        weight, slope = _weight(trace.network, self.place), float(here.d_loss_d_weights[unit, source])
        x, y = shown.axes.at(weight, trace.loss)[0].tolist()
        tangent = tangent_through(shown.axes, x, y, slope)
        is_stepping = moment.since(Kind.UPDATE) >= 0 and trace.updated is not None
        if not is_stepping or trace.updated is None:
            return replace(shown, tangent=tangent)
        arrow = _arrow(shown.axes, (weight, trace.loss), _weight(trace.updated, self.place))
        equation = None
        if trace.training.is_plain_descent:
            lines = (step_equation(weight, trace.training.first_rate, slope),)
            box = Box(width / 2, height - _EQUATION / 2, *size_of(lines))
            equation = Label(box, lines)
        return replace(shown, tangent=tangent, arrow=arrow, equation=equation)

    def _network(self, state: StepState) -> Network:
        """On its way from before the update to after it, as far as the weights on the canvas are."""
        trace, made = self._story.trace(state), self._story.moment(state).updated
        if made <= 0 or trace.updated is None:
            return trace.network
        if made == 1:
            return trace.updated
        before, after = flat_values(trace.network), flat_values(trace.updated)
        return network_with(trace.network, before + (after - before) * made)

    def _trail(self, state: StepState) -> Array:
        """Where the steps before this one stood."""
        before = self._story.traces[: state[0] + (self._story.moment(state).updated > 0)]
        losses = [math.nan if trace.loss is None else trace.loss for trace in before]
        weights = [_weight(trace.network, self.place) for trace in before]
        return frozen(np.column_stack([weights, losses]).reshape(-1, 2))


class RunDescent(DescentScene):
    """A weight of a run, the one that goes farthest where none is named, over the loss of the training rows."""

    def __init__(self, story: TrainingStory, named: WeightPlace | None = None) -> None:
        self._story = story
        moments = story.moments_seen(_MOST_MOMENTS)
        place = named or _farthest(list(moments.values()))
        weights = {at: _weight(network, place) for at, network in moments.items()}
        low, high = min(weights.values()), max(weights.values())
        room = _MARGIN * (high - low) or max(abs(low), 1.0)
        # Of the rows that the curve is of, so that the way ends on it.
        training = story.experiment.training
        rows = batch_of(story.experiment, most_rows(story.experiment.network, _MOST_PRODUCTS, MOST_ROWS))
        worlds = [Landscape(network, *rows, training, [place]) for network in moments.values()]
        losses = [float(world.losses(world.start[None])[0]) for world in worlds]
        self._way = [(at, weight, loss) for (at, weight), loss in zip(weights.items(), losses, strict=True)]
        spans = Span(low - room, high + room), loss_span_of(losses)
        super().__init__(story.experiment, place, rows, spans)
        self._picture = lru_cache(maxsize=2)(self._made)

    def picture(self, state: Hashable, width: float, height: float) -> DescentPicture:
        assert isinstance(state, tuple)
        return self._picture(state[0], width, height)

    def _made(self, at: int, width: float, height: float) -> DescentPicture:
        network = self._story.network_of(at)
        trail = frozen([(weight, loss) for place, weight, loss in self._way if place <= at]).reshape(-1, 2)
        values = {"epoch": self._story.epoch(at), "loss": steady(self._story.train_loss(at), 4)}
        reading = Message("epoch {epoch}: loss {loss}", **values)
        shown = self._drawn(network, trail, reading, width, height)
        landscape = self._landscape(network)
        losses, slopes = landscape.slopes(landscape.start[None])
        x, y = shown.axes.at(float(landscape.start[0]), float(losses[0]))[0].tolist()
        return replace(shown, tangent=tangent_through(shown.axes, x, y, float(slopes[0, 0])))


def weight_named(network: Network, words: str | None) -> WeightPlace | None:
    """The weight that words name, as in `children to node_0` (raises Problem); None where there are none."""
    if words is None:
        return None
    try:
        found = quantity_of(f"weight of {words}", network)
    except Problem as problem:
        raise Problem(problem.message, "weight") from None
    assert found.source is not None
    return WeightPlace(found.column, found.unit, found.source)


def loss_span_of(losses: list[float]) -> Span:
    """From 0 to a round number above all of these."""
    highest = max((loss for loss in losses if math.isfinite(loss)), default=0.0)
    return Span(0.0, rounded_up(_HEADROOM * highest) if highest > 0 else 1.0)


def _arrow(axes: Axes, at: tuple[float, float], to: float) -> Line | None:
    """To where the step leads, at the ball's height: never hidden by the ball, never out of the plane."""
    (x, y), end = axes.at(*at)[0].tolist(), float(axes.at(to, at[1])[0, 0])
    if end == x:
        return None
    end = x + math.copysign(max(abs(end - x), _SHORTEST), end - x)
    left, right = axes.plane.x - axes.plane.width / 2, axes.plane.x + axes.plane.width / 2
    return x, y, min(max(end, left), right), y


def _weight(network: Network, place: WeightPlace) -> float:
    return float(network.layers[place.column - 1].weights[place.unit, place.source])


def _farthest(networks: list[Network]) -> WeightPlace:
    """The weight whose values lie farthest apart."""
    best, found = -1.0, WeightPlace(1, 0, 0)
    for column in range(1, len(networks[0].sizes)):
        reach = np.ptp([network.layers[column - 1].weights for network in networks], axis=0)
        reach = np.where(networks[0].layers[column - 1].is_held, -1.0, reach)
        unit, source = np.unravel_index(int(reach.argmax()), reach.shape)
        if reach[unit, source] > best:
            best, found = float(reach[unit, source]), WeightPlace(column, int(unit), int(source))
    return found
