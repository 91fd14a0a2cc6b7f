"""What can be done on the canvas beside pointing and typing: as actions with keys, and as the context menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from core.experiment import Experiment
from core.message import Message
from core.weight_edits import all_into, all_out_of
from simulator.frames.elements import BiasAt, EdgeAt, Element, UnitAt
from simulator.frames.selection import element_at_place, selected, units_of
from simulator.stage.selection_edits import Operation, offered, operated, units_removed
from simulator.stage.structure_edits import layer_inserted, layer_removed, unit_added, unit_moved
from simulator.words import say
from widgets.canvas.canvas_editing import CanvasEditing, NameOf
from widgets.canvas.canvas_view import CanvasView
from widgets.canvas.editing import can_edit
from widgets.parts.actions import menu_text

_OPERATIONS = {
    Operation.ZERO: (Message("Zero"), "Z"),
    Operation.NEGATE: (Message("Negate"), "N"),
    Operation.RANDOMISE: (Message("Randomise"), "R"),
    Operation.FREEZE: (Message("Freeze"), "L"),
    Operation.RELEASE: (Message("Let it learn again"), "Shift+L"),
    Operation.PRUNE: (Message("Prune"), "X"),
    Operation.RESTORE: (Message("Bring back"), "Shift+X"),
}


class CanvasActions(QObject):
    """Every action acts on what is selected; one that cannot act is grey."""

    def __init__(self, canvas: CanvasView, editing: CanvasEditing) -> None:
        super().__init__(canvas)
        self._canvas, self._editing = canvas, editing
        self._asked: tuple[object, ...] = ()
        self.change = self._action(Message("Change the number…"), self._change, "Return", "Enter")
        self.table = self._action(Message("Weights as a table…"), self._show_table, "T")
        words = Message("Take the unit apart…")
        self.anatomy = self._action(words, self._show_anatomy, "Shift+Return", "Shift+Enter")
        self.rename = self._action(Message("Rename…"), self._rename, "F2")
        self.rename_layer = self._action(Message("Rename the layer…"), self._rename_layer, "Shift+F2")
        self.operations = {
            operation: self._action(words, partial(self._operate, operation), keys)
            for operation, (words, keys) in _OPERATIONS.items()
        }
        self.into = self._action(Message("Select all into it"), lambda: self._select_around(True, False), "I")
        self.out_of = self._action(Message("Select all out of it"), lambda: self._select_around(False, True), "O")
        self.everything = self._action(Message("Select all weights"), self._select_everything, "Ctrl+A")
        self.add_unit = self._action(Message("Add a unit"), self._add_unit, "Insert")
        self.remove_units = self._action(Message("Remove the unit"), self._remove_units, "Delete")
        self.move_up = self._action(Message("Move up"), lambda: self._move(-1), "Alt+Up")
        self.move_down = self._action(Message("Move down"), lambda: self._move(1), "Alt+Down")
        self.layer_before = self._action(Message("Insert a layer before"), lambda: self._insert_layer(0), "Ctrl+Left")
        self.layer_after = self._action(Message("Insert a layer after"), lambda: self._insert_layer(1), "Ctrl+Right")
        self.remove_layer = self._action(Message("Remove the layer"), self._remove_layer, "Ctrl+Delete")
        self.focus = self._action(Message("Focus on the selection"), self._toggle_focus, "Shift+F")
        self.focus.setCheckable(True)
        # It is a way of looking, so it works wherever the keyboard is.
        self.focus.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.refresh()

    @property
    def all(self) -> list[QAction | None]:
        """In the order of a menu; None is a separating line."""
        return [
            self.change,
            self.table,
            self.anatomy,
            self.rename,
            self.rename_layer,
            None,
            *self.operations.values(),
            None,
            self.into,
            self.out_of,
            self.everything,
            None,
            self.add_unit,
            self.remove_units,
            self.move_up,
            self.move_down,
            None,
            self.layer_before,
            self.layer_after,
            self.remove_layer,
        ]

    def menu(self) -> QMenu:
        """What can be done to what is selected, and nothing else."""
        made = QMenu(self._canvas)
        for each in self.all:
            if each is None:
                made.addSeparator()
            elif each.isEnabled():
                made.addAction(each)
        made.addSeparator()
        made.addAction(self.focus)
        return made

    def leave_focus(self) -> None:
        """Show everything again."""
        self.focus.setChecked(False)
        self._toggle_focus()

    def refresh(self) -> None:
        """Another selection or experiment: what can be done, and to how much."""
        canvas = self._canvas
        experiment, chosen = canvas.experiment, canvas.chosen
        asked = (chosen, *_shape_of(experiment))
        if asked == self._asked:  # as for every picture of a training run
            return
        self._asked = asked
        element = chosen.primary
        column = _column_of(element)
        unit = element.unit if isinstance(element, UnitAt) else None
        is_unit = unit is not None
        last = len(experiment.network.sizes) - 1
        can = offered(experiment, chosen)
        for operation, made in self.operations.items():
            made.setEnabled(operation in can)
            made.setText(menu_text(say(can.get(operation, _OPERATIONS[operation][0]))))
        self.change.setEnabled(element is not None and can_edit(experiment, element))
        self.anatomy.setEnabled(is_unit and column != 0)
        self.rename.setEnabled(is_unit)
        self.rename_layer.setEnabled(column is not None and column > 0)
        for made, is_possible in (
            (self.into, is_unit and column != 0),
            (self.out_of, is_unit and column != last),
            (self.remove_units, bool(units_of(chosen))),
            (self.add_unit, column is not None),
            (self.move_up, unit is not None and unit > 0),
            (self.move_down, unit is not None and column is not None and unit + 1 < experiment.network.sizes[column]),
            (self.layer_before, column is not None and column > 0),
            (self.layer_after, column is not None and column < last),
            (self.remove_layer, column is not None and 0 < column < last),
        ):
            made.setEnabled(is_possible)
        many = len(units_of(chosen))
        words = Message("Remove {n} units", n=many) if many > 1 else Message("Remove the unit")
        self.remove_units.setText(say(words))

    def _action(self, words: Message, slot: Callable[[], object], *keys: str) -> QAction:
        """Its key works where the canvas has the focus, and nowhere else: letters belong to fields there."""
        made = QAction(say(words), self._canvas)
        made.setShortcuts([QKeySequence(key) for key in keys])
        made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        made.triggered.connect(lambda *_: slot())
        self._canvas.addAction(made)
        return made

    def _change(self) -> None:
        if self._canvas.chosen.primary is not None:
            self._editing.open_number(self._canvas.chosen.primary)

    def _show_table(self) -> None:
        self._canvas.table_requested.emit(max(_column_of(self._canvas.chosen.primary) or 1, 1))

    def _show_anatomy(self) -> None:
        element = self._canvas.selection
        if isinstance(element, UnitAt) and element.column > 0:
            from widgets.canvas.anatomy_view import AnatomyDialog  # not before somebody asks for it

            AnatomyDialog(self._canvas.stage, element, self._canvas).show()

    def _toggle_focus(self) -> None:
        self._canvas.set_only_related(self.focus.isChecked())

    def _rename(self) -> None:
        element = self._canvas.chosen.primary
        if isinstance(element, UnitAt):
            self._editing.open_name(NameOf(element.column, element.unit))

    def _rename_layer(self) -> None:
        column = _column_of(self._canvas.chosen.primary)
        if column:
            self._editing.open_name(NameOf(column))

    def _operate(self, operation: Operation) -> None:
        self._canvas.attempt(lambda experiment: operated(experiment, self._canvas.chosen, operation))

    def _select_around(self, into: bool, out_of: bool) -> None:
        element = self._canvas.chosen.primary
        if not isinstance(element, UnitAt):
            return
        sizes = self._canvas.experiment.network.sizes
        places = all_into(sizes, element.column, element.unit) if into else []
        places += all_out_of(sizes, element.column, element.unit) if out_of else []
        self._canvas.choose(selected(map(element_at_place, places)))

    def _select_everything(self) -> None:
        sizes = self._canvas.experiment.network.sizes
        places = [
            place
            for column in range(1, len(sizes))
            for unit in range(sizes[column])
            for place in all_into(sizes, column, unit)
        ]
        self._canvas.choose(selected(map(element_at_place, places)))

    def _add_unit(self) -> None:
        column = _column_of(self._canvas.chosen.primary)
        if column is None:
            return
        if self._canvas.attempt(lambda experiment: unit_added(experiment, column)):
            self._canvas.select(UnitAt(column, self._canvas.experiment.network.sizes[column] - 1))

    def _remove_units(self) -> None:
        units = units_of(self._canvas.chosen)
        if not units:
            return
        if self._canvas.attempt(lambda experiment: units_removed(experiment, self._canvas.chosen)):
            size = self._canvas.experiment.network.sizes[units[0].column]
            self._canvas.select(UnitAt(units[0].column, min(units[0].unit, size - 1)))

    def _move(self, by: int) -> None:
        element = self._canvas.chosen.primary
        if not isinstance(element, UnitAt):
            return
        column, to = element.column, element.unit + by
        if self._canvas.attempt(lambda experiment: unit_moved(experiment, column, element.unit, to)):
            self._canvas.select(UnitAt(column, to))

    def _insert_layer(self, after: int) -> None:
        column = _column_of(self._canvas.chosen.primary)
        if column is None:
            return
        place = column + after
        if self._canvas.attempt(lambda experiment: layer_inserted(experiment, place)):
            self._canvas.select(UnitAt(place, 0))

    def _remove_layer(self) -> None:
        column = _column_of(self._canvas.chosen.primary)
        if column is None:
            return
        if self._canvas.attempt(lambda experiment: layer_removed(experiment, column)):
            self._canvas.select(UnitAt(column, 0))


def _shape_of(experiment: Experiment) -> tuple[object, ...]:
    """All of the experiment that says what can be done, and to what."""
    network = experiment.network
    masks = [mask for layer in network.layers for mask in (layer.is_frozen, layer.is_pruned)]
    held = tuple(None if mask is None else mask.tobytes() for mask in masks)
    names = network.inputs, tuple(layer.units for layer in network.layers)
    return names, held, experiment.data.features, experiment.example.targets is None


def _column_of(element: Element | None) -> int | None:
    return element.column if isinstance(element, UnitAt | EdgeAt | BiasAt) else None
