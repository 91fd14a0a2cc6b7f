"""The data sets that come with the program: what each is called, what it holds, and how its rows are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.data import synthetic_data as drawn
from core.data.shipped_data import shipped
from core.data.synthetic_data import Maker
from core.message import Message, Problem
from core.network import Array, frozen

GROUPS: dict[str, Message] = {
    "points": Message("Points in the plane"),
    "logic": Message("Logic gates"),
    "curves": Message("Curves and surfaces"),
    "tables": Message("Tables"),
}
"""What menus gather the data sets under, in this order."""

SAMPLES_OF_POINTS = 500
SAMPLES_OF_SURFACES = 1200
"""As many as TensorFlow Playground draws, training and test rows together."""


@dataclass(frozen=True)
class Draw:
    """Which rows of a drawn data set: how many, how noisy (0 … 1), from which seed. None is the set's own default."""

    samples: int | None = None
    noise: float | None = None
    seed: int = 0


@dataclass(frozen=True)
class Builtin:
    """A data set that comes with the program. Either its rows have `classes`, or its outputs `output_names`.

    `sentence` says in one line what it is; `group` is a key of GROUPS. Where not `is_drawn`, the rows are what they
    are, and a draw changes nothing. `image_shape` (rows, columns) is given where the inputs are pixels of an image.
    """

    name: str
    label: Message
    sentence: Message
    group: str
    input_names: tuple[str, ...]
    classes: tuple[str, ...]
    maker: Maker
    samples: int
    noise: float = 0.0
    output_names: tuple[str, ...] = ()
    image_shape: tuple[int, int] | None = None
    is_drawn: bool = True

    def make(self, draw: Draw) -> tuple[Array, Array]:
        """Raw inputs (rows × features), and the class index of every row (rows,) or its targets (rows × outputs)."""
        samples = self.samples if draw.samples is None else draw.samples
        noise = self.noise if draw.noise is None else draw.noise
        inputs, answers = self.maker(samples, noise, np.random.default_rng(draw.seed))
        return frozen(inputs), frozen(answers)


@lru_cache(maxsize=64)
def builtin(name: str) -> Builtin:
    """A data set by its name; "blobs-2" … "blobs-10" are blobs of so many classes (raises Problem)."""
    if name in BUILTIN:
        return BUILTIN[name]
    if re.fullmatch(r"blobs-([2-9]|10)", name):
        return _blobs(name, int(name.removeprefix("blobs-")))
    known = ", ".join([*BUILTIN, "blobs-2 … blobs-10"])
    raise Problem(Message('no built-in data "{name}"; use one of {known}', name=name, known=known), "data.name")


def _points(
    name: str, label: Message, sentence: Message, classes: tuple[str, ...], maker: Maker, noise: float = 0.0
) -> Builtin:
    return Builtin(name, label, sentence, "points", ("x₁", "x₂"), classes, maker, SAMPLES_OF_POINTS, noise)


def _blobs(name: str, count: int) -> Builtin:
    sentence = Message("{count} round clouds evenly around the middle, each a class", count=count)
    return _points(
        name, Message("{count} blobs", count=count), sentence, tuple("ABCDEFGHIJ"[:count]), drawn.blobs(count)
    )


def _gate(name: str, label: Message, sentence: Message, truth: tuple[int, int, int, int]) -> Builtin:
    return Builtin(name, label, sentence, "logic", ("x₁", "x₂"), ("false", "true"), drawn.gate(truth), 4)


def _curve(name: str, label: Message, sentence: Message, maker: Maker) -> Builtin:
    return Builtin(name, label, sentence, "curves", ("x",), (), maker, 200, output_names=("y",))


def _surface(name: str, label: Message, sentence: Message, maker: Maker) -> Builtin:
    inputs = ("x₁", "x₂")
    return Builtin(name, label, sentence, "curves", inputs, (), maker, SAMPLES_OF_SURFACES, output_names=("y",))


def _table(
    name: str,
    label: Message,
    sentence: Message,
    input_names: tuple[str, ...],
    classes: tuple[str, ...],
    samples: int,
    *,
    file: str,
    image_shape: tuple[int, int] | None = None,
) -> Builtin:
    maker = shipped(file, classes)
    return Builtin(
        name, label, sentence, "tables", input_names, classes, maker, samples, image_shape=image_shape, is_drawn=False
    )


_POINTS = (
    _points(
        "circle",
        Message("Circle"),
        Message("A disc inside a ring, as in TensorFlow Playground"),
        ("outside", "inside"),
        drawn.circle,
    ),
    _points(
        "xor",
        Message("Exclusive or"),
        Message("Four quarters, opposite ones alike, as in TensorFlow Playground"),
        ("different signs", "same sign"),
        drawn.xor,
    ),
    _points(
        "gauss",
        Message("Two clouds"),
        Message("Two round clouds that one straight line can part, as in TensorFlow Playground"),
        ("lower left", "upper right"),
        drawn.two_gaussians,
    ),
    _points(
        "spiral",
        Message("Spiral"),
        Message("Two arms wound into each other, as in TensorFlow Playground"),
        ("second arm", "first arm"),
        drawn.spiral,
    ),
    _points(
        "moons",
        Message("Moons"),
        Message("Two half circles that reach into each other, as scikit-learn draws them"),
        ("upper", "lower"),
        drawn.moons,
        0.1,
    ),
    _points(
        "rings",
        Message("Rings"),
        Message("A small ring inside a large one, as scikit-learn draws them"),
        ("outer", "inner"),
        drawn.rings,
        0.05,
    ),
    _points(
        "checkerboard",
        Message("Checkerboard"),
        Message("Sixteen squares in two classes that take turns"),
        ("light", "dark"),
        drawn.checkerboard,
    ),
    _blobs("blobs", 3),
)

_LOGIC = (
    _gate(
        "and", Message("AND gate"), Message("True where both inputs are 1: one straight line will do"), (0, 0, 0, 1)
    ),
    _gate("or", Message("OR gate"), Message("True where an input is 1: one straight line will do"), (0, 1, 1, 1)),
    _gate(
        "xor-gate",
        Message("XOR gate"),
        Message("True where exactly one input is 1: no single straight line will do"),
        (0, 1, 1, 0),
    ),
)

_CURVES = (
    _curve("sine", Message("Sine"), Message("y = sin 2x for x from −3 to 3"), drawn.curve(lambda x: np.sin(2 * x))),
    _curve(
        "parabola",
        Message("Parabola"),
        Message("y = 2x²/9 − 1 for x from −3 to 3"),
        drawn.curve(lambda x: 2 * x**2 / 9 - 1),
    ),
    _curve(
        "absolute",
        Message("Absolute value"),
        Message("y = 2|x|/3 − 1 for x from −3 to 3: two ReLU units can say it exactly"),
        drawn.curve(lambda x: 2 * np.abs(x) / 3 - 1),
    ),
    _curve(
        "step-curve",
        Message("Step"),
        Message("y = −1 for negative x, else 1, for x from −3 to 3"),
        drawn.curve(lambda x: np.where(x < 0, -1.0, 1.0)),
    ),
    _curve("sinc", Message("Sinc"), Message("y = sin πx / πx for x from −3 to 3"), drawn.curve(np.sinc)),
    _surface(
        "plane",
        Message("Plane"),
        Message("y = (x₁ + x₂) / 10, as in TensorFlow Playground"),
        drawn.plane,
    ),
    _surface(
        "multi-gauss",
        Message("Hills and hollows"),
        Message("Three hills and three hollows on flat ground, as in TensorFlow Playground"),
        drawn.six_gaussians,
    ),
)

_TABLES = (
    Builtin(
        "bank",
        Message("Bank transactions"),
        Message("Made up: 2 × (children + accounts) transactions, less one for every account beyond the children"),
        "tables",
        ("children", "accounts"),
        (),
        drawn.bank,
        200,
        output_names=("transactions",),
    ),
    _table(
        "iris",
        Message("Iris flowers"),
        Message("150 flowers of three species, lengths in centimetres; R. A. Fisher, 1936"),
        ("sepal length", "sepal width", "petal length", "petal width"),
        ("setosa", "versicolor", "virginica"),
        150,
        file="iris.csv",
    ),
    _table(
        "wine",
        Message("Wines"),
        Message(
            "178 Italian wines of three grape varieties by their chemistry; S. Aeberhard and M. Forina, UCI, 1991"
        ),
        (
            "alcohol",
            "malic acid",
            "ash",
            "alcalinity of ash",
            "magnesium",
            "total phenols",
            "flavanoids",
            "nonflavanoid phenols",
            "proanthocyanins",
            "color intensity",
            "hue",
            "OD280/OD315 of diluted wines",
            "proline",
        ),
        ("Barolo", "Grignolino", "Barbera"),
        178,
        file="wine.csv",
    ),
    _table(
        "digits",
        Message("Handwritten digits"),
        Message("1797 digits as 8 × 8 grey values from 0 to 16; E. Alpaydin and C. Kaynak, UCI, 1998"),
        tuple(f"r{row}c{column}" for row in range(8) for column in range(8)),
        tuple("0123456789"),
        1797,
        file="digits.csv.gz",
        image_shape=(8, 8),
    ),
)

BUILTIN: dict[str, Builtin] = {entry.name: entry for entry in (*_POINTS, *_LOGIC, *_CURVES, *_TABLES)}
"""All data sets by name, in the order of menus."""
