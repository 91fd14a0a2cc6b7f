"""Sections with a plane of rows: which points are on it, and a pen to draw data with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.data.own_rows import with_rows_added, without_rows
from core.experiment import Row
from core.message import Message
from simulator.words import say
from widgets.learnt.drawable_plane import DrawablePlane
from widgets.learnt.learnt_section import LearntSection, Shown
from widgets.learnt.pen_bar import PenBar
from widgets.learnt.points_switch import PointsSwitch
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow, column_of

STROKE = "stroke"


class PlaneSection(LearntSection):
    """An output to choose, the plane, switches for its points and a pen."""

    rows_requested = Signal()
    """The rows of the data as a table to type into."""

    def make_plane(self, view: DrawablePlane, *controls: QWidget, kinds: int) -> None:
        """The plane under its controls; points come in so many `kinds` of markers."""
        self._plane = view
        self.pen_bar = PenBar()
        self.output = ComboBox(say(Message("Output on the plane")))
        self.output_row = LabelledRow(say(Message("Output")), self.output)
        tip = say(Message("Show or hide the rows trained on"))
        self.training_points = PointsSwitch(say(Message("Training points")), tip, is_hollow=False, kinds=kinds)
        tip = say(Message("Show or hide the rows held out for testing"))
        self.test_points = PointsSwitch(say(Message("Test points")), tip, is_hollow=True, kinds=kinds)
        for widget in (*controls, self.output_row, view):
            self.body.addWidget(widget)
        self.body.addLayout(column_of(self.training_points, self.test_points, spacing=2))
        self.body.addWidget(self.pen_bar)
        view.row_chosen.connect(self.row_chosen)
        view.drawn.connect(self._put_down)
        view.erased.connect(self._take_away)
        view.stroke_ended.connect(self.edit_ended)
        view.laid_down.connect(lambda: self.pen_bar.button.setChecked(False))
        self.pen_bar.changed.connect(lambda: view.set_pen(self.pen_bar.pen))
        self.pen_bar.rows_requested.connect(self.rows_requested)
        for switch in (self.training_points, self.test_points):
            switch.toggled.connect(self._show_kinds)

    def show_controls(self, now: Shown, *, can_draw: bool) -> None:
        """Those that there is a use for."""
        for switch in (self.training_points, self.test_points):
            switch.setVisible(now.experiment.data.source != "none")
        self.output.set_choices(list(enumerate(now.experiment.network.output.units)))
        if not can_draw:
            self.pen_bar.button.setChecked(False)
        self.pen_bar.setVisible(can_draw)

    @property
    def chosen_output(self) -> int:
        """Which output is on show."""
        return self.output.currentData() or 0

    def lay_pen_down(self) -> None:
        """As the Escape key does."""
        if self._is_made:
            self.pen_bar.button.setChecked(False)

    def take_up_pen(self) -> None:
        """Ready to draw, for the mouse and for the keys."""
        self.open()
        self.pen_bar.button.setChecked(True)
        self._plane.setFocus()

    def row_at(self, x: float, y: float) -> tuple[Row, Row]:
        """Raw inputs and targets of a row put down here."""
        raise NotImplementedError

    def _put_down(self, x: float, y: float) -> None:
        inputs, targets = self.row_at(x, y)
        self.edit(Message("Draw data"), lambda before: with_rows_added(before, [inputs], [targets]), STROKE)

    def _take_away(self, rows: list[int]) -> None:
        self.edit(Message("Erase data"), lambda before: without_rows(before, rows), STROKE)

    def _show_kinds(self) -> None:
        self._plane.show_kinds(training=self.training_points.isChecked(), test=self.test_points.isChecked())
