"""Between the canvas and the explanation: which number is explained, and where its links lead."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.quantity import Quantity
from simulator.elements import Element
from simulator.moment import Moment
from simulator.stage import Stage
from widgets.canvas import Canvas
from widgets.explaining import element_of, meant_now, quantities_of
from widgets.explanation_panel import ExplanationPanel


class ExplanationDesk(QObject):
    """Explains what is selected; while the step plays, what it is about. A number chosen by hand stays."""

    def __init__(self, stage: Stage, canvas: Canvas, panel: ExplanationPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._canvas = canvas
        self._panel = panel
        self._chosen: Quantity | None = None
        canvas.selected.connect(self._follow_selection)
        stage.changed.connect(self.show)
        stage.playhead.moved.connect(self._follow_phase)
        panel.quantity_chosen.connect(self.explain)

    def show(self) -> None:
        """Explain the number chosen, else the one that is meant now."""
        trace = self._stage.trace
        quantities = quantities_of(trace, self._canvas.selection)
        beat = Moment(self._stage.timeline, self._stage.playhead.time).beat
        chosen = self._chosen if self._chosen in quantities else None
        current = chosen or meant_now(quantities, beat.phase if beat else None)
        self._panel.show_quantities(trace, quantities, current)

    def _follow_selection(self, _: Element | None) -> None:
        self._chosen = None
        self.show()

    def _follow_phase(self) -> None:
        if self._chosen is None:
            self.show()

    def explain(self, quantity: Quantity) -> None:
        """Something led on to this number of the trace: show what it belongs to, and explain it."""
        self._canvas.show_element(element_of(self._stage.trace, quantity))
        self._chosen = quantity
        self.show()
