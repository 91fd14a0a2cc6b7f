"""One instant of a film, small, and a slider that chooses which."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from core.message import Message
from simulator.film.film import Film
from simulator.words import say
from widgets.controls import column_of, row_of, text_label
from widgets.style import current_theme

_STEPS = 1000
_FIRST_SHARE = 0.45


class FilmPreview(QWidget):
    """What the recorder would paint at the time chosen, by the same film."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = _Picture()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setValue(round(_FIRST_SHARE * _STEPS))
        name = say(Message("Instant of the preview"))
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(name)
        self._time = text_label("", "small")
        self._time.setMinimumWidth(96)
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = column_of(self.picture)
        layout.addLayout(row_of(self.slider, self._time))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.slider.valueChanged.connect(self._show_time)

    def show_film(self, film: Film | None) -> None:
        """None: there is nothing that could be filmed."""
        self.picture.film = film
        self.slider.setEnabled(film is not None)
        self._show_time()

    def _show_time(self) -> None:
        film = self.picture.film
        if film is None:
            self._time.setText("")
        else:
            last = film.frame_count - 1
            frame = round(last * self.slider.value() / _STEPS)
            self.picture.time = film.time_of(frame)
            seconds, whole = f"{float(self.picture.time):.1f}", f"{film.frame_count / film.settings.fps:.1f}"
            self._time.setText(say(Message("{seconds} of {whole} s", seconds=seconds, whole=whole)))
        self.picture.update()


class _Picture(QWidget):
    """The film's picture, as large as fits, in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.film: Film | None = None
        self.time = Fraction(0)
        self.setAccessibleName(say(Message("Preview of the film")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 240)

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.film is None:
            return
        size = self.film.settings
        scale = min((self.width() - 2) / size.width, (self.height() - 2) / size.height)
        width, height = size.width * scale, size.height * scale
        left, top = (self.width() - width) / 2, (self.height() - height) / 2
        painter = QPainter(self)
        painter.save()
        painter.setClipRect(QRectF(left, top, width, height))
        painter.translate(left, top)
        painter.scale(scale, scale)
        self.film.paint_at(painter, self.time)
        painter.restore()
        painter.setPen(QPen(QColor(current_theme().border), 1))
        painter.drawRect(QRectF(left - 0.5, top - 0.5, width + 1, height + 1))
        painter.end()
