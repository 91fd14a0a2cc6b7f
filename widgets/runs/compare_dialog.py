"""Two runs side by side: what was set otherwise, where they got on which way, and how far apart their weights are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.message import Message, Problem
from core.network import Network
from core.numbers import short
from core.runs.run_differences import Difference, differences
from core.runs.run_tree import TrainedRun
from core.runs.tape import History
from simulator.painting.difference_picture import difference_of, paint_difference
from simulator.theme import Theme
from simulator.training.run_book import RunBook
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import Button, column_of, row_of, text_label
from widgets.parts.style import Themed, current_theme
from widgets.parts.table_style import dress_table
from widgets.runs.compared_losses import ComparedLosses
from widgets.runs.run_badge import badge

_SIZE = 1040, 720
_PLOT = 132
_ROW, _HEAD, _LINE = 26, 30, 36


class CompareDialog(QDialog):
    """A beside B. Runs can be chosen in it; the window stays usable beside it."""

    def __init__(self, runs: RunBook, first: int, second: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Message("Compare runs")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(*_SIZE).boundedTo(self.screen().availableSize()))
        self._runs = runs
        self.first, self.second = ComboBox(say(Message("Run A"))), ComboBox(say(Message("Run B")))
        self.settings = _Pairs(say(Message("What is different")))
        self.results = _Pairs(say(Message("Results")))
        self.results.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.picture = _Picture()
        self.losses = ComparedLosses()
        self.losses.setFixedHeight(_PLOT)
        self._same = text_label(say(Message("Both were set up the same way.")), "label")
        self._settings_head = text_label(say(Message("Settings that differ")), "section")
        close = Button(say(Message("Close")), say(Message("Close")))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        left = column_of(
            self._settings_head,
            self._same,
            self.settings,
            text_label(say(Message("Where they got")), "section"),
            self.results,
        )
        left.setStretch(2, 1)
        right = column_of(self.picture, text_label(say(Message("Loss per epoch")), "section"), self.losses)
        right.setStretch(0, 1)
        body = row_of(spacing=16)
        body.addLayout(left, 1)
        body.addLayout(right, 1)
        heads = row_of(text_label("A", "title"), self.first, text_label("B", "title"), self.second, spacing=8)
        heads.setStretch(1, 1)
        heads.setStretch(3, 1)
        layout = column_of(spacing=16)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addLayout(heads)
        layout.addLayout(body, 1)
        layout.addLayout(row_of(None, close))
        self.setLayout(layout)
        for combo in (self.first, self.second):
            combo.chosen.connect(lambda _: self._show())
        runs.changed.connect(self._follow)
        self._follow()
        self.first.choose(first)
        self.second.choose(second)
        self._show()

    def _follow(self) -> None:
        """Runs came or went."""
        tree = self._runs.tree
        if len(tree) < 2:
            self.reject()
            return
        choices = [(run.id, run.name) for run in tree.runs]
        icons = {run.id: badge(run, current_theme(), self.devicePixelRatioF()) for run in tree.runs}
        for combo in (self.first, self.second):
            combo.set_choices(choices, icons=icons)
        self._show()

    def _show(self) -> None:
        tree = self._runs.tree
        a, b = (tree[int(combo.currentData())] for combo in (self.first, self.second))
        found = differences(a.start, b.start)
        self._same.setVisible(not found)
        self.settings.setVisible(bool(found))
        self.settings.show_lines(found)
        histories = [self._runs.history(run.id) for run in (a, b)]
        self.results.show_lines(_results(*histories))
        self.losses.show_two(histories, [a.color, b.color])
        self.picture.show_difference(self._runs.newest(a.id), self._runs.newest(b.id), _names(a, b))


class _Pairs(Themed, QTableWidget):
    """What, A, B."""

    def __init__(self, name: str) -> None:
        super().__init__(0, 3)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels([say(Message("what")), "A", "B"])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMinimumWidth(320)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setHighlightSections(False)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        dress_table(self, theme)

    def show_lines(self, lines: Sequence[Difference]) -> None:
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, words in enumerate((line.what, line.first, line.second)):
                item = QTableWidgetItem(say(words, 7))
                item.setToolTip(item.text())
                self.setItem(row, column, item)
        self.setMinimumHeight(_HEAD + _ROW * min(len(lines), 4) + 6)


class _Picture(Themed, QWidget):
    """The weights of B − A, where the two have the same shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(320, 216)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.difference: Network | None = None
        self.words = ""

    def apply_theme(self, theme: Theme) -> None:
        self.update()

    def show_difference(self, first: Network | None, second: Network | None, names: Message) -> None:
        self.difference = None
        if first is None or second is None:
            words = Message("Of a run whose tape was not saved there are no weights: run it again.")
        else:
            try:
                self.difference = difference_of(first, second)
                words = names
            except Problem:
                words = Message("The two networks have other layers or units: there is no difference to draw.")
        self.words = say(words)
        self.setAccessibleName(self.words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        painter.setPen(QColor(theme.hairline))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        room = self.rect().adjusted(16, 12, -16, -12)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
        painter.setPen(QColor(theme.text_2))
        if self.difference is None:
            painter.drawText(room, flags | Qt.AlignmentFlag.AlignVCenter, self.words)
        else:
            painter.translate(0, _LINE)
            paint_difference(painter, self.difference, self.width(), self.height() - _LINE, theme)
            painter.translate(0, -_LINE)
            painter.setPen(QColor(theme.ink))
            painter.drawText(room, flags | Qt.AlignmentFlag.AlignTop, self.words)
        painter.end()


def _names(first: TrainedRun, second: TrainedRun) -> Message:
    return Message("Weights of B − A: run {second} less run {first}", first=first.id, second=second.id)


def _results(first: History | None, second: History | None) -> list[Difference]:
    """The last numbers of both, equal ones too."""
    made = []
    for what, name in (
        (Message("epochs"), "epoch"),
        (Message("train loss"), "train_loss"),
        (Message("test loss"), "test_loss"),
        (Message("train accuracy"), "train_accuracy"),
        (Message("test accuracy"), "test_accuracy"),
    ):
        numbers = [_last(history, name) for history in (first, second)]
        if any(each != "–" for each in numbers):
            made.append(Difference(what, *numbers))
    best = [_smallest(history) for history in (first, second)]
    made.append(Difference(Message("smallest test loss"), *best)) if any(each != "–" for each in best) else None
    return made


def _last(history: History | None, name: str) -> str:
    if history is None or not len(history.epoch):
        return "–"
    value = float(getattr(history, name)[-1])
    return "–" if math.isnan(value) else short(value, 6)


def _smallest(history: History | None) -> str:
    """With the epoch it was at."""
    if history is None or not len(history.epoch):
        return "–"
    pairs = [(loss, epoch) for loss, epoch in zip(history.test_loss.tolist(), history.epoch.tolist(), strict=True)]
    known = [pair for pair in pairs if not math.isnan(pair[0])]
    if not known:
        return "–"
    loss, epoch = min(known)
    return say(Message("{loss} at epoch {epoch}", loss=short(loss, 5), epoch=short(epoch, 7)))
