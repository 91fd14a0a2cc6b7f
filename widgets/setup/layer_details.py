"""What else a layer can be given: a bias, how its weights are drawn, dropout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from core.edits import with_bias_used, with_dropout, with_initialiser
from core.experiment import Experiment
from core.initialise import CONSTANT, INITIALISERS, initialiser_of
from core.message import Message
from core.network import Layer
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import column_of
from widgets.parts.plain_text import lines_tip
from widgets.setup.setting_rows import Attempt, SettingRows

_TIPS = {
    "xavier_uniform": Message("Evenly within ±√(6 / (sources + units)): for tanh and sigmoid."),
    "xavier_normal": Message("Normal, variance 2 / (sources + units): for tanh and sigmoid."),
    "he_uniform": Message("Evenly within ±√(6 / sources): for relu and its like."),
    "he_normal": Message("Normal, variance 2 / sources: for relu and its like."),
    "lecun_uniform": Message("Evenly within ±√(3 / sources)."),
    "lecun_normal": Message("Normal, variance 1 / sources: for selu."),
    "uniform": Message("Evenly from −0.5 to 0.5, as in TensorFlow Playground."),
    "normal": Message("Normal, variance 1: much too large for wide layers."),
    "orthogonal": Message("Rows of length 1 at right angles: signals keep their size through deep networks."),
    "zeros": Message("All 0: every unit of a layer learns the same, so hidden layers learn nothing."),
    "constant": Message("All {number}: every unit of a layer learns the same.", number=CONSTANT),
}


class LayerDetails(QWidget):
    """Bias, initialiser and dropout of the layer in one column."""

    def __init__(self, column: int, attempt: Attempt) -> None:
        super().__init__()
        self._column = column
        self._rows = SettingRows(attempt)
        self._bias = self._rows.switch(
            Message("Bias"),
            self._of("use_bias"),
            self._edit(with_bias_used),
            name=Message("Use a bias"),
            hint=Message("Add a number of its own to every unit's sum. Off: all biases are 0 and stay so."),
        )
        self._initialiser = self._rows.choice(
            Message("Initialiser"),
            self._of("init"),
            self._edit(with_initialiser),
            [],
            hint=Message("How Randomise draws the weights."),
        )
        self._dropout = self._rows.number(
            Message("Dropout"),
            self._of("dropout"),
            self._edit(with_dropout),
            hint=Message("The share of the layer's values that is silenced in each training step."),
            low=0,
        )
        self.setLayout(column_of(self._bias, self._initialiser, self._dropout))

    def show_layer(self, experiment: Experiment, layer: Layer, *, is_hidden: bool) -> None:
        """The layer's own settings; dropout is for hidden layers."""
        self._dropout.setVisible(is_hidden)
        automatic = Message("automatic ({name})", name=initialiser_of(replace(layer, init=None)))
        combo = self._initialiser.control
        assert isinstance(combo, ComboBox)
        choices: list[tuple[object, str]] = [(None, say(automatic))]
        choices += [(name, name) for name in INITIALISERS]
        tips: dict[object, str] = {name: lines_tip(say(_TIPS[name])) for name in INITIALISERS}
        tips[None] = lines_tip(say(Message("As suits the activation.")))
        combo.set_choices(choices, tips=tips)
        self._rows.show(experiment)

    def _of(self, name: str) -> Callable[[Experiment], Any]:
        return lambda experiment: getattr(experiment.network.layers[self._column - 1], name)

    def _edit(self, edit: Callable[[Experiment, int, Any], Experiment]) -> Callable[[Experiment, Any], Experiment]:
        return lambda experiment, value: edit(experiment, self._column, value)


def said_of(layer: Layer) -> list[Message]:
    """What is out of the ordinary in a layer, for as long as its details are folded away."""
    said = []
    if not layer.use_bias:
        said.append(Message("no bias"))
    if layer.init is not None:
        said.append(Message("{name}", name=layer.init))
    if layer.dropout:
        said.append(Message("dropout {share}", share=layer.dropout))
    return said
