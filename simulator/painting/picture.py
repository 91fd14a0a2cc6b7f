"""The picture in the window: as much detail as there is time for, and all of it soon after things stand still.

Layers of edges are kept from one paint to the next. While weights change there are none: then the strongest edges are
drawn roughly, and once nothing has changed for a moment layers are drawn, a little in each turn of the event loop.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter

from core.network import Network
from simulator.device_space import placement
from simulator.frames.frame import Frame
from simulator.frames.frame_edges import FEW_FOR_LAYERS, MANY_EDGES, visible_count
from simulator.frames.framing import frame_at, layout_for
from simulator.frames.layout import Layout
from simulator.frames.moment import Moment
from simulator.frames.view import View
from simulator.painting.edge_layers import Ground, Layer, Layers
from simulator.painting.paint import paint
from simulator.painting.paint_edges import ground_of
from simulator.stage.stage import Stage
from simulator.theme import Theme

ALL_EDGES = 40_000
"""More than this, and their picture would take longer than a second."""
ROUGH_EDGES = (600, 1200, 2400, 4000)
SMOOTH_WHILE_ROUGH = 40
STILL_MILLISECONDS = 120
TURN = 0.012
"""Seconds of drawing in one turn of the event loop."""
_TOO_SLOW, _FAST_ENOUGH = 0.026, 0.020
"""Seconds for the edges of a picture: more is too slow; so many more edges as would take less are afforded."""
_IN_A_ROW = 3


@dataclass(frozen=True)
class _Known:
    """What whole layers are there of, in one size or another."""

    network: Network
    layout: Layout
    theme: Theme

    def is_for(self, network: Network, layout: Layout, theme: Theme) -> bool:
        # By identity: comparing the weights of large networks takes longer than looking them up.
        return self.network is network and self.layout == layout and self.theme == theme


class CanvasPicture(QObject):
    """Paints frames of a stage."""

    refined = Signal()
    """More detail can be painted now."""

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._layers = Layers()
        self._layers.may_be_stale = True
        self._known: list[_Known] = []
        self._seen: tuple[Frame, Theme, tuple[float, float, float]] | None = None
        self._work: Iterator[None] | None = None
        self._level = len(ROUGH_EDGES) - 1
        self._slow = self._fast = 0
        self._is_watched = False
        self._still = QTimer(self, singleShot=True, interval=STILL_MILLISECONDS)
        self._still.timeout.connect(self._begin)
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._go_on)

    def watch(self, is_watched: bool) -> None:
        """Refine what is painted only while somebody sees it."""
        self._is_watched = is_watched
        if not is_watched:
            self._rest()

    def detailed(self, view: View, theme: Theme) -> View:
        """The view with as many edges as there is time for now."""
        layout = layout_for(self._stage.trace, view)
        count = visible_count(layout)
        if count <= FEW_FOR_LAYERS or not self._unknown(self._shown(), layout, theme):
            return replace(view, edge_budget=ALL_EDGES)
        return hurried(view, count, ROUGH_EDGES[self._level])

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint a frame of a `detailed` view; what is not as good as it can be follows."""
        place = placement(painter)
        self._layers.was_stale = False
        paint(painter, frame, theme, self._layers)
        is_rough = frame.view.smooth_budget is not None
        if is_rough:
            self._adapt(self._layers.rough_seconds)
        if (
            place is None
            or frame.edges.visible <= FEW_FOR_LAYERS
            or not (is_rough or self._layers.was_stale or self._unknown(self._soon(), frame.layout, theme))
        ):
            self._rest()
        elif self._seen is None or _differ(self._seen, (frame, theme, place)):
            self._rest()
            self._seen = frame, theme, place
            if self._is_watched:
                self._still.start()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be refined."""
        return self._seen is None

    def complete(self) -> None:
        """Draw what is left to be drawn now."""
        self._still.stop()
        if self._work is None:
            self._begin()
        while self._work is not None:
            self._go_on()

    def _rest(self) -> None:
        self._still.stop()
        self._turns.stop()
        self._work = None
        self._seen = None

    def _adapt(self, seconds: float) -> None:
        """Fewer edges after some slow paints in a row, more after some that leave the time for them."""
        more = ROUGH_EDGES[min(self._level + 1, len(ROUGH_EDGES) - 1)]
        self._slow = self._slow + 1 if seconds > _TOO_SLOW else 0
        self._fast = self._fast + 1 if seconds * more / ROUGH_EDGES[self._level] < _FAST_ENOUGH else 0
        if max(self._slow, self._fast) >= _IN_A_ROW:
            step = -1 if self._slow else 1
            self._level = min(max(self._level + step, 0), len(ROUGH_EDGES) - 1)
            self._slow = self._fast = 0

    def _shown(self) -> list[Network]:
        """The networks whose weights are on show: two while the update is under way."""
        trace = self._stage.trace
        updated = Moment(self._stage.timeline, self._stage.time).updated
        if updated == 0 or trace.updated is None:
            return [trace.network]
        return [trace.updated] if updated == 1 else [trace.network, trace.updated]

    def _soon(self) -> list[Network]:
        """Those on show, and what a step that plays will lead to."""
        shown, after = self._shown(), self._stage.trace.updated
        if self._stage.time is None or after is None or any(each is after for each in shown):
            return shown
        return [*shown, after]

    def _unknown(self, networks: list[Network], layout: Layout, theme: Theme) -> list[Network]:
        """Those of which there are no layers."""
        return [
            network for network in networks if not any(each.is_for(network, layout, theme) for each in self._known)
        ]

    def _begin(self) -> None:
        if self._seen is None:
            return
        frame, theme, (ratio, x, y) = self._seen
        stage, view = self._stage, replace(frame.view, edge_budget=ALL_EDGES, smooth_budget=None)
        # What is on show goes first; where it is known, its layers are of another size.
        network = next(iter(self._unknown(self._soon(), frame.layout, theme)), self._shown()[0])
        time_of = stage.timeline.duration if network is stage.trace.updated else None
        whole = frame_at(stage.trace, stage.timeline, time_of, view)
        dx, dy = whole.offset
        ground = ground_of(whole, (ratio * whole.scale, x + ratio * dx, y + ratio * dy), theme)
        self._work = self._drawing(whole, ground, _Known(network, whole.layout, theme))
        self._turns.start()

    def _drawing(self, frame: Frame, ground: Ground, known: _Known) -> Iterator[None]:
        crowd, raised = self._layers.strips(frame.edges, ground)
        fresh = []
        for strip in (*crowd, *raised):
            if not self._layers.has(strip):
                layer = Layer(strip)
                yield from layer.draw()
                fresh.append(layer)
        # All at once: a picture that is half of one kind and half of another is none.
        for layer in fresh:
            self._layers.keep(layer)
        self._known = [*self._known[-3:], known]

    def _go_on(self) -> None:
        """Draw for one turn."""
        end = time.perf_counter() + TURN
        if self._work is None:
            self._turns.stop()
            return
        for _ in self._work:
            if time.perf_counter() > end:
                return
        self._rest()
        self.refined.emit()


def hurried(view: View, count: int, budget: int = ROUGH_EDGES[-1]) -> View:
    """The view of `count` visible edges while their weights change. As many as can be told apart stay smooth."""
    smooth = SMOOTH_WHILE_ROUGH if count > MANY_EDGES else count
    return replace(view, edge_budget=budget, smooth_budget=smooth)


_Seen = tuple[Frame, Theme, tuple[float, float, float]]


def _differ(one: _Seen, other: _Seen) -> bool:
    """Whether other layers are needed: a beat that goes on needs none."""
    (a, a_theme, a_place), (b, b_theme, b_place) = one, other
    if (a.scale, a.offset, a_theme, a_place) != (b.scale, b.offset, b_theme, b_place):
        return True
    if a.layout != b.layout or a.edges.weights.shape != b.edges.weights.shape:
        return True
    if _pointed(a.view) != _pointed(b.view):
        return True
    return not (a.edges.weights is b.edges.weights or bool((a.edges.weights == b.edges.weights).all()))


def _pointed(view: View) -> tuple[object, ...]:
    """What of a view raises edges above the others, or leaves some out."""
    return view.selection, view.also, view.hovered, view.only_related
