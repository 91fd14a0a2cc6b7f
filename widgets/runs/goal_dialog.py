"""What a run is to go on for before it stops by itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from core.data.data import split_of, table_of
from core.experiment import Experiment
from core.message import Message, Problem
from core.results.metrics import labels_of
from core.runs import goal as goals
from core.runs.goal import Goal
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import Button, LabelledRow, column_of, row_of, text_label
from widgets.parts.fields import NumberField

_WIDTH = 400
_NAMES = {
    goals.EPOCHS: Message("So many more epochs are trained"),
    goals.TRAIN_LOSS: Message("Training loss is below"),
    goals.TEST_LOSS: Message("Test loss is below"),
    goals.TRAIN_ACCURACY: Message("Accuracy on training rows is at least"),
    goals.TEST_ACCURACY: Message("Accuracy on test rows is at least"),
    goals.PATIENCE: Message("No smaller loss for so many epochs"),
}
_FIRST = {goals.EPOCHS: 10, goals.PATIENCE: 20, goals.TRAIN_ACCURACY: 0.95, goals.TEST_ACCURACY: 0.95}
_FIRST_LOSS = 0.01
_FIRST_MOST = 1000
_MORE = Message(
    "They come on top of what is trained, also past the epochs in the settings. A run that has ended goes on."
)
_UNTIL = Message(
    "It is looked at after every epoch, also past the epochs in the settings. If it is not reached, the run stops "
    "after the epochs given here."
)


class GoalDialog(QDialog):
    """A condition and its number. The window stays usable beside it."""

    goal_chosen = Signal(object)
    """A Goal to train to."""

    def __init__(self, experiment: Experiment, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Message("Train until")))
        self.kinds = ComboBox(
            say(Message("Train until")), [(each, say(_NAMES[each])) for each in kinds_for(experiment)]
        )
        self.kinds.choose(kind)
        self.number = NumberField(say(Message("Value")))
        self.number.setFixedWidth(96)
        self._row = LabelledRow(self.kinds, self.number, label_width=None)
        self.most = NumberField(say(Message("Most epochs it may take")), whole=True, low=1)
        self.most.setFixedWidth(96)
        self.most.set_value(_FIRST_MOST)
        self._most_row = LabelledRow(text_label(say(Message("At most so many more epochs"))), self.most, None)
        self._hint = text_label("", "small")
        self._hint.setWordWrap(True)
        self.train_button = Button(say(Message("Train")), say(Message("Train until this holds")), "primary")
        cancel = Button(say(Message("Cancel")), say(Message("Close without training")))
        self.train_button.setDefault(True)
        cancel.setAutoDefault(False)
        layout = column_of(
            text_label(say(Message("Train until")), "label"), self._row, self._most_row, self._hint, spacing=12
        )
        layout.setContentsMargins(24, 20, 24, 20)
        layout.addStretch(1)
        layout.addLayout(row_of(None, cancel, self.train_button))
        self.setLayout(layout)
        self.setFixedWidth(_WIDTH)
        self._is_refused = False
        """Whether what was typed is put back just now."""
        for field in (self.number, self.most):
            field.refused.connect(lambda _: setattr(self, "_is_refused", True))
        self.kinds.chosen.connect(self._suggest)
        self.train_button.clicked.connect(self._choose)
        cancel.clicked.connect(self.close)
        self._suggest()

    @property
    def complaint(self) -> str:
        """Why the number that was typed is none to train to."""
        return self._row.complaint or self._most_row.complaint

    def _suggest(self) -> None:
        """A number of the kind that is chosen."""
        kind = self.kinds.currentData()
        self._row.settle()
        self._most_row.settle()
        self._most_row.setVisible(kind != goals.EPOCHS)
        self._hint.setText(say(_MORE if kind == goals.EPOCHS else _UNTIL))
        self.number.set_value(_FIRST.get(kind, _FIRST_LOSS))
        self.number.setFocus()
        self.number.selectAll()

    def _choose(self) -> None:
        self.number.commit()
        self.most.commit()
        if self._is_refused:
            self._is_refused = False
            return
        kind = self.kinds.currentData()
        try:
            most = None if kind == goals.EPOCHS else int(self.most.value or 0)
            goal = Goal(kind, self.number.value or 0.0, most)
        except Problem as problem:
            self._row.complain(say(problem.message))
            return
        self.close()
        self.goal_chosen.emit(goal)


def kinds_for(experiment: Experiment) -> list[str]:
    """The goals that mean something with this experiment's data."""
    try:
        has_test, has_classes = len(split_of(experiment).test_inputs) > 0, labels_of(table_of(experiment)) is not None
    except Problem:  # said where the data is chosen
        has_test = has_classes = False
    wanted = {
        goals.TEST_LOSS: has_test,
        goals.TRAIN_ACCURACY: has_classes,
        goals.TEST_ACCURACY: has_test and has_classes,
    }
    return [kind for kind in _NAMES if wanted.get(kind, True)]
