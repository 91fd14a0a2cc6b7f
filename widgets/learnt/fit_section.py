"""Predicted against true, for numbers that are answered from several inputs."""

from __future__ import annotations

from core.data.fitting import row_of_example
from core.message import Message
from simulator.plots.fit_plot import fit_points
from simulator.words import say
from widgets.learnt.fit_view import FitView
from widgets.learnt.learnt_section import LearntSection, Shown
from widgets.learnt.points_switch import PointsSwitch
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow, column_of


class FitSection(LearntSection):
    """The scatter of one output, training and test rows."""

    def __init__(self) -> None:
        super().__init__(
            Message("Predicted against true"), Message("Every row: on the diagonal its answer is right"), "fit"
        )

    def fits(self, now: Shown) -> bool:
        experiment = now.experiment
        is_regression = now.rows is not None and not now.rows.table.classes
        return experiment.data.source != "none" and is_regression and len(experiment.example.inputs) > 1

    def make(self) -> None:
        self.view = FitView()
        self.output = ComboBox(say(Message("Output on the plane")))
        self._output_row = LabelledRow(say(Message("Output")), self.output)
        self.body.addWidget(self._output_row)
        self.body.addWidget(self.view)
        tips = Message("Show or hide the rows trained on"), Message("Show or hide the rows held out for testing")
        self.training_points = PointsSwitch(say(Message("Training points")), say(tips[0]), is_hollow=False, kinds=1)
        self.test_points = PointsSwitch(say(Message("Test points")), say(tips[1]), is_hollow=True, kinds=1)
        self.body.addLayout(column_of(self.training_points, self.test_points, spacing=2))
        self.view.row_chosen.connect(self.row_chosen)
        self.output.chosen.connect(lambda _: self._show(self.now))
        for switch in (self.training_points, self.test_points):
            switch.toggled.connect(self._show_kinds)

    def refresh(self, old: Shown | None, now: Shown) -> None:
        self.output.set_choices(list(enumerate(now.experiment.network.output.units)))
        self._output_row.setVisible(len(now.experiment.network.output.units) > 1)
        if old is None or old.evaluation is not now.evaluation:
            self._show(now)
        if now.rows is not None and (old is None or old.experiment.example is not now.experiment.example):
            self.view.show_row(row_of_example(now.experiment, now.rows.table))

    def _show(self, now: Shown) -> None:
        answers = now.answers
        # While there are none, the last ones stay.
        if answers is not None:
            self.view.show_answers(fit_points(answers, self.output.currentData() or 0))

    def _show_kinds(self) -> None:
        self.view.show_kinds(training=self.training_points.isChecked(), test=self.test_points.isChecked())
