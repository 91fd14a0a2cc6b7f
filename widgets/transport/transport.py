"""The bar under the canvas: play, step from beat to beat or from epoch to epoch, and what is happening."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from core.message import Message
from core.numbers import short
from simulator.frames.captions import caption_of
from simulator.frames.moment import Moment
from simulator.frames.timeline import Detail
from simulator.stage.batch_step import BatchStep
from simulator.stage.playhead import SPEEDS
from simulator.stage.stage import Stage
from simulator.words import say
from widgets.loss.tape_player import TapePlayer
from widgets.parts.actions import tip_with_keys
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import Button, SegmentedControl, ToolButton, row_of, rule
from widgets.transport.batch_chooser import BatchChooser
from widgets.transport.beat_indicator import BeatIndicator
from widgets.transport.timeline_bar import TimelineBar
from widgets.transport.transport_parts import Caption, Clock, PlayButton

STEP, TRAINING = "step", "training"
EPOCHS = (5.0, 20.0, 100.0, 500.0)
"""Speeds at which a tape can be played, in epochs a second."""
_FITTING = Message("Auto")
_WIDE = 1100
"""From which width on there is room for everything."""
_LEAST = 480
_TO_READ = 130
"""So much more than its least width a caption should have, rather than the buttons that nobody misses."""
_LEFT, _RIGHT, _GAP, _BEFORE_CAPTION = 12, 16, 6, 10
_MARGINS = _LEFT + _RIGHT + _BEFORE_CAPTION
_DETAILS = ((Detail.BY_UNIT, Message("By unit")), (Detail.BY_LAYER, Message("By layer")))


class Transport(QWidget):
    """Moves the playhead of a stage, or through the tape of a run. Only *Apply step* changes the network."""

    apply_requested = Signal()
    mode_changed = Signal(str)
    """`step` or `training`."""
    told = Signal(str, str)
    """What happens now, and why."""

    def __init__(self, stage: Stage, tape: TapePlayer) -> None:
        super().__init__()
        self._stage = stage
        self._tape = tape
        self._is_running = False
        self.mode = STEP
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.timeline = TimelineBar(stage.playhead)
        self._start = ToolButton("to-start", "", 32, 20)
        self._back = ToolButton("beat-back", "", 32, 20)
        self._play = PlayButton()
        self._play_back = ToolButton("play-back", "", 32, 20)
        self._on = ToolButton("beat-next", "", 32, 20)
        self._loop = ToolButton("loop", say(Message("Repeat")), 32, 20)
        self._loop.setCheckable(True)
        self._caption = Caption()
        self._indicator = BeatIndicator(stage.playhead)
        self._indicator.hide()
        self._is_presented = False
        self._clock = Clock()
        self._switch = SegmentedControl(
            say(Message("What is played")), [(STEP, say(Message("One step"))), (TRAINING, say(Message("Training")))]
        )
        self._detail = ComboBox(say(Message("Detail")), [(detail, say(words)) for detail, words in _DETAILS])
        self._speed = ComboBox(say(Message("Speed")), [(speed, f"{speed:g}×") for speed in SPEEDS])
        self._tape_speed = ComboBox(
            say(Message("Speed")),
            [(None, say(_FITTING)), *map(_epochs_a_second, EPOCHS)],
            hint=say(Message("Auto plays a whole run in 3 to 12 seconds")),
        )
        self.batches = BatchChooser()
        self._has_batches = False
        tip = Message("Give the network the weights of this step")
        self._apply = Button(say(Message("Apply step")), tip_with_keys(say(tip), "A"))
        self._detail.setFixedWidth(94)
        self._speed.setFixedWidth(70)
        self._tape_speed.setFixedWidth(126)
        self._speed.choose(stage.playhead.speed)
        self._build()
        self._connect()
        self.show_mode(STEP)

    def toggle(self) -> None:
        """Play or pause what is played here."""
        if self.mode == STEP:
            self._stage.playhead.toggle()
        elif not self._is_running:
            self._tape.toggle()

    def toggle_back(self) -> None:
        """Play the training backward, or pause that."""
        if self.mode == TRAINING and not self._is_running:
            self._tape.toggle(is_backward=True)

    def step_on(self) -> None:
        """A beat on; in the training an epoch."""
        if self.mode == STEP:
            self._stage.playhead.beat_on()
        elif not self._is_running:
            self._tape.step(1)

    def step_back(self) -> None:
        """A beat back; in the training an epoch."""
        if self.mode == STEP:
            self._stage.playhead.beat_back()
        elif not self._is_running:
            self._tape.step(-1)

    def play_beat(self) -> None:
        """Play the next beat and stop at its end; in the training an epoch on."""
        if self.mode == STEP:
            self._stage.playhead.play_beat()
        else:
            self.step_on()

    def play_beat_back(self) -> None:
        """To the end of the beat before; in the training an epoch back."""
        if self.mode == STEP:
            self._stage.playhead.play_beat_back()
        else:
            self.step_back()

    def present(self, is_presented: bool) -> None:
        """For an audience: the caption stands elsewhere in large letters, the timeline is a line."""
        self._is_presented = is_presented
        self._caption.setVisible(not is_presented)
        self._indicator.setVisible(is_presented)
        self.timeline.setHidden(is_presented or self.mode == TRAINING)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is told but how to begin."""
        is_step = self.mode == STEP and not self._is_running
        return is_step and self._stage.playhead.time is None and self._stage.step is None

    def to_start(self) -> None:
        """To rest; in the training to before the first epoch."""
        if self.mode == STEP:
            self._stage.playhead.rest()
        elif not self._is_running:
            self._tape.step(-self._tape.last)

    def show_mode(self, mode: str) -> None:
        """One step with its timeline, or the training with the tape. The network on show stays."""
        is_training = mode == TRAINING
        if mode != self.mode:
            self._stage.playhead.rest()
            self._tape.stop()
        self.mode = mode
        self._tape.plays_unseen = is_training
        self._switch.choose(mode)
        self.timeline.setHidden(is_training or self._is_presented)
        thing = Message("An epoch") if is_training else Message("A beat")
        self._start.rename(say(Message("To start")), "" if is_training else "Home")
        self._back.rename(say(Message("{thing} back", thing=thing)), ",")
        self._on.rename(say(Message("{thing} on", thing=thing)), ".")
        self._give_room()
        self._show_buttons()
        self._show_time()
        self.mode_changed.emit(mode)

    def show_batches(self, step: BatchStep | None, count: int) -> None:
        """The batches of the epoch that follows the moment of the tape on show, and the step of one of them."""
        self._has_batches = count > 0
        if self._has_batches:
            self.batches.show_step(step, count)
        if step is not None and self._has_batches and self.mode == TRAINING:
            self.show_mode(STEP)
        self._give_room()
        self._show_time()

    def show_training_state(self, state: str) -> None:
        """While a run goes on its tape grows, and nobody can go through it."""
        self._is_running = state == "running"
        if self._is_running:
            self._tape.stop()
        self._show_buttons()

    def minimumSizeHint(self) -> QSize:
        """What is in the bar gives way, so that it keeps no window from becoming narrow."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _build(self) -> None:
        bar = row_of(self._start, self._back, self._play_back, self._play, self._on, self._loop, spacing=_GAP)
        bar.addSpacing(_BEFORE_CAPTION)
        bar.addWidget(self._caption, 1)
        bar.addWidget(self._indicator, 1)
        settings = self._detail, self._speed, self._tape_speed, self._apply
        for widget in (
            self._clock,
            self.batches,
            self._switch,
            *settings,
        ):
            bar.addWidget(widget)
        bar.setContentsMargins(_LEFT, 8, _RIGHT, 6)
        layout = QVBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(rule())
        layout.addLayout(bar)
        layout.addWidget(self.timeline)

    def _connect(self) -> None:
        stage, playhead, tape = self._stage, self._stage.playhead, self._tape
        self.timeline.sought.connect(self._seek)
        for button, slot in (
            (self._start, self.to_start),
            (self._back, self.step_back),
            (self._play, self.toggle),
            (self._play_back, self.toggle_back),
            (self._on, self.step_on),
            (self._apply, self.apply_requested),
        ):
            button.clicked.connect(slot)
        self._loop.toggled.connect(self._set_looping)
        self._switch.chosen.connect(self.show_mode)
        self._detail.chosen.connect(stage.set_detail)
        self._speed.chosen.connect(lambda speed: setattr(playhead, "speed", speed))
        self._tape_speed.chosen.connect(tape.set_speed)
        playhead.playing_changed.connect(lambda _: self._show_buttons())
        tape.playing_changed.connect(lambda _: self._show_buttons())
        playhead.moved.connect(self._show_time)
        tape.changed.connect(self._follow_tape)
        stage.changed.connect(self._show_step)
        self._show_step()
        self._follow_tape()

    def _seek(self, time: float) -> None:
        self._stage.playhead.pause()
        self._stage.playhead.seek(time)

    def _set_looping(self, is_looping: bool) -> None:
        self._stage.playhead.is_looping = self._tape.is_looping = is_looping

    def _give_room(self) -> None:
        """In a narrow window the caption needs the room more than the clock, a switch that leads nowhere, or buttons
        that one can do without; in a very narrow one, more than these."""
        is_wide, is_step, has_tape = self.width() >= _WIDE, self.mode == STEP, self._tape.has_tape
        has_batch = self._stage.step is not None
        self.batches.give_room(is_wide)
        is_wanted = {
            self._start: is_wide or not has_tape,
            self._loop: is_wide or not has_tape,
            self._play_back: not is_step,
            self._clock: is_step and is_wide and not has_batch,
            self.batches: self._has_batches and (has_batch or not is_step),
            self._switch: is_wide or has_tape,
            self._detail: is_step and (is_wide or not has_batch),
            self._speed: is_step,
            self._tape_speed: not is_step,
            # The step of a batch has been made already.
            self._apply: is_step and not has_batch,
        }
        lacking = self._least_width([widget for widget, wanted in is_wanted.items() if wanted]) - self.width()
        last = (self._switch, self.batches) if has_batch else (self.batches,)
        for widget in (
            self._loop,
            self._start,
            self._play_back,
            self._detail,
            self._tape_speed,
            self._apply,
            self._speed,
            *last,
        ):
            wished = _TO_READ if widget in (self._loop, self._start) else 0
            if lacking + wished > 0 and is_wanted[widget]:
                is_wanted[widget] = False
                lacking -= _least(widget) + _GAP
        # Those that go first, or for a moment there would not be room for all.
        for widget, wanted in sorted(is_wanted.items(), key=lambda item: item[1]):
            widget.setVisible(wanted)

    def _least_width(self, others: Iterable[QWidget]) -> int:
        """Of the bar with these beside what is always there."""
        widgets = [self._back, self._play, self._on, self._caption, *others]
        return _MARGINS + sum(_least(widget) + _GAP for widget in widgets)

    def _show_step(self) -> None:
        stage = self._stage
        self.timeline.show_step(stage.trace.network)
        self._detail.choose(stage.timeline.detail)
        self._apply.setEnabled(stage.trace.updated is not None and stage.is_showing_document)
        self._show_time()

    def _follow_tape(self) -> None:
        if self._is_running:
            self.tell()
        has_tape = self._tape.has_tape
        tip = (
            Message("Go through the epochs of the run")
            if has_tape
            else Message("Train first: then this goes through the epochs")
        )
        self._switch.allow(TRAINING, has_tape, say(tip))
        self._give_room()
        if self.mode == TRAINING:
            if has_tape:
                self._show_time()
            else:
                self.show_mode(STEP)

    def _show_buttons(self) -> None:
        is_training = self.mode == TRAINING
        for button in (self._start, self._back, self._play_back, self._play, self._on):
            button.setEnabled(not (is_training and self._is_running))
        goes_back = self._tape.is_playing and self._tape.is_backward
        goes_on = self._tape.is_playing and not goes_back
        self._play.show_playing(goes_on if is_training else self._stage.playhead.is_playing)
        self._play_back.set_icon("pause" if goes_back else "play-back")
        self._play_back.rename(say(Message("Pause") if goes_back else Message("Play backward")))
        self._show_time()

    def _show_time(self) -> None:
        self.tell()
        if self.mode == STEP:
            self._clock.show_time(self._stage.playhead.time or 0.0, self._stage.timeline.duration)

    def tell(self) -> None:
        """Say what happens now."""
        words = self._words()
        self._caption.show_words(*words)
        # For an audience a run that goes on is what happens.
        self.told.emit(*(caption_of_tape(self._tape, True) if self._is_running else words))

    def _words(self) -> tuple[str, str]:
        if self.mode == TRAINING:
            return caption_of_tape(self._tape, self._is_running)
        stage = self._stage
        moment = Moment(stage.timeline, stage.playhead.time)
        caption = caption_of(stage.trace, moment.beat)
        line = say(caption.line)
        if stage.step is not None and moment.beat is None:
            line = say(_name_of(stage.step))
        if stage.hidden and moment.beat is None:
            return line, say(Message("Click a “?” to type its number there."))
        return line, say(caption.sentence)


def _name_of(step: BatchStep) -> Message:
    return Message("Epoch {epoch}, batch {batch}", epoch=step.epoch + 1, batch=step.batch + 1)


def caption_of_tape(tape: TapePlayer, is_running: bool) -> tuple[str, str]:
    """The epoch one stands at, over its losses; and where another one's network is on show, which."""
    words = Message("Training, epoch {epoch} of {planned}") if is_running else Message("Epoch {epoch} of {planned}")
    line = say(Message(words.template, epoch=short(tape.epoch, 7), planned=tape.planned))
    losses = [
        say(Message(template, loss=float(values[tape.index])))
        for template, values in (("train loss {loss}", tape.train), ("test loss {loss}", tape.test))
        if tape.index < len(values) and math.isfinite(values[tape.index])
    ]
    if tape.stand_in is not None:
        losses.insert(0, say(Message("the network of epoch {epoch} is shown", epoch=short(tape.stand_in, 7))))
    return line, " · ".join(losses)


def _least(widget: QWidget) -> int:
    """How narrow it can be."""
    is_fixed = widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed
    hint = widget.sizeHint() if is_fixed else widget.minimumSizeHint()
    return max(widget.minimumWidth(), min(hint.width(), widget.maximumWidth()))


def _epochs_a_second(speed: float) -> tuple[float, str]:
    return speed, say(Message("{speed} epochs/s", speed=short(speed)))
