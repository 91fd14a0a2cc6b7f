"""An experiment as one immutable value: network, example, data, training settings and notes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from core.losses import LOSSES
from core.message import Message, Problem
from core.network import Network

OPTIMIZERS = ("sgd",)
DEVICES = ("auto", "cpu", "cuda", "mps", "xpu")
SCALINGS = ("none", "standard", "minmax")
SOURCES = ("none", "inline", "builtin")
# What fields on screen and counters in 32 bits can hold.
LARGEST_COUNT = 1_000_000_000

Row = tuple[float, ...]


@dataclass(frozen=True)
class Example:
    """One row to trace: raw inputs (before scaling) and, where known, its targets."""

    inputs: Row
    targets: Row | None = None


@dataclass(frozen=True)
class Scaling:
    """fed = (raw − center) / scale, a feature each. Empty center and scale: to be fitted on the training rows."""

    kind: str = "none"
    center: Row = ()
    scale: Row = ()

    def __post_init__(self) -> None:
        if self.kind not in SCALINGS:
            raise Problem(_choose(self.kind, SCALINGS), "kind")
        if any(scale == 0 for scale in self.scale):
            raise Problem(Message("a scale of 0 divides by zero"), "scale")
        if len(self.center) != len(self.scale):
            raise Problem(Message("center and scale need one number a feature each"), "scale")


@dataclass(frozen=True)
class DataSource:
    """Where the rows come from. `name`, `samples`, `noise` and `seed` choose a built-in set."""

    source: str = "none"
    inputs: tuple[Row, ...] = ()
    targets: tuple[Row, ...] = ()
    name: str = ""
    samples: int | None = None
    noise: float | None = None
    seed: int = 0
    classes: tuple[str, ...] = ()
    scaling: Scaling = field(default_factory=Scaling)

    def __post_init__(self) -> None:
        if self.source not in SOURCES:
            raise Problem(_choose(self.source, SOURCES), "source")
        if self.source == "inline" and not self.inputs:
            raise Problem(Message("inline data needs at least one row"), "inputs")
        if len(self.inputs) != len(self.targets):
            raise Problem(
                Message(
                    "{inputs} rows of inputs but {targets} rows of targets",
                    inputs=len(self.inputs),
                    targets=len(self.targets),
                ),
                "targets",
            )


@dataclass(frozen=True)
class Training:
    """How to train. `test_fraction` None means: 0.2 where there is data, else 0."""

    loss: str = "mse"
    optimizer: str = "sgd"
    learning_rate: float = 0.01
    batch_size: int = 10
    epochs: int = 100
    seed: int = 0
    device: str = "auto"
    test_fraction: float | None = None
    shuffle: bool = True

    def __post_init__(self) -> None:
        for name, known in (("loss", tuple(LOSSES)), ("optimizer", OPTIMIZERS), ("device", DEVICES)):
            value = getattr(self, name)
            if value not in known:
                raise Problem(_choose(value, known), name)
        if not (self.learning_rate > 0 and math.isfinite(self.learning_rate)):
            raise Problem(Message("the learning rate must be a positive number"), "learning_rate")
        if self.batch_size < 1:
            raise Problem(Message("the batch size must be at least 1"), "batch_size")
        if self.epochs < 1:
            raise Problem(Message("train for at least 1 epoch"), "epochs")
        for name in ("batch_size", "epochs"):
            if getattr(self, name) > LARGEST_COUNT:
                raise Problem(Message("must be at most {largest}", largest=LARGEST_COUNT), name)
        if not 0 <= self.seed < 2**63:
            raise Problem(Message("the seed must be a whole number from 0 to 2^63 − 1"), "seed")
        if self.test_fraction is not None and not 0 <= self.test_fraction < 1:
            raise Problem(Message("the test fraction must be from 0 to below 1"), "test_fraction")


@dataclass(frozen=True)
class Experiment:
    """Everything a file holds. An edit makes a new one and shares what did not change."""

    network: Network
    example: Example
    data: DataSource = field(default_factory=DataSource)
    training: Training = field(default_factory=Training)
    name: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together (raises Problem)."""
        sizes = self.network.sizes
        _expect(len(self.example.inputs), sizes[0], "example.inputs")
        if self.example.targets is not None:
            _expect(len(self.example.targets), sizes[-1], "example.targets")
        scaling = self.data.scaling
        if scaling.scale:
            _expect(len(scaling.scale), sizes[0], "data.scaling.scale")
        if self.data.source == "inline":
            for index, (inputs, targets) in enumerate(zip(self.data.inputs, self.data.targets, strict=True)):
                _expect(len(inputs), sizes[0], f"data.inputs[{index}]")
                _expect(len(targets), sizes[-1], f"data.targets[{index}]")

    @property
    def fed_inputs(self) -> Row:
        """The example as the first layer receives it."""
        scaling = self.data.scaling
        if not scaling.scale:
            return self.example.inputs
        return tuple(
            (raw - center) / scale
            for raw, center, scale in zip(self.example.inputs, scaling.center, scaling.scale, strict=True)
        )


def partner_problem(network: Network, training: Training) -> Problem | None:
    """Why this loss does not go with this output activation, or None when it does."""
    partner = LOSSES[training.loss].partner
    if partner is None or network.output.activation == partner:
        return None
    return Problem(
        Message(
            "{loss} needs {partner} at the output, not {activation}",
            loss=training.loss,
            partner=partner,
            activation=network.output.activation,
        ),
        "training.loss",
    )


def _choose(value: object, known: tuple[str, ...]) -> Message:
    return Message('"{value}" is not known; use one of {known}', value=value, known=", ".join(known))


def _expect(found: int, expected: int, place: str) -> None:
    if found != expected:
        raise Problem(Message("{expected} numbers expected, {found} found", expected=expected, found=found), place)
