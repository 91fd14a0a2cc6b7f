"""How one looks at every experiment: chosen in one window, seen in all that are open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from core.numbers import WithFractions
from simulator.frames.face import BiasAs, Face
from widgets.parts.stored import settings

FEWEST, USUAL, MOST = 2, 4, 10
"""Digits of a number."""
_DIGITS, _FRACTIONS, _STILL, _BIAS = "digits", "fractions", "reduced_motion", "bias"
T = TypeVar("T")


class Choice(QObject, Generic[T]):
    """One thing that is chosen, and how it is kept for the next start."""

    changed = Signal(object)
    """What it is now."""

    def __init__(self, value: T, keep: Callable[[T], None] | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.value = value
        self._keep = keep

    def choose(self, value: T) -> None:
        if value == self.value:
            return
        self.value = value
        if self._keep is not None:
            self._keep(value)
        self.changed.emit(value)

    def tell(self, slot: Callable[[T], object]) -> None:
        """Call this with what it is now, and whenever it is something else."""
        self.changed.connect(slot)
        slot(self.value)


class ViewChoices(QObject):
    """Digits, faces and motion; what lasts longer than a look is remembered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.digits: Choice[int] = Choice(_stored_digits(), _store_digits, self)
        """Of labels: an int or `WithFractions`."""
        self.face: Choice[Face] = Choice(Face.AUTO, None, self)
        """What units show, in experiments that can have it."""
        self.bias: Choice[BiasAs] = Choice(_stored_bias(), _store_bias, self)
        """How biases are shown."""
        self.still: Choice[bool] = Choice(str(settings().value(_STILL)) == "true", _store_still, self)
        """Whether nothing travels."""


def _stored_digits() -> int:
    stored = str(settings().value(_DIGITS, USUAL))
    digits = min(max(int(stored) if stored.isdecimal() else USUAL, FEWEST), MOST)
    return WithFractions(digits) if str(settings().value(_FRACTIONS, "false")) == "true" else digits


def _store_digits(digits: int) -> None:
    settings().setValue(_DIGITS, int(digits))
    settings().setValue(_FRACTIONS, _yes_or_no(isinstance(digits, WithFractions)))


def _stored_bias() -> BiasAs:
    return BiasAs.NODE if settings().value(_BIAS) == BiasAs.NODE.value else BiasAs.NUMBER


def _store_bias(bias: BiasAs) -> None:
    settings().setValue(_BIAS, bias.value)


def _store_still(is_still: bool) -> None:
    settings().setValue(_STILL, _yes_or_no(is_still))


def _yes_or_no(is_so: bool) -> str:
    return "true" if is_so else "false"
