"""The weights of one network less those of another, drawn as a network at rest."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPainter

from core.experiment import Example, Experiment
from core.message import Message, Problem
from core.network import Network, frozen
from core.runs.tape_layout import shapes_of
from core.trace import trace_example
from simulator.frames.face import Face
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at
from simulator.frames.timeline import timeline_of
from simulator.frames.view import View
from simulator.painting.paint import paint
from simulator.shapes import Ink
from simulator.theme import Theme

_WIDTH = 860.0
"""Of the picture before it is fitted: so large that nothing overlaps."""
_BESIDE = 64.0
"""Room for names and biases left and right of the units."""


def difference_of(first: Network, second: Network) -> Network:
    """A network whose weights and biases are those of the second less those of the first (raises Problem where their
    shapes differ)."""
    if shapes_of(first) != shapes_of(second):
        raise Problem(Message("the two networks have other layers or units"))
    layers = tuple(
        replace(
            b,
            weights=frozen(b.weights - a.weights),
            bias=frozen(b.bias - a.bias),
            use_bias=a.use_bias or b.use_bias,
            is_frozen=None,
            is_pruned=None,
        )
        for a, b in zip(first.layers, second.layers, strict=True)
    )
    return Network(second.inputs, layers)


def difference_frame(difference: Network, height: float, digits: int = 3) -> Frame:
    """What is drawn of a difference: its weights and biases. Its units have no values, since it answers nothing."""
    experiment = Experiment(difference, Example((0.0,) * len(difference.inputs)))
    trace = trace_example(experiment)
    view = View(_WIDTH, height, digits=digits, face=Face.VALUE, has_legend=False)
    frame = frame_at(trace, timeline_of(difference, has_target=False), None, view)
    units = tuple(replace(unit, value="", partial="", strength=0.0, ink=Ink.TEXT_2) for unit in frame.units)
    return replace(frame, units=units, gauge=None, targets=None)


def paint_difference(painter: QPainter, difference: Network, width: float, height: float, theme: Theme) -> None:
    """Fitted into a picture of this size, which is canvas-coloured already."""
    frame = difference_frame(difference, max(_WIDTH * height / max(width, 1.0), 480.0))
    edges = [unit.x - unit.half_width for unit in frame.units], [unit.x + unit.half_width for unit in frame.units]
    left, right = min(edges[0]) - _BESIDE, max(edges[1]) + _BESIDE
    scale = min(width / (right - left), height / frame.view.height, 1.0)
    painter.save()
    painter.translate((width - (left + right) * scale) / 2, (height - frame.view.height * scale) / 2)
    painter.scale(scale, scale)
    paint(painter, frame, theme)
    painter.restore()
