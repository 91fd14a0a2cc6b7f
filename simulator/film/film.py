"""Films as pure functions of time: `paint_at(painter, time)` draws one picture, whatever was drawn before.

A film is composed once from an experiment and its settings; its pictures depend on nothing else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QTextLayout

from core.experiment import Experiment
from core.message import Message
from core.network import Network
from core.trace import Trace, trace_example
from simulator.drawing import draw_paragraph, draw_text
from simulator.face import Face
from simulator.faces import face_data, reason_against
from simulator.film.plan import SHORT_SIDE, Plan, place_network, plan_of
from simulator.film.settings import Clock, FilmSettings, film_seconds, fraction_of
from simulator.fonts import REGULAR, SEMIBOLD, font, load_fonts, text_width
from simulator.frame import Caption, Frame
from simulator.framing import frame_at
from simulator.paint import paint
from simulator.theme import Theme, theme
from simulator.timeline import Phase, Timeline, timeline_of
from simulator.view import View
from simulator.words import say

STEP_HOLDS = (Fraction(4, 5), Fraction(6, 5))
"""Seconds for which the first and the last picture of a step stand still."""

_WORDS = {
    Phase.FORWARD: Message("forward"),
    Phase.LOSS: Message("loss"),
    Phase.BACKWARD: Message("backward"),
    Phase.UPDATE: Message("update"),
}
_PHASE_GAP = 1.3
_TITLE_GAP = 22.0
_LINE_PITCH = 1.4


class Film(ABC):
    """A picture for every time. Subclasses say what is on it; frame i shows the time i / fps."""

    def __init__(self, experiment: Experiment, settings: FilmSettings, clock: Clock, plan: Plan) -> None:
        load_fonts()
        self.experiment = experiment
        self.settings = settings
        self.plan = plan
        self.theme: Theme = theme(settings.theme_name)
        self._clock = clock
        self._unit = min(settings.width, settings.height) / SHORT_SIDE

    @property
    def duration(self) -> Fraction:
        """Seconds."""
        return self._clock.duration

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
        """Draw in units, on the canvas-coloured ground."""

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

    def _paint_title(self, painter: QPainter, about: str, right: float) -> None:
        """Name and structure on one line that ends before `right`."""
        plan, size = self.plan, self.plan.text
        x, y, name = plan.title.x(), plan.title.y(), self.experiment.name
        if name:
            shown = _elided(name, 1.3 * size, SEMIBOLD, right - x)
            x += draw_text(painter, x, y, shown, 1.3 * size, self.theme.ink, SEMIBOLD) + _TITLE_GAP
        shown = _elided(about, size, REGULAR, right - x)
        draw_text(painter, x, y, shown, size, self.theme.text_2)

    def _paint_caption(self, painter: QPainter, caption: Caption) -> None:
        place = self.plan.caption
        if place is None:
            return
        line = _elided(say(caption.line), place.line_size, SEMIBOLD, place.width)
        draw_text(painter, place.x, place.y, line, place.line_size, self.theme.ink, SEMIBOLD)
        top = place.y + 0.76 * place.line_size
        words = say(caption.sentence)
        size = _fitting_size(words, place.sentence_size, place.width, place.bottom - top)
        draw_paragraph(painter, QRectF(place.x, top, place.width, 0), words, size, self.theme.text_2)


class StepFilm(Film):
    """One step of the experiment's example: forward, loss, backward, update."""

    def __init__(self, experiment: Experiment, settings: FilmSettings) -> None:
        self._trace: Trace = trace_example(experiment)
        has_target = self._trace.targets is not None
        self._timeline: Timeline = timeline_of(experiment.network, has_target, settings.detail, settings.bias)
        plan = plan_of(
            settings.width, settings.height, has_caption=settings.has_captions, has_curve=False, has_map=False
        )
        first, last = STEP_HOLDS
        clock = Clock(first, fraction_of(self._timeline.duration), last, film_seconds(settings))
        super().__init__(experiment, settings, clock, plan)
        self.place, self.view = framed(experiment, settings, plan, has_target=has_target)
        self.view = replace(self.view, faces=face_data(experiment, settings.face))

    def state_at(self, time: Fraction) -> float:
        """Seconds of the step at normal speed."""
        share = self._clock.share(time)
        return self._timeline.duration if share == 1 else float(share * self._clock.action)

    def frame(self, time: Fraction) -> Frame:
        """What the network looks like: drawn from the top left of `place`, in units."""
        return frame_at(self._trace, self._timeline, self.state_at(time), self.view)

    def _paint(self, painter: QPainter, time: Fraction) -> None:
        frame = self.frame(time)
        paint_network(painter, frame, self.place, self.theme)
        left = self._paint_phases(painter, frame)
        right = self.plan.width - self.plan.title.x() if self.plan.are_phases_left else left - 2 * _TITLE_GAP
        about = structure_of(self.experiment.network)
        self._paint_title(painter, f"{about}  ·  {frame.note}" if frame.note else about, right)
        self._paint_caption(painter, frame.caption)

    def _paint_phases(self, painter: QPainter, frame: Frame) -> float:
        """The words of the phases, the present one strong; returns where they begin."""
        size, at = self.plan.text, self.plan.phases
        present = None if frame.beat is None else frame.beat.phase
        phases = list(dict.fromkeys(beat.phase for beat in self._timeline.beats))
        # Room for the strong word, so that none moves when its turn comes.
        widths = [text_width(say(_WORDS[phase]), size, SEMIBOLD) for phase in phases]
        begin = at.x() if self.plan.are_phases_left else at.x() - sum(widths) - _PHASE_GAP * size * (len(widths) - 1)
        x = begin
        for phase, width in zip(phases, widths, strict=True):
            color = self.theme.text_3
            if phase is present:
                color = self.theme.slope if phase is Phase.BACKWARD else self.theme.ink
            weight = SEMIBOLD if phase is present else REGULAR
            draw_text(painter, x + width / 2, at.y(), say(_WORDS[phase]), size, color, weight, "center")
            x += width + _PHASE_GAP * size
        return begin


def framed(experiment: Experiment, settings: FilmSettings, plan: Plan, *, has_target: bool) -> tuple[QRectF, View]:
    """Where the network stands in the picture, and how it is looked at."""
    face, bias = settings.face, settings.bias
    if reason_against(face, experiment) is not None:
        face = Face.AUTO
    place, scale = place_network(experiment.network, plan, has_target=has_target, face=face, bias=bias)
    return place, View(place.width(), place.height(), scale=scale, has_legend=False, face=face, bias=bias)


def paint_network(painter: QPainter, frame: Frame, place: QRectF, theme: Theme) -> None:
    """The network in its place, by the same painter as on the canvas."""
    painter.save()
    painter.translate(place.topLeft())
    paint(painter, frame, theme)
    painter.restore()


def structure_of(network: Network) -> str:
    """`2-4-2-1, tanh`."""
    kinds = dict.fromkeys(layer.activation for layer in network.layers)
    return ", ".join(["-".join(map(str, network.sizes)), *kinds])


def _elided(text: str, size: float, weight: int, width: float) -> str:
    return QFontMetricsF(font(size, weight)).elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0.0))


def _fitting_size(text: str, size: float, width: float, height: float) -> float:
    """The largest of a few sizes at which a paragraph fits its room."""
    for share in (1.0, 0.9, 0.8, 0.7):
        if line_count(text, share * size, width) * share * size * _LINE_PITCH <= height:
            return share * size
    return 0.6 * size


def line_count(text: str, size: float, width: float) -> int:
    """How many lines a text of this size needs."""
    layout = QTextLayout(text, font(size))
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        count += 1
    layout.endLayout()
    return count
