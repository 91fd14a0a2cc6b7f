"""What on the canvas answers a click and is no element of the network: folds, and the note of a focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from core.message import Message
from simulator.frames.frame_boxes import note_box
from simulator.frames.pointing import fold_at
from simulator.words import say
from widgets.canvas.canvas_view import CanvasView


@dataclass(frozen=True)
class Spot:
    """A place that can be clicked: what its tooltip says, and what a click does."""

    tip: str
    click: Callable[[], object]


def spot_at(canvas: CanvasView, at: QPointF, leave_focus: Callable[[], object]) -> Spot | None:
    """What answers a click at a point of the canvas, before any edge beneath it."""
    frame = canvas.frame
    note = note_box(frame)
    if frame.edges.is_related is not None and note is not None and note.contains(at.x(), at.y()):
        return Spot(say(Message("Leave the focus (Esc)")), leave_focus)
    fold = fold_at(frame, at.x(), at.y())
    if fold is None:
        return None
    names, opens = canvas.trace.network.unit_names(fold.opens.column), fold.opens
    words = Message("Click to show {first} to {last}", first=names[opens.first], last=names[opens.last])
    return Spot(say(words), lambda: canvas.open_fold(opens))
