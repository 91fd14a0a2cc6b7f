"""The picture of gradient descent as something to play and to read from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.message import Message
from core.network import Array
from core.numbers import exact, short
from core.results.descent import Descent
from simulator.plots.descent_marks import last_step
from simulator.plots.descent_picture import DescentPicture, picture_of
from simulator.plots.paint_descent import paint_descent
from simulator.theme import Theme
from simulator.words import say
from widgets.descent.step_player import StepPlayer
from widgets.parts.picture_mark import mark_as_picture
from widgets.parts.readout import paint_readout
from widgets.parts.style import Themed, current_theme

_REACH = 9.0
_BELOW, _ABOVE = 116, 34
_TALLEST = 600


class DescentView(Themed, QWidget):
    """The ball walks here and nowhere else: nothing of the experiment changes.

    Arrow keys go a step on and back, the space bar plays, Home leads back to the start.
    """

    def __init__(self) -> None:
        super().__init__()
        mark_as_picture(self)
        self.descent: Descent | None = None
        self.player = StepPlayer(self)
        self._run: Array | None = None
        self._picture: DescentPicture | None = None
        self._mouse: QPointF | None = None
        self.player.moved.connect(self._refresh)
        self.setAccessibleName(say(Message("Gradient descent")))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(200)

    # --- what is shown

    def show_descent(self, descent: Descent, run: Array | None = None) -> None:
        """Another descent; a finer one of the same leaves the ball where it is. `run` is the way training took."""
        old, self.descent, self._run = self.descent, descent, run
        self.player.set_last(last_step(descent))
        if old is None or len(old.places) != len(descent.places):
            self._fit_height()
        if old is None or not _is_finer(descent, old):
            self.player.to_start()
        self._refresh()

    def show_run(self, run: Array | None) -> None:
        """The way that training took over two numbers."""
        self._run = run
        self._refresh()

    @property
    def picture(self) -> DescentPicture | None:
        """What is painted; made when it is first needed."""
        if self._picture is None and self.descent is not None:
            size = float(self.width()), float(self.height())
            self._picture = picture_of(self.descent, self.player.shown, *size, self._run)
        return self._picture

    def _refresh(self) -> None:
        self._picture = None
        if self.descent is not None and not self.player.is_moving:
            self.setAccessibleDescription(self._in_words())
        self.update()

    def _in_words(self) -> str:
        picture = self.picture
        assert picture is not None
        equations = [] if picture.equation is None else picture.equation.lines
        steps = ["".join(run.text for run in line) for line in equations]
        return ". ".join([*picture.names, picture.reading, *steps, picture.sentence])

    # --- size and look

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture = None
        self._fit_height()

    def _fit_height(self) -> None:
        """As high as suits its width; over two numbers the plane is a square."""
        is_square = self.descent is not None and len(self.descent.places) > 1
        plane = (self.width() - 54) * (1.0 if is_square else 0.72)
        self.setFixedHeight(round(min(plane + _ABOVE + _BELOW + (74 if is_square else 0), _TALLEST)))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, picture = current_theme(), self.picture
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.ink if is_focused else theme.hairline), 2 if is_focused else 1))
        painter.setBrush(QColor(theme.canvas))
        inset = 1.0 if is_focused else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        if picture is not None:
            paint_descent(painter, picture, theme)
            self._paint_reading(painter, picture, theme)
        painter.end()

    # --- hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse = None
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.player.pause()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        player = self.player
        does = {
            Qt.Key.Key_Right: player.step_on,
            Qt.Key.Key_Left: player.step_back,
            Qt.Key.Key_Home: player.to_start,
            Qt.Key.Key_Space: player.pause if player.is_moving else player.play,
        }
        if event.key() in does:
            does[Qt.Key(event.key())]()
        else:
            super().keyPressEvent(event)

    def readings(self, at: QPointF) -> tuple[QPointF, list[tuple[str, str]]] | None:
        """What stands at a place of the picture: of a step its exact numbers, else of the nearest value tried."""
        descent, picture = self.descent, self.picture
        if descent is None or picture is None or not picture.axes.plane.contains(at.x(), at.y()):
            return None
        distances = np.hypot(picture.trail[:, 0] - at.x(), picture.trail[:, 1] - at.y())
        nearest = int(distances.argmin())
        loss = say(Message("loss"))
        if distances[nearest] <= _REACH:
            numbers = [exact(value) for value in descent.walk.points[nearest].tolist()]
            values = [("" if len(numbers) > 1 else picture.names[0], ", ".join(numbers))]
            step = (say(Message("step")), str(nearest))
            where = QPointF(*picture.trail[nearest].tolist())
            return where, [step, *values, (loss, exact(float(descent.walk.losses[nearest])))]
        numbers_there = picture.axes.under(at.x(), at.y())
        places = [
            int(np.abs(axis - number).argmin()) for axis, number in zip(descent.axes, numbers_there, strict=False)
        ]
        chosen = [float(axis[place]) for axis, place in zip(descent.axes, places, strict=True)]
        found = float(descent.losses[tuple(reversed(places))])
        up = found if len(chosen) == 1 else chosen[1]
        where = QPointF(*picture.axes.at(chosen[0], up)[0].tolist())
        named = [
            (name if len(chosen) == 1 else name.split(" ")[0], short(value))
            for name, value in zip(picture.names, chosen, strict=True)
        ]
        return where, [*named, (loss, short(found))]

    def _paint_reading(self, painter: QPainter, picture: DescentPicture, theme: Theme) -> None:
        read = None if self._mouse is None or self.player.is_moving else self.readings(self._mouse)
        if read is None:
            return
        where, values = read
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width in ((theme.canvas, 4.5), (theme.ink, 2)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawEllipse(where, 6, 6)
        paint_readout(painter, where, values, self.width(), theme)


def _is_finer(new: Descent, old: Descent) -> bool:
    """Whether both are of the same steps."""
    is_same_walk = new.network is old.network and new.walk.rate == old.walk.rate
    return is_same_walk and new.places == old.places and new.loss_name == old.loss_name
