"""What stands beside the network in a film, and which experiments can have it."""

from __future__ import annotations

from enum import Enum

from core.data.data import table_of
from core.experiment import Experiment
from core.message import Message, Problem
from core.results.metrics import labels_of
from simulator.frames.face import picture_shape
from simulator.plots.plane_answers import MOST_INPUTS

_MOST_TERMS = 12
"""Of arithmetic that is shown where nobody asked for it."""


class Scene(Enum):
    """`AUTO`: of a step the network, alone unless the picture is tall; of a run what says most of it."""

    AUTO = "auto"
    NETWORK = "network"
    CURVE = "curve"
    MAP = "map"
    IMAGES = "images"
    ARITHMETIC = "arithmetic"
    DESCENT = "descent"


SCENE_NAMES = {
    Scene.AUTO: Message("What suits it"),
    Scene.NETWORK: Message("The network alone"),
    Scene.CURVE: Message("Loss curve"),
    Scene.MAP: Message("What it answers everywhere"),
    Scene.IMAGES: Message("Images, right and wrong"),
    Scene.ARITHMETIC: Message("The arithmetic of the moment"),
    Scene.DESCENT: Message("Gradient descent on a slope"),
}


def reason_against(scene: Scene, experiment: Experiment, what: str, steps: int = 1) -> Message | None:
    """Why a film of `what` (`step`, `training` or `lesson`) cannot have this scene; None where it can."""
    if what == "lesson" and scene not in (Scene.AUTO, Scene.NETWORK):
        return Message("the pages of a lesson show the network alone")
    if scene is Scene.CURVE:
        is_one = what == "step" and steps == 1
        return Message("one step has no loss curve; film several, or a training run") if is_one else None
    return _REASONS[scene](experiment, what)


def scene_of(wanted: Scene, experiment: Experiment, what: str, steps: int = 1, *, is_tall: bool = False) -> Scene:
    """The scene of a film, never `AUTO` (raises Problem where the experiment cannot have the one that is wanted)."""
    if wanted is not Scene.AUTO:
        reason = reason_against(wanted, experiment, what, steps)
        if reason is not None:
            raise Problem(reason, "scene")
        return wanted
    if what == "lesson":
        return Scene.NETWORK
    if what == "step" and steps > 1:
        return Scene.CURVE
    if what == "step":
        # Below a network there is room in a tall picture.
        has_room = is_tall and max(experiment.network.sizes[:-1]) <= _MOST_TERMS
        return Scene.ARITHMETIC if has_room else Scene.NETWORK
    if len(experiment.example.inputs) <= 2:
        return Scene.MAP
    return Scene.CURVE if _against_images(experiment, what) else Scene.IMAGES


def _never(experiment: Experiment, what: str) -> Message | None:
    return None


def _against_map(experiment: Experiment, what: str) -> Message | None:
    count = len(experiment.example.inputs)
    if count > MOST_INPUTS:
        words = "of {count} inputs a map shows hardly anything; {most} are possible"
        return Message(words, count=count, most=MOST_INPUTS)
    return None


def _against_images(experiment: Experiment, what: str) -> Message | None:
    is_image = picture_shape(experiment.network.inputs) is not None and not experiment.data.features
    if is_image:
        labels = labels_of(table_of(experiment))
        if labels is not None and labels.is_one_hot:
            return None
    return Message("images need rows that are images, and a class for each")


def _against_arithmetic(experiment: Experiment, what: str) -> Message | None:
    if what != "step":
        return Message("the arithmetic is that of a step; a training run has too many at once")
    return None


def _against_descent(experiment: Experiment, what: str) -> Message | None:
    if what == "step" and experiment.example.targets is None:
        return Message("without a target there is no slope to go down; give the example one")
    if all(layer.is_held.all() for layer in experiment.network.layers):
        return Message("all weights are held; no step changes any")
    return None


_REASONS = {
    Scene.AUTO: _never,
    Scene.NETWORK: _never,
    Scene.MAP: _against_map,
    Scene.IMAGES: _against_images,
    Scene.ARITHMETIC: _against_arithmetic,
    Scene.DESCENT: _against_descent,
}
