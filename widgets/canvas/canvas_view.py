"""The picture on the canvas: what is on show, how one looks at it, and where everything stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.experiment import Experiment
from core.message import Message, Problem
from core.trace import Trace
from simulator.frames.elements import Element
from simulator.frames.face import BiasAs, Face
from simulator.frames.faces import Faces
from simulator.frames.folding import Stretch
from simulator.frames.frame import Frame
from simulator.frames.framing import layout_for
from simulator.frames.pointing import box_of
from simulator.frames.selection import Selection, exists
from simulator.frames.telling_scale import telling_scale
from simulator.frames.unfolding import hides, kept_open, with_opened
from simulator.frames.view import View
from simulator.painting.picture import CanvasPicture
from simulator.stage.selection_edits import Edit
from simulator.stage.stage import Stage
from simulator.theme import Theme
from simulator.words import say
from widgets.canvas.editing import can_edit, value_of
from widgets.canvas.look import Look
from widgets.parts.style import Themed, current_theme

SMALLEST_ZOOM, LARGEST_ZOOM, ZOOM_STEP = 0.5, 8.0, 1.25
LARGEST_SCALE = 2.4
"""Of a network that is shown to many."""
_MARGIN = 48.0
"""So far inside the canvas stands what is brought into view."""


class Listener(Protocol):
    """Tells those who hear the picture what changes in it."""

    def tell_selection(self) -> None: ...

    def tell_beat(self) -> None: ...


class CanvasView(Themed, QWidget):
    """Paints the stage's frame. What is selected and hovered, and from where one looks, is kept here."""

    selected = Signal(object)
    """The Element that the explanation is about now, or None."""
    edit_requested = Signal(object, object, object)
    """The name of the edit (a Message), the experiment it leads to, and a key: edits in a row with the same key are
    one, None is never merged."""
    edit_ended = Signal()
    """The drag is over: what comes next is another edit."""
    edit_given_up = Signal(object)
    """The edits with this key are to be as if they had never been."""
    table_requested = Signal(int)
    """The weights into this column are to be shown as a table."""
    said = Signal(object)
    """Why something could not be done (a Message)."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage
        self._picture = CanvasPicture(stage, self)
        self._picture.refined.connect(self.update)
        self.chosen = Selection()
        self.accessible: Listener | None = None
        """What screen readers see, once one has asked."""
        self.controlled: frozenset[int] = frozenset()
        """The columns with controls above them at the moment."""
        self._hovered: Element | None = None
        self._face, self._faces = Face.AUTO, Faces()
        self._digits = View.digits
        self._opened: tuple[Stretch, ...] = ()
        self._sizes = stage.trace.network.sizes
        self._only_related = False
        self._bias = View.bias
        self._zoom = 1.0
        self._pan = QPointF(0, 0)
        self._is_large = self._spotlight = False
        self._large_scale: tuple[tuple[object, ...], float] = ((), 1.0)
        # All of it is painted: what lies behind need not be.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(480, 300)
        self.setAccessibleName(say(Message("Network")))
        self.setAccessibleDescription(
            say(Message("Arrow keys walk from unit to unit, Enter edits, the space bar plays."))
        )

    @property
    def stage(self) -> Stage:
        return self._stage

    @property
    def experiment(self) -> Experiment:
        """What is on show."""
        return self._stage.experiment

    @property
    def trace(self) -> Trace:
        return self._stage.trace

    @property
    def selection(self) -> Element | None:
        """What the explanation is about; more may be selected beside it (`chosen`)."""
        return self.chosen.primary

    @property
    def view(self) -> View:
        """How the canvas looks at the network at the moment."""
        view = View(
            self.width(),
            self.height(),
            zoom=self._zoom,
            pan=(self._pan.x(), self._pan.y()),
            selection=self.chosen.primary,
            also=self.chosen.also,
            hovered=self._hovered,
            has_focus=self.hasFocus(),
            controlled=self.controlled,
            digits=self._digits,
            face=self._face,
            faces=self._faces.of(self.experiment, self._face),
            opened=self._opened,
            only_related=self._only_related,
            bias=self._bias,
            scale=self._scale,
            has_legend=not self._is_large,
            spotlight=self._spotlight,
        )
        return self._picture.detailed(view, current_theme())

    @property
    def frame(self) -> Frame:
        return self._stage.frame(self.view)

    def attempt(self, edit: Callable[[Experiment], Edit]) -> bool:
        """Ask for an edit of what is on show, or say why it cannot be. Whether it was asked for."""
        try:
            name, changed = edit(self.experiment)
        except Problem as problem:
            self.said.emit(problem.message)
            return False
        self.edit_requested.emit(name, changed, None)
        return True

    def select(self, element: Element | None) -> None:
        """Select this alone, or nothing."""
        self.choose(Selection(element))

    def choose(self, chosen: Selection) -> None:
        """Select all of these."""
        if chosen == self.chosen:
            return
        # What is clicked stays where it is, and a walk does not turn the picture over at every step.
        self._opened = kept_open(chosen, layout_for(self.trace, self.view))
        is_other = chosen.primary != self.chosen.primary
        self.chosen = chosen
        if self.accessible is not None:
            self.accessible.tell_selection()
        self.update()
        if is_other:
            self.selected.emit(chosen.primary)

    def set_only_related(self, is_wanted: bool) -> None:
        """Show what feeds or follows the selection alone, or everything."""
        self._only_related = is_wanted
        self._look_again()

    @property
    def only_related(self) -> bool:
        """Whether the focus mode is on. Without a selection it shows everything."""
        return self._only_related

    def open_fold(self, stretch: Stretch) -> None:
        """Show these of the units that are folded away in a large layer."""
        self._opened = with_opened(self._opened, stretch)
        self._look_again()

    def set_large(self, is_large: bool) -> None:
        """As large as it can be, to be read from the last row; the legend has to go."""
        self._is_large = is_large
        self.fit()

    def set_spotlight(self, is_on: bool) -> None:
        """Whether the beat that plays stands out."""
        self._spotlight = is_on
        self.update()

    @property
    def look(self) -> Look:
        """From where and at what somebody looks."""
        return Look(self._zoom, self._pan, self._opened, self.chosen, self._only_related)

    def take_look(self, look: Look) -> None:
        """Look from there again, at what is still there."""
        self.choose(self.still_there(look.chosen))
        self._zoom, self._pan, self._opened = look.zoom, look.pan, look.opened
        self._moved()
        self._look_again()

    def hide_pointer(self) -> None:
        """Nobody moves it: it would only lie on the picture."""
        self.setCursor(Qt.CursorShape.BlankCursor)

    @property
    def _scale(self) -> float | None:
        """How large the network is; None: as in every window."""
        if not self._is_large:
            return None
        network = self.trace.network
        kinds = tuple(layer.activation for layer in network.layers)
        # Weights change many times a second while training; none of this does.
        key = (self.width(), self.height(), network.sizes, kinds, network.inputs, self._face, self._bias)
        if key != self._large_scale[0]:
            size = self.width(), self.height()
            scale = telling_scale(network, *size, LARGEST_SCALE, face=self._face, bias=self._bias)
            # Type is never smaller than in every window.
            self._large_scale = key, max(scale, 1.0)
        return self._large_scale[1]

    def set_face(self, face: Face) -> None:
        """What units show."""
        self._face = face
        self._look_again()

    def set_digits(self, digits: int) -> None:
        """How many digits labels have, and (`WithFractions`) whether simple fractions stay fractions."""
        self._digits = digits
        self._look_again()

    def set_bias(self, bias: BiasAs) -> None:
        """Whether biases are numbers, or edges."""
        self._bias = bias
        self._stage.set_bias(bias)
        self._look_again()

    def fit(self) -> None:
        """The whole network, as large as the canvas lets it be, and no fold open but for what is selected."""
        self._zoom, self._pan, self._opened = 1.0, QPointF(0, 0), ()
        self._moved()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom so that what is under `at` (default: the middle) stays there."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        zoom = min(LARGEST_ZOOM, max(SMALLEST_ZOOM, self._zoom * factor))
        self._pan = at - (at - self._pan) * (zoom / self._zoom)
        self._zoom = zoom
        self._moved()

    def pan_by(self, by: QPointF) -> None:
        self._pan += by
        self._moved()

    def show_element(self, element: Element) -> None:
        """Select this alone, and see to it that it is seen."""
        self.select(element)
        if hides(self.frame.layout, element):
            self._opened = ()
        self.bring_into_view(element)

    def bring_into_view(self, element: Element) -> None:
        """Move the picture so far that this element is inside the canvas."""
        box = box_of(self.frame, element)
        if box is None:
            return
        inside = QRectF(self.rect()).adjusted(_MARGIN, self.frame.band + _MARGIN, -_MARGIN, -_MARGIN)
        x = min(max(box.x, inside.left()), inside.right())
        y = min(max(box.y, inside.top()), inside.bottom())
        if (x, y) != (box.x, box.y):
            self.pan_by(QPointF(x - box.x, y - box.y))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        self._picture.paint(painter, self.frame, theme)
        self.paint_over(painter, theme)
        painter.end()

    def paint_over(self, painter: QPainter, theme: Theme) -> None:
        """What a hand draws over the picture."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._picture.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._picture.watch(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._moved()

    def _moved(self) -> None:
        """One looks from elsewhere."""
        self.update()

    def _look_again(self) -> None:
        """Something else is on show: what is no longer there is no longer selected."""
        if self._sizes != self.trace.network.sizes:
            self._sizes, self._opened = self.trace.network.sizes, ()
        self.choose(self.still_there(self.chosen))
        if self._hovered is not None and not self._is_there(self._hovered):
            self._hovered = None
        self.update()

    def _follow_time(self) -> None:
        if self.accessible is not None:
            self.accessible.tell_beat()
        self.update()

    def still_there(self, chosen: Selection) -> Selection:
        """All of these that the network on show has."""
        return chosen.kept([each for each in chosen.elements if self._is_there(each)])

    def _is_there(self, element: Element) -> bool:
        """Whether there still is such a unit, and a number where there should be one."""
        experiment = self.experiment
        if not exists(element, self.trace.network):
            return False
        return value_of(experiment, element) is not None or not can_edit(experiment, element)
