"""Training: what is made small, in what steps, and on which device."""

from __future__ import annotations

from collections.abc import Sequence

from core.data import fit_scaling
from core.edits import with_training
from core.experiment import OPTIMIZERS, Experiment, partner_problem
from core.losses import LOSSES
from core.message import Message
from simulator.words import say
from widgets.combo_box import ComboBox
from widgets.controls import LabelledRow, text_label
from widgets.fields import NumberField
from widgets.section import Section

_OPTIMIZER_NAMES = {"sgd": "SGD"}
_DEVICE_NAMES = {
    "auto": Message("Automatic"),
    "cpu": Message("CPU"),
    "cuda": Message("NVIDIA GPU (CUDA)"),
    "mps": Message("Apple GPU (MPS)"),
    "xpu": Message("Intel GPU (XPU)"),
}


class TrainingSection(Section):
    """Loss, optimizer and the numbers that steer them."""

    def __init__(self) -> None:
        super().__init__(say(Message("Training")))
        self._combos: dict[str, ComboBox] = {}
        self._fields: dict[str, NumberField] = {}
        self._devices: tuple[str, ...] = ("auto", "cpu")
        self._add_combo("loss", Message("Loss"), [(name, say(loss.label)) for name, loss in LOSSES.items()])
        self._convention = text_label("", "small")
        self._advice = text_label("", "advice")
        for line in (self._convention, self._advice):
            line.setWordWrap(True)
            self.body.addWidget(line)
        optimizers = [(name, _OPTIMIZER_NAMES.get(name, name)) for name in OPTIMIZERS]
        self._add_combo("optimizer", Message("Optimizer"), optimizers)
        self._add_field("learning_rate", Message("Learning rate"), whole=False)
        self._add_field("batch_size", Message("Batch size"), whole=True)
        self._add_field("epochs", Message("Epochs"), whole=True)
        self._add_field("seed", Message("Seed"), whole=True)
        self._add_combo("device", Message("Device"), [])

    def set_devices(self, names: Sequence[str]) -> None:
        """The devices there are on this machine; `auto` goes first."""
        self._devices = ("auto", *(name for name in names if name != "auto"))
        if self._experiment is not None:
            self._show_devices()

    def refresh(self, old: Experiment | None) -> None:
        now = self.experiment
        if old is None or old.training is not now.training:
            for name, combo in self._combos.items():
                if name != "device":
                    combo.choose(getattr(now.training, name))
            for name, field in self._fields.items():
                field.set_value(getattr(now.training, name))
            self._show_devices()
            self._convention.setText(say(LOSSES[now.training.loss].convention))
        advice = _advice(now)
        self._advice.setText(say(advice) if advice else "")
        self._advice.setVisible(advice is not None)

    def _show_devices(self) -> None:
        # A file may name a device that this machine lacks: it is shown as it is, not silently changed.
        chosen = self.experiment.training.device
        names = self._devices if chosen in self._devices else (*self._devices, chosen)
        self._combos["device"].set_choices([(name, say(_DEVICE_NAMES[name])) for name in names])
        self._combos["device"].choose(chosen)

    def _add_combo(self, name: str, label: Message, choices: list[tuple[object, str]]) -> None:
        combo = self._combos[name] = ComboBox(say(label), choices)
        row = LabelledRow(say(label), combo)
        combo.chosen.connect(lambda value: self._change(row, label, name, value))
        self.body.addWidget(row)

    def _add_field(self, name: str, label: Message, *, whole: bool) -> None:
        field = self._fields[name] = NumberField(say(label), whole=whole)
        row = LabelledRow(say(label), field)
        field.committed.connect(lambda value: self._change(row, label, name, value))
        self.body.addWidget(row)

    def _change(self, row: LabelledRow, label: Message, name: str, value: object) -> None:
        def change(experiment: Experiment) -> Experiment:
            changed = with_training(experiment, **{name: value})
            # The seed also draws the split, and the scaling belongs to the training rows.
            return fit_scaling(changed) if name == "seed" else changed

        self.attempt(row, Message("Set {setting}", setting=label), change)


def _advice(experiment: Experiment) -> Message | None:
    """What to change where loss and output activation do not go together, in the words of the panel."""
    if partner_problem(experiment.network, experiment.training) is None:
        return None
    loss = LOSSES[experiment.training.loss]
    return Message(
        "{loss} needs {partner} at the output, not {activation}.",
        loss=loss.label,
        partner=loss.partner,
        activation=experiment.network.output.activation,
    )
