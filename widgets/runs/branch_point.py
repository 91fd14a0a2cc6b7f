"""From which moment a new run goes on: of the network made there by hand, or on show while settings were edited."""

from __future__ import annotations

from core.experiment import Experiment
from core.network import Network
from core.runs.tape import TapeReader
from simulator.document.document import Document
from simulator.stage.stage import Stage
from simulator.training.origins import Origin
from simulator.training.run_book import RunBook
from widgets.runs.tape_moments import TapeMoments


class BranchPoint:
    """Shows moments of the run on show, and knows what was edited while one was seen."""

    def __init__(self, document: Document, stage: Stage, moments: TapeMoments, runs: RunBook) -> None:
        self._document = document
        self._stage = stage
        self._moments = moments
        self._runs = runs
        self.index = 0
        """The place on the tape that was asked for last."""
        self._is_set_otherwise = False

    def show(self, tape: TapeReader, index: int, base: Network) -> None:
        """Show a record of the run on show."""
        self.index = index
        self.leave()
        self._moments.show(tape, index, base)

    def leave(self) -> None:
        """Something else is looked at: settings edited so far were not meant for it."""
        self._is_set_otherwise = False

    def follow_edit(self, old: Experiment, new: Experiment) -> None:
        """Settings edited at a moment are meant for what comes after it."""
        if not self._stage.is_showing_document and new.network is old.network:
            is_otherwise = new.training is not old.training or new.data is not old.data
            self._is_set_otherwise = self._is_set_otherwise or is_otherwise

    def remember(self, made: Network) -> None:
        """This network was made by hand of the moment that is seen."""
        moment = self._moment
        if moment is not None:
            self._runs.origins.remember(made, moment)

    @property
    def origin(self) -> Origin | None:
        """Where a run that begins now leaves which other; None: nowhere, it begins by itself."""
        if self._stage.is_showing_document:
            return self._runs.origin_of(self._document.experiment.network)
        return self._moment if self._is_set_otherwise else None

    @property
    def _moment(self) -> Origin | None:
        """What is really seen of a run: of a network that stands in for another, its own place."""
        run = self._runs.shown
        return None if run is None else Origin(run, self._moments.index, self._stage.experiment.network)
