"""What is drawn at one instant, as a value: shapes, places, words and numbers, no colours of a theme and no clock.

Coordinates are the layout's: logical pixels at 100 %. `Frame.scale` and `Frame.offset` take them to the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from core.message import Message
from core.numbers import is_hidden
from simulator.elements import Element
from simulator.face import Face
from simulator.folding import Stretch
from simulator.layout import HEADING_HEIGHT, NAME_ABOVE, Layout, Shape
from simulator.timeline import Beat
from simulator.view import View

BOTTOM_LINE = 24.0
"""So far above the lower edge stand legend, note and what a window puts into that corner, in one line."""
LOSS_BELOW = 34.0
"""How far below its scale the loss is written."""


class Ink(Enum):
    """The colour of a number or a line by what it is; a theme says which colour that is."""

    # Members are singletons; Enum hashes names, at three times the cost.
    __hash__ = object.__hash__

    POSITIVE = "positive"
    NEGATIVE = "negative"
    SLOPE = "slope"
    INK = "ink"
    TEXT_2 = "text_2"
    TEXT_3 = "text_3"
    NEUTRAL = "border_strong"


def sign_ink(value: float) -> Ink:
    if is_hidden(value):
        return Ink.TEXT_2
    return Ink.NEGATIVE if value < 0 else Ink.POSITIVE


@dataclass(frozen=True)
class Run:
    """A piece of text in one colour. `lead` is empty room before it."""

    text: str
    ink: Ink
    is_bold: bool = True
    lead: float = 0.0


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle."""

    x: float
    y: float
    width: float
    height: float

    def contains(self, x: float, y: float, margin: float = 0.0) -> bool:
        return abs(x - self.x) <= self.width / 2 + margin and abs(y - self.y) <= self.height / 2 + margin

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 - 1e-6
            and abs(self.y - other.y) < (self.height + other.height) / 2 - 1e-6
        )


@dataclass(frozen=True)
class Heading:
    x: float
    title: str
    subtitle: str


class Held(Enum):
    """What training may do with a weight."""

    FREE = "free"
    FROZEN = "frozen"
    """It stays as it is."""
    PRUNED = "pruned"
    """It is out of the network: 0, and held there."""


@dataclass(frozen=True)
class Pill:
    """A weight, a bias, or a gate: a weight opened to show the product it makes."""

    element: Element
    box: Box
    runs: tuple[Run, ...]
    ink: Ink
    strength: float = 0.75
    is_gate: bool = False
    is_bias: bool = False
    held: Held = Held.FREE
    size: float = 13.0
    old_runs: tuple[Run, ...] = ()
    old_size: float = 13.0
    blend: float = 1.0
    """How far `old_runs` have given way to `runs`, 0 … 1."""
    aside: float = 0.0
    """How far it stands back, 0 … 1."""


@dataclass(frozen=True)
class Tag:
    """A slope at rest: a label whose left end points where slopes travel."""

    element: Element
    box: Box
    runs: tuple[Run, ...]
    opacity: float = 1.0
    is_tinted: bool = False
    aside: float = 0.0


class _Arrays:
    """Values that hold arrays are equal when all they hold is."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(np.array_equal(mine, vars(other)[name]) for name, mine in vars(self).items())

    __hash__ = None  # type: ignore[assignment]


class UnitState(Enum):
    # Members are singletons; Enum hashes names, at three times the cost.
    __hash__ = object.__hash__

    WAITING = "waiting"
    COLLECTING = "collecting"
    KNOWN = "known"


@dataclass(frozen=True, eq=False)
class CurveFace(_Arrays):
    """The activation curve in a unit: samples in −1 … 1 both ways, the point on it, and its tangent where shown."""

    curve: NDArray[np.float64]
    point: tuple[float, float]
    tangent: float | None
    z: Run
    a: Run
    a_opacity: float
    tangent_opacity: float


@dataclass(frozen=True, eq=False)
class Picture(_Arrays):
    """The picture in a unit. `values` within −1 … 1: a map or an image of weights (rows × columns), weights as bars
    (one each), or within 0 … 1 the heights of a histogram. `mark` is the place of the example (0 … 1 from the left,
    0 … 1 from the bottom), `zero` that of the number 0 on the histogram's axis; `is_paper`: ink on paper."""

    kind: Face
    values: NDArray[np.float64]
    mark: tuple[float, float] | None = None
    zero: float = 0.0
    is_paper: bool = False


@dataclass(frozen=True)
class UnitShape:
    """A unit at one instant. `arrived` holds the share (0 … 1) of every segment of its collecting ring."""

    element: Element
    x: float
    y: float
    shape: Shape
    half_width: float
    half_height: float
    is_input: bool
    state: UnitState
    ink: Ink
    strength: float
    value: str = ""
    value_opacity: float = 1.0
    partial: str = ""
    arrived: tuple[float, ...] = ()
    face: CurveFace | None = None
    name: str = ""
    old_value: str = ""
    blend: float = 1.0
    """How far `old_value` has given way to `value`, 0 … 1."""
    bias: Ink | None = None
    """The sign of a bias that has no room for its number."""
    is_selected: bool = False
    is_hovered: bool = False
    has_focus: bool = False
    picture: Picture | None = None
    aside: float = 0.0
    """How far it stands back, 0 … 1: it is beside the focus, or the spotlight is elsewhere."""

    @property
    def radius(self) -> float:
        """Of the corners: squares are given, round shapes compute."""
        return 0.22 * 2 * self.half_height if self.is_input else self.half_height

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, 2 * self.half_width, 2 * self.half_height)

    @property
    def name_y(self) -> float:
        """The middle of the name above the unit."""
        return self.y - self.half_height - NAME_ABOVE


@dataclass(frozen=True)
class BiasNode:
    """The node that is always 1, from which the biases of `column` lead out."""

    column: int
    box: Box
    size: float
    """Of its figure."""
    is_active: bool
    """Whether a bias of its own is selected or hovered."""


@dataclass(frozen=True)
class Token:
    """A number on its way. A forward token is a capsule, a slope a tag that points backward."""

    edge: int
    at: float
    box: Box
    text: str
    ink: Ink

    @property
    def is_slope(self) -> bool:
        return self.ink is Ink.SLOPE


@dataclass(frozen=True, eq=False)
class Edges(_Arrays):
    """The drawn edges, one row each: `lines` (n × 4: x, y of source, x, y of unit), `weights`, drawn `strength`
    u in 0 … 1, `widths` in pixels, `emphasis` e, and whether selected. `elements[k]` says which edge row k is."""

    lines: NDArray[np.float64]
    weights: NDArray[np.float64]
    strength: NDArray[np.float64]
    widths: NDArray[np.float64]
    emphasis: NDArray[np.float64]
    is_selected: NDArray[np.bool_]
    columns: NDArray[np.intp]
    units: NDArray[np.intp]
    sources: NDArray[np.intp]
    total: int
    """How many edges the network has, drawn or not."""
    visible: int
    """How many of these lie between units that are not folded away, and are not left out beside a focus."""
    rows: NDArray[np.intp]
    """Which of the visible edges each is, in the order of `visible_places`."""
    is_crowd: NDArray[np.bool_]
    """Which are among the strongest, whatever is selected."""
    is_raised: NDArray[np.bool_]
    """Which belong to what is selected or hovered: they lie on top."""
    crowd_widths: NDArray[np.float64]
    """The widths that all have where they are of the crowd, selected or not."""
    is_thin: bool
    """Whether the crowd stands back behind a selection."""
    fade: float
    """How far weak edges have faded into the canvas, 0 … 1: the more, the more edges there are."""
    is_related: NDArray[np.bool_] | None = None
    """Which belong to the focus; None without one."""
    turning: tuple[Edges, Edges, float] | None = None
    """In a crowd whose weights change: how it looks before and after, and how far it has come."""

    def __len__(self) -> int:
        return len(self.weights)


@dataclass(frozen=True, eq=False)
class Pulses(_Arrays):
    """Tokens without numbers: positions (n × 2), the edge each rides on, and the number whose colour it takes."""

    points: NDArray[np.float64]
    edges: NDArray[np.intp]
    at: NDArray[np.float64]
    values: NDArray[np.float64]
    are_slopes: bool = False


@dataclass(frozen=True)
class Mark:
    """A reading on the loss scale: its true place, and the place of its label after spreading."""

    y: float
    label_y: float
    runs: tuple[Run, ...]
    opacity: float = 1.0


@dataclass(frozen=True)
class Gauge:
    """The loss as the gap between prediction (dot) and target (hollow square) on a scale of its own."""

    x: float
    top: float
    bottom: float
    ticks: tuple[tuple[float, str], ...]
    target: Mark
    prediction: Mark | None
    bar: float
    """How much of the gap the bar has grown, 0 … 1, from target to prediction."""
    error: Mark | None
    error_text: str
    loss: str
    loss_x: float
    loss_opacity: float = 1.0

    @property
    def loss_y(self) -> float:
        return self.bottom + LOSS_BELOW


@dataclass(frozen=True)
class OutputTarget:
    """Beside one of several outputs: its target and its error."""

    element: Element
    box: Box
    y: float
    target: str
    error: Run | None


@dataclass(frozen=True)
class TargetList:
    """The targets of several outputs, each beside its unit, and the loss beneath."""

    x: float
    rows: tuple[OutputTarget, ...]
    error_word: str
    """What stands before every error, with the space after it."""
    loss: str
    loss_y: float
    opacity: float = 1.0
    """Of the errors, as they appear."""
    loss_opacity: float = 1.0


@dataclass(frozen=True)
class Legend:
    bound: str
    word: str


@dataclass(frozen=True)
class Tile:
    """One large picture; `element` is the unit it belongs to."""

    element: Element | None
    box: Box
    picture: Picture


@dataclass(frozen=True)
class Portrait:
    """Large pictures left of the inputs under one heading, which begins at (x, y)."""

    x: float
    y: float
    title: str
    subtitle: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Fold:
    """What stands for units that are folded away, and what a click on it opens."""

    x: float
    y: float
    text: str
    opens: Stretch
    width: float = 84.0

    @property
    def box(self) -> Box:
        """As large as a finger finds it, and as its neighbours leave room for."""
        return Box(self.x, self.y, self.width, 28)


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
