"""What mouse and keyboard read on the plot: the record they are at, on a card, with a crosshair."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from core.runs.peaks import nearest
from widgets.loss.loss_axes import LossAxis
from widgets.loss.loss_places import LossPlaces
from widgets.loss.loss_reading import LossReading
from widgets.loss.loss_signs import LossSigns
from widgets.loss.readout_card import Rows


class LossPointer:
    """The record under the mouse; by keyboard that of the playhead."""

    def __init__(
        self,
        plot: QWidget,
        places: LossPlaces,
        signs: LossSigns,
        values: LossAxis,
        rows_at: Callable[[int, float], Rows],
    ) -> None:
        """`values` is the axis on which the height of the mouse is read; `rows_at` says what there is to read at a
        record, and next to an x of the plot."""
        self._plot, self._places = plot, places
        self._signs = signs
        self._values = values
        self._rows_at = rows_at
        self._card = LossReading(plot)
        self._hovered: int | None = None
        self._at = QPointF()

    def hover(self, at: QPointF, margin: float) -> None:
        """The mouse is at a place of the plot; so far above the plane signs are read too."""
        places = self._places
        is_inside = len(places.epochs) and places.plane.adjusted(-6, -margin, 6, 6).contains(at)
        self._hovered = nearest(places.epochs, places.epoch_under(at.x())) if is_inside else None
        self._at = at
        self.show()

    def leave(self) -> None:
        """The mouse is elsewhere."""
        self._hovered = None
        self.show()

    def show(self) -> None:
        """Bring card and crosshair up to date."""
        places, index = self._places, self._index
        epoch = places.epoch_at(index)
        is_read = epoch is not None and places.is_seen(epoch)
        is_mouse = is_read and self._hovered is not None and places.plane.contains(self._at)
        self._signs.show_crosshair(
            places.x.place(epoch) if epoch is not None and is_read else None,
            places.height_under(self._at) if is_mouse else None,
        )
        self._values.show_reading(self._at.y() if is_mouse else None)
        if index is None or epoch is None or not is_read:
            self._card.hide()
            return
        x = places.x_at(epoch)
        self._card.show(x, self._rows_at(index, self._at.x() if self._hovered is not None else x))

    @property
    def _index(self) -> int | None:
        """The record that is read."""
        if self._hovered is not None and self._hovered >= len(self._places.epochs):
            self._hovered = None
        index = self._hovered
        if index is None and self._plot.hasFocus():
            index = self._places.index
        return index if self._plot.isVisible() else None
