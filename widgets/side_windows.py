"""What opens beside the main window: tables to type into, the film dialog, the command palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from simulator.frames.elements import UnitAt
from simulator.stage.stage import Stage
from widgets.canvas.canvas import Canvas
from widgets.commands.commands import Command, places_of
from widgets.parts.style import Appearance
from widgets.runs.training_desk import TrainingDesk

if TYPE_CHECKING:
    from widgets.commands.command_palette import CommandPalette


class SideWindows(QObject):
    """Each is made when it is first asked for, and what it needs is imported then."""

    edit_requested = Signal(object, object)
    """The name of an edit (a Message) and the experiment it leads to."""

    def __init__(
        self,
        stage: Stage,
        training: TrainingDesk,
        canvas: Canvas,
        appearance: Appearance,
        in_menus: Callable[[], list[Command]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._stage = stage
        self._training = training
        self._canvas = canvas
        self._appearance = appearance
        self._in_menus = in_menus
        self._window = window

    def show_commands(self) -> None:
        """Everything that can be done, by its name."""
        self.palette.toggle()

    @cached_property
    def palette(self) -> CommandPalette:
        from widgets.commands.command_palette import CommandPalette

        return CommandPalette(self._window, self.commands)

    def commands(self) -> list[Command]:
        """What is in the menus, and going to a unit of the network."""
        return [*self._in_menus(), *places_of(self._stage.trace.network, self._go_to)]

    def _go_to(self, unit: UnitAt) -> None:
        self._canvas.show_element(unit)
        self._canvas.setFocus()

    def close(self) -> None:
        """Close every dialog: what they do ends before the window does."""
        for dialog in self._window.findChildren(QDialog):
            dialog.close()

    def show_rows(self) -> None:
        """The rows of the data as a table to type into."""
        from widgets.tables.own_rows_dialog import OwnRowsDialog

        dialog = self._window.findChild(OwnRowsDialog)
        if dialog is None:
            dialog = OwnRowsDialog(self._stage, self._window)
            dialog.edit_requested.connect(self.edit_requested)
            dialog.show()
        dialog.activateWindow()

    def show_weights(self, column: int) -> None:
        """The weights into a column as a table."""
        from widgets.tables.weights_dialog import WeightsDialog

        dialog = self._window.findChild(WeightsDialog)
        if dialog is None:
            dialog = WeightsDialog(self._stage, column, self._window)
            dialog.edit_requested.connect(self.edit_requested)
            dialog.element_chosen.connect(self._canvas.show_element)
            dialog.show()
        dialog.show_layer(column)
        dialog.activateWindow()

    def ask_for_goal(self, kind: str) -> None:
        """How far the run is to go, and then train to there."""
        from widgets.runs.goal_dialog import GoalDialog

        dialog = GoalDialog(self._stage.experiment, kind, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.goal_chosen.connect(self._training.train_to)
        dialog.show()

    def record(self) -> None:
        """The film dialog."""
        # PyAV and its libraries are loaded when first needed.
        from simulator.film.footage import footage_of_tape
        from simulator.film.presets import SLIDES
        from simulator.film.settings import FilmSettings
        from widgets.film.record_dialog import RecordDialog

        tape, seen, experiment = self._training.shown.tape, self._canvas.view, self._stage.experiment
        footage = footage_of_tape(tape, experiment.network) if tape is not None and len(tape) > 1 else None
        settings = FilmSettings(
            theme_name=self._appearance.theme.name,
            detail=self._stage.timeline.detail,
            face=seen.face,
            bias=seen.bias,
            spotlight=seen.spotlight,
        )
        RecordDialog(experiment, SLIDES.applied(settings), footage, self._window).show()
