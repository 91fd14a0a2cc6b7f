"""The weights of one layer in a table: typed, copied to a spreadsheet, pasted from one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.message import Message
from simulator.frames.elements import UnitAt
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import row_of, text_label
from widgets.tables.sheet import SheetDialog, SheetTable
from widgets.tables.weights_model import WeightsModel


class WeightsDialog(SheetDialog):
    """Follows the network on show; the window stays usable beside it."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    element_chosen = Signal(object)
    """A cell or the name of its line was clicked: the edge, bias or unit that it stands for."""

    def __init__(self, stage: Stage, column: int = 1, parent: QWidget | None = None) -> None:
        self.model = WeightsModel()
        hint = Message(
            "A line holds the weights into one unit. Type a number or 1/3, or paste cells from a spreadsheet."
        )
        table = SheetTable(self.model, say(Message("Weights")))
        super().__init__(say(Message("Weights")), table, say(hint), parent)
        self._stage = stage
        self.layers = ComboBox(say(Message("Layer")))
        self.column.insertLayout(0, row_of(text_label(say(Message("Into layer")), "label"), self.layers, None))
        self.layers.setMinimumWidth(200)
        self.layers.chosen.connect(self.show_layer)
        self.model.edit_requested.connect(self._pass_on)
        self.model.refused.connect(self.complain)
        self.table.clicked.connect(lambda cell: self.element_chosen.emit(self.model.element_at(cell)))
        self.table.verticalHeader().sectionClicked.connect(
            lambda row: self.element_chosen.emit(UnitAt(self.model.column, row))
        )
        stage.changed.connect(self._follow)
        self.model.column = column
        self._follow()
        self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus()

    def show_layer(self, column: object) -> None:
        """The layer in this column (1 is the first layer)."""
        assert isinstance(column, int)
        self.complain("")
        self.model.show_layer(self._stage.experiment, column)
        self.layers.choose(column)
        self.table.fit_columns()

    def _follow(self) -> None:
        """Another network may be on show, with fewer layers."""
        network = self._stage.experiment.network
        self.layers.set_choices([(column, layer.name) for column, layer in enumerate(network.layers, start=1)])
        self.show_layer(min(self.model.column, len(network.layers)))

    def _pass_on(self, name: Message, experiment: object) -> None:
        self.complain("")
        self.edit_requested.emit(name, experiment)
