"""Films composed of parts: what is told is a story, where its parts stand a plan."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.experiment import Experiment
from core.message import Message
from simulator.film.arithmetic_part import ArithmeticPart
from simulator.film.cards import Card, CardWords, closing_words, paint_card, title_words
from simulator.film.descent_part import DescentPart
from simulator.film.descent_scene import RunDescent, StepDescent, weight_named
from simulator.film.film import Film
from simulator.film.footage import Footage
from simulator.film.images_part import ImagesPart
from simulator.film.lesson_story import PageStory
from simulator.film.map_part import answers_part
from simulator.film.network_part import NetworkPart, network_part
from simulator.film.part import Part
from simulator.film.parts import CaptionPart, CurvePart, TitlePart
from simulator.film.plan import Beside, Plan, is_tall, plan_of
from simulator.film.program import program_of
from simulator.film.scene import Scene, scene_of
from simulator.film.settings import FilmSettings, film_seconds
from simulator.film.step_story import StepStory
from simulator.film.story import Story
from simulator.film.training_story import TrainingStory
from simulator.film.words import structure_of
from simulator.frames.frame import Frame
from simulator.words import say


class ComposedFilm(Film):
    """The network and the other parts of a picture, each in its place, in the order in which they are painted."""

    def __init__(
        self,
        story: Story[Any],
        settings: FilmSettings,
        plan: Plan,
        network: NetworkPart,
        beside: Part | None,
        others: list[Part],
    ) -> None:
        self._program = program_of(story.clock.duration, settings, film_seconds(settings))
        super().__init__(story.experiment, settings, self._program.duration)
        self.story = story
        self.plan = plan
        self.network = network
        self.part_beside = beside
        self._parts = others if beside is None else [beside, *others]
        self._cards: dict[Card, CardWords] = {}
        if settings.title is not None:
            self._cards[Card.TITLE] = title_words(self.experiment, settings.what, settings.title)
        if settings.closing is not None:
            self._cards[Card.CLOSING] = closing_words(self.experiment, settings.closing, story.outcome())

    def state_at(self, time: Fraction) -> Hashable:
        shown = self._program.at(time)
        if shown.card is not None:
            return shown.card, shown.strength
        return self.story.state_at(shown.story), shown.strength, self.network.approach_at(shown.story)

    def story_state(self, time: Fraction) -> Any:
        """Where the story stands at a time of the film, whatever card lies over it."""
        return self.story.state_at(self._program.at(time).story)

    def frame(self, time: Fraction) -> Frame:
        """What the network looks like: drawn from the top left of its place, in units."""
        frame: Frame = self.network.frame(self.story_state(time))
        return frame

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        shown = self._program.at(time)
        if shown.card is not None:
            paint_card(painter, self._cards[shown.card], self.plan, self.theme)
        else:
            state = self.story.state_at(shown.story)
            self.network.paint(painter, state, self.network.approach_at(shown.story), self.theme)
            for part in self._parts:
                part.paint(painter, state, self.theme)
        self.fade(painter, float(shown.strength))


def step_film(experiment: Experiment, settings: FilmSettings) -> ComposedFilm:
    """One step of the experiment's example (raises Problem where the scene does not fit it)."""
    tall = is_tall(settings.width, settings.height)
    scene = scene_of(settings.scene, experiment, "step", settings.steps, is_tall=tall)
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


def page_film(story: PageStory, title: str, settings: FilmSettings) -> ComposedFilm:
    """One page of a lesson of this title (raises Problem for a scene that no lesson has)."""
    scene = scene_of(settings.scene, story.experiment, "lesson")
    story.experiment = replace(story.experiment, name=title)
    return _composed(story, settings, structure_of(story.experiment.network), scene)


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
    network = network_part(story, settings, plan)
    beside = None if plan.beside is None else _part_beside(story, settings, scene, plan.beside)
    parts: list[Part] = [TitlePart(story, network, plan, about)]
    if plan.curve is not None and story.curve is not None:
        parts.append(CurvePart(story, story.curve, plan.curve, plan.text))
    if plan.caption is not None:
        parts.append(CaptionPart(story, network, plan.caption))
    return ComposedFilm(story, settings, plan, network, beside, parts)


def _part_beside(story: Story[Any], settings: FilmSettings, scene: Scene, rect: QRectF) -> Part:
    if scene is Scene.MAP:
        return answers_part(story, rect, has_example=isinstance(story, StepStory))
    if scene is Scene.IMAGES:
        return ImagesPart(story, rect)
    if scene is Scene.DESCENT:
        named = weight_named(story.experiment.network, settings.weight)
        if isinstance(story, TrainingStory):
            return DescentPart(RunDescent(story, named), rect)
        assert isinstance(story, StepStory)
        return DescentPart(StepDescent(story, named), rect)
    assert isinstance(story, StepStory)
    return ArithmeticPart(story, rect)
