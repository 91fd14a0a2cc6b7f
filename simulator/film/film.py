"""Films as pure functions of time: `paint_on(image, time)` makes one picture, whatever was painted before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from core.experiment import Experiment
from simulator.film.plan import SHORT_SIDE
from simulator.film.settings import FilmSettings
from simulator.fonts import load_fonts
from simulator.theme import Theme, theme


class Film(ABC):
    """A picture for every time. Subclasses say what is on it; frame i shows the time i / fps."""

    def __init__(self, experiment: Experiment, settings: FilmSettings, duration: Fraction) -> None:
        """`duration` in seconds."""
        load_fonts()
        self.experiment = experiment
        self.settings = settings
        self.duration = duration
        self.theme: Theme = theme(settings.theme_name)
        self._unit = min(settings.width, settings.height) / SHORT_SIDE

    @property
    def frame_count(self) -> int:
        return max(1, round(self.duration * self.settings.fps))

    def time_of(self, frame: int) -> Fraction:
        """When frame `frame` is shown."""
        return Fraction(frame, self.settings.fps)

    @abstractmethod
    def state_at(self, time: Fraction) -> object:
        """What the picture depends on: equal states look the same."""

    @abstractmethod
    def _paint(self, painter: QPainter, time: Fraction) -> None:
        """Draw in units (`film.plan`), on the canvas-coloured ground."""

    def paint_in_units(self, painter: QPainter, time: Fraction) -> None:
        """Draw the picture of one time alone, in units."""
        self._paint(painter, time)

    def fade(self, painter: QPainter, strength: float) -> None:
        """Take what is painted back into the ground, so that only this share of it is left."""
        if strength >= 1:
            return
        ground = QColor(self.theme.canvas)
        ground.setAlphaF(1 - strength)
        painter.save()
        if self.settings.is_transparent:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        width, height = self.settings.width / self._unit, self.settings.height / self._unit
        painter.fillRect(QRectF(0, 0, width, height), ground)
        painter.restore()

    def paint_at(self, painter: QPainter, time: Fraction) -> None:
        """Draw the whole picture, in pixels of the settings' size."""
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        if not self.settings.is_transparent:
            painter.fillRect(QRectF(0, 0, self.settings.width, self.settings.height), QColor(self.theme.canvas))
        painter.scale(self._unit, self._unit)
        try:
            self._paint(painter, time)
        finally:
            painter.restore()

    def blank_image(self) -> QImage:
        """An image of the film's size and the recorder's format; its pixels are not set."""
        return QImage(self.settings.width, self.settings.height, QImage.Format.Format_ARGB32_Premultiplied)

    def image_at(self, time: Fraction) -> QImage:
        """The picture of one time."""
        image = self.blank_image()
        self.paint_on(image, time)
        return image

    def paint_on(self, image: QImage, time: Fraction) -> None:
        """Make an image, whatever is on it, the picture of one time."""
        if self.settings.is_transparent:
            image.fill(0)
        painter = QPainter(image)
        try:
            self.paint_at(painter, time)
        finally:
            painter.end()
