"""The bottom dock: loss or accuracy of every epoch, and under the same axis the tape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QToolButton, QVBoxLayout, QWidget

from core.explaining.links import Metric, MetricKind
from core.losses import LOSSES
from core.message import Message
from core.network import Array
from core.numbers import exact, short
from core.runs.rates import Rates
from core.runs.run_tree import TrainedRun
from core.runs.tape import History
from simulator.plots.curves import Curve
from simulator.training.run_marks import RunMark
from simulator.words import say
from widgets.loss.loss_export import LossExport, Shown
from widgets.loss.loss_look import LossLook, LossMenu, stored_look
from widgets.loss.loss_range import axis_end
from widgets.loss.readout_card import Rows
from widgets.loss.tape_player import TapePlayer
from widgets.loss.tape_scrubber import TapeScrubber
from widgets.parts.controls import ToolButton, text_button, text_label

if TYPE_CHECKING:
    from widgets.loss.loss_plot import LossPlot

_NOTHING = np.zeros(0)
_TRAIN, _TEST = Message("train"), Message("test")


class LossPanel(QWidget):
    """Plot and scrubber. `title_widgets` go into the dock's title bar."""

    epoch_chosen = Signal(int)
    """A place in the history handed to `show_history`."""
    run_chosen = Signal(int)
    """The number of another run."""
    metric_chosen = Signal(object)
    """A Metric whose arithmetic is to be seen, of the record that `epoch_chosen` named last."""
    said = Signal(str)
    renamed = Signal(str)
    """What is plotted from now on, as the title of the dock."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.player = TapePlayer(self)
        self.scrubber = TapeScrubber(self.player)
        self.export = LossExport(lambda: self.plot, self)
        self.export.said.connect(self.said)
        self.menu = LossMenu(stored_look(), self.export.action, self)
        self._history: History | None = None
        self._rates: Rates | None = None
        self._marks: Sequence[RunMark] = ()
        self._others: Sequence[tuple[TrainedRun, History]] = ()
        self._planned = 0
        self._log = _log_button()
        self._fit = ToolButton("fit", say(Message("Fit the whole run")), 24, 16)
        self._what = text_label("", "small")
        self._loss = "mse"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        line = text_label(say(Message("Train to see the loss of every epoch.")), "label")
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(line)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.scrubber)
        self._fit.hide()
        self._connect()
        self._show_menu()

    @cached_property
    def plot(self) -> LossPlot:
        """Made when first asked for: pyqtgraph takes as long to import as the rest of the window to appear."""
        from widgets.loss.loss_plot import LossPlot

        plot = LossPlot(self._look)
        plot.read = self._read
        plot.zoom_changed.connect(self._follow_zoom)
        plot.index_chosen.connect(self._choose)
        plot.tag_clicked.connect(lambda tag: self.run_chosen.emit(int(tag)))
        plot.why.asked.connect(self._ask)
        self._pages.addWidget(plot)
        return plot

    def warm_up(self) -> None:
        """Make the plot before the first training asks for it."""
        _ = self.plot

    @property
    def title_widgets(self) -> tuple[QWidget, ...]:
        """What is plotted, the switch of the axis, the way back from a zoom, and the menu of the rest."""
        return self._what, self._log, self._fit, self.menu.button

    @property
    def export_action(self) -> QAction:
        """Writes the plot to a file."""
        return self.export.action

    def set_loss(self, name: str) -> None:
        """The loss by its name in the experiment."""
        self._loss = name
        self._name_what()

    def set_planned(self, epochs: int) -> None:
        """How many epochs the run is meant to have: the length of the axis from the start."""
        self._planned = epochs

    def show_history(
        self,
        history: History,
        rates: Rates | None = None,
        marks: Sequence[RunMark] = (),
        has_tape: bool = True,
    ) -> None:
        """All numbers so far, one an epoch. Cheap enough for 30 calls a second: only what is new is worked on.

        Where only numbers are left, there is no tape to go through.
        """
        if self._history is None or len(history.epoch) < len(self._history.epoch):
            self.plot.reset_range()
        self._history, self._rates = history, rates
        self.set_marks(marks)
        self.menu.allow_accuracy(self._has_accuracy)
        self.export.show_run(Shown(history, rates))
        self._show_look()
        self._pages.setCurrentWidget(self.plot)
        epochs = history.epoch if has_tape else _NOTHING
        self.player.show_tape(epochs, self._planned, history.train_loss, history.test_loss)
        if self.plot.places.index is None:
            self.player.set_index(None)

    def set_marks(self, marks: Sequence[RunMark]) -> None:
        """Others are marked on the run on show; `set_others` paints them."""
        self._marks = marks
        self.scrubber.show_marks(marks)

    def set_others(self, others: Sequence[tuple[TrainedRun, History]]) -> None:
        """Runs whose curves are drawn beside those of the run on show."""
        self._others = others
        if self._history is not None:
            self._show_look()

    def set_epoch(self, index: int | None) -> None:
        """Where in the history the playhead stands; None: nowhere, and the knob at the newest epoch."""
        if self._history is not None:
            self.plot.set_index(index)
        self.player.set_index(index)

    def clear(self) -> None:
        """No run yet."""
        was_shown = self._history is not None
        self._history = self._rates = None
        self.set_marks(())
        self._planned = 0
        self.export.show_run(None)
        self._pages.setCurrentIndex(0)
        if was_shown:
            self.plot.set_index(None)
            self.plot.reset_range()
            self.plot.show_run(_NOTHING, (), 0)
            self.scrubber.set_right(self.plot.right_margin)
        self.scrubber.set_reach(0)
        self.player.clear()

    def close_down(self) -> None:
        """Before the window goes: what plays stands still, what is being written is waited for."""
        self.player.stop()
        self.export.close()

    def _connect(self) -> None:
        self._log.toggled.connect(lambda is_on: self.menu.choose(is_log_y=is_on))
        self._fit.clicked.connect(lambda: self.plot.fit())
        self.menu.changed.connect(self._show_look)
        self.menu.zoom_requested.connect(lambda factor: self.plot.zoom_by(factor))
        self.menu.fit_requested.connect(lambda: self.plot.fit())
        self.player.index_chosen.connect(self._choose)

    # --- what is plotted

    @property
    def _has_accuracy(self) -> bool:
        history = self._history
        return history is None or not len(history.epoch) or not np.isnan(history.train_accuracy[-1])

    @property
    def _is_accuracy(self) -> bool:
        """A regression has none: then the loss is shown, and the choice waits for the next run that has."""
        return self.menu.look.is_accuracy and self._has_accuracy

    @property
    def _look(self) -> LossLook:
        return replace(self.menu.look, is_accuracy=self._is_accuracy)

    def _show_look(self) -> None:
        self._show_menu()
        history = self._history
        if history is None:
            if "plot" in self.__dict__:  # else it is made in this look
                self.plot.set_look(self._look)
            return
        if self._look != self.plot.look:
            self.plot.set_look(self._look)
        train, test = self._numbers(history)
        curves = [Curve(_TRAIN, "ink", history.epoch, train)]
        if len(test) and not np.isnan(test[-1]):
            curves.append(Curve(_TEST, "test", history.epoch, test, is_dashed=True))
        others = self._others if self._look.has_others else ()
        for run, numbers in others:
            name = Message("run {number}", number=run.id)
            values = self._numbers(numbers)[0]
            curves.append(Curve(name, f"classes.{run.color}", numbers.epoch, values, is_aside=True, tag=str(run.id)))
        ends = [numbers.epoch[-1:] for numbers in (history, *(each for _, each in others))]
        seen = float(max(np.concatenate(ends), default=0))
        reach = axis_end(seen, self._planned)
        self.plot.show_run(history.epoch, curves, reach, self._rates, self._marks)
        self.scrubber.set_right(self.plot.right_margin)
        self.scrubber.set_reach(reach)

    def _show_menu(self) -> None:
        self._log.blockSignals(True)
        self._log.setChecked(self.menu.look.is_log_y)
        self._log.blockSignals(False)
        self._log.setEnabled(not self._is_accuracy)
        self._name_what()

    def _numbers(self, history: History) -> tuple[Array, Array]:
        if self._is_accuracy:
            return history.train_accuracy, history.test_accuracy
        return history.train_loss, history.test_loss

    def _name_what(self) -> None:
        loss = LOSSES[self._loss]
        accuracy = Message("The share of rows whose class is right")
        self._what.setText(say(Message("accuracy") if self._is_accuracy else loss.label))
        self._what.setToolTip(say(accuracy if self._is_accuracy else loss.convention))
        self.renamed.emit(say(Message("Accuracy per epoch") if self._is_accuracy else Message("Loss per epoch")))

    def _read(self, index: int) -> Rows:
        """The exact numbers of a record."""
        history = self._history
        if history is None or index >= len(history.epoch):
            return []
        epoch = float(history.epoch[index])
        first = [(say(Message("epoch")), short(epoch, 7))]
        if self._rates is not None:
            first.append((say(Message("learning rate")), exact(self._rates.at(epoch))))
        rows = [first]
        for name, loss, accuracy in (
            (_TRAIN, history.train_loss[index], history.train_accuracy[index]),
            (_TEST, history.test_loss[index], history.test_accuracy[index]),
        ):
            row = [(say(words), exact(float(value))) for words, value in (
                (Message("{name} loss", name=name), loss), (Message("accuracy"), accuracy)
            ) if not np.isnan(value)]  # fmt: skip
            if row:
                rows.append(row)
        return rows

    def _follow_zoom(self) -> None:
        self._fit.setVisible(self.plot.is_zoomed)
        self.scrubber.show_part(self.plot.places.seen_epochs)

    def _ask(self, record: int, is_test: bool) -> None:
        """How a number of a record comes about, with the network of that record on show."""
        assert self._history is not None
        is_newest = record == len(self._history.epoch) - 1
        if self.plot.places.index != record and not (is_newest and self.plot.places.index is None):
            self._choose(record)
        self.metric_chosen.emit(Metric(MetricKind.ACCURACY if self._is_accuracy else MetricKind.LOSS, is_test))

    def _choose(self, index: int) -> None:
        self.set_epoch(index)
        self.epoch_chosen.emit(index)


def _log_button() -> QToolButton:
    tip = Message("Logarithmic axis: equal factors are equally far apart")
    button = text_button(say(Message("log")), say(Message("Logarithmic axis")), say(tip))
    button.setCheckable(True)
    return button
