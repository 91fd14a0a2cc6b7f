"""Films composed of parts: what is told is a story, where its parts stand a plan."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from PySide6.QtGui import QPainter

from core.experiment import Experiment
from core.message import Message
from simulator.film.film import Film
from simulator.film.footage import Footage
from simulator.film.parts import CaptionPart, CurvePart, MapPart, NetworkPart, Part, TitlePart
from simulator.film.plan import Plan, plan_of
from simulator.film.settings import FilmSettings
from simulator.film.step_story import StepStory
from simulator.film.story import Story
from simulator.film.training_story import TrainingStory
from simulator.film.words import structure_of
from simulator.frame import Frame
from simulator.words import say


class ComposedFilm(Film):
    """The parts of a picture, each in its place, in the order in which they are painted."""

    def __init__(
        self, story: Story[Any], settings: FilmSettings, plan: Plan, network: NetworkPart, parts: list[Part]
    ) -> None:
        super().__init__(story.experiment, settings, story.clock.duration)
        self.story = story
        self.plan = plan
        self.network = network
        self._parts = parts

    def state_at(self, time: Fraction) -> Any:
        return self.story.state_at(time)

    def frame(self, time: Fraction) -> Frame:
        """What the network looks like: drawn from the top left of its place, in units."""
        frame: Frame = self.network.frame(self.state_at(time))
        return frame

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        state = self.state_at(time)
        for part in self._parts:
            part.paint(painter, state, self.theme)


def step_film(experiment: Experiment, settings: FilmSettings) -> ComposedFilm:
    """One step of the experiment's example."""
    story = StepStory(experiment, settings)
    return _composed(story, settings, structure_of(experiment.network), has_map=False)


def training_film(experiment: Experiment, footage: Footage, settings: FilmSettings) -> ComposedFilm:
    """A training run: weights, decision map and loss (raises Problem where the run holds no epoch)."""
    has_map = len(experiment.example.inputs) == 2
    # On the map every row is to be seen; beside it one example's target would only take room.
    story = TrainingStory(experiment, footage, settings, has_target=not has_map)
    rate = Message("learning rate {rate}", rate=experiment.training.learning_rate)
    about = f"{structure_of(experiment.network)}, {say(rate)}"
    return _composed(story, settings, about, has_map=has_map)


def _composed(story: Story[Any], settings: FilmSettings, about: str, *, has_map: bool) -> ComposedFilm:
    has_curve = story.curve is not None
    plan = plan_of(
        settings.width, settings.height, has_caption=settings.has_captions, has_curve=has_curve, has_map=has_map
    )
    network = NetworkPart(story, settings, plan)
    parts: list[Part] = [network, TitlePart(story, network, plan, about)]
    if plan.map is not None:
        parts.append(MapPart(story, plan.map))
    if plan.curve is not None and story.curve is not None:
        parts.append(CurvePart(story, story.curve, plan.curve, plan.text))
    if plan.caption is not None:
        parts.append(CaptionPart(story, network, plan.caption))
    return ComposedFilm(story, settings, plan, network, parts)
