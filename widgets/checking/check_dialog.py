"""What a check compared, how far apart the numbers were, and what each comparison proves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from core.engines.check import Comparison
from core.message import Message
from core.numbers import short
from simulator.commands.checker import Checker, CheckState
from simulator.words import say
from widgets.parts.controls import Button, column_of, row_of, text_label
from widgets.parts.icons import paint_icon
from widgets.parts.style import Themed, current_theme

_WIDTH, _HEIGHT = 720, 456
"""As high as the five comparisons mostly need, so that it does not grow when they come."""
_PROOFS = {
    "forward: sums, activations and loss, against torch": Message(
        "What every unit shows, and the loss, are what another program computes from the same weights."
    ),
    "backward: all slopes, against autograd": Message(
        "The slopes we work out by hand, product by product, are those that torch derives by itself."
    ),
    "update: new weights and biases, against torch.optim": Message(
        "Apply step leads to the weights that torch's own optimizer would have chosen."
    ),
    "training: the engine's update, against the trace": Message(
        "What trains fast takes the very step that is shown slowly."
    ),
    "backward: slopes of weights and biases, against differences of the loss": Message(
        "Nudge a weight a little: the loss grows as fast as its slope says."
    ),
}
_HEADS = (Message("numbers"), Message("largest difference"), Message("at most"))


class CheckDialog(QDialog):
    """Follows its checker: also while a check goes on, and when an edit makes it out of date."""

    def __init__(self, checker: Checker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Message("Are these numbers right?")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._checker = checker
        self._intro = text_label("", "title")
        self._intro.setWordWrap(True)
        self._findings = _Findings(())
        self.check_button = Button(say(Message("Check")), say(Message("Check the network on show")), "primary")
        self.close_button = Button(say(Message("Close")), say(Message("Close")))
        self.check_button.clicked.connect(checker.check)
        self.close_button.clicked.connect(self.reject)
        for button in (self.check_button, self.close_button):
            button.setAutoDefault(False)
        layout = column_of(self._intro, self._findings, spacing=16)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(1)
        layout.addLayout(row_of(None, self.close_button, self.check_button))
        self._lines = layout
        self.setLayout(layout)
        checker.changed.connect(self._show)
        self._show()

    @property
    def words(self) -> str:
        """What stands above the comparisons."""
        return self._intro.text()

    def _show(self) -> None:
        checker = self._checker
        self._intro.setText(say(_intro(checker)))
        words = say(Message("Check again") if checker.comparisons else Message("Check"))
        self.check_button.relabel(words, say(Message("Check the network on show")))
        self.check_button.setEnabled(checker.state is not CheckState.CHECKING)
        old, self._findings = self._findings, _Findings(checker.comparisons)
        self._lines.replaceWidget(old, self._findings)
        old.hide()
        old.deleteLater()
        self._findings.setVisible(bool(checker.comparisons))
        self.resize(_WIDTH, max(_HEIGHT, self._lines.totalHeightForWidth(_WIDTH)))


class _Findings(QWidget):
    """Two lines a comparison: what was compared with its numbers, and below what that proves."""

    def __init__(self, comparisons: Sequence[Comparison]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        for column, head in enumerate(_HEADS, start=2):
            self._grid.addWidget(text_label(say(head), "small"), 0, column, Qt.AlignmentFlag.AlignRight)
        for line, one in enumerate(comparisons):
            self._add(one, 1 + 3 * line)

    def _add(self, one: Comparison, row: int) -> None:
        name = say(one.name)
        name = name[:1].upper() + name[1:]
        verdict = say(Message("equal") if one.is_equal else Message("different"))
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(_Mark(one.is_equal, f"{name}: {verdict}"), row, 0, top)
        self._grid.addWidget(_wrapped(name, "title"), row, 1)
        difference = short(one.difference, 2) if math.isfinite(one.difference) else say(Message("no number"))
        for column, words in enumerate((f"{one.compared:,}", difference, short(one.tolerance)), start=2):
            label = text_label(words, "number" if one.is_equal or column != 3 else "problem")
            self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight | top)
        self._grid.addWidget(_wrapped(_proof(one), "label"), row + 1, 1)
        self._grid.setRowMinimumHeight(row + 2, 12)


class _Mark(Themed, QWidget):
    """A check mark, or a cross in the colour of danger."""

    def __init__(self, is_equal: bool, name: str) -> None:
        super().__init__()
        self._is_equal = is_equal
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(QSize(18, 18))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        color = theme.test if self._is_equal else theme.danger
        paint_icon(painter, "check" if self._is_equal else "close", self.rect().toRectF(), color)
        painter.end()


def _intro(checker: Checker) -> Message:
    if checker.problem is not None:
        return Message("This could not be checked: {why}.", why=checker.problem)
    return {
        CheckState.NOT_CHECKED: Message("The network on show has not been checked since it last changed."),
        CheckState.CHECKING: Message("Checking the network on show with its example…"),
        CheckState.EQUAL: Message("Every number of this step comes out the same in other ways of computing it."),
        CheckState.DIFFERENT: Message("Some numbers differ from other ways of computing them by more than they may."),
    }[checker.state]


def _proof(one: Comparison) -> str:
    proof = say(_PROOFS[one.name.template]) if one.name.template in _PROOFS else ""
    if not one.left_out:
        return proof
    count = Message(
        "{count} stand beside a corner, where there is no one slope, and are left out.", count=one.left_out
    )
    return f"{proof} {say(count)}"


def _wrapped(text: str, role: str) -> QLabel:
    label = text_label(text, role)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label
