"""An experiment as one immutable value: network, example, data, training settings and notes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from core.features import feature_of, featured, width_of
from core.losses import LOSSES
from core.message import Message, Problem
from core.network import Array, Network, frozen
from core.presentation import Presentation
from core.progress import Progress
from core.schedule import Schedule

OPTIMIZERS = ("sgd", "rmsprop", "adagrad", "adam", "adamw")
DEVICES = ("auto", "cpu", "cuda", "mps", "xpu")
SCALINGS = ("none", "standard", "minmax")
SOURCES = ("none", "inline", "builtin", "file")
MISSING = ("refuse", "drop", "mean")
RECORDS = ("epoch", "step")
PRECISIONS = ("float32", "float64")
ADAMW_DECAY = 0.01
"""What torch's AdamW takes when no weight decay is given."""
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
    """Where the rows come from. `name`, `samples`, `noise` and `seed` choose a built-in set; `path` (absolute),
    `input_columns` and `target_columns` a table in a file. `features` are made of the raw columns (core/features.py);
    without any, the columns themselves are fed. `delimiter`, `decimal` and `header` say how the file is written;
    None: that is found out. `test_rows` are the numbers of the inline rows kept for testing; None: a share is drawn.
    """

    source: str = "none"
    inputs: tuple[Row, ...] = ()
    targets: tuple[Row, ...] = ()
    name: str = ""
    samples: int | None = None
    noise: float | None = None
    seed: int = 0
    path: str = ""
    input_columns: tuple[str, ...] = ()
    target_columns: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    scaling: Scaling = field(default_factory=Scaling)
    split_column: str | None = None
    test_rows: tuple[int, ...] | None = None
    stratify: bool = False
    missing: str = "refuse"
    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None

    def __post_init__(self) -> None:
        if self.source not in SOURCES:
            raise Problem(_choose(self.source, SOURCES), "source")
        if self.missing not in MISSING:
            raise Problem(_choose(self.missing, MISSING), "missing")
        if self.source == "file" and not self.path:
            raise Problem(Message("needed to find the table"), "path")
        if self.source == "file" and not self.input_columns:
            raise Problem(Message("name at least one column"), "inputs")
        if self.source == "file" and not self.target_columns:
            raise Problem(Message("name at least one column"), "targets")
        if self.split_column is not None and self.source != "file":
            raise Problem(Message("only a table in a file has columns to split by"), "split_column")
        self._refuse_test_rows()
        for index, feature in enumerate(self.features):
            if feature_of(feature) is None:
                message = Message(
                    '"{feature}" is not a feature; write x1, x1^2, x1*x2, sin(x1) or cos(x1)', feature=feature
                )
                raise Problem(message, f"features[{index}]")
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

    @property
    def names_test_rows(self) -> bool:
        """Whether the data itself says which rows are for testing; else a share of them is drawn."""
        return self.split_column is not None or self.test_rows is not None

    def _refuse_test_rows(self) -> None:
        if self.test_rows is None:
            return
        if self.source != "inline":
            raise Problem(Message('only goes with "source": "inline"'), "test_rows")
        for index, row in enumerate(self.test_rows):
            if not 0 <= row < len(self.inputs):
                raise Problem(
                    Message("there is no row {row}: rows are counted from 0", row=row), f"test_rows[{index}]"
                )
        if len(set(self.test_rows)) == len(self.inputs):
            raise Problem(Message("one row at least is for training"), "test_rows")


@dataclass(frozen=True)
class EarlyStopping:
    """When a run ends before its last epoch: once the training loss is below `loss_below`, or after `patience`
    epochs without a smaller test loss (training loss where there are no test rows). None: not for that reason."""

    loss_below: float | None = None
    patience: int | None = None

    def __post_init__(self) -> None:
        if self.loss_below is not None and not math.isfinite(self.loss_below):
            raise Problem(Message("every number must be finite"), "loss_below")
        if self.patience is not None and self.patience < 1:
            raise Problem(Message("must be at least 1"), "patience")


@dataclass(frozen=True)
class Training:
    """How to train. `test_fraction` None means: 0.2 where there is data, else 0; `weight_decay` None: torch's default
    for the optimizer. `gradient_clip` is the largest norm of all slopes together; `record` is what the tape has of
    a run: every epoch, or every step."""

    loss: str = "mse"
    optimizer: str = "sgd"
    learning_rate: float = 0.01
    batch_size: int = 10
    epochs: int = 100
    seed: int = 0
    device: str = "auto"
    test_fraction: float | None = None
    shuffle: bool = True
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float | None = None
    l1: float = 0.0
    l2: float = 0.0
    schedule: Schedule = field(default_factory=Schedule)
    gradient_clip: float | None = None
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    precision: str = "float32"
    record: str = "epoch"

    def __post_init__(self) -> None:
        choices = (
            ("loss", tuple(LOSSES)),
            ("optimizer", OPTIMIZERS),
            ("device", DEVICES),
            ("precision", PRECISIONS),
            ("record", RECORDS),
        )
        for name, known in choices:
            value = getattr(self, name)
            if value not in known:
                raise Problem(_choose(value, known), name)
        self._check_rates()
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

    def _check_rates(self) -> None:
        if not (self.learning_rate > 0 and math.isfinite(self.learning_rate)):
            raise Problem(Message("the learning rate must be a positive number"), "learning_rate")
        if not 0 <= self.momentum < 1:
            raise Problem(Message("the momentum must be from 0 to below 1"), "momentum")
        if self.momentum and self.optimizer != "sgd":
            raise Problem(
                Message("only sgd has a momentum to set; {name} brings its own", name=self.optimizer), "momentum"
            )
        if self.nesterov and not self.momentum:
            raise Problem(Message("looking ahead needs a momentum above 0"), "nesterov")
        for name in ("weight_decay", "l1", "l2"):
            value = getattr(self, name)
            if value is not None and not (value >= 0 and math.isfinite(value)):
                raise Problem(Message("must be 0 or more"), name)
        if self.gradient_clip is not None and not (self.gradient_clip > 0 and math.isfinite(self.gradient_clip)):
            raise Problem(Message("must be above 0"), "gradient_clip")

    @property
    def decay(self) -> float:
        """The weight decay in force."""
        if self.weight_decay is not None:
            return self.weight_decay
        return ADAMW_DECAY if self.optimizer == "adamw" else 0.0

    @property
    def is_plain_descent(self) -> bool:
        """Whether an update is nothing but weight − learning rate × slope."""
        has_extras = self.momentum or self.decay or self.l1 or self.l2 or self.gradient_clip
        return self.optimizer == "sgd" and not has_extras

    @property
    def first_rate(self) -> float:
        """The learning rate of the first step."""
        return self.schedule.first_rate(self.learning_rate)


@dataclass(frozen=True)
class Experiment:
    """Everything a file holds. An edit makes a new one and shares what did not change.

    `progress` is where a run was paused, perhaps beyond the epochs of the settings; None where none was.
    """

    network: Network
    example: Example
    data: DataSource = field(default_factory=DataSource)
    training: Training = field(default_factory=Training)
    name: str = ""
    notes: str = ""
    progress: Progress | None = None
    presentation: Presentation = field(default_factory=Presentation)

    @property
    def unfinished(self) -> Progress | None:
        """How far its training has come, where epochs are left to train."""
        progress = self.progress
        return progress if progress is not None and progress.position.epoch < self.training.epochs else None

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together (raises Problem)."""
        sizes = self.network.sizes
        features, width = self.data.features, len(self.example.inputs)
        _expect(len(features) or width, sizes[0], "data.features" if features else "example.inputs")
        if width < width_of(features):
            raise Problem(Message("the features need {needed} numbers", needed=width_of(features)), "example.inputs")
        if self.example.targets is not None:
            _expect(len(self.example.targets), sizes[-1], "example.targets")
        scaling = self.data.scaling
        if scaling.scale:
            _expect(len(scaling.scale), sizes[0], "data.scaling.scale")
        if self.data.source == "inline":
            for index, (inputs, targets) in enumerate(zip(self.data.inputs, self.data.targets, strict=True)):
                _expect(len(inputs), width, f"data.inputs[{index}]")
                _expect(len(targets), sizes[-1], f"data.targets[{index}]")

    @property
    def fed_inputs(self) -> Row:
        """The example as the first layer receives it."""
        return tuple(fed(np.array([self.example.inputs]), self.data)[0].tolist())


def fed(rows: Array, data: DataSource) -> Array:
    """Raw rows (rows × columns) as the first layer receives them (rows × inputs): features made, then scaled."""
    made = featured(rows, data.features)
    if not data.scaling.scale:
        return frozen(made)
    with np.errstate(over="ignore", invalid="ignore"):
        return frozen((made - np.array(data.scaling.center)) / np.array(data.scaling.scale))


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
