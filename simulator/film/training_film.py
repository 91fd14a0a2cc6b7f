"""The film of a training run: weights, decision map and loss, epoch by epoch."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from core.data import rows_of, table_of
from core.edits import with_network
from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Network
from core.trace import trace
from simulator.drawing import draw_text
from simulator.faces import face_data, raw_rows
from simulator.film.film import Film, framed, paint_network, structure_of
from simulator.film.footage import Footage
from simulator.film.loss_curve import LossCurve, reading_width
from simulator.film.plan import CurvePlace, plan_of
from simulator.film.settings import Clock, FilmSettings, film_seconds
from simulator.fonts import SEMIBOLD, text_width
from simulator.frame import Caption, Frame
from simulator.framing import frame_at, loss_name
from simulator.maps import MapPoints, class_numbers, domain_of, map_image, map_values, paint_map
from simulator.timeline import timeline_of
from simulator.words import say

HOLDS = (Fraction(3, 2), Fraction(5, 2))
"""Seconds for which the first and the last epoch stand: as long as it takes to read what is said of them."""
ACTION = Fraction(10)
_QUIET = 0.62
_LARGER = 1.3
_DIGITS = 3
"""All numbers change at once, so fewer digits than in a step."""
_POINT_SCALE = 1.6
_SMALL = 18


class TrainingFilm(Film):
    """Every picture is the state after the last whole epoch before it whose weights are on the tape: nothing between
    those is made up."""

    def __init__(self, experiment: Experiment, footage: Footage, settings: FilmSettings) -> None:
        """Raises Problem where the run holds no epoch."""
        history = footage.history
        self._footage = footage
        self._records = np.flatnonzero(history.epoch == np.floor(history.epoch))
        if not len(self._records):
            raise Problem(Message("there is no training run to film"))
        self._epochs = history.epoch[self._records]
        self._shown = np.flatnonzero(np.isin(self._records, footage.kept))
        has_map = len(experiment.example.inputs) == 2
        plan = plan_of(
            settings.width, settings.height, has_caption=settings.has_captions, has_curve=True, has_map=has_map
        )
        super().__init__(experiment, settings, Clock(HOLDS[0], ACTION, HOLDS[1], film_seconds(settings)), plan)
        # On the map every row is to be seen; beside it one example's target would only take room.
        self._targets = None if has_map else experiment.example.targets
        self._timeline = timeline_of(experiment.network, has_target=self._targets is not None)
        self.place, view = framed(experiment, settings, plan, has_target=self._targets is not None)
        self.view = replace(view, digits=_DIGITS)
        self._rows = raw_rows(experiment)
        self._curve = LossCurve(self._epochs, history.train_loss[self._records], history.test_loss[self._records])
        self._points = _points_of(experiment) if has_map else MapPoints()
        self._domain = domain_of(self._points.inputs)
        self._frame_of = lru_cache(maxsize=2)(self._frame)
        self._map_of = lru_cache(maxsize=2)(self._map)

    def state_at(self, time: Fraction) -> tuple[int, int]:
        """Which of the whole epochs is on show, and whether the run is about to begin, under way or over."""
        epochs = self._epochs[self._shown]
        share = self._clock.share(time)
        first, last = float(epochs[0]), float(epochs[-1])
        epoch = last if share == 1 else first + (last - first) * float(share)
        at = max(0, int(np.searchsorted(epochs, epoch, side="right")) - 1)
        return int(self._shown[at]), 0 if share == 0 else 2 if share == 1 else 1

    def frame(self, time: Fraction) -> Frame:
        """What the network looks like: drawn from the top left of `place`, in units."""
        frame: Frame = self._frame_of(self.state_at(time)[0])
        return frame

    def _network(self, index: int) -> Network:
        return self._footage.network_at(int(self._records[index]))

    def _frame(self, index: int) -> Frame:
        shown = with_network(self.experiment, self._network(index))
        step = trace(
            shown.network,
            shown.fed_inputs,
            self._targets,
            shown.training,
            shown.example.inputs,
            shown.data,
        )
        faces = face_data(shown, self.view.face, self._rows)
        return frame_at(step, self._timeline, None, replace(self.view, faces=faces))

    def _map(self, index: int) -> QImage:
        values = map_values(self._network(index), self.experiment.data, self._domain)
        return map_image(values, self.theme, _QUIET)

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        index, part = self.state_at(time)
        frame = self.frame(time)
        paint_network(painter, frame, self.place, self.theme)
        about = structure_of(self.experiment.network)
        rate = Message("learning rate {rate}", rate=self.experiment.training.learning_rate)
        about = f"{about}, {say(rate)}"
        if frame.note:
            about = f"{about}  ·  {frame.note}"
        self._paint_title(painter, about, self.plan.width - self.plan.title.x())
        self._paint_map(painter, index)
        if self.plan.curve is not None:
            self._paint_curve(painter, self.plan.curve, index)
        self._paint_caption(painter, self._caption(part))

    def _paint_map(self, painter: QPainter, index: int) -> None:
        rect = self.plan.map
        if rect is None:
            return
        scale = _POINT_SCALE * rect.width() / 400
        paint_map(painter, rect, self._map_of(index), self.theme, self._domain, self._points, scale)
        if self._points.is_test.any():
            words = say(Message("filled: trained on · hollow: held out"))
            draw_text(painter, rect.left(), rect.bottom() + 26, words, _SMALL, self.theme.text_2)

    def _paint_curve(self, painter: QPainter, place: CurvePlace, index: int) -> None:
        size, rect = self.plan.text, place.rect
        name = say(Message("loss ({name})", name=loss_name(self.experiment.training.loss)))
        self._paint_counter(painter, place, index)
        if place.is_counter_left:
            draw_text(painter, rect.left(), rect.top() - 40, name, 0.9 * size, self.theme.text_2)
            self._curve.paint_without_readings(painter, rect, index, self.theme)
            x = rect.left()
            for line in self._curve.names:
                self._curve.paint_reading(painter, QPointF(x, rect.top() - 90), line, index, self.theme, 0.9 * size)
                x += reading_width(line, 0.9 * size) + 0.8 * size
        else:
            draw_text(painter, rect.left(), place.counter.y(), name, 0.9 * size, self.theme.text_2)
            self._curve.paint(painter, rect, index, self.theme, 0.9 * size)

    def _paint_counter(self, painter: QPainter, place: CurvePlace, index: int) -> None:
        """`epoch 237`, with room for the last epoch's digits, so that it stands still."""
        size = self.plan.text
        number, last = str(int(self._epochs[index])), str(int(self._epochs[-1]))
        word = say(Message("epoch")) + " "
        room = text_width(last, _LARGER * size, SEMIBOLD)
        begin = place.counter.x()
        if not place.is_counter_left:
            begin -= text_width(word, size) + room
        x = begin + draw_text(painter, begin, place.counter.y(), word, size, self.theme.text_2)
        draw_text(painter, x, place.counter.y(), number, _LARGER * size, self.theme.ink, SEMIBOLD)

    def _caption(self, part: int) -> Caption:
        """Numbers only while the picture stands: a sentence that changes cannot be read."""
        history = self._footage.history
        first, last = (int(self._records[self._shown[at]]) for at in (0, -1))
        if part == 0:
            return Caption(
                Message("Before training"),
                Message("The loss on the training rows is {loss}.", loss=float(history.train_loss[first])),
            )
        if part == 1:
            return Caption(Message("Learning"), Message("After every batch, each weight steps against its slope."))
        losses = {"before": float(history.train_loss[first]), "after": float(history.train_loss[last])}
        accuracy = float(history.test_accuracy[last])
        if np.isfinite(accuracy):
            sentence = Message(
                "The loss went from {before} to {after}; {accuracy} of the test rows are right.",
                accuracy=f"{100 * accuracy:.1f} %",
                **losses,
            )
        else:
            sentence = Message("The loss went from {before} to {after}.", **losses)
        return Caption(Message("After {epochs} epochs", epochs=int(history.epoch[last])), sentence)


def _points_of(experiment: Experiment) -> MapPoints:
    """The rows of the data on the map, held-out ones marked."""
    table = table_of(experiment)
    _, test = rows_of(table, experiment.data, experiment.training)
    is_test = np.zeros(len(table), np.bool_)
    is_test[test] = True
    return MapPoints(table.inputs, class_numbers(table.targets), is_test, np.arange(len(table)))
