"""What of the tapes is saved with the runs: nothing, or as much as one allows; how much that is stands beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from core.message import Message
from core.runs.tape_parts import BUDGETS, Plan
from simulator.files.sizes import megabytes
from simulator.words import say


class TapesMenu(QMenu):
    """One of several budgets is chosen. The sizes are worked out when somebody looks."""

    chosen = Signal(object)
    """Bytes; None: no tapes."""

    def __init__(self, planned: Callable[[int], Plan | None], parent: QWidget) -> None:
        """`planned` says what would become of the tapes within a budget; None where there are none."""
        super().__init__(say(Message("&Tapes in the file")), parent)
        self._planned = planned
        self._group = QActionGroup(self)
        self._actions: dict[int | None, QAction] = {}
        for budget in (None, *BUDGETS):
            action = QAction(say(_words(budget, None)), self)
            action.setCheckable(True)
            action.triggered.connect(lambda *_, budget=budget: self.chosen.emit(budget))
            self._group.addAction(action)
            self.addAction(action)
            self._actions[budget] = action
        self.set_budget(None)
        self.aboutToShow.connect(self._say_sizes)

    def set_budget(self, budget: int | None) -> None:
        """Which one holds; nothing is told."""
        self._actions[budget].setChecked(True)

    def _say_sizes(self) -> None:
        for budget, action in self._actions.items():
            plan = None if budget is None else self._planned(budget)
            action.setText(say(_words(budget, plan)))


def _words(budget: int | None, plan: Plan | None) -> Message:
    if budget is None:
        return Message("&None: every run can be worked out again")
    limit = Message("&Everything") if budget == BUDGETS[-1] else Message("At most {size}", size=megabytes(budget))
    if plan is None:
        return limit
    size = megabytes(plan.kept)
    if not plan.is_thinned:
        return Message("{limit}: whole, {size}", limit=limit, size=size)
    if plan.every is None:
        return Message("{limit}: {size}, single moments", limit=limit, size=size)
    return Message("{limit}: {size}, one moment of {every}", limit=limit, size=size, every=plan.every)
