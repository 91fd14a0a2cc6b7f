"""What if one input of the example were another: curves, and one step in words."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from core.edits import with_input
from core.experiment import DataSource
from core.message import Message
from core.network import frozen
from core.numbers import short
from simulator.frames.face import picture_shape
from simulator.plots.plane_answers import most_telling
from simulator.plots.sweep import (
    MOST_OUTPUTS,
    Question,
    Reach,
    Sweep,
    changes,
    places_from,
    reach_over,
    signed,
    sweep_of,
    values_of_other,
)
from simulator.words import say
from widgets.learnt.learnt_section import LearntSection, Shown
from widgets.learnt.sweep_view import SweepView
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import ElidedLabel, LabelledRow, text_label

MERGE = "sweep"
_MOST_OPEN = 8
_NUMBER_GROWS = 40
"""By so many px at most the number at the end of a sentence grows."""


class SweepSection(LearntSection):
    """Which input changes, for which values of another, the curves with a mark to drag, and what one step does."""

    def __init__(self) -> None:
        super().__init__(
            Message("What if"), Message("One input of the example changes, the others stay as they are"), "sweep"
        )
        self._inputs: tuple[str, ...] = ()
        self._units: tuple[str, ...] = ()
        self._reaches: dict[int, Reach] = {}
        self._reaches_of: DataSource | None = None

    def fits(self, now: Shown) -> bool:
        has_several = len(now.experiment.example.inputs) > 1
        return has_several and picture_shape(now.experiment.network.inputs) is None

    def is_telling(self, now: Shown) -> bool:
        return not now.has_classes and len(now.experiment.example.inputs) <= _MOST_OPEN

    def make(self) -> None:
        self.column = ComboBox(say(Message("Input that changes")))
        self.other = ComboBox(say(Message("One curve for each value of")))
        self.output = ComboBox(say(Message("Output of the curves")))
        self._output_row = LabelledRow(say(Message("Output")), self.output)
        self.view = SweepView()
        self.words = text_label("", "label")
        self.words.setWordWrap(True)
        self.steps = StepTable()
        for widget in (
            LabelledRow(say(Message("Change")), self.column),
            LabelledRow(say(Message("For each")), self.other),
            self._output_row,
            self.view,
            self.words,
            self.steps,
        ):
            self.body.addWidget(widget)
        for combo in (self.column, self.other, self.output):
            combo.chosen.connect(lambda _: self._show(self.now))
        self.view.moved.connect(self._set_input)
        self.view.move_ended.connect(self.edit_ended)

    def refresh(self, old: Shown | None, now: Shown) -> None:
        experiment = now.experiment
        if old is not None:
            before = old.experiment
            is_same = before.network is experiment.network and before.data is experiment.data
            if is_same and before.example is experiment.example and old.rows is now.rows:
                return
        if self._inputs != now.input_names or self._units != experiment.network.output.units:
            self._offer(now)
        self._show(now)

    def _offer(self, now: Shown) -> None:
        """What there is to choose from; of two inputs with one output, the other has its curves from the start."""
        self._inputs, self._units = now.input_names, now.experiment.network.output.units
        self.column.set_choices(list(enumerate(self._inputs)))
        self.other.set_choices([(None, say(Message("no other input"))), *enumerate(self._inputs)])
        self.output.set_choices([(None, say(Message("all"))), *enumerate(self._units)])
        self.column.choose(most_telling(now.rows.table)[0] if now.rows is not None else 0)
        is_small = len(self._inputs) == 2 and len(self._units) == 1 and not now.has_classes
        self.other.choose(1 if is_small else None)
        self.output.choose(None if len(self._units) <= MOST_OUTPUTS else 0)
        self._output_row.setVisible(len(self._units) > 1)

    @property
    def _question(self) -> Question:
        column, other, output = (combo.currentData() for combo in (self.column, self.other, self.output))
        other = None if other == column else other
        if other is not None or len(self._units) == 1:
            output = output or 0
        return Question(column, other, output)

    def _reach(self, now: Shown, column: int) -> Reach:
        """Stands still while the example moves within it."""
        data = now.experiment.data
        if self._reaches_of is not data:
            self._reaches_of, self._reaches = data, {}
        present = now.experiment.example.inputs[column]
        known = self._reaches.get(column)
        if known is None or not known.low <= present <= known.high or (known.is_whole and present != round(present)):
            has_rows = now.rows is not None and data.source != "none"
            numbers = now.rows.table.inputs[:, column] if has_rows and now.rows is not None else frozen([])
            known = self._reaches[column] = reach_over(numbers, present)
        return known

    def _show(self, now: Shown) -> None:
        experiment, question = now.experiment, self._question
        network, data, example = experiment.network, experiment.data, experiment.example.inputs
        reach = self._reach(now, question.column)
        other = None if question.other is None else self._reach(now, question.other)
        sweep = sweep_of(network, data, example, question, reach, other)
        name = network.output.units[question.output] if question.output is not None else say(Message("answers"))
        self.view.show_sweep(sweep, (self._inputs[question.column], name))
        places = places_from(reach, example[question.column])
        self._say(say(self._sentence(now, sweep, places)))
        self.steps.setVisible(question.other is not None)
        if question.other is not None and other is not None:
            rows = [
                (short(value), value == example[question.other], self._changes(now, places, value))
                for value in values_of_other(other, example[question.other])
            ]
            self.steps.show_rows(self._inputs[question.other], places, rows)

    def _say(self, sentence: str) -> None:
        """In two lines where one might not do: while a network learns, nothing below is to jump."""
        metrics = self.words.fontMetrics()
        is_long = metrics.horizontalAdvance(sentence) + _NUMBER_GROWS > self.words.width()
        self.words.setMinimumHeight((2 if is_long else 1) * metrics.lineSpacing())
        self.words.setText(sentence)

    def _changes(self, now: Shown, places: tuple[float, ...], value: float) -> list[str]:
        experiment, question = now.experiment, self._question
        parts = experiment.network, experiment.data, experiment.example.inputs
        steps = changes(*parts, question, places, value)[:, question.output or 0]
        return [signed(step) for step in steps.tolist()]

    def _sentence(self, now: Shown, sweep: Sweep, places: tuple[float, ...]) -> Message:
        """One step from where the example is: `children 2 → 3 changes transactions by +3`."""
        experiment, question = now.experiment, sweep.question
        parts = experiment.network, experiment.data, experiment.example.inputs
        first = 0 if places[0] == sweep.at else 1
        step = changes(*parts, question, places[first : first + 2], None)[0]
        shown = [question.output] if question.output is not None else list(range(len(step)))
        most = max(shown, key=lambda output: abs(step[output]) if math.isfinite(step[output]) else 0.0)
        return Message(
            "{input} {before} → {after} changes {output} by {step}",
            input=self._inputs[question.column],
            before=short(places[first]),
            after=short(places[first + 1]),
            output=experiment.network.output.units[most],
            step=signed(float(step[most])),
        )

    def _set_input(self, value: float) -> None:
        column = self._question.column
        self.edit(Message("Set an input"), lambda before: with_input(before, column, value), MERGE)


class StepTable(QWidget):
    """What two steps of one input change, a line for each of a few values of another: so an interaction is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("What a step changes")))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._cells: list[list[ElidedLabel]] = []

    def show_rows(self, name: str, places: tuple[float, ...], rows: list[tuple[str, bool, list[str]]]) -> None:
        """`rows` hold the value of the other input, whether it is the present one, and the changes."""
        heads = [f"{short(before)} → {short(after)}" for before, after in pairwise(places)]
        self._resize(1 + len(rows))
        lines = [(name, "small", heads, "small")]
        lines += [
            (value, "number" if is_present else "label", steps, "number" if is_present else "label")
            for value, is_present, steps in rows
        ]
        for cells, (first, role, texts, text_role) in zip(self._cells, lines, strict=True):
            for cell, text, its_role in zip(cells, (first, *texts), (role, text_role, text_role), strict=True):
                if cell.property("role") != its_role:
                    cell.setProperty("role", its_role)
                    cell.style().polish(cell)
                cell.setText(text)
                cell.setMinimumWidth(cell.fontMetrics().horizontalAdvance(text) + 1 if cell is not cells[0] else 1)

    def _resize(self, count: int) -> None:
        while len(self._cells) < count:
            row = len(self._cells)
            cells = [ElidedLabel("", "label") for _ in range(3)]
            for column, cell in enumerate(cells):
                if column:
                    cell.setAlignment(self._right())
                self._grid.addWidget(cell, row, column)
            self._cells.append(cells)
        while len(self._cells) > count:
            for cell in self._cells.pop():
                self._grid.removeWidget(cell)
                cell.hide()
                cell.deleteLater()

    @staticmethod
    def _right() -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
