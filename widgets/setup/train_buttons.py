"""The buttons that train, always in sight below the settings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.message import Message
from core.runs.goal import EPOCHS, TRAIN_LOSS
from simulator.words import say
from widgets.parts.actions import tip_with_keys
from widgets.parts.controls import Button, LabelledRow, ToolButton, column_of, row_of
from widgets.setup.pace_choice import PaceChoice

IDLE, RUNNING, PAUSED = "idle", "running", "paused"


class TrainButtons(QWidget):
    """Train, Pause or Continue; one batch, one epoch, stop; how far and how fast; Randomise and Reset."""

    train_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    one_batch_requested = Signal()
    one_epoch_requested = Signal()
    stop_requested = Signal()
    randomise_requested = Signal()
    reset_requested = Signal()
    goal_requested = Signal(str)
    """A kind of goal (core/runs/goal.py) whose number is still to be asked for."""
    steps_played = Signal(bool)
    """Whether the steps of a slow run are to be played."""
    pace_chosen = Signal(object)
    """Batches a second; None: as fast as it goes."""

    def __init__(self) -> None:
        super().__init__()
        self._state = ""
        self._main = Button("", "", "primary")
        self._batch = ToolButton("step", say(Message("Train one batch")), 32, 18, "boxed", "Ctrl+B")
        self._epoch = ToolButton("epoch", say(Message("Train one epoch")), 32, 18, "boxed", "Ctrl+E")
        self._stop = ToolButton("stop", say(Message("End this run")), 32, 18, "boxed", "Ctrl+.")
        self._more = _more_button(self)
        self._pace = PaceChoice()
        randomise = Message("Draw new weights from the seed; biases become 0")
        self._randomise = Button(say(Message("Randomise")), say(randomise), icon_name="dice")
        reset = Message("Back to the weights that the last run started from")
        self._reset = Button(say(Message("Reset")), say(reset), icon_name="reset")
        first = row_of(self._main, self._more, self._batch, self._epoch, self._stop, spacing=6)
        first.setStretch(0, 1)
        second = row_of(self._randomise, self._reset)
        second.setStretch(0, 1)
        second.setStretch(1, 1)
        layout = column_of()
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addLayout(first)
        layout.addWidget(LabelledRow(say(Message("Speed")), self._pace))
        layout.addLayout(second)
        self.setLayout(layout)
        self._connect()
        self._can_reset = False
        self.show_state(IDLE)

    def show_state(self, state: str) -> None:
        """`idle`, `running` or `paused`."""
        if state == self._state:
            return
        self._state = state
        is_running = state == RUNNING
        words = {
            IDLE: (Message("Train"), Message("Train for the epochs set above"), "play"),
            RUNNING: (Message("Pause"), Message("Pause the run; it can be continued"), "pause"),
            PAUSED: (Message("Continue"), Message("Continue the run from the weights as they are"), "play"),
        }
        text, tip, icon_name = words[state]
        self._main.relabel(say(text), tip_with_keys(say(tip), "Ctrl+T"), icon_name)
        for button in (self._batch, self._epoch, self._randomise):
            button.setEnabled(not is_running)
        self._stop.setEnabled(state != IDLE)
        self._reset.setEnabled(not is_running and self._can_reset)

    def set_can_reset(self, can_reset: bool) -> None:
        """Whether there has been a run whose first weights can come back."""
        self._can_reset = can_reset
        self._reset.setEnabled(can_reset and self._state != RUNNING)

    def _connect(self) -> None:
        self._main.clicked.connect(self._press_main)
        self._batch.clicked.connect(self.one_batch_requested)
        self._epoch.clicked.connect(self.one_epoch_requested)
        self._stop.clicked.connect(self.stop_requested)
        self._pace.chosen.connect(self.pace_chosen)
        self._randomise.clicked.connect(self.randomise_requested)
        self._reset.clicked.connect(self.reset_requested)

    def _press_main(self) -> None:
        asks = {IDLE: self.train_requested, RUNNING: self.pause_requested, PAUSED: self.resume_requested}
        asks[self._state].emit()


def _more_button(buttons: TrainButtons) -> ToolButton:
    """What is wanted now and then, behind three dots."""
    made = ToolButton("more", say(Message("Train for more epochs, or until something holds")), 32, 18, "boxed")
    choices = QMenu(made)
    for kind, words in ((EPOCHS, Message("Train more &epochs…")), (TRAIN_LOSS, Message("Train &until…"))):
        choices.addAction(say(words)).triggered.connect(lambda *_, kind=kind: buttons.goal_requested.emit(kind))
    choices.addSeparator()
    played = choices.addAction(say(Message("&Play each step, up to a batch a second")))
    played.setCheckable(True)
    played.toggled.connect(buttons.steps_played)
    made.setMenu(choices)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made
