"""How large a network can be drawn without showing less than it could: for those who look from afar."""

from __future__ import annotations

from itertools import pairwise

from core.network import Network
from simulator.frames.arrangement import GATE_GAP, SIDES, arrange
from simulator.frames.face import BiasAs, Face
from simulator.frames.layout import Layout, Shape

_SMALLEST, _LOOSEST = 0.3, 1.1
"""Text shrinks to 110 % for the sake of more detail, and below that only so that nothing touches."""
_STEPS = 50
_BETWEEN_COLUMNS = 24.0
_SHAPES = list(Shape)


def telling_scale(
    network: Network,
    width: float,
    height: float,
    largest: float,
    *,
    face: Face = Face.AUTO,
    bias: BiasAs = BiasAs.NUMBER,
    beyond: float = 0.0,
) -> float:
    """The largest scale up to `largest` at which a picture of `width` × `height` shows all that it can; smaller only
    so that nothing touches. `beyond`: how much wider the picture is at 100 %, where part of it may be cut off."""
    best: tuple[tuple[int, ...], float] | None = None
    for step in range(round(largest * _STEPS), round(_SMALLEST * _STEPS), -1):
        scale = step / _STEPS
        if scale < _LOOSEST and best is not None:
            break
        if width / scale + beyond <= SIDES:
            continue
        layout = arrange(network, width + beyond * scale, height, scale, face, bias)
        shown = _shown(layout)
        if _has_room(layout) and (best is None or shown > best[0]):
            best = (shown, scale)
    return _SMALLEST if best is None else best[1]


def _has_room(layout: Layout) -> bool:
    """Whether no column touches the next, and none reaches out of the picture."""
    for left, right in pairwise(layout.columns):
        if right.x - left.x < left.half_width + right.half_width + _BETWEEN_COLUMNS:
            return False
    return all(
        column.ys[0] - column.half_height >= 0 and column.ys[-1] + column.half_height <= layout.height
        for column in layout.columns
    )


def _shown(layout: Layout) -> tuple[int, ...]:
    """How much a layout shows: every unit, room for gates, weights, and what the units can say."""
    gaps = [right.x - left.x for left, right in pairwise(layout.columns)]
    has_labels = any(at is not None for at in layout.label_at)
    return (
        -sum(column.folded for column in layout.columns),
        int(has_labels and min(gaps) >= GATE_GAP),
        sum(at is not None for at in layout.label_at),
        -sum(_SHAPES.index(column.shape) for column in layout.columns),
    )
