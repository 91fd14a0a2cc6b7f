"""How one looks at the network: the part of a picture that is chosen, not computed."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frames.elements import Element
from simulator.frames.face import BiasAs, Face
from simulator.frames.faces import FaceData
from simulator.frames.folding import Stretch


@dataclass(frozen=True)
class View:
    """How one looks at it: the picture's size in logical pixels and everything that a film fixes and a window adapts.

    `scale` None: as large as fits, 100–160 %. `zoom` and `pan` (pixels of the picture) come on top of the fit.
    """

    width: float
    height: float
    scale: float | None = None
    zoom: float = 1.0
    pan: tuple[float, float] = (0.0, 0.0)
    selection: Element | None = None
    also: frozenset[Element] = frozenset()
    """What is selected beside `selection`."""
    hovered: Element | None = None
    has_focus: bool = False
    digits: int = 4
    """Of labels; `WithFractions` shows simple fractions as such."""
    edge_budget: int = 600
    smooth_budget: int | None = None
    """How many of the strongest edges are antialiased; None: all of them."""
    has_headings: bool = True
    controlled: frozenset[int] = frozenset()
    """Columns whose heading has a control in place of its second line."""
    has_legend: bool = True
    face: Face = Face.AUTO
    faces: FaceData | None = None
    """What `face` needs beyond the trace; without it, units show what they show by themselves."""
    opened: tuple[Stretch, ...] = ()
    """What is to be shown of large layers. Those of which nothing is said here open around what is selected."""
    only_related: bool = False
    """Whether what neither feeds nor follows the selection stands back: the focus mode."""
    bias: BiasAs = BiasAs.NUMBER
    spotlight: bool = False
    """Whether what the beat that plays is not about stands back."""
