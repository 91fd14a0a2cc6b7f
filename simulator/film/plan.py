"""Where everything stands in a film: title, phases, network, caption, map and curve, for any shape of picture.

Lengths are units: the shorter side is 1080 of them, so a small film is composed exactly as a large one.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from core.network import Network
from simulator.arrangement import height_of
from simulator.bias_nodes import node_columns
from simulator.face import BiasAs, Face
from simulator.telling_scale import telling_scale

SHORT_SIDE = 1080
_GAUGE_ROOM = 200.0


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
    map: QRectF | None = None
    curve: CurvePlace | None = None


def plan_of(width: int, height: int, *, has_caption: bool, has_curve: bool, has_map: bool) -> Plan:
    """The composition for a picture of so many pixels: that of the nearest of 16:9, 1:1 and 9:16."""
    unit = min(width, height) / SHORT_SIDE
    size = (width / unit, height / unit)
    if width / height >= 4 / 3:
        return _wide(*size, has_caption, has_curve, has_map)
    if width / height <= 3 / 4:
        return _tall(*size, has_caption, has_curve, has_map)
    return _square(*size, has_caption, has_curve, has_map)


def _wide(w: float, h: float, has_caption: bool, has_curve: bool, has_map: bool) -> Plan:
    right = w - 576 if has_map else w - 96
    bottom = h - 290 if has_curve else h - 260 if has_caption else h - 64
    caption_right = min(w - 796, 956) if has_curve else min(w - 96, 1496)
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
        QRectF(w - 496, 246, 400, 400) if has_map else None,
        CurvePlace(QRectF(w - 736, h - 244, 456, 148), QPointF(w - 96, h - 268)) if has_curve else None,
    )


def _square(w: float, h: float, has_caption: bool, has_curve: bool, has_map: bool) -> Plan:
    left = 404 if has_map else 64
    below = 390 if has_curve else 270 if has_caption else 48
    caption = CaptionPlace(64, h - 208, w - 128, h - 36, 44, 30)
    if has_curve:
        caption = CaptionPlace(left, h - 332, w - 64 - left, h - 218, 38, 25)
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
        QRectF(64, h - 364, 292, 292) if has_map else None,
        CurvePlace(QRectF(left, h - 178, w - 268 - left, 102), QPointF(w - 64, h - 198)) if has_curve else None,
    )


def _tall(w: float, h: float, has_caption: bool, has_curve: bool, has_map: bool) -> Plan:
    # Phones cover the top of a full 9:16 film; shorter pictures need the room.
    top = min(180.0, max(56.0, 180 - (1920 - h) / 4))
    below = (900 if has_map else 840) if has_curve else 400 if has_caption else 160
    left = 560 if has_map else 72
    curve = CurvePlace(QRectF(left, h - 640, w - 72 - left, 200), QPointF(left, h - 790), is_counter_left=True)
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
        QRectF(72, h - 850, 420, 420) if has_map else None,
        curve if has_curve else None,
    )


def place_network(
    network: Network, plan: Plan, *, has_target: bool, face: Face = Face.AUTO, bias: BiasAs = BiasAs.NUMBER
) -> tuple[QRectF, float]:
    """Where the network's view stands in the picture, and its scale: as large as planned, smaller where it would
    otherwise show less than it can.

    Without a target the room that a layout keeps for the loss stays empty, and may lie beyond the plan's rectangle.
    """
    room, beyond = plan.network, 0.0 if has_target else _GAUGE_ROOM
    scale = telling_scale(network, room.width(), room.height(), plan.scale, face=face, bias=bias, beyond=beyond)
    # In a picture taller than the network, its headings stay near it.
    height = min(room.height(), _height_needed(network, bias) * scale)
    top = room.top() + (room.height() - height) / 2
    return QRectF(room.left(), top, room.width() + beyond * scale, height), scale


def _height_needed(network: Network, bias: BiasAs) -> float:
    """The height at 100 % in which the tallest column stands at its largest pitch."""
    return height_of(network.sizes, node_columns(network, bias))
