"""What an experiment file may hold, key by key; numbers in large arrays are checked apart, in `file_arrays.py`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from core.initialise import INITIALISERS
from core.message import Message, Problem, in_short

# What pydantic finds, in our words.
_REASONS = {
    "extra_forbidden": Message("unknown key"),
    "missing": Message("missing"),
    "model_type": Message("an object {{…}} expected"),
    "list_type": Message("a list […] expected"),
    "string_type": Message("text expected"),
    "string_unicode": Message("holds half a character (a lone surrogate)"),
    "lone_surrogate": Message("holds half a character (a lone surrogate)"),
    "float_type": Message("a number expected"),
    "finite_number": Message("every number must be finite"),
    "int_type": Message("a whole number expected"),
    "int_from_float": Message("a whole number expected"),
    "bool_type": Message("true or false expected"),
}


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        # JSON can spell it, UTF-8 cannot: the file could be opened but never saved again.
        raise PydanticCustomError("lone_surrogate", "lone surrogate") from None
    return text


Text = Annotated[str, AfterValidator(_whole)]


class _Schema(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class LayerEntry(_Schema):
    name: Text
    units: list[Text]
    activation: Text
    weights: Any  # large: checked by _matrix, not element by element in pydantic
    bias: Any = None
    use_bias: bool = True
    init: Literal[INITIALISERS] | None = None  # type: ignore[valid-type]
    frozen: Any = None
    pruned: Any = None
    dropout: float = 0.0


class NetworkEntry(_Schema):
    inputs: list[Text]
    layers: list[LayerEntry]


class ExampleEntry(_Schema):
    inputs: list[float]
    targets: list[float] | None = None


class ScalingEntry(_Schema):
    kind: Text = "none"
    center: list[float] = Field(default_factory=list)
    scale: list[float] = Field(default_factory=list)


class DataEntry(_Schema):
    source: Text = "none"
    inputs: Any = None
    targets: Any = None
    name: Text = ""
    samples: int | None = Field(default=None, ge=2, le=1_000_000)
    noise: float | None = Field(default=None, ge=0, le=1)
    seed: int = Field(default=0, ge=0, lt=2**63)
    path: Text = ""
    classes: list[Text] = Field(default_factory=list)
    features: list[Text] = Field(default_factory=list)
    split_column: Text | None = None
    test_rows: list[int] | None = None
    stratify: bool = False
    missing: Text = "refuse"
    delimiter: Text | None = None
    decimal: Text | None = None
    header: bool | None = None
    scaling: ScalingEntry = Field(default_factory=ScalingEntry)


class ScheduleEntry(_Schema):
    kind: Text = "constant"
    every: int = 30
    factor: float = 0.1
    lowest: float = 0.0


class EarlyStoppingEntry(_Schema):
    loss_below: float | None = None
    patience: int | None = None


class TrainingEntry(_Schema):
    loss: Text = "mse"
    optimizer: Text = "sgd"
    learning_rate: float = 0.01
    batch_size: int = 10
    epochs: int = 100
    seed: int = 0
    device: Text = "auto"
    test_fraction: float | None = None
    shuffle: bool = True
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float | None = None
    l1: float = 0.0
    l2: float = 0.0
    schedule: ScheduleEntry = Field(default_factory=ScheduleEntry)
    gradient_clip: float | None = None
    early_stopping: EarlyStoppingEntry = Field(default_factory=EarlyStoppingEntry)
    precision: Text = "float32"
    record: Text = "epoch"


class PresentationEntry(_Schema):
    hidden: list[Text] = Field(default_factory=list)
    beside: list[Text] = Field(default_factory=list)
    locks_weights: bool = False
    spotlight: bool = True


class FileEntry(_Schema):
    format: Literal["perceptarium"]
    version: Literal[1]
    name: Text = ""
    notes: Text = ""
    network: NetworkEntry
    example: ExampleEntry | None = None
    data: DataEntry = Field(default_factory=DataEntry)
    training: TrainingEntry = Field(default_factory=TrainingEntry)
    presentation: PresentationEntry = Field(default_factory=PresentationEntry)


def first_problem(error: ValidationError) -> Problem:
    """The first thing pydantic found, with its place and in our words."""
    first = error.errors()[0]
    place = ""
    for part in first["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{in_short(part)}" if place else in_short(part)
    if first["type"] in _REASONS:
        return Problem(_REASONS[first["type"]], place)
    reason = first["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return Problem(Message("{reason}", reason=reason), place)
