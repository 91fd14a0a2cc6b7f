"""The only drawing code of canvas and film: `paint(painter, frame, theme)`."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from simulator.device_space import blank, device_space, placement
from simulator.drawing import (
    draw_box,
    draw_circle,
    draw_haloed_text,
    draw_runs,
    draw_text,
    draw_wake,
    ink_color,
    rect_of,
    tag_path,
)
from simulator.fonts import BOLD
from simulator.frames.edge_shapes import Held, Pill, Pulses, Tag, Token
from simulator.frames.elements import BiasAt
from simulator.frames.frame import Frame
from simulator.frames.pointing import target_boxes
from simulator.frames.way_shapes import SILENT_RADIUS
from simulator.painting.edge_layers import Layers
from simulator.painting.edge_pens import STRENGTH_STEPS, edge_color
from simulator.painting.paint_edges import paint_edges
from simulator.painting.paint_faces import paint_portrait
from simulator.painting.paint_held import draw_held
from simulator.painting.paint_loss import paint_gauge, paint_targets
from simulator.painting.paint_margins import paint_margins
from simulator.painting.paint_nodes import paint_node
from simulator.painting.pulse_sprites import draw_arrow, paint_pulses, paint_wakes, pulse_colors
from simulator.painting.unit_sprites import paint_units
from simulator.theme import Theme, mix, standing_back

WAKE_LENGTH, WAKE_EXTRA_WIDTH = 84.0, 5.0
MOST_WAKES = 200
SMALL_RADIUS = 3.0


def paint(painter: QPainter, frame: Frame, theme: Theme, layers: Layers | None = None) -> None:
    """Draw a frame onto the painter's canvas-coloured ground, in logical pixels of `frame.view`.

    Layers that are kept from one frame to the next save time; the picture is the same without them.
    """
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    if frame.before is not None:
        _crossfade(painter, frame.before, replace(frame, before=None), theme, layers)
        return
    painter.save()
    painter.translate(*frame.offset)
    painter.scale(frame.scale, frame.scale)
    paint_edges(painter, frame, theme, layers)
    for pulses in frame.pulses:
        _paint_pulses(painter, frame, pulses, theme)
    _paint_token_wakes(painter, frame, theme)
    for token in frame.tokens:
        if not token.text:
            _paint_silent_token(painter, frame, token, theme)
    for tag in frame.tags:
        _paint_tag(painter, tag, theme)
    for pill in frame.pills:
        _paint_pill(painter, pill, theme)
    for node in frame.nodes:
        paint_node(painter, node, theme)
    _paint_chosen_labels(painter, frame, theme)
    paint_units(painter, frame.units, theme)
    for token in frame.tokens:
        if token.text:
            _paint_token(painter, token, theme)
    for portrait in frame.portraits:
        paint_portrait(painter, portrait, theme)
    for fold in frame.folds:
        draw_haloed_text(painter, fold.x, fold.y, fold.text, 12, theme.text_2, theme.canvas)
    if frame.gauge:
        paint_gauge(painter, frame.gauge, standing_back(theme, frame.loss_aside))
    if frame.targets:
        paint_targets(painter, frame.targets, standing_back(theme, frame.loss_aside))
    painter.restore()
    paint_margins(painter, frame, theme)


def _crossfade(painter: QPainter, before: Frame, frame: Frame, theme: Theme, layers: Layers | None) -> None:
    """One picture gives way to another as a whole, so that nothing shines through what lies on it."""
    place = placement(painter)
    if place is None:
        paint(painter, before if frame.blend < 0.5 else frame, theme, layers)
        return
    paint(painter, before, theme, layers)
    # On pixels of the device, where the first is, so that what both have in common stands still.
    scale, x, y = place
    left, top = math.floor(x), math.floor(y)
    image, inner = blank(math.ceil(frame.view.width * scale) + 1, math.ceil(frame.view.height * scale) + 1)
    image.fill(QColor(theme.canvas))
    inner.translate(x - left, y - top)
    inner.scale(scale, scale)
    paint(inner, frame, theme, layers)
    inner.end()
    with device_space(painter):
        painter.setOpacity(painter.opacity() * frame.blend)
        painter.drawImage(left, top, image)


def _edge_look(frame: Frame, row: int, theme: Theme) -> tuple[float, str]:
    edges = frame.edges
    color = edge_color(
        float(edges.weights[row]), float(edges.strength[row]), float(edges.emphasis[row]), theme, edges.fade
    )
    return float(edges.widths[row]), color


def _stepped_looks(frame: Frame, rows: NDArray[np.intp], theme: Theme) -> list[tuple[float, str]]:
    """Width and colour of edges, as the few pens draw them that a crowd is drawn with."""
    edges = frame.edges
    steps = np.round(edges.strength[rows] * STRENGTH_STEPS) / STRENGTH_STEPS
    parts = (edges.widths[rows], edges.weights[rows], steps, np.round(edges.emphasis[rows], 2))
    return [
        (width, edge_color(weight, step, emphasis, theme, edges.fade))
        for width, weight, step, emphasis in zip(*(part.tolist() for part in parts), strict=True)
    ]


def _wake(painter: QPainter, frame: Frame, row: int, at: float, color: str, is_slope: bool, theme: Theme) -> None:
    width, far = _edge_look(frame, row, theme)
    x0, y0, x1, y1 = frame.edges.lines[row].tolist()
    ends = ((width, far), (width + WAKE_EXTRA_WIDTH, color))
    direction = -1 if is_slope else 1
    draw_wake(painter, (x0, y0, x1, y1), at, direction, WAKE_LENGTH, ends, 1.0 if is_slope else 0.0)


def _paint_token_wakes(painter: QPainter, frame: Frame, theme: Theme) -> None:
    for token in frame.tokens:
        _wake(painter, frame, token.edge, token.at, ink_color(token.ink, theme), token.is_slope, theme)


def _paint_pulses(painter: QPainter, frame: Frame, pulses: Pulses, theme: Theme) -> None:
    """Dots forward, arrow heads back, so that direction is not colour alone; many are small and without wakes."""
    lines = frame.edges.lines[pulses.edges]
    has_wakes = len(pulses.edges) < MOST_WAKES
    if has_wakes:
        colors = pulse_colors(pulses, theme)
        looks = _stepped_looks(frame, pulses.edges, theme)
        wakes = [
            (line, at, thin, (thin[0] + WAKE_EXTRA_WIDTH, color))
            for line, at, thin, color in zip(lines.tolist(), pulses.at.tolist(), looks, colors, strict=True)
        ]
        paint_wakes(painter, wakes, -1 if pulses.are_slopes else 1, WAKE_LENGTH)
    paint_pulses(painter, pulses, lines, SILENT_RADIUS if has_wakes else SMALL_RADIUS, theme)


def _paint_silent(
    painter: QPainter,
    x: float,
    y: float,
    line: list[float],
    is_slope: bool,
    color: str,
    theme: Theme,
    radius: float = SILENT_RADIUS,
) -> None:
    if is_slope:
        along = QLineF(line[2], line[3], line[0], line[1]).unitVector()
        draw_arrow(painter, x, y, (along.dx(), along.dy()), radius, color, theme.canvas)
    else:
        draw_circle(painter, x, y, radius * 1.36, theme.canvas)
        draw_circle(painter, x, y, radius, color)


def _paint_pill(painter: QPainter, pill: Pill, theme: Theme) -> None:
    theme = standing_back(theme, pill.aside)
    rect, radius = rect_of(pill.box), pill.box.height / 2
    halo = 3.0 if pill.is_gate else 2.5
    draw_box(painter, rect_of(pill.box, halo), radius + halo, theme.canvas)
    if pill.is_bias:
        draw_box(painter, rect, radius, theme.canvas, theme.border, 1.2)
    else:
        line = mix(theme.canvas, ink_color(pill.ink, theme), pill.strength)
        if pill.held is Held.PRUNED:
            draw_box(painter, rect, radius, theme.canvas, theme.border_strong, 1.4, (3, 2))
        else:
            draw_box(painter, rect, radius, theme.raised, line, 2.0 if pill.is_gate else 1.4)
        if pill.held is not Held.FREE:
            draw_held(painter, rect.right() + 1, pill.box.y, pill.held, theme)
    if pill.blend == 1 or pill.old_runs == pill.runs:
        draw_runs(painter, pill.box.x, pill.box.y, pill.runs, pill.size, theme)
        return
    # One after the other: two numbers drawn over each other can be read by nobody.
    painter.save()
    painter.setClipRect(rect.adjusted(4, 0, -4, 0), Qt.ClipOperation.IntersectClip)
    outer = painter.opacity()
    for runs, size, opacity in (
        (pill.old_runs, pill.old_size, 1 - 2 * pill.blend),
        (pill.runs, pill.size, 2 * pill.blend - 1),
    ):
        if opacity > 0:
            painter.setOpacity(outer * opacity)
            draw_runs(painter, pill.box.x, pill.box.y, runs, size, theme)
    painter.restore()


def _paint_chosen_labels(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """A ring around biases and targets that are selected; of a weight, its edge shows it."""
    boxes = [(pill.element, pill.box) for pill in frame.pills if pill.is_bias] + target_boxes(frame)
    for element, box in boxes:
        if element == frame.view.selection or element in frame.view.also:
            radius = box.height / 2 if isinstance(element, BiasAt) else 6.0
            draw_box(painter, rect_of(box, 4), radius + 4, None, theme.ink, 2)


def _paint_tag(painter: QPainter, tag: Tag, theme: Theme) -> None:
    theme = standing_back(theme, tag.aside)
    painter.save()
    painter.setOpacity(tag.opacity)
    path = tag_path(tag.box, 8 if tag.is_tinted else 7)
    painter.setPen(QPen(QColor(theme.canvas), 5))
    painter.setBrush(QColor(theme.canvas))
    painter.drawPath(path)
    painter.setPen(QPen(QColor(theme.slope), 1.5))
    painter.setBrush(QColor(mix(theme.canvas, theme.slope, 0.10)) if tag.is_tinted else QColor(theme.canvas))
    painter.drawPath(path)
    draw_runs(painter, tag.box.x + 2, tag.box.y, tag.runs, 12.5 if tag.is_tinted else 12, theme)
    painter.restore()


def _paint_silent_token(painter: QPainter, frame: Frame, token: Token, theme: Theme) -> None:
    line, color = frame.edges.lines[token.edge].tolist(), ink_color(token.ink, theme)
    _paint_silent(painter, token.box.x, token.box.y, line, token.is_slope, color, theme)


def _paint_token(painter: QPainter, token: Token, theme: Theme) -> None:
    box, color = token.box, ink_color(token.ink, theme)
    if token.is_slope:
        path = tag_path(box, 9)
        painter.setPen(QPen(QColor(theme.canvas), 5))
        painter.setBrush(QColor(theme.canvas))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawPath(path)
    else:
        draw_box(painter, rect_of(box, 2.5), box.height / 2 + 2.5, theme.canvas)
        draw_box(painter, rect_of(box), box.height / 2, color)
    draw_text(painter, box.x + (3 if token.is_slope else 0), box.y, token.text, 14, theme.on_token, BOLD, "center")
