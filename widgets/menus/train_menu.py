"""The Train menu: runs, and the beats of one step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from core.message import Message
from core.runs.goal import EPOCHS, TRAIN_LOSS
from simulator.words import say
from widgets.menus.desk import Desk
from widgets.parts.actions import action, menu, set_shortcuts
from widgets.transport.transport import TRAINING


class TrainMenu:
    """Offers what a run can do in its present state."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        self._window, self._desk = window, desk
        training, transport = desk.training, desk.transport
        self._main = action(window, Message("&Train"), self._train, "Ctrl+T")
        self._batch = action(window, Message("One &batch"), training.one_batch, "Ctrl+B")
        self._epoch = action(window, Message("One &epoch"), training.one_epoch, "Ctrl+E")
        self._stop = action(window, Message("&Stop"), training.stop, "Ctrl+.")
        self.whole_batch = action(window, Message("Slopes of the &whole batch"), self._toggle_whole_batch, "W")
        self.whole_batch.setCheckable(True)
        self._randomise = action(window, Message("Ran&domise"), training.randomise)
        self._reset = action(window, Message("&Reset"), training.reset)
        self._on = action(window, Message("A beat &on"), transport.step_on, ".")
        self._back = action(window, Message("A beat bac&k"), transport.step_back, ",")
        transport.mode_changed.connect(self._show_mode)
        self.play_on = self._of_canvas(Message("Play the ne&xt beat"), transport.play_beat, "PgDown")
        self.play_back = self._of_canvas(Message("To the e&nd of the beat before"), transport.play_beat_back, "PgUp")
        self.menu = self._compose()
        self.show_state("idle")

    @property
    def skipping(self) -> tuple[QAction, QAction]:
        """From beat to beat without playing it."""
        return self._on, self._back

    def add_advice(self, advice: QAction) -> None:
        """Let what could be done better be asked for, after the check of the numbers."""
        self.menu.addAction(advice)

    def add_branch(self, branch: QAction) -> None:
        """Offer a new run from the moment on show, after the ways to train."""
        self.menu.insertAction(self._randomise, branch)

    def show_state(self, state: str) -> None:
        """`idle`, `running` or `paused`."""
        words = {"idle": Message("&Train"), "running": Message("&Pause"), "paused": Message("&Continue")}
        self._main.setText(say(words[state]))
        for each in (self._batch, self._epoch, self._randomise):
            each.setEnabled(state != "running")
        self._stop.setEnabled(state != "idle")
        self._reset.setEnabled(state != "running" and self._desk.training.can_reset)

    def leave_whole_batch(self) -> None:
        """The example's own slopes again."""
        if self.whole_batch.isChecked():
            self.whole_batch.trigger()

    def _compose(self) -> QMenu:
        window, desk = self._window, self._desk
        return menu(
            window,
            Message("&Train"),
            self._main,
            self._batch,
            self._epoch,
            action(window, Message("&More epochs…"), lambda: desk.ask_for_goal(EPOCHS)),
            action(window, Message("Train &until…"), lambda: desk.ask_for_goal(TRAIN_LOSS)),
            self._stop,
            None,
            self._randomise,
            self._reset,
            None,
            self.play_on,
            self.play_back,
            self._on,
            self._back,
            action(window, Message("&Apply step"), desk.apply_step, "A"),
            self.whole_batch,
            None,
            action(window, Message("C&heck the numbers…"), desk.check, "Ctrl+K"),
        )

    def _of_canvas(self, text: Message, slot: Callable[[], object], key: str) -> QAction:
        """An action whose key works on the canvas and its transport alone: lists and tables turn pages with it."""
        made = QAction(say(text), self._window)
        set_shortcuts(made, key)
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.triggered.connect(lambda *_: slot())
        self._desk.canvas.addAction(made)
        self._desk.transport.addAction(made)
        return made

    def _train(self) -> None:
        training = self._desk.training
        {"idle": training.train, "running": training.pause, "paused": training.resume}[training.state]()

    def _toggle_whole_batch(self) -> None:
        self._desk.canvas.stage.set_whole_batch(self.whole_batch.isChecked())

    def _show_mode(self, mode: str) -> None:
        is_training = mode == TRAINING
        self._on.setText(say(Message("An epoch &on") if is_training else Message("A beat &on")))
        self._back.setText(say(Message("An epoch bac&k") if is_training else Message("A beat bac&k")))
