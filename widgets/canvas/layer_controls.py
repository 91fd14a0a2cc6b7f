"""Controls above the columns of the canvas: fewer and more units, the activation, and between columns a new layer."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.activations import Activation
from core.experiment import Experiment
from core.message import Message
from core.network import Layer
from core.structure import binding
from simulator.fonts import text_width
from simulator.frames.framing import headings_at, layout_for
from simulator.stage.structure_edits import (
    activation_chosen,
    activations_for,
    layer_inserted,
    unit_added,
    unit_removed,
)
from simulator.words import say
from widgets.canvas.canvas_view import CanvasView
from widgets.parts.controls import ToolButton, row_of, text_label
from widgets.parts.curve_icon import curve_icon
from widgets.parts.icons import paint_icon
from widgets.parts.plain_text import plain_tip
from widgets.parts.style import Themed, current_theme

HEIGHT = 24
MIDDLE = 46.0
"""Pixels from the top of the canvas at 100 %."""
_AIR = 8


class LayerControls(QObject):
    """Places a control above every column for which there is room, while nothing plays."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._controls: list[LayerControl] = []
        self._inserts: list[InsertButton] = []
        self._asked: tuple[object, ...] = ()

    def refresh(self, is_wanted: bool) -> None:
        """Another network, another size, another view: put everything where it belongs."""
        experiment, view = self._canvas.experiment, self._canvas.view
        asked = (*_shown_of(experiment), layout_for(self._canvas.trace, view), view.zoom, view.pan, is_wanted)
        if asked == self._asked:  # as for every picture of a training run
            return
        self._asked = asked
        count = len(experiment.network.sizes)
        while len(self._controls) < count:
            self._add_control(len(self._controls))
        shown: set[int] = set()
        for column, control in enumerate(self._controls):
            if column < count and is_wanted:
                control.show_column(experiment)
                if self._fits(column, control) or (control.drop_count() and self._fits(column, control)):
                    shown.add(column)
        self._canvas.controlled = frozenset(shown)
        for column, control in enumerate(self._controls):
            control.setVisible(column in shown)
        self._place(is_wanted)

    def _place(self, is_wanted: bool) -> None:
        view = self._canvas.view
        layout = layout_for(self._canvas.trace, view)
        xs = [column.x * layout.scale * view.zoom + view.pan[0] for column in layout.columns]
        y = round(MIDDLE * layout.scale)
        for column in self._canvas.controlled:
            control = self._controls[column]
            control.move(QPoint(round(xs[column] - control.width() / 2), y - HEIGHT // 2))
        for gap, insert in enumerate(self._inserts):
            # Between enlarged columns they would lie on the picture.
            has_room = view.zoom == 1 and gap + 1 < len(xs) and self._insert_fits(xs, gap)
            is_here = is_wanted and has_room
            insert.setVisible(is_here)
            if is_here:
                middle = (self._right_of(xs, gap) + self._left_of(xs, gap + 1)) / 2
                insert.move(QPoint(round(middle - insert.width() / 2), y - insert.height() // 2))

    def _fits(self, column: int, control: LayerControl) -> bool:
        """Whether a control stays clear of its neighbours' headings, and there is something on it."""
        view = self._canvas.view
        layout = layout_for(self._canvas.trace, view)
        columns = layout.columns
        if len(columns) < 2 or not control.has_anything:
            return False
        scale = layout.scale * view.zoom
        control.adjustSize()
        if column == len(columns) - 1 and self._canvas.trace.targets is not None:
            # Right of it, in the same line, stands what the loss is called.
            loss = headings_at(self._canvas.trace, layout, view)[-1].subtitle
            room = (layout.gauge_x - columns[-1].x) * scale - text_width(loss, 13) * layout.scale / 2
            if control.width() / 2 + _AIR > room:
                return False
        return control.width() + InsertButton.SIDE + 2 * _AIR <= (columns[1].x - columns[0].x) * scale

    def _insert_fits(self, xs: list[float], gap: int) -> bool:
        return self._left_of(xs, gap + 1) - self._right_of(xs, gap) >= InsertButton.SIDE + _AIR

    def _right_of(self, xs: list[float], column: int) -> float:
        half = self._controls[column].width() / 2 if column in self._canvas.controlled else 30.0
        return xs[column] + half

    def _left_of(self, xs: list[float], column: int) -> float:
        half = self._controls[column].width() / 2 if column in self._canvas.controlled else 30.0
        return xs[column] - half

    def _add_control(self, column: int) -> None:
        control = LayerControl(self._canvas, column)
        self._controls.append(control)
        if column:
            insert = InsertButton(self._canvas)
            insert.clicked.connect(
                lambda *_: self._canvas.attempt(lambda experiment: layer_inserted(experiment, column))
            )
            self._inserts.append(insert)


def _shown_of(experiment: Experiment) -> tuple[object, ...]:
    """All that the controls say."""
    network, data = experiment.network, experiment.data
    layers = tuple((layer.name, layer.activation) for layer in network.layers)
    return network.sizes, layers, data.source, data.features


class LayerControl(Themed, QWidget):
    """− n + | activation, of one column."""

    def __init__(self, canvas: CanvasView, column: int) -> None:
        super().__init__(canvas)
        self._column = column
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        noun = (Message("Remove the last input"), Message("Add an input"))
        if column:
            noun = (Message("Remove the last unit"), Message("Add a unit"))
        self.fewer = ToolButton("minus", say(noun[0]), 22, 12, "pill")
        self.more = ToolButton("plus", say(noun[1]), 22, 12, "pill")
        self._count = text_label("", "number")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.setMinimumWidth(20)
        self.activation = ActivationButton()
        layout = row_of(self.fewer, self._count, self.more, self.activation, spacing=0)
        layout.setContentsMargins(2, 1, 2, 1)
        self.setLayout(layout)
        self.fewer.clicked.connect(lambda: canvas.attempt(lambda experiment: unit_removed(experiment, column)))
        self.more.clicked.connect(lambda: canvas.attempt(lambda experiment: unit_added(experiment, column)))
        self.activation.chosen.connect(
            lambda name: canvas.attempt(lambda experiment: activation_chosen(experiment, column, name))
        )

    @property
    def has_anything(self) -> bool:
        return not self.more.isHidden() or not self.activation.isHidden()

    def show_column(self, experiment: Experiment) -> None:
        network, column = experiment.network, self._column
        size = network.sizes[column]
        name = say(Message("inputs")) if column == 0 else network.layers[column - 1].name
        if column:
            # The same two buttons stand above every layer: a screen reader tells them apart by its name.
            self.fewer.rename(say(Message("Remove the last unit of {name}", name=name)))
            self.more.rename(say(Message("Add a unit to {name}", name=name)))
        self.setAccessibleName(say(Message("Layer {name}", name=name)))
        is_bound = binding(experiment, column) is not None
        self._count.setText(str(size))
        for widget in (self.fewer, self._count, self.more):
            widget.setVisible(not is_bound)
        self.fewer.setEnabled(size > 1)
        self.activation.setVisible(column > 0)
        if column:
            layer = network.layers[column - 1]
            self.activation.show_choice(layer, activations_for(network, column))

    def drop_count(self) -> bool:
        """Where room is scarce, the number of units goes first. Whether anything is left."""
        for widget in (self.fewer, self._count, self.more):
            widget.hide()
        return self.has_anything

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(QColor(theme.raised))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, HEIGHT / 2, HEIGHT / 2)
        if not self.more.isHidden() and not self.activation.isHidden():
            x = self.activation.x() - 0.5
            painter.drawLine(round(x), 1, round(x), HEIGHT - 2)
        painter.end()


class ActivationButton(QToolButton):
    """The activation of a layer, and a menu of the others."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "pill-text")
        self.setFixedHeight(22)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self._name = ""
        self._entries: list[Activation] = []

    def show_choice(self, layer: Layer, entries: list[Activation]) -> None:
        """What the layer has, among what it can have."""
        self._name, self._entries = layer.activation, entries
        self.setText(self._name)
        self.setAccessibleName(say(Message("Activation of {layer}: {name}", layer=layer.name, name=self._name)))
        self.setToolTip(plain_tip(say(Message("Activation of {layer}", layer=layer.name))))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._name) + 34, hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_icon(painter, "down", QRectF(self.width() - 22, self.height() / 2 - 8, 16, 16), current_theme().text_2)
        painter.end()

    def _fill(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        for entry in self._entries:
            made = self._menu.addAction(curve_icon(entry.name), entry.name)
            made.setCheckable(True)
            made.setChecked(entry.name == self._name)
            made.setToolTip(say(entry.sentence))
            made.triggered.connect(lambda *_, name=entry.name: self.chosen.emit(name))
            group.addAction(made)


class InsertButton(Themed, QToolButton):
    """A dashed circle with a plus."""

    SIDE = 22

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setFixedSize(self.SIDE, self.SIDE)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        words = say(Message("Insert a layer here"))
        self.setAccessibleName(words)
        self.setToolTip(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        is_active = self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.ink if is_active else theme.border_strong), 1.5 if self.hasFocus() else 1)
        pen.setDashPattern([3, 2.4])
        painter.setPen(pen)
        painter.setBrush(QColor(theme.canvas))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
        paint_icon(painter, "plus", QRectF(4, 4, 14, 14), theme.ink if is_active else theme.text_2)
        painter.end()
