"""A piece of advice as a value: what is seen, why it matters, what to do, and the lesson that tells more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.advice.linear import LinearModel
from core.experiment import Experiment
from core.message import Message

RELU_AT_OUTPUT = "relu-at-output"
SOFTMAX_ON_ONE_UNIT = "softmax-on-one-unit"
LOSS_MISMATCH = "loss-mismatch"
ONLY_LINEAR = "only-linear"
DEAD_UNITS = "dead-units"
SATURATED_UNITS = "saturated-units"
VANISHING_SLOPES = "vanishing-slopes"
EXPLODING_SLOPES = "exploding-slopes"
LOSS_NOT_FALLING = "loss-not-falling"
RATE_TOO_HIGH = "rate-too-high"
RATE_TOO_LOW = "rate-too-low"
TEST_LOSS_RISING = "test-loss-rising"
UNSCALED_INPUTS = "unscaled-inputs"
CLASS_IMBALANCE = "class-imbalance"

KEYS = (
    SOFTMAX_ON_ONE_UNIT,
    LOSS_MISMATCH,
    RELU_AT_OUTPUT,
    ONLY_LINEAR,
    UNSCALED_INPUTS,
    DEAD_UNITS,
    SATURATED_UNITS,
    VANISHING_SLOPES,
    EXPLODING_SLOPES,
    RATE_TOO_HIGH,
    RATE_TOO_LOW,
    LOSS_NOT_FALLING,
    TEST_LOSS_RISING,
    CLASS_IMBALANCE,
)
"""Everything that is advised on, causes before what may follow from them."""


@dataclass(frozen=True)
class Units:
    """Units of one column (0 is the inputs) that an advice is about."""

    column: int
    units: tuple[int, ...]


@dataclass(frozen=True)
class Remedy:
    """A ready edit with its name."""

    name: Message
    edit: Callable[[Experiment], Experiment]


@dataclass(frozen=True, eq=False)
class Advice:
    """`what` is seen, `why` it matters (with the numbers seen), `try_this` what to do; `lesson` is a lesson's slug.

    `places` are the units it is about, `remedy` an edit where a plain one helps, `linear` the model that the network
    comes to, where that is the advice.
    """

    key: str
    what: Message
    why: Message
    try_this: Message
    lesson: str
    places: tuple[Units, ...] = ()
    remedy: Remedy | None = None
    linear: LinearModel | None = None
