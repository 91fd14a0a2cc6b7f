"""Training: what is made small, in what steps, and on which device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from core.data.data import fit_scaling
from core.edits import with_optimizer, with_training
from core.experiment import Experiment, partner_problem
from core.losses import LOSSES
from core.message import Message
from core.optimizers import OPTIMIZER_TABLE, Optimizer
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow, text_label
from widgets.parts.fields import NumberField
from widgets.parts.plain_text import lines_tip
from widgets.parts.section import Section
from widgets.setup.more_training import MoreTraining
from widgets.setup.setting_rows import SettingRows, of_training, to_training

_DEVICE_NAMES = {
    "auto": Message("Automatic"),
    "cpu": Message("CPU"),
    "cuda": Message("NVIDIA GPU (CUDA)"),
    "mps": Message("Apple GPU (MPS)"),
    "xpu": Message("Intel GPU (XPU)"),
}


class TrainingSection(Section):
    """Loss, optimizer and the numbers that steer them; what a first run can do without is folded away."""

    def __init__(self) -> None:
        super().__init__(say(Message("Training")))
        self._rows = SettingRows(self.attempt)
        self._devices: tuple[str, ...] = ("auto", "cpu")
        self._convention = text_label("", "small")
        self._advice = text_label("", "advice")
        self._add_loss()
        self._add_optimizer()
        self._add_numbers()
        self._device_row = self._rows.choice(
            Message("Device"),
            of_training("device"),
            to_training("device"),
            [],
            hint=Message("Where training computes."),
        )
        self.body.addWidget(self._device_row)
        self._more = MoreTraining(self.attempt)
        self.body.addWidget(self._more)

    def set_devices(self, names: Sequence[str]) -> None:
        """The devices there are on this machine; `auto` goes first."""
        self._devices = ("auto", *(name for name in names if name != "auto"))
        if self._experiment is not None:
            self._show_devices()

    def refresh(self, old: Experiment | None) -> None:
        now = self.experiment
        if old is None or old.training is not now.training:
            self._rows.show(now)
            self._show_devices()
            self._convention.setText(say(LOSSES[now.training.loss].convention))
            self._more.show_training(now)
        self._show_share(now)
        advice = _advice(now)
        self._advice.setText(say(advice) if advice else "")
        self._advice.setVisible(advice is not None)

    def _show_devices(self) -> None:
        # A file may name a device that this machine lacks: it is shown as it is, not silently changed.
        chosen = self.experiment.training.device
        names = self._devices if chosen in self._devices else (*self._devices, chosen)
        combo = self._device_row.control
        assert isinstance(combo, ComboBox)
        combo.set_choices([(name, say(_DEVICE_NAMES[name])) for name in names])
        combo.choose(chosen)

    def _show_share(self, experiment: Experiment) -> None:
        """Nothing is held out of a single example, and data that names its test rows decides by itself."""
        data = experiment.data
        self._share.setVisible(data.source != "none" and not data.names_test_rows)

    def _add_loss(self) -> None:
        choices = [(name, say(loss.label)) for name, loss in LOSSES.items()]
        tips = {name: lines_tip(loss.formula, say(loss.convention)) for name, loss in LOSSES.items()}
        row = self._rows.choice(Message("Loss"), of_training("loss"), to_training("loss"), choices, tips=tips)
        self.body.addWidget(row)
        for line in (self._convention, self._advice):
            line.setWordWrap(True)
            self.body.addWidget(line)

    def _add_optimizer(self) -> None:
        choices = [(name, entry.label) for name, entry in OPTIMIZER_TABLE.items()]
        tips = {name: _tip(entry) for name, entry in OPTIMIZER_TABLE.items()}
        read = of_training("optimizer")
        self.body.addWidget(self._rows.choice(Message("Optimizer"), read, with_optimizer, choices, tips=tips))

    def _add_numbers(self) -> None:
        rate = Message("How far a step goes along the slope.")
        batch = Message("Rows whose slopes are averaged for one step.")
        epochs = Message("Passes over all training rows.")
        share = Message("The share of the rows that training never sees, to test with. Empty: 0.2.")
        seed = Message("Draws the split, the shuffles and new weights: the same seed is the same run.")
        self._add_number("learning_rate", Message("Learning rate"), rate)
        self._add_number("batch_size", Message("Batch size"), batch, whole=True)
        self._add_number("epochs", Message("Epochs"), epochs, whole=True)
        self._share = self._add_number(
            "test_fraction", Message("Test share"), share, edit=_edit_split, low=0, optional=True
        )
        assert isinstance(self._share.control, NumberField)
        self._share.control.set_placeholder(say(Message("{number}", number=0.2)))
        self._add_number("seed", Message("Seed"), seed, edit=_edit_split, whole=True)

    def _add_number(
        self,
        name: str,
        label: Message,
        hint: Message,
        *,
        edit: Callable[[str], Callable[[Experiment, Any], Experiment]] = to_training,
        **options: Any,
    ) -> LabelledRow:
        row = self._rows.number(label, of_training(name), edit(name), hint=hint, **options)
        self.body.addWidget(row)
        return row


def _edit_split(name: str) -> Callable[[Experiment, Any], Experiment]:
    """What decides which rows are trained on: the scaling belongs to those."""
    return lambda experiment, value: fit_scaling(with_training(experiment, **{name: value}))


def _tip(optimizer: Optimizer) -> str:
    weight = say(Message("weight"))
    rule = say(Message("new weight = {rule}", rule=optimizer.formula.format(value=weight)))
    return lines_tip(say(optimizer.sentence), say(optimizer.fault), rule, optimizer.source)


def _advice(experiment: Experiment) -> Message | None:
    """What to change where loss and output activation do not go together, in the words of the panel."""
    if partner_problem(experiment.network, experiment.training) is None:
        return None
    loss, output = LOSSES[experiment.training.loss], experiment.network.output
    if loss.partner == "softmax" and len(output.units) == 1:
        return Message(
            "{loss} needs two or more outputs; for a single one take binary cross-entropy.", loss=loss.label
        )
    return Message(
        "{loss} needs {partner} at the output, not {activation}.",
        loss=loss.label,
        partner=loss.partner,
        activation=output.activation,
    )
