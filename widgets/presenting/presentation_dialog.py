"""What is on show: while somebody works with the experiment, and beside the canvas while it is presented."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from core.message import Message
from core.presentation import BESIDE, PANELS, SECTIONS, Presentation
from simulator.words import say
from widgets.parts.controls import Button, column_of, row_of, rule, text_label
from widgets.parts.tick import Tick

_WORDS = {
    "network": Message("Network"),
    "data": Message("Data"),
    "features": Message("Features"),
    "layers": Message("Layers"),
    "example": Message("Example"),
    "training": Message("Training settings"),
    "explanation": Message("Explanation"),
    "learnt": Message("What it has learnt"),
    "descent": Message("Gradient descent"),
    "code": Message("Code"),
    "loss": Message("Loss per epoch"),
    "runs": Message("Runs and branches"),
    "rows": Message("Rows"),
}
_INDENT = 24


class PresentationDialog(QDialog):
    """A tick for everything that is on show. It is kept with the experiment."""

    chosen = Signal(object)
    """A Presentation."""

    def __init__(self, presentation: Presentation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say(Message("What is on show")))
        self.parts = {part: _tick(part, part not in presentation.hidden) for part in (*PANELS, *SECTIONS)}
        self.beside = {part: _tick(part, part in presentation.beside) for part in BESIDE}
        self.weights = Tick(say(Message("Weights and biases can be changed by hand")))
        self.weights.setChecked(not presentation.locks_weights)
        self.spotlight = Tick(say(Message("Spotlight on the beat")))
        self.spotlight.setChecked(presentation.spotlight)
        self.done_button = Button(say(Message("Done")), say(Message("Keep this with the experiment")), "primary")
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self._choose)
        self.parts["network"].toggled.connect(self._allow_sections)
        self._compose()
        self._allow_sections(self.parts["network"].isChecked())

    def _compose(self) -> None:
        sections = column_of(*(self.parts[part] for part in SECTIONS), spacing=6)
        sections.setContentsMargins(_INDENT, 0, 0, 0)
        left = column_of(self.parts["network"], spacing=6)
        left.addLayout(sections)
        left.addStretch(1)
        right = column_of(*(self.parts[part] for part in PANELS[1:]), spacing=6)
        right.addStretch(1)
        both = row_of(spacing=32)
        both.addLayout(left)
        both.addLayout(right)
        both.addStretch(1)
        hint = Message("Kept with the experiment. Whoever opens it can always show all controls again.")
        small = text_label(say(hint), "small")
        small.setWordWrap(True)
        layout = column_of(text_label(say(Message("While working")), "section"), spacing=10)
        layout.addLayout(both)
        layout.addWidget(self.weights)
        layout.addWidget(rule())
        layout.addWidget(text_label(say(Message("While presenting, beside canvas and transport")), "section"))
        layout.addLayout(column_of(*self.beside.values(), self.spotlight, spacing=6))
        layout.addWidget(rule())
        layout.addWidget(small)
        cancel = Button(say(Message("Cancel")), say(Message("Close, and leave it as it is")))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        layout.addLayout(row_of(None, cancel, self.done_button))
        layout.setContentsMargins(24, 20, 24, 20)
        self.setLayout(layout)

    @property
    def presentation(self) -> Presentation:
        """What the ticks say."""
        return Presentation(
            frozenset(part for part, tick in self.parts.items() if not tick.isChecked()),
            frozenset(part for part, tick in self.beside.items() if tick.isChecked()),
            not self.weights.isChecked(),
            self.spotlight.isChecked(),
        )

    def _allow_sections(self, has_panel: bool) -> None:
        """Sections go with their panel."""
        for part in SECTIONS:
            self.parts[part].setEnabled(has_panel)

    def _choose(self) -> None:
        self.accept()
        self.chosen.emit(self.presentation)


def _tick(part: str, is_shown: bool) -> Tick:
    made = Tick(say(_WORDS[part]))
    made.setChecked(is_shown)
    return made
