"""Films of every scene, as small as can be, for tests."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from core.experiment import Example, Experiment
from core.files.examples import example
from core.initialise import draw_network
from core.network import Layer, Network
from core.results.metrics import Scores
from core.runs.tape import Record
from simulator.film.composed import ComposedFilm, step_film, training_film
from simulator.film.footage import Footage, footage_of_records
from simulator.film.scene import Scene
from simulator.film.settings import FilmSettings

SIZES = [(320, 180), (180, 180), (180, 320), (360, 180), (240, 180), (180, 220)]
FILMS = (
    ("bank", "step", Scene.NETWORK),
    ("circle", "step", Scene.MAP),
    ("sine", "step", Scene.MAP),
    ("digits", "step", Scene.IMAGES),
    ("bank", "step", Scene.ARITHMETIC),
    ("iris", "step", Scene.ARITHMETIC),
    ("gradient-descent", "step", Scene.DESCENT),
    ("xor", "training", Scene.NETWORK),
    ("wine", "training", Scene.CURVE),
    ("iris", "training", Scene.MAP),
    ("sine", "training", Scene.MAP),
    ("digits", "training", Scene.IMAGES),
    ("circle", "training", Scene.DESCENT),
)


def pixels(image: QImage) -> bytes:
    return bytes(image.constBits())


def settings(size: tuple[int, int] = (320, 180), **others: Any) -> FilmSettings:
    return FilmSettings(width=size[0], height=size[1], **others)


def footage(experiment: Experiment, epochs: int = 20) -> Footage:
    """A run in which every epoch is another network."""
    networks = [draw_network(experiment.network, seed) for seed in range(epochs + 1)]
    records = [
        Record(float(epoch), Scores(1 / (1 + epoch), 1.5 / (1 + epoch), 0.5, 0.9), 0.0, np.zeros(0))
        for epoch in range(epochs + 1)
    ]
    return footage_of_records(records, lambda record: networks[int(record.epoch)])


known = lru_cache(maxsize=None)(example)


def film_of(name: str, what: str, scene: Scene, size: tuple[int, int] = (320, 180), **others: Any) -> ComposedFilm:
    chosen = settings(size, what=what, scene=scene, **others)
    if what == "step":
        return step_film(known(name), chosen)
    return training_film(known(name), footage(known(name), 5), chosen)


def times_of(film: ComposedFilm, count: int) -> list[Fraction]:
    """Evenly over the whole film."""
    return [film.duration * Fraction(index, count - 1) for index in range(count)]


def deep() -> Experiment:
    """Twelve columns."""
    layers = [Layer(f"layer {k}", ("a", "b", "c"), "tanh", np.zeros((3, 2 if k == 0 else 3))) for k in range(11)]
    circle = known("circle")
    return replace(
        circle,
        network=draw_network(Network(("x", "y"), tuple(layers)), 0),
        example=Example((0.5, 1.0), (1.0, 0.0, 0.0)),
        training=replace(circle.training, loss="mse"),
        data=replace(circle.data, source="none", name=""),
    )
