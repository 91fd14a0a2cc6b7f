"""Films composed of parts: what is told is a story, where its parts stand a plan."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.experiment import Experiment
from core.message import Message
from simulator.film.arithmetic_part import ArithmeticPart
from simulator.film.descent_part import DescentPart
from simulator.film.descent_scene import RunDescent, StepDescent
from simulator.film.film import Film
from simulator.film.footage import Footage
from simulator.film.images_part import ImagesPart
from simulator.film.map_part import answers_part
from simulator.film.part import Part
from simulator.film.parts import CaptionPart, CurvePart, NetworkPart, TitlePart
from simulator.film.plan import Beside, Plan, plan_of
from simulator.film.scene import Scene, scene_of
from simulator.film.settings import FilmSettings, film_seconds
from simulator.film.step_story import StepStory
from simulator.film.story import Story
from simulator.film.training_story import TrainingStory
from simulator.film.words import structure_of
from simulator.frame import Frame
from simulator.words import say


class ComposedFilm(Film):
    """The parts of a picture, each in its place, in the order in which they are painted."""

    def __init__(
        self,
        story: Story[Any],
        settings: FilmSettings,
        plan: Plan,
        network: NetworkPart,
        beside: Part | None,
        others: list[Part],
    ) -> None:
        natural = story.clock.duration
        super().__init__(story.experiment, settings, film_seconds(settings) or natural)
        self._pace = natural / self.duration
        self.story = story
        self.plan = plan
        self.network = network
        self.part_beside = beside
        self._parts = [network, *others] if beside is None else [network, beside, *others]

    def state_at(self, time: Fraction) -> Any:
        return self.story.state_at(time * self._pace)

    def frame(self, time: Fraction) -> Frame:
        """What the network looks like: drawn from the top left of its place, in units."""
        frame: Frame = self.network.frame(self.state_at(time))
        return frame

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        state = self.state_at(time)
        for part in self._parts:
            part.paint(painter, state, self.theme)


def step_film(experiment: Experiment, settings: FilmSettings) -> ComposedFilm:
    """One step of the experiment's example (raises Problem where the scene does not fit it)."""
    scene = scene_of(settings.scene, experiment, "step", settings.steps)
    return _composed(StepStory(experiment, settings), settings, structure_of(experiment.network), scene)


def training_film(experiment: Experiment, footage: Footage, settings: FilmSettings) -> ComposedFilm:
    """A training run (raises Problem where it holds no epoch, or the scene does not fit)."""
    scene = scene_of(settings.scene, experiment, "training")
    # Where every row is to be seen, one example's target would only take room.
    has_target = scene not in (Scene.MAP, Scene.IMAGES, Scene.DESCENT)
    story = TrainingStory(experiment, footage, settings, has_target=has_target)
    rate = Message("learning rate {rate}", rate=experiment.training.learning_rate)
    about = f"{structure_of(experiment.network)}, {say(rate)}"
    return _composed(story, settings, about, scene)


_BESIDE = {
    Scene.MAP: Beside.SQUARE,
    Scene.IMAGES: Beside.COLUMN,
    Scene.ARITHMETIC: Beside.WORDS,
    Scene.DESCENT: Beside.PLOT,
}
_WITH_CURVE = (Scene.CURVE, Scene.MAP, Scene.IMAGES)


def _composed(story: Story[Any], settings: FilmSettings, about: str, scene: Scene) -> ComposedFilm:
    has_curve = story.curve is not None and scene in _WITH_CURVE
    plan = plan_of(
        settings.width,
        settings.height,
        has_caption=settings.has_captions,
        has_curve=has_curve,
        beside=_BESIDE.get(scene, Beside.NOTHING),
    )
    network = NetworkPart(story, settings, plan)
    beside = None if plan.beside is None else _part_beside(story, scene, plan.beside)
    parts: list[Part] = [TitlePart(story, network, plan, about)]
    if plan.curve is not None and story.curve is not None:
        parts.append(CurvePart(story, story.curve, plan.curve, plan.text))
    if plan.caption is not None:
        parts.append(CaptionPart(story, network, plan.caption))
    return ComposedFilm(story, settings, plan, network, beside, parts)


def _part_beside(story: Story[Any], scene: Scene, rect: QRectF) -> Part:
    if scene is Scene.MAP:
        return answers_part(story, rect, has_example=isinstance(story, StepStory))
    if scene is Scene.IMAGES:
        return ImagesPart(story, rect)
    if isinstance(story, TrainingStory):
        return DescentPart(RunDescent(story), rect)
    assert isinstance(story, StepStory)
    return ArithmeticPart(story, rect) if scene is Scene.ARITHMETIC else DescentPart(StepDescent(story), rect)
