"""What is on show: one trace of the experiment, its timeline, and the playhead. Looking changes nothing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.experiment import Experiment
from core.network import Array, Network
from core.practice.veil import veiled
from core.quantity import Quantity
from core.results.batch_slopes import batch_of, batch_slopes, first_rows, with_batch
from core.trace import Trace, trace_example
from simulator.document.document import Document
from simulator.frames.face import BiasAs
from simulator.frames.frame import Frame
from simulator.frames.framing import frame_at, still_frame_at
from simulator.frames.timeline import Detail, Timeline, timeline_of
from simulator.frames.view import View
from simulator.stage.batch_step import BatchStep, experiment_of, trace_of
from simulator.stage.playhead import Playhead

MOST_ROWS = 2000
"""Of a larger batch so many rows are averaged, which is said: an edit is to be seen at once."""


def _batch_key(experiment: Experiment) -> tuple[object, ...]:
    """What the rows of the batch and their targets depend on."""
    network = experiment.network
    return experiment.data, experiment.training, network.sizes, network.output.activation


class Stage(QObject):
    """Follows the document; while a run is watched or scrubbed, shows that network in the document's experiment."""

    changed = Signal()
    """Another trace is on show."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._network: Network | None = None
        self.step: BatchStep | None = None
        """The batch whose step is on show, where it is not the example's own."""
        self._detail: Detail | None = None
        self._bias = BiasAs.NUMBER
        self._last: tuple[tuple[Trace, Timeline, float | None, View], Frame] | None = None
        self.is_whole_batch = self.is_still = False
        self._batch: tuple[tuple[object, ...], tuple[Array, Array], list[int]] | None = None
        self.experiment = document.experiment
        self.hidden: frozenset[Quantity] = frozenset()
        """What of the whole step is not to be told at the moment: nothing, but in an exercise."""
        self.whole_trace: Trace = trace_example(self.experiment)
        self.trace: Trace = self.whole_trace
        self.timeline: Timeline = self._timeline()
        self.playhead = Playhead(self.timeline, self)
        document.changed.connect(self._follow)

    @property
    def is_showing_document(self) -> bool:
        """False while the network on show is a moment of a training run."""
        return self._network is None

    @property
    def notes(self) -> str:
        """Those of the experiment; they often tell what comes out, so there are none while that is hidden."""
        return "" if self.hidden else self.experiment.notes

    def show_network(self, network: Network | None) -> None:
        """Show another network in place of the document's; None: the document's again."""
        if network is self._network and self.step is None:
            return
        self._network, self.step = network, None
        self._refresh(self._document.experiment)

    def show_step(self, step: BatchStep) -> None:
        """Show the step that a run made with one batch, from the network before it (raises Problem)."""
        self._network, self.step = step.before, step
        self._refresh(self._document.experiment)

    def set_detail(self, detail: Detail | None) -> None:
        """How finely the step is told; None: as suits the network. The playhead stays in its beat's phase."""
        self._detail = detail
        self._tell_anew()

    def set_bias(self, bias: BiasAs) -> None:
        """Whether biases travel along edges of their own."""
        if bias is not self._bias:
            self._bias = bias
            self._tell_anew()

    def _tell_anew(self) -> None:
        self.timeline = self._timeline()
        self.playhead.set_timeline(self.timeline)
        self.changed.emit()

    def set_whole_batch(self, is_wanted: bool) -> None:
        """Show the mean slopes of the training rows, and the update they make, in place of the example's own."""
        self.is_whole_batch = is_wanted
        self._refresh(self._document.experiment)

    def set_hidden(self, hidden: frozenset[Quantity]) -> None:
        """Show the step without these numbers; whoever looks at `trace` cannot give them away."""
        if hidden != self.hidden:
            self.hidden = hidden
            self.trace = veiled(self.whole_trace, hidden)
            self.changed.emit()

    def set_still(self, is_wanted: bool) -> None:
        """Show how every beat ends, in place of what travels meanwhile, fading from one to the next; time goes on as
        ever."""
        self.is_still = is_wanted
        self.changed.emit()

    @property
    def time(self) -> float | None:
        """The instant that is shown, or that comes into view; None at rest."""
        now = self.playhead.time
        return self.timeline.still_at(now) if self.is_still and now is not None else now

    def frame(self, view: View) -> Frame:
        """What is to be drawn now."""
        fading = self._fading
        asked = (self.trace, self.timeline, self.time if fading is None else fading, view)
        # Pointing, placing and painting ask for the same frame in turn; a frame depends on nothing else.
        if self._last is None or self._last[0] != asked:
            made = frame_at(*asked) if fading is None else still_frame_at(self.trace, self.timeline, fading, view)
            self._last = asked, made
        return self._last[1]

    @property
    def _fading(self) -> float | None:
        """Now, while one beat gives way to the next where nothing is to travel."""
        now = self.playhead.time
        return now if self.is_still and now is not None and self.timeline.faded_in(now) < 1 else None

    def _follow(self, old: Experiment, new: Experiment) -> None:
        if old.network is not new.network or self.step is not None:
            self._network = self.step = None
        self._refresh(new)

    def _refresh(self, experiment: Experiment) -> None:
        shown = experiment if self._network is None else replace(experiment, network=self._network)
        if self.step is not None:
            shown = experiment_of(self.step, experiment)
        self.experiment = shown
        self.whole_trace = self._traced(shown) if self.step is None else trace_of(self.step, shown)
        self.trace = veiled(self.whole_trace, self.hidden)
        self.timeline = self._timeline()
        self.playhead.set_timeline(self.timeline)
        self.changed.emit()

    def _traced(self, experiment: Experiment) -> Trace:
        step = trace_example(experiment)
        if not self.is_whole_batch or step.targets is None or experiment.data.source == "none":
            return step
        network, key = experiment.network, _batch_key(experiment)
        if self._batch is None or self._batch[0] != key:
            self._batch = key, batch_of(experiment, MOST_ROWS), first_rows(experiment, MOST_ROWS)
        _, (inputs, targets), rows = self._batch
        return with_batch(step, batch_slopes(network, inputs, targets, experiment.training, rows))

    def _timeline(self) -> Timeline:
        has_target = self.trace.targets is not None
        return timeline_of(self.trace.network, has_target, self._detail, self._bias)
