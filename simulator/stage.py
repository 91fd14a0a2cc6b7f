"""What is on show: one trace of the experiment, its timeline, and the playhead. Looking changes nothing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.experiment import Experiment
from core.network import Network
from core.trace import Trace, trace_example
from simulator.document import Document
from simulator.frame import Frame, View
from simulator.framing import frame_at
from simulator.playhead import Playhead
from simulator.timeline import Detail, Timeline, timeline_of


class Stage(QObject):
    """Follows the document; while a run is watched or scrubbed, shows that network in the document's experiment."""

    changed = Signal()
    """Another trace is on show."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._network: Network | None = None
        self._detail: Detail | None = None
        self.experiment = document.experiment
        self.trace: Trace = trace_example(self.experiment)
        self.timeline: Timeline = self._timeline()
        self.playhead = Playhead(self.timeline, self)
        document.changed.connect(self._follow)

    @property
    def is_showing_document(self) -> bool:
        """False while the network on show is a moment of a training run."""
        return self._network is None

    def show_network(self, network: Network | None) -> None:
        """Show another network in place of the document's; None: the document's again."""
        if network is self._network:
            return
        self._network = network
        self._refresh(self._document.experiment)

    def set_detail(self, detail: Detail | None) -> None:
        """How finely the step is told; None: as suits the network. The playhead stays in its beat's phase."""
        self._detail = detail
        self.timeline = self._timeline()
        self.playhead.set_timeline(self.timeline)
        self.changed.emit()

    def frame(self, view: View) -> Frame:
        """What is to be drawn now."""
        return frame_at(self.trace, self.timeline, self.playhead.time, view)

    def _follow(self, old: Experiment, new: Experiment) -> None:
        if old.network is not new.network:
            self._network = None
        self._refresh(new)

    def _refresh(self, experiment: Experiment) -> None:
        shown = experiment if self._network is None else replace(experiment, network=self._network)
        self.experiment = shown
        self.trace = trace_example(shown)
        self.timeline = self._timeline()
        self.playhead.set_timeline(self.timeline)
        self.changed.emit()

    def _timeline(self) -> Timeline:
        has_target = self.trace.targets is not None
        return timeline_of(self.trace.network, has_target, self._detail)
