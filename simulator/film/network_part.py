"""The network in a film, by the same painter as on the canvas: all of it in its place, or through a camera."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from core.message import Message, Problem
from simulator.drawing import draw_text
from simulator.easing import in_out_sine
from simulator.film.camera import FIT, FOLLOW, Sight, Views, sight_at, unit_at, world_of
from simulator.film.plan import Plan, place_network
from simulator.film.settings import FilmSettings
from simulator.film.step_story import StepStory
from simulator.film.story import Story
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.frames.elements import UnitAt
from simulator.frames.face import Face
from simulator.frames.faces import face_data, reason_against
from simulator.frames.frame import Frame
from simulator.frames.view import View
from simulator.painting.paint import paint
from simulator.theme import Theme

_APPROACH = Fraction(3, 2)
"""Seconds in which the camera comes to a unit."""
_BAND = 54.0
"""How high headings are, at 100 %."""
_MARGIN, _SOFT = 30.0, 36.0
"""What is cut off is so far from the edge of the picture, and fades over so much."""
_BLUR = 0.65
"""How far what is out of focus has gone back into the ground."""


class NetworkPart:
    """The network in `place`, seen as `view` says."""

    def __init__(self, story: Story[Any], settings: FilmSettings, plan: Plan) -> None:
        experiment, face, bias = story.experiment, settings.face, settings.bias
        if reason_against(face, experiment) is not None:
            face = Face.AUTO
        self._place_in(story, plan, face, settings)
        width, height = self._size
        view = View(width, height, scale=self._scale, has_legend=False, face=face, bias=bias)
        self.view = replace(view, faces=face_data(experiment, settings.face), spotlight=settings.spotlight)
        # All parts of a picture ask for the same state.
        self.frame = lru_cache(maxsize=2)(lambda state: story.frame(state, self.view))

    def _place_in(self, story: Story[Any], plan: Plan, face: Face, settings: FilmSettings) -> None:
        network = story.experiment.network
        place, scale = place_network(network, plan, has_target=story.has_target, face=face, bias=settings.bias)
        self.place, self._scale = place, scale
        self._size = place.width(), place.height()

    def approach_at(self, time: Fraction) -> float:
        """What of the camera the state of the story does not say, after so many of its seconds."""
        return 0.0

    def paint(self, painter: QPainter, state: Hashable, approach: float, theme: Theme) -> None:
        """Draw in units, on the canvas-coloured ground."""
        painter.save()
        painter.translate(self.place.topLeft())
        paint(painter, self.frame(state), theme)
        painter.restore()


class CameraPart(NetworkPart):
    """The network through a window of the picture, over which it reaches where a camera is near."""

    def __init__(self, story: Story[Any], settings: FilmSettings, plan: Plan) -> None:
        super().__init__(story, settings, plan)
        self._story, self._is_transparent = story, settings.is_transparent
        self._unit: UnitAt | None = None
        if settings.camera != FOLLOW:
            self._unit = unit_at(story.experiment.network, settings.camera)
            self.view = replace(self.view, selection=self._unit, only_related=True)
        elif not isinstance(story, StepStory):
            raise Problem(Message("a training run has no signal to follow; name a unit, or take fit"), "camera")
        layout = self.frame(story.state_at(Fraction(0))).layout
        self._views = Views(self._world, layout, self.place)
        self._window = _window_in(plan)

    def _place_in(self, story: Story[Any], plan: Plan, face: Face, settings: FilmSettings) -> None:
        network = story.experiment.network
        self._world = world_of(network, plan, has_target=story.has_target, face=face, bias=settings.bias)
        self.place, self._scale = plan.network, self._world.scale
        self._size = self._world.width, self._world.height

    def approach_at(self, time: Fraction) -> float:
        if self._unit is None:
            return 0.0
        gone = (time - self._story.clock.first) / _APPROACH
        return in_out_sine(float(min(max(gone, Fraction(0)), Fraction(1))))

    def sight(self, state: Any, approach: float) -> Sight:
        """Where the camera looks."""
        if self._unit is not None:
            return self._views.whole.towards(self._views.of_unit(self._unit), approach)
        assert isinstance(self._story, StepStory)
        return sight_at(self._views, self._story.timeline, state[1])

    def paint(self, painter: QPainter, state: Hashable, approach: float, theme: Theme) -> None:
        sight, middle, frame = self.sight(state, approach), self.place.center(), self.frame(state)
        painter.save()
        painter.setClipRect(self._window)
        painter.save()
        painter.translate(middle)
        painter.scale(sight.near, sight.near)
        painter.translate(-sight.x, -sight.y)
        paint(painter, replace(frame, headings=()), theme)
        painter.restore()
        self._paint_blur(painter, sight, theme)
        self._paint_headings(painter, frame, sight, theme)
        painter.restore()
        self._paint_edges(painter, sight, theme)
        self._paint_cut(painter, sight, theme)

    def _paint_headings(self, painter: QPainter, frame: Frame, sight: Sight, theme: Theme) -> None:
        """Above their columns, in a band that nothing else comes into."""
        window, middle, size = self._window, self.place.center(), self._world.scale * sight.near
        top = max(window.top(), middle.y() - sight.y * sight.near)
        band = _BAND * size
        self._cover(painter, QRectF(window.left(), window.top(), window.width(), top + band - window.top()), theme)
        fading = QRectF(window.left(), top + band, window.width(), _SOFT / 2)
        self._cover(painter, fading, theme, QPointF(fading.left(), fading.top()), QPointF(0, fading.height()))
        for heading in frame.headings:
            x = self._across(heading.x * self._world.scale, sight)
            beyond = max(self._across(sight.left, sight) - x, x - self._across(sight.right, sight))
            painter.setOpacity(1 - _BLUR * min(max(0.5 + beyond / (2 * _SOFT), 0.0), 1.0))
            draw_text(painter, x, top + 24 * size, heading.title, 13 * size, theme.ink, SEMIBOLD, "center")
            draw_text(painter, x, top + 42 * size, heading.subtitle, 13 * size, theme.text_2, REGULAR, "center")
        painter.setOpacity(1)

    def _paint_edges(self, painter: QPainter, sight: Sight, theme: Theme) -> None:
        """What is cut off fades into the ground: on each side the more, the farther the network reaches beyond it."""
        window, middle, world = self._window, self.place.center(), self._world
        left = window.left() - (middle.x() - sight.x * sight.near)
        right = middle.x() + (world.width - sight.x) * sight.near - window.right()
        below = middle.y() + (world.height - sight.y) * sight.near - window.bottom()
        for beyond, corner, inward, size in (
            (left, window.topLeft(), QPointF(_SOFT, 0), (_SOFT, window.height())),
            (right, window.topRight(), QPointF(-_SOFT, 0), (-_SOFT, window.height())),
            (below, window.bottomLeft(), QPointF(0, -_SOFT), (window.width(), -_SOFT)),
        ):
            if beyond > 0:
                rect = QRectF(corner.x(), corner.y(), *size).normalized()
                self._cover(painter, rect, theme, corner, inward, min(1.0, beyond / _SOFT))

    def _paint_blur(self, painter: QPainter, sight: Sight, theme: Theme) -> None:
        """What is out of focus stands back."""
        for edge, inward in ((sight.left, _SOFT), (sight.right, -_SOFT)):
            self._cover_beyond(painter, self._across(edge, sight) - inward, inward, theme, _BLUR)

    def _paint_cut(self, painter: QPainter, sight: Sight, theme: Theme) -> None:
        """A column that would be cut off leaves the picture as a whole: half a name nobody can read."""
        half = self.place.height() / sight.near / 2
        top, bottom = sight.y - half + _BAND * self._world.scale, sight.y + half
        begin = min(self._window.left(), self.place.left())
        end = max(self._window.right(), self.place.right())
        for block in self._views.blocks:
            left, right, middle = (self._across(x, sight) for x in (block.left(), block.right(), block.center().x()))
            if left >= end or right <= begin:
                continue
            cut = max(top - block.top(), block.bottom() - bottom) * sight.near
            before, after = self._across(sight.left, sight) - middle, middle - self._across(sight.right, sight)
            strength = max(begin - left, min(cut, before)) / _SOFT
            self._cover_beyond(painter, right - _SOFT, _SOFT, theme, min(strength, 1.0))
            strength = max(right - end, min(cut, after)) / _SOFT
            self._cover_beyond(painter, left + _SOFT, -_SOFT, theme, min(strength, 1.0))

    def _across(self, x: float, sight: Sight) -> float:
        """Where in the picture something of the world stands."""
        return self.place.center().x() + (x - sight.x) * sight.near

    def _cover_beyond(self, painter: QPainter, x: float, inward: float, theme: Theme, strength: float) -> None:
        """Ground from the end of the picture up to `x`, and less and less of it on the way inward."""
        if strength <= 0:
            return
        window = self._window
        end = window.left() if inward > 0 else window.right()
        if (x + inward - end) * inward > 0:
            rect = QRectF(QPointF(end, window.top()), QPointF(x + inward, window.bottom())).normalized()
            self._cover(painter, rect, theme, QPointF(x, 0), QPointF(inward, 0), strength)

    def _cover(
        self,
        painter: QPainter,
        rect: QRectF,
        theme: Theme,
        begin: QPointF | None = None,
        along: QPointF | None = None,
        strength: float = 1.0,
    ) -> None:
        """Nothing but the ground; less and less of it along a way from its beginning, where there is one."""
        ground = QColor(theme.canvas)
        ground.setAlphaF(strength)
        painter.save()
        if self._is_transparent:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        if begin is None or along is None:
            painter.fillRect(rect, ground)
        else:
            clear = QColor(ground)
            clear.setAlpha(0)
            gradient = QLinearGradient(begin, begin + along)
            gradient.setColorAt(0, ground)
            gradient.setColorAt(1, clear)
            painter.fillRect(rect, gradient)
        painter.restore()


def network_part(story: Story[Any], settings: FilmSettings, plan: Plan) -> NetworkPart:
    """As the camera of the settings sees it (raises Problem where there is no such unit)."""
    return (NetworkPart if settings.camera == FIT else CameraPart)(story, settings, plan)


def _window_in(plan: Plan) -> QRectF:
    """What the network may reach over: its place, and beside it as far as there is nothing else."""
    place, beside = plan.network, plan.beside
    right = plan.width - _MARGIN
    if beside is not None and beside.left() > place.center().x() and beside.top() < place.bottom():
        right = beside.left() - _MARGIN
    return QRectF(_MARGIN, place.top(), right - _MARGIN, place.height())
