"""The decision map over two raw inputs; of more, two are chosen and the others are held as in the example."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from core.data.own_rows import targets_to_draw
from core.experiment import Row
from core.message import Message
from simulator.plots.maps import MapPoints
from simulator.plots.plane_answers import MOST_INPUTS, Plane, most_telling, points_on_plane
from simulator.words import say
from widgets.learnt.learnt_section import Shown
from widgets.learnt.map_view import MapView
from widgets.learnt.plane_section import PlaneSection
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow, SegmentedControl, row_of, text_label


class MapSection(PlaneSection):
    """Which inputs lie across and up, classes or values, the map, and its points."""

    def __init__(self) -> None:
        super().__init__(Message("Map"), Message("The answers all over a plane of two inputs"), "map")
        self._axes_of: tuple[str, ...] = ()
        """The inputs among which the axes were chosen."""

    def fits(self, now: Shown) -> bool:
        return 2 <= len(now.experiment.example.inputs) <= MOST_INPUTS

    def make(self) -> None:
        self.map = MapView()
        self.across, self.up = ComboBox(say(Message("Input across"))), ComboBox(say(Message("Input up")))
        self._axis_rows = (
            LabelledRow(say(Message("Across")), self.across),
            LabelledRow(say(Message("Up")), self.up),
        )
        self._others = text_label(say(Message("Other inputs as in the example; unlike rows are faint.")), "small")
        self._others.setWordWrap(True)
        self.kind = SegmentedControl(
            say(Message("What the map shows")),
            [(True, say(Message("Classes"))), (False, say(Message("Values")))],
        )
        self.kind.allow(True, True, say(Message("The class that wins, the stronger the surer")))
        self.kind.allow(False, True, say(Message("The number that one output answers")))
        beside = QWidget()
        beside.setLayout(row_of(self.kind, None))
        self._kind_row = LabelledRow(say(Message("Show")), beside)
        self.make_plane(self.map, *self._axis_rows, self._kind_row, kinds=2)
        self.body.insertWidget(self.body.indexOf(self.map) + 1, self._others)
        self.across.chosen.connect(lambda _: self._choose_axis(self.across, self.up))
        self.up.chosen.connect(lambda _: self._choose_axis(self.up, self.across))
        self.kind.chosen.connect(lambda _: self._show_all())
        self.output.chosen.connect(lambda _: self._show_all())

    def row_at(self, x: float, y: float) -> tuple[Row, Row]:
        return (x, y), self.pen_bar.target

    @property
    def axes(self) -> tuple[int, int]:
        """The raw columns that lie across and up."""
        return self.across.currentData(), self.up.currentData()

    def refresh(self, old: Shown | None, now: Shown) -> None:
        has_new_inputs = self._axes_of != now.input_names
        if has_new_inputs:
            self._offer_axes(now)
        if old is None or old.has_classes is not now.has_classes or has_new_inputs:
            # Of one number the values say more; of many outputs, which of them wins.
            self.kind.choose(now.has_classes and len(now.experiment.network.output.units) > 2)
        experiment, is_plane = now.experiment, len(now.input_names) == 2
        for widget in (*self._axis_rows, self._others):
            widget.setVisible(not is_plane)
        self.show_controls(now, can_draw=is_plane)
        is_moved = not is_plane and old is not None and old.experiment.example is not experiment.example
        if old is None or old.rows is not now.rows or has_new_inputs or is_moved:
            self._show_points(now)
        self._show_answers(now)
        self.map.show_example(experiment.example)

    def _offer_axes(self, now: Shown) -> None:
        names = self._axes_of = now.input_names
        first, second = (0, 1) if len(names) == 2 or now.rows is None else most_telling(now.rows.table)
        for combo, column in ((self.across, first), (self.up, second)):
            combo.set_choices(list(enumerate(names)))
            combo.choose(column)

    def _choose_axis(self, changed: ComboBox, other: ComboBox) -> None:
        """Two axes are never the same input: the other one goes where this one was."""
        if changed.currentData() == other.currentData():
            was = self._last_axes[0 if changed is self.across else 1]
            other.choose(was)
        self._show_all()

    def _show_all(self) -> None:
        self._show_points(self.now)
        self._show_answers(self.now)

    def _show_points(self, now: Shown) -> None:
        self._last_axes = self.axes
        names = tuple(now.input_names[axis] for axis in self.axes)
        if now.rows is None:
            self.map.show_points(MapPoints(), names)
            return
        if len(now.input_names) == 2:
            self.pen_bar.show_targets(targets_to_draw(now.experiment, now.rows.table))
        example = now.experiment.example.inputs
        self.map.show_points(points_on_plane(now.rows.table, now.rows.test_rows, example, self.axes), names)

    def _show_answers(self, now: Shown) -> None:
        experiment = now.experiment
        plane = Plane(experiment.network, experiment.data, experiment.example.inputs, self.axes)
        labels = now.rows.labels if now.rows is not None else None
        self._kind_row.setVisible(labels is not None)
        is_by_class = labels is not None and self.kind.value is True
        self.output_row.setVisible(not is_by_class and len(experiment.network.output.units) > 1)
        if is_by_class and labels is not None and now.rows is not None:
            names = list(enumerate(now.rows.table.classes))
            # Of one number, the higher value is the first class on the map.
            shown = names if labels.is_one_hot else [(0, names[1][1]), (1, names[0][1])]
            self.map.show_classes(plane, labels, shown)
        else:
            self.map.show_plane(plane, self.chosen_output)
