"""A run in the window: the buttons lead to it, and plot, transport, menus and status show how far it is."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject

from simulator.words import say
from widgets.loss.loss_panel import LossPanel
from widgets.menus.menus import Menus
from widgets.runs.batch_desk import BatchDesk
from widgets.runs.training_desk import TrainingDesk
from widgets.setup.network_panel import NetworkPanel
from widgets.side_windows import SideWindows
from widgets.status import StatusBar
from widgets.transport.transport import TRAINING, Transport


class Window(Protocol):
    """What of a window asks for training, and what shows it."""

    training: TrainingDesk
    batches: BatchDesk
    beside: SideWindows
    losses: LossPanel
    menus: Menus
    network_panel: NetworkPanel
    status: StatusBar
    transport: Transport


class RunOnShow(QObject):
    """Connects what asks for training and what shows it. It decides nothing."""

    def __init__(self, window: Window, parent: QObject) -> None:
        super().__init__(parent)
        self._training, self._losses = window.training, window.losses
        self._panel, self._menu = window.network_panel, window.menus.train
        self._buttons = self._panel.buttons
        self._transport, self._status = window.transport, window.status
        self._connect()
        self._buttons.goal_requested.connect(window.beside.ask_for_goal)
        self._show_batches(window.batches)

    def _show_batches(self, batches: BatchDesk) -> None:
        """Let the transport lead through the rows of a batch."""
        chooser = self._transport.batches
        batches.changed.connect(lambda: self._transport.show_batches(batches.step, batches.batches))
        batches.said.connect(self._status.say_for_a_while)
        chooser.batch_chosen.connect(batches.show_batch)
        chooser.row_chosen.connect(batches.show_row)
        self._transport.mode_changed.connect(lambda mode: batches.leave() if mode == TRAINING else None)

    def _connect(self) -> None:
        training, buttons = self._training, self._buttons
        for signal, slot in (
            (buttons.train_requested, training.train),
            (buttons.pause_requested, training.pause),
            (buttons.resume_requested, training.resume),
            (buttons.one_batch_requested, training.one_batch),
            (buttons.one_epoch_requested, training.one_epoch),
            (buttons.stop_requested, training.stop),
            (buttons.randomise_requested, training.randomise),
            (buttons.reset_requested, training.reset),
            (buttons.pace_chosen, training.trainer.set_pace),
            (buttons.steps_played, training.play_steps),
            (training.state_changed, self._show_state),
            (training.shown.history_changed, self._show_history),
            (training.shown.epoch_shown, self._losses.set_epoch),
            (training.shown.moments.stand_in_changed, self._losses.player.set_stand_in),
            (training.said, self._status.say_for_a_while),
            (training.trainer.devices_found, self._panel.set_devices),
            (training.trainer.device_chosen, self._status.show_device),
            (training.trainer.speed_changed, self._status.show_speed),
            (self._losses.epoch_chosen, training.shown.show_epoch),
            (self._losses.run_chosen, training.shown.show_run),
            (training.runs.changed, self._show_other_runs),
            (training.others_changed, self._show_other_runs),
        ):
            signal.connect(slot)
        training.trainer.failed.connect(lambda message: self._status.say_for_a_while(say(message)))

    def _show_state(self, state: str) -> None:
        self._buttons.show_state(state)
        self._buttons.set_can_reset(self._training.can_reset)
        self._menu.show_state(state)
        # The tape of another run than the one that goes on can be gone through.
        self._transport.show_training_state("idle" if self._training.shown.is_elsewhere else state)

    def _show_history(self) -> None:
        shown = self._training.shown
        history = shown.history
        if history is None:
            self._losses.clear()
        if shown.planned:
            self._losses.set_planned(shown.planned)
        if history is not None:
            self._losses.show_history(history, shown.rates, shown.signs, shown.tape is not None)

    def _show_other_runs(self) -> None:
        runs = self._training.runs
        self._losses.set_marks(self._training.shown.signs)
        self._losses.set_others([(run, history) for run, history in runs.with_histories() if run.id != runs.shown])
