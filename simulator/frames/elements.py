"""What on the canvas a hand or the keyboard can point at. Column 0 is the inputs, column k is layer k − 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitAt:
    column: int
    unit: int


@dataclass(frozen=True)
class EdgeAt:
    """The edge from `source` in the column before to `unit` in `column`."""

    column: int
    unit: int
    source: int


@dataclass(frozen=True)
class BiasAt:
    column: int
    unit: int


@dataclass(frozen=True)
class TargetAt:
    """The target of one output."""

    unit: int


@dataclass(frozen=True)
class LossAt:
    """The loss as a whole."""


Element = UnitAt | EdgeAt | BiasAt | TargetAt | LossAt
