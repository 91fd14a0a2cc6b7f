"""Pictures that stand: anything that can be painted, as PNG, SVG (real text and vector edges) or PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from core.experiment import Experiment
from core.message import Failure, Message, Problem
from core.trace import trace_example
from simulator.files.saving import write_whole
from simulator.film.still_kinds import KINDS
from simulator.fonts import load_fonts
from simulator.frames.faces import face_data
from simulator.frames.framing import frame_at
from simulator.frames.timeline import timeline_of
from simulator.frames.view import View
from simulator.painting.paint import paint
from simulator.theme import theme

if TYPE_CHECKING:
    from simulator.film.film import Film

LARGEST_SIDE = 16_384
_MOST_EDGES = 20_000
_POINTS_AN_INCH = 72


@dataclass(frozen=True, eq=False)
class Still:
    """What is to be painted, in logical pixels from the top left; `ground` None: nothing behind it."""

    width: float
    height: float
    paint: Callable[[QPainter], None]
    ground: str | None
    title: str = ""
    resolution: int = 96
    """Pixels an inch where a part of it was recorded; elsewhere it would be of another size."""


def canvas_still(
    experiment: Experiment, view: View, theme_name: str, time: float | None = None, *, has_ground: bool = True
) -> Still:
    """The network at a second of its step (None: at rest), as the canvas shows it, with all the edges that help."""
    load_fonts()
    colors = theme(theme_name)
    step = trace_example(experiment)
    timeline = timeline_of(experiment.network, step.targets is not None, None, view.bias)
    faces = face_data(experiment, view.face) if view.faces is None else view.faces
    view = replace(view, edge_budget=_MOST_EDGES, smooth_budget=None, faces=faces)
    frame = frame_at(step, timeline, None if time is None else min(time, timeline.duration), view)
    ground = colors.canvas if has_ground else None
    return Still(view.width, view.height, lambda painter: paint(painter, frame, colors), ground, experiment.name)


def film_still(film: Film, time: Fraction) -> Still:
    """One instant of a film, however it is composed."""
    size = film.settings
    # A film paints its ground itself.
    return Still(size.width, size.height, lambda painter: film.paint_at(painter, time), None, film.experiment.name)


def image_of(still: Still, scale: float = 1.0) -> QImage:
    """The picture with so many pixels for one of its own (raises Failure where it would be too large)."""
    width, height = round(still.width * scale), round(still.height * scale)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    if max(width, height) > LARGEST_SIDE or image.isNull():
        raise Failure(Message("{width} × {height} pixels are too many", width=width, height=height))
    image.fill(0)
    _paint(image, still, scale)
    image.setDevicePixelRatio(scale)
    return image


def still_as(kind: str, still: Still, scale: float = 1.0) -> bytes:
    """The content of a file of one of `KINDS` (raises Failure where it cannot be made)."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if kind == "png":
        image_of(still, scale).save(buffer, "PNG")  # type: ignore[call-overload]  # bytes are refused
    else:
        _paint(_svg(buffer, still) if kind == "svg" else _pdf(buffer, still), still)
    content = bytes(buffer.data().data())
    if not content:
        raise Failure(Message("the picture cannot be made"))
    return content


def save_still(still: Still, path: Path, scale: float = 1.0) -> None:
    """Write the file that its ending asks for, whole or not at all (raises Problem)."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        endings = ", ".join(f".{each}" for each in KINDS)
        raise Problem(Message("pictures end in {endings}", endings=endings), str(path))
    write_whole(path, still_as(kind, still, scale))


def _paint(device: QPaintDevice, still: Still, scale: float = 1.0) -> None:
    """Paint and end: what is written is whole only then."""
    painter = QPainter(device)
    painter.scale(scale, scale)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    if still.ground is not None:
        painter.fillRect(QRectF(0, 0, still.width, still.height), QColor(still.ground))
    still.paint(painter)
    painter.end()


def _svg(buffer: QBuffer, still: Still) -> QSvgGenerator:
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the other version cannot clip
    generator.setOutputDevice(buffer)
    generator.setResolution(still.resolution)
    generator.setSize(QSize(round(still.width), round(still.height)))
    generator.setViewBox(QRectF(0, 0, still.width, still.height))
    generator.setTitle(still.title)
    return generator


def _pdf(buffer: QBuffer, still: Still) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setResolution(still.resolution)
    writer.setTitle(still.title)
    writer.setPageSize(
        QPageSize(QSizeF(still.width, still.height) * (_POINTS_AN_INCH / still.resolution), QPageSize.Unit.Point)
    )
    writer.setPageMargins(QMarginsF())
    return writer
