"""The training settings that a first run can do without, folded away."""

from __future__ import annotations

from typing import Any

from core.edits import with_momentum
from core.experiment import ADAMW_DECAY, PRECISIONS, Experiment, Training
from core.message import Message
from simulator.words import say
from widgets.parts.controls import LabelledRow, text_label
from widgets.parts.disclosure import Disclosure
from widgets.parts.fields import NumberField
from widgets.setup.schedule_rows import ScheduleRows
from widgets.setup.setting_rows import Attempt, SettingRows, of_training, to_training

_OFF = Message("off")
_PRECISION_TIPS = {
    "float32": Message("Numbers with 7 digits: fast, and enough to learn with."),
    "float64": Message("Numbers with 16 digits, as the arithmetic on screen has them: slower."),
}
_RECORDS = {
    "epoch": (Message("every epoch"), Message("The training can be gone through epoch by epoch.")),
    "step": (Message("every step"), Message("It can be gone through step by step, and takes longer for that.")),
}
# The settings in here that a file may use, and what to call them while they are folded away.
_USES = {
    "momentum": Message("momentum"),
    "schedule": Message("schedule"),
    "l1": Message("L1"),
    "l2": Message("L2"),
    "weight_decay": Message("weight decay"),
    "gradient_clip": Message("clipping"),
    "early_stopping": Message("stop early"),
    "shuffle": Message("no shuffle"),
    "precision": Message("float64"),
    "record": Message("step by step"),
}


class MoreTraining(Disclosure):
    """Momentum, schedule, penalties, clipping, early stopping, shuffling and precision."""

    def __init__(self, attempt: Attempt) -> None:
        tip = Message("Momentum, schedule, regularisation, early stopping and the like")
        super().__init__(say(Message("More about training")), say(tip), "training", opens_itself=True)
        self._rows = SettingRows(attempt)
        self._experiment: Experiment | None = None
        self._has_rows = False
        self.make_late(self._add_rows)

    def show_training(self, experiment: Experiment) -> None:
        """The settings, and what of them is used while they are folded away."""
        self._experiment = experiment
        self._show_rows()
        usual = Training()
        used = [words for name, words in _USES.items() if getattr(experiment.training, name) != getattr(usual, name)]
        self.show_used([say(words) for words in used])

    def _add_rows(self) -> None:
        rows = self._rows
        self._add_momentum(rows)
        self._schedule = ScheduleRows(rows)
        self.body.addWidget(self._schedule)
        self._add_head(Message("Regularisation"))
        self._add_penalties(rows)
        self._add_head(Message("End the run early"))
        self._add_stopping(rows)
        self._add_head(Message("The run"))
        self._add_run(rows)
        self._has_rows = True
        self._show_rows()

    def _show_rows(self) -> None:
        """Rows that have a meaning with these settings, and what holds where a field is empty."""
        if not self._has_rows or self._experiment is None:
            return
        self._rows.show(self._experiment)
        training = self._experiment.training
        is_sgd = training.optimizer == "sgd"
        self._momentum.setVisible(is_sgd)
        self._nesterov.setVisible(is_sgd)
        self._nesterov.control.setEnabled(training.momentum > 0)
        self._nesterov.label.setEnabled(training.momentum > 0)
        decay = ADAMW_DECAY if training.optimizer == "adamw" else 0.0
        field = self._decay.control
        assert isinstance(field, NumberField)
        field.set_placeholder(say(Message("{number}", number=decay)))
        self._schedule.show_schedule(training)

    def _add_head(self, words: Message) -> None:
        head = text_label(say(words), "small")
        head.setContentsMargins(0, 4, 0, 0)
        self.body.addWidget(head)

    def _add_momentum(self, rows: SettingRows) -> None:
        self._momentum = rows.number(
            Message("Momentum"),
            of_training("momentum"),
            with_momentum,
            hint=Message("The share of the last step that is taken again: 0 for none, 0.9 is usual."),
            low=0,
        )
        self._nesterov = rows.switch(
            Message("Look ahead"),
            of_training("nesterov"),
            to_training("nesterov"),
            name=Message("Look ahead (Nesterov)"),
            hint=Message("Nesterov's momentum: the slope is used where the momentum is about to lead."),
        )
        self.body.addWidget(self._momentum)
        self.body.addWidget(self._nesterov)

    def _add_penalties(self, rows: SettingRows) -> None:
        l1 = Message("Adds λ × the sizes of all weights to what is made small: many become 0.")
        l2 = Message("Adds λ/2 × the squares of all weights to what is made small: none becomes large.")
        decay = Message("Makes weights and biases a little smaller in every step. Empty: the optimizer's own.")
        clip = Message("The largest norm of all slopes together; longer ones are shortened. Empty: no limit.")
        self._add_number(rows, "l1", Message("L1"), l1, name=Message("L1 penalty λ"), low=0)
        self._add_number(rows, "l2", Message("L2"), l2, name=Message("L2 penalty λ"), low=0)
        self._decay = self._add_number(rows, "weight_decay", Message("Weight decay"), decay, optional=True, low=0)
        row = self._add_number(
            rows, "gradient_clip", Message("Clip slopes"), clip, name=Message("Longest slope"), optional=True
        )
        _placeholder(row, _OFF)

    def _add_stopping(self, rows: SettingRows) -> None:
        for name, label, full, hint, whole in (
            (
                "loss_below",
                Message("Loss below"),
                Message("Stop once the training loss is below"),
                Message("Empty: the run goes on, however small the loss."),
                False,
            ),
            (
                "patience",
                Message("Patience"),
                Message("Epochs without a smaller loss before the run stops"),
                Message("It watches the test loss, or the training loss where no rows are held out. Empty: never."),
                True,
            ),
        ):
            row = rows.number(
                label,
                of_training(name, "early_stopping"),
                to_training(name, "early_stopping"),
                name=full,
                hint=hint,
                whole=whole,
                optional=True,
            )
            _placeholder(row, _OFF)
            self.body.addWidget(row)

    def _add_run(self, rows: SettingRows) -> None:
        self.body.addWidget(
            rows.switch(
                Message("Shuffle"),
                of_training("shuffle"),
                to_training("shuffle"),
                hint=Message("Take the training rows in another order in every epoch."),
            )
        )
        tips = {name: say(tip) for name, tip in _PRECISION_TIPS.items()}
        choices = [(name, name) for name in PRECISIONS]
        precision = rows.choice(
            Message("Precision"), of_training("precision"), to_training("precision"), choices, tips=tips
        )
        self.body.addWidget(precision)
        tips = {name: say(tip) for name, (_, tip) in _RECORDS.items()}
        choices = [(name, say(label)) for name, (label, _) in _RECORDS.items()]
        record = rows.choice(Message("On the tape"), of_training("record"), to_training("record"), choices, tips=tips)
        self.body.addWidget(record)

    def _add_number(
        self, rows: SettingRows, setting: str, label: Message, hint: Message, **options: Any
    ) -> LabelledRow:
        row = rows.number(label, of_training(setting), to_training(setting), hint=hint, **options)
        self.body.addWidget(row)
        return row


def _placeholder(row: LabelledRow, words: Message) -> None:
    assert isinstance(row.control, NumberField)
    row.control.set_placeholder(say(words))
