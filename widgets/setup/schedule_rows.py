"""The schedule: how the learning rate changes as training goes on, in words and numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from core.experiment import Training
from core.message import Message
from core.schedule import SCHEDULES
from simulator.words import say
from widgets.parts.controls import column_of, text_label
from widgets.parts.plain_text import lines_tip
from widgets.setup.setting_rows import SettingRows, of_training, to_training

_NAMES = {
    "constant": Message("Constant"),
    "step": Message("Steps"),
    "exponential": Message("Exponential"),
    "cosine": Message("Cosine"),
    "one_cycle": Message("One cycle"),
}
SENTENCES = {
    "constant": Message("The learning rate stays as it is."),
    "step": Message("Large steps first; after every few epochs they become smaller at a stroke."),
    "exponential": Message("A little smaller after every epoch: fast at first, then ever more careful."),
    "cosine": Message("Falls along half a wave, slowly at both ends and quickly in between."),
    "one_cycle": Message("Warms up to the learning rate over the first 30 %, then falls almost to 0."),
}
_MANY_STEPS = 1000
"""Of a run whose length in steps is not known here; first, highest and last rate do not depend on it."""


class ScheduleRows(QWidget):
    """The kind of schedule, what it does, its own numbers, and what rates come out."""

    def __init__(self, rows: SettingRows) -> None:
        super().__init__()
        choices = [(kind, say(_NAMES[kind])) for kind in SCHEDULES]
        tips = {kind: lines_tip(say(SENTENCES[kind])) for kind in SCHEDULES}
        kind = rows.choice(
            Message("Schedule"), of_training("kind", "schedule"), to_training("kind", "schedule"), choices, tips=tips
        )
        self._sentence = text_label("", "small")
        self._every = rows.number(
            Message("Every"),
            of_training("every", "schedule"),
            to_training("every", "schedule"),
            name=Message("Epochs between two steps of the schedule"),
            hint=Message("After so many epochs the learning rate is multiplied by the factor."),
            whole=True,
            low=1,
        )
        self._factor = rows.number(
            Message("Factor"),
            of_training("factor", "schedule"),
            to_training("factor", "schedule"),
            name=Message("Factor of the schedule"),
            hint=Message("Above 0 and at most 1: what the learning rate is multiplied by."),
        )
        self._lowest = rows.number(
            Message("Lowest"),
            of_training("lowest", "schedule"),
            to_training("lowest", "schedule"),
            name=Message("Lowest rate of the schedule"),
            hint=Message("Where the learning rate ends."),
            low=0,
        )
        self._preview = text_label("", "small")
        for line in (self._sentence, self._preview):
            line.setWordWrap(True)
        self.setLayout(column_of(kind, self._sentence, self._every, self._factor, self._lowest, self._preview))

    def show_schedule(self, training: Training) -> None:
        """What belongs to this kind of schedule and nothing else."""
        kind = training.schedule.kind
        self._sentence.setText(say(SENTENCES[kind]))
        self._every.setVisible(kind == "step")
        self._factor.setVisible(kind in ("step", "exponential"))
        self._lowest.setVisible(kind == "cosine")
        for line in (self._sentence, self._preview):
            line.setVisible(kind != "constant")
        self._preview.setText(say(preview_of(training), digits=3))


def preview_of(training: Training) -> Message:
    """The rates that a schedule leads through."""
    schedule, epochs, first = training.schedule, training.epochs, training.first_rate

    def rate(epoch: int, step: int = 0) -> float:
        return schedule.rate(training.learning_rate, epoch, step, epochs, _MANY_STEPS)

    if schedule.kind == "one_cycle":
        last = rate(0, _MANY_STEPS - 1)
        return Message("{first} → {highest} → {last}", first=first, highest=training.learning_rate, last=last)
    if schedule.kind != "step":
        return Message("{first} → {last} in epoch {epochs}", first=first, last=rate(epochs - 1), epochs=epochs)
    every = schedule.every
    if every >= epochs:
        return Message("{first} throughout: the run ends before the first step", first=first)
    if 2 * every >= epochs:
        return Message("{first} → {last} after {every} epochs", first=first, last=rate(every), every=every)
    return Message(
        "{first} → {next} after {every} epochs … {last} in epoch {epochs}",
        first=first,
        next=rate(every),
        every=every,
        last=rate(epochs - 1),
        epochs=epochs,
    )
