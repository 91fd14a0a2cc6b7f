"""Where everything stands in a film: title, phases, network, what is beside it, caption and curve, for any shape.

Lengths are units: the shorter side is 1080 of them, so a small film is composed exactly as a large one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

from core.network import Network
from simulator.frames.arrangement import height_of
from simulator.frames.bias_nodes import node_columns
from simulator.frames.face import BiasAs, Face
from simulator.frames.telling_scale import telling_scale

SHORT_SIDE = 1080
GAUGE_ROOM = 200.0


@dataclass(frozen=True)
class CaptionPlace:
    """The line is centred on `y`; its sentence begins below it and must end above `bottom`."""

    x: float
    y: float
    width: float
    bottom: float
    line_size: float
    sentence_size: float


@dataclass(frozen=True)
class CurvePlace:
    """The curve's rectangle, where its heading and the counter stand, and whether its readings stand above it."""

    rect: QRectF
    counter: QPointF
    is_counter_left: bool = False


@dataclass(frozen=True)
class Plan:
    """A composed picture. `scale` is how large units are to be, `text` the size of secondary words. Phases begin at
    their point if `are_phases_left`, else they end there."""

    width: float
    height: float
    title: QPointF
    phases: QPointF
    are_phases_left: bool
    network: QRectF
    scale: float
    text: float
    caption: CaptionPlace | None
    beside: QRectF | None = None
    curve: CurvePlace | None = None


class Beside(Enum):
    """What kind of room stands beside the network."""

    NOTHING = "nothing"
    SQUARE = "square"
    """With some lines of words below it."""
    COLUMN = "column"
    WORDS = "words"
    PLOT = "plot"


_ACROSS = {Beside.NOTHING: 0.0, Beside.SQUARE: 400.0, Beside.COLUMN: 440.0, Beside.WORDS: 560.0, Beside.PLOT: 760.0}
"""In 16:9."""
_UP_IN_SQUARE = {Beside.WORDS: 290.0, Beside.PLOT: 430.0}
_UP_IN_TALL = {Beside.SQUARE: 560.0, Beside.COLUMN: 560.0, Beside.WORDS: 460.0, Beside.PLOT: 620.0}
"""Below the network, where there is no curve."""


def plan_of(width: int, height: int, *, has_caption: bool, has_curve: bool, beside: Beside = Beside.NOTHING) -> Plan:
    """The composition for a picture of so many pixels: that of the nearest of 16:9, 4:3, 1:1 and 9:16."""
    unit = min(width, height) / SHORT_SIDE
    size = (width / unit, height / unit)
    if width / height >= 4 / 3:
        return _wide(*size, has_caption, has_curve, beside)
    if is_tall(width, height):
        return _tall(*size, has_caption, has_curve, beside)
    return _square(*size, has_caption, has_curve, beside)


def is_tall(width: int, height: int) -> bool:
    """Whether a picture of so many pixels has things below each other."""
    return width / height <= 3 / 4


def _wide(w: float, h: float, has_caption: bool, has_curve: bool, beside: Beside) -> Plan:
    bottom = h - 290 if has_curve else h - 260 if has_caption else h - 64
    # In 4:3 the network needs the room more.
    narrow = 0.68 if beside is Beside.PLOT else 0.78
    across = _ACROSS[beside] * min(1.0, narrow + (1 - narrow) * (w - 1440) / 480)
    # Squares and words stand in the middle of what the network has.
    top = {Beside.SQUARE: 446 - across / 2, Beside.WORDS: 236.0}.get(beside, 140.0)
    up = bottom - 10 - top
    room = QRectF(w - 96 - across, top, across, up) if across else None
    right = w - 96 - (across + 80 if across else 0)
    curve = 456 * min(1.0, 0.72 + 0.28 * (w - 1440) / 480) if has_caption else w - 376
    caption_right = min(w - 340 - curve, 956) if has_curve else min(w - 96, 1496)
    return Plan(
        w,
        h,
        QPointF(96, 70),
        QPointF(w - 96, 70),
        False,
        QRectF(96, 112, right - 96, bottom - 112),
        1.46,
        26,
        CaptionPlace(96, h - 188, caption_right - 96, h - 44, 50, 32) if has_caption else None,
        room,
        CurvePlace(QRectF(w - 280 - curve, h - 244, curve, 148), QPointF(w - 96, h - 268)) if has_curve else None,
    )


def _square(w: float, h: float, has_caption: bool, has_curve: bool, beside: Beside) -> Plan:
    foot = 270.0 if has_caption else 48.0
    # What is small stands below the network, with the words right of it.
    is_small = beside in (Beside.SQUARE, Beside.COLUMN)
    side = 340.0 if beside is Beside.COLUMN else 292.0
    left = 64 + side + 48 if is_small else 64
    if is_small:
        below, room = 390.0, QRectF(64, h - 370, side, 340)
    elif beside is Beside.NOTHING:
        below, room = (390.0 if has_caption else 250.0) if has_curve else foot, None
    else:
        up = _UP_IN_SQUARE[beside] * (h - foot - 100) / (1080 - 270 - 100)
        room = QRectF(64, h - foot - up, w - 128, up - 12)
        below = foot + up + 12
    caption = CaptionPlace(64, h - 208, w - 128, h - 36, 44, 30)
    # Without words above it the curve has their room.
    taller = 134.0 if is_small and not has_caption else 0.0
    if is_small or has_curve:
        caption = CaptionPlace(left, h - 332, w - 64 - left, h - 218 if has_curve else h - 64, 38, 25)
    return Plan(
        w,
        h,
        QPointF(64, 64),
        QPointF(w - 64, 64),
        False,
        QRectF(16, 100, w - 32, h - below - 100),
        1.24,
        21,
        caption if has_caption else None,
        room,
        CurvePlace(QRectF(left, h - 178 - taller, w - 268 - left, 102 + taller), QPointF(w - 64, h - 198 - taller))
        if has_curve
        else None,
    )


def _tall(w: float, h: float, has_caption: bool, has_curve: bool, beside: Beside) -> Plan:
    # Phones cover the top of a full 9:16 film; shorter pictures need the room.
    top = min(180.0, max(56.0, 180 - (1920 - h) / 4))
    foot = 400.0 if has_caption else 160.0
    bottom = h + 400 - foot
    left = 560 if has_curve and beside is not Beside.NOTHING else 72
    if beside is Beside.NOTHING:
        below, room = h - bottom + 840 if has_curve else foot, None
    elif has_curve:
        below, room = h - bottom + 900, QRectF(72, bottom - 850, 420, 490)
    else:
        up = _UP_IN_TALL[beside] * (h - foot - top - 110) / (1920 - 400 - 290)
        across = up - 86 if beside is Beside.SQUARE else w - 144
        room = QRectF((w - across) / 2, h - foot - up, across, up - 12)
        below = foot + up + 12
    curve = CurvePlace(
        QRectF(left, bottom - 640, w - 72 - left, 200), QPointF(left, bottom - 790), is_counter_left=True
    )
    return Plan(
        w,
        h,
        QPointF(72, top + 16),
        QPointF(72, top + 74),
        True,
        QRectF(16, top + 110, w - 32, h - below - top - 110),
        1.44,
        27,
        CaptionPlace(72, h - 308, w - 144, h - 90, 50, 34) if has_caption else None,
        room,
        curve if has_curve else None,
    )


def place_network(
    network: Network, plan: Plan, *, has_target: bool, face: Face = Face.AUTO, bias: BiasAs = BiasAs.NUMBER
) -> tuple[QRectF, float]:
    """Where the network's view stands in the picture, and its scale: as large as planned, smaller where it would
    otherwise show less than it can.

    Without a target the room that a layout keeps for the loss stays empty, and may lie beyond the plan's rectangle.
    """
    room, beyond = plan.network, 0.0 if has_target else GAUGE_ROOM
    scale = telling_scale(network, room.width(), room.height(), plan.scale, face=face, bias=bias, beyond=beyond)
    # In a picture taller than the network, its headings stay near it.
    height = min(room.height(), height_needed(network, bias) * scale)
    top = room.top() + (room.height() - height) / 2
    return QRectF(room.left(), top, room.width() + beyond * scale, height), scale


def height_needed(network: Network, bias: BiasAs) -> float:
    """The height at 100 % in which the tallest column stands at its largest pitch."""
    return height_of(network.sizes, node_columns(network, bias))
