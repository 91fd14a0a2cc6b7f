"""The bottom dock: the loss of every epoch, and under the same axis the tape."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from core.losses import LOSSES
from core.message import Message
from simulator.words import say
from widgets.controls import text_label
from widgets.tape_player import TapePlayer
from widgets.tape_scrubber import TapeScrubber

if TYPE_CHECKING:
    from widgets.loss_plot import LossPlot


class LossPanel(QWidget):
    """Plot and scrubber. `title_widgets` go into the dock's title bar."""

    epoch_chosen = Signal(int)
    """A place in the history handed to `show_history`."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.player = TapePlayer(self)
        self.scrubber = TapeScrubber(self.player)
        self._count = 0
        self._planned = 0
        self._log = _log_button()
        self._loss_name = text_label("", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        line = text_label(say(Message("Train to see the loss of every epoch.")), "label")
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(line)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.scrubber)
        self._log.toggled.connect(lambda is_logarithmic: self.plot.set_logarithmic(is_logarithmic))
        self.player.index_chosen.connect(self._choose)

    @cached_property
    def plot(self) -> LossPlot:
        """Made when first asked for: pyqtgraph takes as long to import as the rest of the window to appear."""
        from widgets.loss_plot import LossPlot

        plot = LossPlot()
        plot.index_chosen.connect(self._choose)
        self._pages.addWidget(plot)
        return plot

    def warm_up(self) -> None:
        """Make the plot before the first training asks for it."""
        _ = self.plot

    @property
    def title_widgets(self) -> tuple[QToolButton, QLabel]:
        """The switch of the axis and the name of the loss."""
        return self._log, self._loss_name

    def set_loss(self, name: str) -> None:
        """The loss by its name in the experiment."""
        self._loss_name.setText(say(LOSSES[name].label))
        self._loss_name.setToolTip(say(LOSSES[name].convention))

    def set_planned(self, epochs: int) -> None:
        """How many epochs the run is meant to have: the length of the axis from the start."""
        self._planned = epochs

    def show_history(self, epochs: np.ndarray, train: np.ndarray, test: np.ndarray | None = None) -> None:
        """All losses so far, one an epoch; NaN where there is none. Cheap enough for 30 calls a second."""
        if len(epochs) < self._count:
            self.plot.reset_range()
        self._count = len(epochs)
        self.plot.show_history(epochs, train, test, self._planned)
        self._pages.setCurrentWidget(self.plot)
        self.player.show_tape(np.asarray(epochs), self._planned, train, test)

    def set_epoch(self, index: int | None) -> None:
        """Where in the history the playhead stands; None: nowhere, and the knob at the newest epoch."""
        if self._count:
            self.plot.set_index(index)
        self.player.set_index(index)

    def clear(self) -> None:
        """No run yet."""
        self._planned = 0
        if self._count:
            self._count = 0
            self.plot.reset_range()
            self.plot.show_history(np.zeros(0), np.zeros(0), None, 0)
            self.plot.set_index(None)
        self._pages.setCurrentIndex(0)
        self.player.clear()

    def _choose(self, index: int) -> None:
        self.set_epoch(index)
        self.epoch_chosen.emit(index)


def _log_button() -> QToolButton:
    button = QToolButton()
    button.setText(say(Message("log")))
    button.setAccessibleName(say(Message("Logarithmic axis")))
    button.setToolTip(say(Message("Logarithmic axis: equal factors are equally far apart")))
    button.setCheckable(True)
    button.setFixedHeight(24)
    button.setProperty("role", "text")
    return button
