"""A film before it is recorded, small: any instant of it, or all of it at its own speed."""

from __future__ import annotations

import time
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QHideEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from core.message import Message
from simulator.film.film import Film
from simulator.theme import Theme, mix
from simulator.words import say
from widgets.parts.controls import ToolButton, column_of, row_of, text_label
from widgets.parts.style import current_theme

_STEPS = 1000
_FIRST_SHARE = 0.45
_TICK = 16
"""Milliseconds between two pictures: as quick as screens are."""
_SQUARE = 8


class FilmPreview(QWidget):
    """What the recorder would paint at the time chosen, by the same film."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = _Picture()
        self.play_button = ToolButton("play", say(Message("Play the preview")))
        self.play_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.play_button.clicked.connect(self.toggle)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setValue(round(_FIRST_SHARE * _STEPS))
        name = say(Message("Instant of the preview"))
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(name)
        self._time = text_label("", "small")
        self._time.setMinimumWidth(96)
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._clock = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_TICK)
        self._clock.timeout.connect(self._play_on)
        self._began = 0.0
        self._is_at_rest = True
        """Whether nobody has chosen an instant yet: then the film is played from its beginning."""
        layout = column_of(self.picture)
        layout.addLayout(row_of(self.play_button, self.slider, self._time))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.slider.valueChanged.connect(self._choose)

    @property
    def is_playing(self) -> bool:
        return self._clock.isActive()

    def show_film(self, film: Film | None) -> None:
        """None: there is nothing that could be filmed. A film that plays goes on as the new one."""
        self.picture.film = film
        for part in (self.slider, self.play_button):
            part.setEnabled(film is not None)
        if film is None:
            self.pause()
        self._show(self._instant())

    def toggle(self) -> None:
        """Play from the instant chosen, at the film's own speed; or stop there."""
        if self.is_playing:
            self.pause()
            return
        film = self.picture.film
        if film is None:
            return
        from_start = self._is_at_rest or self.picture.time >= film.time_of(film.frame_count - 1)
        self._began = time.monotonic() - (0.0 if from_start else float(self.picture.time))
        self._clock.start()
        self._show_playing(True)
        self._play_on()

    def pause(self) -> None:
        self._clock.stop()
        self._show_playing(False)

    def hideEvent(self, event: QHideEvent) -> None:
        self.pause()
        super().hideEvent(event)

    def _show_playing(self, is_playing: bool) -> None:
        self.play_button.set_icon("pause" if is_playing else "play")
        self.play_button.rename(say(Message("Pause the preview") if is_playing else Message("Play the preview")))

    def _play_on(self) -> None:
        """The picture of now: those whose time went by while another was painted are left out."""
        film = self.picture.film
        assert film is not None
        last = film.frame_count - 1
        frame = int((time.monotonic() - self._began) * film.settings.fps)
        if frame >= last:
            frame = last
            self.pause()
        self._is_at_rest = False
        self.slider.blockSignals(True)
        self.slider.setValue(round(_STEPS * frame / max(last, 1)))
        self.slider.blockSignals(False)
        self._show(film.time_of(frame))

    def _choose(self) -> None:
        self._is_at_rest = False
        instant = self._instant()
        if self.is_playing:
            self._began = time.monotonic() - float(instant)
        self._show(instant)

    def _instant(self) -> Fraction:
        """That of the slider, at a whole picture."""
        film = self.picture.film
        if film is None:
            return Fraction(0)
        return film.time_of(round((film.frame_count - 1) * self.slider.value() / _STEPS))

    def _show(self, instant: Fraction) -> None:
        film = self.picture.film
        self.picture.time = instant
        if film is None:
            self._time.setText("")
        else:
            seconds, whole = f"{float(instant):.1f}", f"{film.frame_count / film.settings.fps:.1f}"
            self._time.setText(say(Message("{seconds} of {whole} s", seconds=seconds, whole=whole)))
        self.picture.update()


class _Picture(QWidget):
    """The film's picture, as large as fits, in the middle. What is transparent shows squares."""

    def __init__(self) -> None:
        super().__init__()
        self.film: Film | None = None
        self.time = Fraction(0)
        self.setAccessibleName(say(Message("Preview of the film")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.film is None:
            self._paint_nothing(painter)
        else:
            self._paint_film(painter, self.film)
        painter.end()

    def _paint_film(self, painter: QPainter, film: Film) -> None:
        size = film.settings
        scale = min((self.width() - 2) / size.width, (self.height() - 2) / size.height)
        width, height = size.width * scale, size.height * scale
        left, top = (self.width() - width) / 2, (self.height() - height) / 2
        area = QRectF(left, top, width, height)
        painter.save()
        painter.setClipRect(area)
        painter.translate(left, top)
        if size.is_transparent:
            painter.fillRect(QRectF(0, 0, width, height), _squares(film.theme))
        painter.scale(scale, scale)
        film.paint_at(painter, self.time)
        painter.restore()
        painter.setPen(QPen(QColor(current_theme().border), 1))
        painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _paint_nothing(self, painter: QPainter) -> None:
        """Where a film would be; why there is none stands below."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_theme().border), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)


def _squares(theme: Theme) -> QBrush:
    """The pattern that means: nothing is here."""
    made = QPixmap(2 * _SQUARE, 2 * _SQUARE)
    made.fill(QColor(theme.canvas))
    painter = QPainter(made)
    shade = QColor(mix(theme.canvas, theme.ink, 0.12))
    for x, y in ((0, 0), (_SQUARE, _SQUARE)):
        painter.fillRect(x, y, _SQUARE, _SQUARE, shade)
    painter.end()
    return QBrush(made)
