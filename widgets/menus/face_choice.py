"""The choice of what units show, as a menu."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.experiment import Experiment
from core.message import Message
from simulator.frames.face import Face, picture_shape
from simulator.frames.faces import reason_against
from simulator.words import say
from widgets.menus.choice_menu import ChoiceMenu
from widgets.parts.face_words import FACE_WORDS
from widgets.parts.view_choices import Choice

_AS_IMAGE = Message("The weights that lead into the unit, laid out as the pixels are")
_LITTLE_ROOM = Message("Layers with too little room keep their values.")


class FaceChoice(ChoiceMenu[Face]):
    """One entry a face. What the experiment on show cannot have is greyed out, and its tooltip says why."""

    def __init__(self, choice: Choice[Face], parent: QObject | None = None) -> None:
        super().__init__(choice, Message("Unit faces"), FACE_WORDS, parent)
        self._experiment: Experiment | None = None

    def show_experiment(self, experiment: Experiment) -> None:
        """Offer what this experiment can have. A face that it cannot have stays chosen for the next one."""
        old, self._experiment = self._experiment, experiment
        if old is not None and _kind(old) == _kind(experiment):
            return
        for face, entry in self.actions.items():
            reason = reason_against(face, experiment)
            entry.setEnabled(reason is None)
            entry.setToolTip(say(reason) if reason is not None else self._tip(face, experiment))

    def _tip(self, face: Face, experiment: Experiment) -> str:
        is_image = face is Face.WEIGHTS and picture_shape(experiment.network.inputs) is not None
        tip = say(_AS_IMAGE if is_image else FACE_WORDS[face][1])
        return tip if face in (Face.AUTO, Face.VALUE) else f"{tip}\n{say(_LITTLE_ROOM)}"


def _kind(experiment: Experiment) -> tuple[object, ...]:
    """All that the choice depends on."""
    return len(experiment.example.inputs), experiment.data.source, experiment.network.inputs
