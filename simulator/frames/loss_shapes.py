"""What is drawn of predictions, targets, errors and the loss at one instant."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frames.elements import Element
from simulator.shapes import Box, Run

LOSS_BELOW = 34.0
"""How far below its scale the loss is written."""


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
