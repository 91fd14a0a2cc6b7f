"""Between what is on show and the picture of gradient descent: which numbers, and when it is worked out anew."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.message import Problem
from core.network import Array
from core.parameters import flat_number
from core.weight_edits import BiasPlace, Place, WeightPlace
from simulator.frames.elements import BiasAt, EdgeAt, Element
from simulator.frames.selection import element_at_place, exists
from simulator.stage.stage import Stage
from simulator.words import say_problem
from widgets.parts.late_body import LateBody
from widgets.runs.training_desk import TrainingDesk

if TYPE_CHECKING:
    from core.results.descent import Descent
    from simulator.results.descender import Descender
    from widgets.descent.descent_panel import DescentPanel

_MOST_MOMENTS = 400
"""Of a run so many are drawn."""


class DescentDesk(QObject):
    """Keeps the panel at the experiment on show. It is made when somebody first looks, and idle while nobody does."""

    edit_requested = Signal(object, object, object)
    edit_ended = Signal()

    def __init__(self, stage: Stage, training: TrainingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._training = training
        self._places: tuple[Place, ...] = ()
        self.body = LateBody()
        """What goes into the dock."""
        self.body.seen.connect(self.follow)
        stage.changed.connect(self.follow)
        training.shown.history_changed.connect(self._show_run)

    @cached_property
    def panel(self) -> DescentPanel:
        """Made when it is first asked for."""
        from widgets.descent.descent_panel import DescentPanel

        panel = DescentPanel()
        panel.places_chosen.connect(self.look_along)
        panel.edit_requested.connect(self.edit_requested)
        panel.edit_ended.connect(self.edit_ended)
        self.body.fill(panel)
        return panel

    @cached_property
    def descender(self) -> Descender:
        """Made when it is first asked for."""
        from simulator.results.descender import Descender

        descender = Descender(self)
        descender.found.connect(self._show)
        descender.failed.connect(self._say_why)
        return descender

    @property
    def is_seen(self) -> bool:
        return self.body.isVisible()

    def select(self, element: Element | None) -> bool:
        """An element was selected on the canvas; returns whether the picture, being looked at, is of it now."""
        if not isinstance(element, EdgeAt | BiasAt):
            return False
        if isinstance(element, BiasAt):
            place: Place = BiasPlace(element.column, element.unit)
        else:
            place = WeightPlace(element.column, element.unit, element.source)
        if place not in self._places:
            self.look_along((place,))
        return self.is_seen

    def look_along(self, places: Sequence[Place]) -> None:
        """Show the loss along these: one, two, or none."""
        self._places = tuple(places)
        self.follow()

    def follow(self) -> None:
        """Another network, experiment or number is on show."""
        if not self.is_seen:
            return
        experiment, network = self._stage.experiment, self._stage.experiment.network
        self._places = tuple(place for place in self._places if exists(element_at_place(place), network))
        self.panel.view.player.is_still = self._stage.is_still
        self.panel.show_experiment(experiment, self._places)
        if self._places:
            is_live = self._training.state == "running" or not self._stage.is_showing_document
            self.descender.ask(experiment, self._places, is_live=is_live)
        else:
            self.descender.forget()

    def close(self) -> None:
        """Nothing more is worked out."""
        if "descender" in vars(self):
            self.descender.close()

    def _show(self, descent: Descent) -> None:
        if not self.is_seen:
            self.descender.forget()  # so that it is asked again when somebody looks
        elif descent.places == self._places:
            self.panel.show_descent(descent, self._run())

    def _show_run(self) -> None:
        if self.is_seen and len(self._places) == 2:
            self.panel.view.show_run(self._run())

    def _run(self) -> Array | None:
        """The way of the last run over two numbers."""
        tape, network = self._training.shown.tape, self._stage.experiment.network
        if len(self._places) != 2 or tape is None or len(tape) < 2 or not tape.fits(network):
            return None
        return tape.way_of([flat_number(network, *place) for place in self._places], _MOST_MOMENTS)

    def _say_why(self, problem: Problem) -> None:
        if self.is_seen:
            self.panel.show_problem(say_problem(problem))
