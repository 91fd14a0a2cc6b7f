"""The lines of the list of runs: where each began, and where it got."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from core.message import Message
from core.numbers import short
from core.runs.run_tree import TrainedRun
from core.runs.tape import History
from simulator.words import say
from widgets.runs.run_badge import SIZE

NUMBER = Qt.ItemDataRole.UserRole
_HEADS = (
    Message("run"),
    Message("began"),
    Message("epochs"),
    Message("train loss"),
    Message("test loss"),
    Message("accuracy"),
    Message("note"),
)
_WIDTHS = (0, 136, 84, 86, 86, 80, 220)
"""In px; the name has the rest."""
_ROOMY = 900
"""Px from which on notes have a column; they are in the tooltip too."""
_NARROW = 600
"""Px below which the epochs alone say where a run began: all it came to is in sight."""


class RunsTree(QTreeWidget):
    """Enter shows a run, F2 renames it, Delete deletes it."""

    entered = Signal(object)
    deletion_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Runs")))
        words = Message("Arrow keys move, Enter shows the run, F2 renames it, Delete deletes it")
        self.setAccessibleDescription(say(words))
        self.setColumnCount(len(_HEADS))
        self.setHeaderLabels([say(head) for head in _HEADS])
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setIndentation(20)
        self.setAllColumnsShowFocus(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width or self.columnWidth(column))
            if 2 <= column < 6:
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                self.headerItem().setTextAlignment(column, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(len(_HEADS) - 1, self.width() < _ROOMY)
        self.setColumnHidden(1, self.width() < _NARROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if item is not None and not is_editing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(item)
        elif item is not None and not is_editing and event.key() == Qt.Key.Key_Delete:
            self.deletion_asked.emit()
        else:
            super().keyPressEvent(event)


def began_words(run: TrainedRun) -> str:
    if run.parent is not None:
        return say(Message("run {number}, epoch {epoch}", number=run.parent, epoch=short(run.first_epoch, 7)))
    return say(Message("epoch {epoch}", epoch=short(run.first_epoch, 7))) if run.first_epoch else "–"


def number_words(history: History | None) -> tuple[str, str, str, str]:
    """Epochs, losses and accuracy at the end."""
    if history is None or not len(history.epoch):
        return ("–",) * 4
    accuracies = history.test_accuracy[-1], history.train_accuracy[-1]
    accuracy = next((float(each) for each in accuracies if not math.isnan(each)), math.nan)
    epochs = f"{short(float(history.epoch[0]), 7)}–{short(float(history.epoch[-1]), 7)}"
    losses = (float(history.train_loss[-1]), float(history.test_loss[-1]))
    shown = ["–" if math.isnan(each) else short(each) for each in losses]
    return epochs, shown[0], shown[1], "–" if math.isnan(accuracy) else f"{100 * accuracy:.1f} %"


def all_items(item: QTreeWidgetItem) -> Iterable[QTreeWidgetItem]:
    for index in range(item.childCount()):
        child = item.child(index)
        assert child is not None
        yield child
        yield from all_items(child)
