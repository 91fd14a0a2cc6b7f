"""Numbers as people read them: a true minus, few digits, an exponent only where it helps."""

from __future__ import annotations

import math
import struct
from fractions import Fraction

MINUS = "−"
LARGEST_DENOMINATOR = 100
"""Beyond this a fraction tells nobody more than its decimals."""
_VEIL = 0x7FF8_0000_0000_5EC2
HIDDEN: float = struct.unpack("<d", struct.pack("<Q", _VEIL))[0]
"""A number that is not to be told: no number at all, marked, and whatever is computed from it is hidden too."""
UNKNOWN = "?"


def is_hidden(value: float) -> bool:
    """Whether this stands for a number that is not to be told. What merely overflowed does not."""
    if value == value:
        return False
    bits: int = struct.unpack("<Q", struct.pack("<d", value))[0]
    return bits & 0x7FFF_FFFF_FFFF_FFFF == _VEIL


class WithFractions(int):
    """So many digits, but a simple fraction where the number is one: `1/3`."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WithFractions) and int(self) == int(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(("fractions", int(self)))


def fraction(value: float) -> str | None:
    """`1/3` for the double nearest to it (`−5/4`, `7/2`); None for whole numbers and what is no simple fraction."""
    if not math.isfinite(value) or value == int(value):
        return None
    near = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    if near.numerator / near.denominator != value:
        return None
    return f"{near.numerator}/{near.denominator}".replace("-", MINUS)


def short(value: float, digits: int = 4) -> str:
    """A label: `digits` significant digits, trailing zeros dropped (`0.7616`, `9`, `1.5e−7`)."""
    if isinstance(digits, WithFractions):
        simple = fraction(value)
        if simple is not None:
            return simple
    text = steady(value, digits)
    mantissa, exponent, power = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + exponent + power


def steady(value: float, digits: int = 4) -> str:
    """A readout that changes: always `digits` significant digits, zeros kept, so that nothing jumps.

    Whole parts keep all their digits up to a million. Exponents begin below 1e−4 and from 1e6.
    """
    if is_hidden(value):
        return UNKNOWN
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    # Rounding first: 0.99996 has four digits after rounding to 1.000, not five.
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if exponent < -4 or exponent >= 6:
        return f"{mantissa}e{exponent}".replace("-", MINUS)
    return f"{value:.{max(0, digits - 1 - exponent)}f}".replace("-", MINUS)


def powered(value: float) -> str:
    """One digit and a power of ten, `−2e−4`: where there is hardly any room."""
    if value == 0 or not math.isfinite(value):
        return short(value, 1)
    mantissa, _, power = f"{value:.0e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)


def exact(value: float) -> str:
    """The shortest text that reads back to the same double."""
    if is_hidden(value):
        return UNKNOWN
    text = repr(float(value)).removesuffix(".0")
    return text.replace("e+", "e").replace("-", MINUS)
