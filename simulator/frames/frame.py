"""What is drawn at one instant, as a value: shapes, places, words and numbers, no colours of a theme and no clock.

Coordinates are the layout's: logical pixels at 100 %. `Frame.scale` and `Frame.offset` take them to the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.message import Message
from simulator.frames.edge_shapes import Edges, Pill, Pulses, Tag, Token
from simulator.frames.layout import HEADING_HEIGHT, Layout
from simulator.frames.loss_shapes import Gauge, TargetList
from simulator.frames.timeline import Beat
from simulator.frames.unit_shapes import BiasNode, Fold, Portrait, UnitShape
from simulator.frames.view import View

BOTTOM_LINE = 24.0
"""So far above the lower edge stand legend, note and what a window puts into that corner, in one line."""


@dataclass(frozen=True)
class Heading:
    x: float
    title: str
    subtitle: str


@dataclass(frozen=True)
class Legend:
    bound: str
    word: str


@dataclass(frozen=True)
class Caption:
    """What happens, in a few words, and why it matters, in one sentence."""

    line: Message
    sentence: Message


@dataclass(frozen=True)
class Frame:
    """Everything `paint` needs. Equal inputs give an equal frame, whatever was asked before."""

    view: View
    layout: Layout
    scale: float
    offset: tuple[float, float]
    headings: tuple[Heading, ...]
    edges: Edges
    pulses: tuple[Pulses, ...]
    pills: tuple[Pill, ...]
    tags: tuple[Tag, ...]
    units: tuple[UnitShape, ...]
    tokens: tuple[Token, ...]
    folds: tuple[Fold, ...]
    gauge: Gauge | None
    targets: TargetList | None
    legend: Legend | None
    note: str
    """What the picture leaves out, in words; empty where it shows everything."""
    caption: Caption
    beat: Beat | None = field(default=None)
    portraits: tuple[Portrait, ...] = ()
    nodes: tuple[BiasNode, ...] = ()
    loss_aside: float = 0.0
    """How far targets and loss stand back, 0 … 1."""
    before: Frame | None = None
    blend: float = 1.0
    """How far the picture of `before` has given way to this one, 0 … 1."""

    @property
    def band(self) -> float:
        """How many pixels at the top headings have for themselves while the network is moved or enlarged beneath."""
        is_fitted = self.view.zoom == 1 and self.offset == (0.0, 0.0)
        return 0.0 if is_fitted or not self.headings else HEADING_HEIGHT * self.layout.scale

    def to_layout(self, x: float, y: float) -> tuple[float, float]:
        """From a point of the picture to the layout's coordinates."""
        return (x - self.offset[0]) / self.scale, (y - self.offset[1]) / self.scale
