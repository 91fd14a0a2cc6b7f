"""The picture of a lesson's step as a pure function: trace, timeline, frame, paint, at any size and in any theme."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from core.edits import with_example
from core.lessons.lesson import END, PHASES, REST, START, At, Picture
from core.quantity import Kind
from core.trace import trace_example
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at
from simulator.frames.selection import element_of
from simulator.frames.timeline import Timeline, timeline_of
from simulator.frames.view import View
from simulator.painting.paint import paint
from simulator.theme import Theme

_PER_COLUMN, _PER_COLUMN_WITH_LOSS, _BESIDE = 196.0, 170.0, 210.0
"""Less beside a loss, which makes all of it smaller."""
_PER_UNIT, _ABOVE = 106.0, 116.0
_WIDEST, _HIGHEST, _LOWEST = 1180.0, 520.0, 260.0
_BEYOND_LAST, _BELOW_LOWEST = 72.0, 88.0
"""From the middle of the last column, and of the lowest unit, to the edge of a picture without the loss."""
_OF_LOSS = frozenset({Kind.LOSS, Kind.TARGET, Kind.ERROR})


def lesson_frame(picture: Picture) -> Frame:
    """What a picture shows, at the size at which its network looks best: the least at which weights have labels."""
    experiment = picture.experiment
    has_loss = shows_loss(picture)
    if not has_loss:
        experiment = with_example(experiment, replace(experiment.example, targets=None))
    step = trace_example(experiment)
    timeline = timeline_of(experiment.network, step.targets is not None)
    sizes = experiment.network.sizes
    width = min(_BESIDE + (_PER_COLUMN_WITH_LOSS if has_loss else _PER_COLUMN) * len(sizes), _WIDEST)
    height = min(max(_ABOVE + _PER_UNIT * max(sizes), _LOWEST), _HIGHEST)
    selection = None if picture.selected is None else element_of(step, picture.selected)
    view = View(width, height, scale=1.0, selection=selection, has_legend=False)
    return frame_at(step, timeline, time_of(timeline, picture.at), view)


def picture_size(picture: Picture) -> tuple[float, float]:
    """Width and height of a picture in logical pixels before it is scaled."""
    return _size_of(lesson_frame(picture))


def paint_picture(painter: QPainter, picture: Picture, width: float, height: float, theme: Theme) -> None:
    """Paint it as large as fits into this room, in its middle. The painter's origin is the top left of the room."""
    frame = lesson_frame(picture)
    natural_width, natural_height = _size_of(frame)
    scale = min(width / natural_width, height / natural_height)
    painter.save()
    painter.translate((width - natural_width * scale) / 2, (height - natural_height * scale) / 2)
    painter.scale(scale, scale)
    painter.setClipRect(QRectF(0, 0, natural_width, natural_height), Qt.ClipOperation.IntersectClip)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    paint(painter, frame, theme)
    painter.restore()


def picture_image(picture: Picture, width: int, theme: Theme, ratio: float = 1.0) -> QImage:
    """A picture so many logical pixels wide, on the canvas colour, for a screen with so many pixels to each."""
    natural_width, natural_height = picture_size(picture)
    height = math.ceil(width * natural_height / natural_width)
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.canvas)
    painter = QPainter(image)
    paint_picture(painter, picture, width, height, theme)
    painter.end()
    return image


def time_of(timeline: Timeline, at: At) -> float | None:
    """The seconds of a step at which an instant is; None is rest. Of a phase that the step lacks, its end."""
    if at.phase == REST:
        return None
    if at.phase == START:
        return 0.0
    beats = [beat for beat in timeline.beats if beat.phase.value == at.phase]
    if at.phase == END or not beats:
        return timeline.duration
    first, last = beats[0].start, beats[-1].end
    # The end of a phase is no part of the next one.
    return min(first + at.share * (last - first), math.nextafter(last, first))


def shows_loss(picture: Picture) -> bool:
    """Whether it is part of what the picture is about; else its room is the network's."""
    selected = picture.selected
    return picture.at.phase in (*PHASES[1:], END) or (selected is not None and selected.kind in _OF_LOSS)


def _size_of(frame: Frame) -> tuple[float, float]:
    """All of a frame, without the room for a loss that is not shown."""
    view, layout = frame.view, frame.layout
    if frame.gauge is not None or frame.targets is not None:
        return view.width, view.height
    lowest = max((max(column.ys) for column in layout.columns if column.ys), default=view.height)
    height = min(lowest * layout.scale + _BELOW_LOWEST, view.height)
    return min(layout.columns[-1].x * layout.scale + _BEYOND_LAST, view.width), height
