"""What a network with one raw input answers, as a curve with the rows of the data."""

from __future__ import annotations

import numpy as np

from core.data.own_rows import is_curve
from core.experiment import Row
from core.message import Message
from core.network import frozen
from simulator.plots.maps import MapPoints
from simulator.words import say
from widgets.learnt.curve_view import CurveView
from widgets.learnt.learnt_section import Shown
from widgets.learnt.plane_section import PlaneSection


class CurveSection(PlaneSection):
    """The curve of one output; where the targets are numbers, points (x, y) are drawn by hand."""

    def __init__(self) -> None:
        super().__init__(Message("Curve"), Message("The answer over the one input, and the data"), "curve")

    def fits(self, now: Shown) -> bool:
        return len(now.experiment.example.inputs) == 1

    def make(self) -> None:
        self.curve = CurveView()
        self.make_plane(self.curve, kinds=1)
        self.pen_bar.show_targets(())
        self.output.chosen.connect(lambda _: self._show_curve(self.now))

    def row_at(self, x: float, y: float) -> tuple[Row, Row]:
        return (x,), (y,)

    def refresh(self, old: Shown | None, now: Shown) -> None:
        experiment = now.experiment
        self.show_controls(now, can_draw=is_curve(experiment))
        self.output_row.setVisible(len(experiment.network.output.units) > 1)
        if old is None or old.rows is not now.rows or old.experiment.network is not experiment.network:
            self._show_curve(now, has_new_rows=old is None or old.rows is not now.rows)
        self.curve.show_example(experiment.example)

    def _show_curve(self, now: Shown, *, has_new_rows: bool = True) -> None:
        network, output = now.experiment.network, self.chosen_output
        if has_new_rows:
            target = network.output.units[output] or say(Message("target"))
            self.curve.show_points(_points(now, output), (now.input_names[0], target))
        self.curve.show_network(network, now.experiment.data, output)


def _points(now: Shown, output: int) -> MapPoints:
    if now.rows is None:
        return MapPoints()
    table = now.rows.table
    is_test = np.zeros(len(table), np.bool_)
    is_test[now.rows.test_rows] = True
    places = frozen(np.column_stack([table.inputs[:, 0], table.targets[:, output]]))
    return MapPoints(places, np.zeros(len(table), np.intp), is_test, np.arange(len(table)))
