"""Between what is on show and the explanation: which number is explained, and where its links lead."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.explaining.links import Metric, RowStep, SomeRows
from core.quantity import LOSS, WHOLE_KINDS, Kind, Quantity, value_of
from simulator.frames.elements import Element
from simulator.frames.moment import Moment
from simulator.results.metric_answers import metric_explanation
from simulator.stage.explaining import element_of, meant_now, quantities_of
from simulator.stage.stage import Stage
from widgets.canvas.canvas import Canvas
from widgets.explaining.explanation_panel import ExplanationPanel
from widgets.learnt.results_desk import ResultsDesk


class ExplanationDesk(QObject):
    """Explains what is selected; while the step plays, what it is about. A number chosen by hand stays."""

    row_requested = Signal(int)
    """A row of the data whose own step is wanted: it is to become the example, and the whole batch to go."""
    metric_shown = Signal()
    """A number about many rows is explained, and should be seen."""

    def __init__(
        self,
        stage: Stage,
        canvas: Canvas,
        panel: ExplanationPanel,
        results: ResultsDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._canvas = canvas
        self._panel = panel
        self._results = results
        self._chosen: Quantity | None = None
        self._metric: Metric | None = None
        self._is_leading = False
        """Whether the explanation is what changes the selection."""
        canvas.selected.connect(self._follow_selection)
        stage.changed.connect(self.show)
        stage.playhead.moved.connect(self._follow_phase)
        panel.quantity_chosen.connect(self.explain)
        panel.led_away.connect(self._lead_away)
        panel.pointed.connect(self._point_out)
        results.evaluated.connect(self._follow_results)
        results.metric_chosen.connect(self.explain_metric)
        results.rows.number_chosen.connect(self._show_number_of_row)

    def show(self) -> None:
        """Explain the number chosen, else the one that is meant now; a number about many rows stays."""
        if self._metric is not None:
            return
        trace = self._stage.trace
        quantities = quantities_of(trace, self._canvas.selection)
        beat = Moment(self._stage.timeline, self._stage.playhead.time).beat
        chosen = self._chosen if self._is_there(quantities) else None
        current = chosen or meant_now(quantities, beat.phase if beat else None)
        self._panel.show_quantities(trace, quantities, current)

    def _is_there(self, quantities: tuple[Quantity, ...]) -> bool:
        """Whether the number chosen still is, of what is selected or of the network as a whole."""
        chosen = self._chosen
        if chosen is None or value_of(self._stage.trace, chosen) is None:
            return False
        return chosen in quantities or chosen.kind in WHOLE_KINDS

    def _follow_selection(self, _: Element | None) -> None:
        if self._is_leading:
            return
        self._chosen = None
        self._leave_metric()
        self.show()

    def _follow_phase(self) -> None:
        if self._chosen is None:
            self.show()

    def explain(self, quantity: Quantity) -> None:
        """Something led on to this number of the trace: show what it belongs to, and explain it."""
        self._leave_metric()
        self._canvas.hover(None)
        element = element_of(self._stage.trace, quantity)
        self._chosen, self._is_leading = quantity, True
        if element is not None:
            self._canvas.show_element(element)
        self._is_leading = False
        self.show()

    def _lead_away(self, link: object) -> None:
        """The explanation led to something that is no number of this trace."""
        if isinstance(link, Metric):
            self.explain_metric(link)
        elif isinstance(link, SomeRows):
            self._results.show_rows(link.rows)
        elif isinstance(link, RowStep):
            self._show_row(link)

    def _show_row(self, link: RowStep) -> None:
        """The step of one row alone: of the batch on show, else of the row as the example."""
        step = self._stage.step
        if step is not None and link.row in step.rows:
            self._stage.show_step(replace(step, example=step.rows.index(link.row), is_alone=True))
        else:
            self.row_requested.emit(link.row)
        if value_of(self._stage.trace, link.quantity) is not None:
            self.explain(link.quantity)

    def _show_number_of_row(self, row: int, kind: Kind) -> None:
        """A number in the table of rows: of the output, or the loss."""
        at = LOSS if kind is Kind.LOSS else Quantity(kind, len(self._stage.trace.layers))
        self._show_row(RowStep(row, at))

    def explain_metric(self, metric: Metric, is_to_be_seen: bool = True) -> None:
        """Something led on to a number about many rows: explain it as soon as all rows are answered."""
        self._metric, self._results.is_asked = metric, True
        self._results.look()
        self._follow_results()
        if is_to_be_seen and self._metric is not None:
            self.metric_shown.emit()

    def _follow_results(self) -> None:
        """The rows are answered by another network: the same number about them."""
        evaluation = self._results.evaluation
        if self._metric is None or evaluation is None:
            return
        explanation = metric_explanation(evaluation, self._metric)
        if explanation is None:
            self._leave_metric()
            self.show()
        else:
            self._panel.show_metric(explanation)

    def _leave_metric(self) -> None:
        self._metric, self._results.is_asked = None, False

    def _point_out(self, quantity: Quantity | None) -> None:
        """What the term or row under the pointer stands for lights up on the canvas."""
        trace = self._stage.trace
        self._canvas.hover(None if quantity is None else element_of(trace, quantity))
