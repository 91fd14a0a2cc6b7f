"""The bottom dock "Runs": every run of the experiment below the one it left, with where it got."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
    QStackedLayout,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from core.message import Message
from core.runs.run_tree import TrainedRun
from simulator.theme import Theme
from simulator.training.run_book import RunBook
from simulator.words import say
from widgets.parts.controls import EmptyState, ToolButton, column_of, text_button
from widgets.parts.plain_text import lines_tip
from widgets.parts.style import Themed, current_theme
from widgets.parts.table_style import dress_tree
from widgets.runs.run_badge import badge
from widgets.runs.runs_tree import NUMBER, RunsTree, all_items, began_words, number_words
from widgets.runs.tapes_menu import TapesMenu


class Ask(Enum):
    """What can be done with a run."""

    SHOW = auto()
    BRANCH = auto()
    OTHER_SEED = auto()
    SAME_START = auto()
    AGAIN = auto()
    COMPARE = auto()
    RENAME = auto()
    NOTE = auto()
    TAKE = auto()
    DELETE = auto()


_WORDS = {
    Ask.BRANCH: (Message("&Branch from here"), Message("A new run from the moment on show; this one stays")),
    Ask.COMPARE: (Message("&Compare with…"), Message("Settings, results and weights of two runs side by side")),
    Ask.AGAIN: (Message("Run &again"), Message("The same run once more, from what it started from")),
    Ask.OTHER_SEED: (
        Message("Rerun with another &seed"),
        Message("Other shuffles, and other weights where they were drawn"),
    ),
    Ask.SAME_START: (
        Message("Rerun from the same &initial weights"),
        Message("With the settings as they are now"),
    ),
    Ask.TAKE: (Message("&Take its weights"), Message("The network it has come to becomes the experiment's")),
    Ask.RENAME: (Message("&Rename"), Message("Give it another name")),
    Ask.NOTE: (Message("&Note…"), Message("Write something about it")),
    Ask.DELETE: (Message("&Delete…"), Message("Delete the run and its tape; its branches stay")),
}
_KEYS = {Ask.RENAME: "F2", Ask.DELETE: "Delete"}
_GROUPS = (
    (Ask.BRANCH, Ask.AGAIN, Ask.OTHER_SEED, Ask.SAME_START),
    (Ask.COMPARE, Ask.TAKE),
    (Ask.RENAME, Ask.NOTE, Ask.DELETE),
)


class RunsPanel(Themed, QWidget):
    """A click, or Enter, shows a run. All else is in its menu and behind the buttons of the title bar."""

    asked = Signal(object, int)
    """An Ask, and the number of the run it is about."""
    renamed = Signal(int, str)
    document_asked = Signal()
    """The experiment itself is to be shown again."""
    saved_with_toggled = Signal(bool)

    tapes_chosen = Signal(object)
    """Bytes that the tapes may take in the file; None: they are not saved."""

    def __init__(self, runs: RunBook, can: Callable[[Ask, int], bool]) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._runs = runs
        self._can = can
        self._tree: RunsTree | None = None
        self.actions_of = {ask: self._action(ask) for ask in _WORDS}
        self.saved = QAction(say(Message("Sa&ve runs with the file")), self)
        self.saved.setCheckable(True)
        tip = Message(
            "The file holds what every run started from, its name, its notes, its losses, and if wished its tape"
        )
        self.saved.setToolTip(lines_tip(say(tip)))
        self.saved.toggled.connect(self.saved_with_toggled)
        self.tapes = TapesMenu(runs.planned, self)
        self.tapes.chosen.connect(self.tapes_chosen)
        self.menu = _menu(self.actions_of, self.saved, self)
        self.menu.addMenu(self.tapes)
        self.menu.aboutToShow.connect(self.refresh_actions)
        self.back_button = ToolButton("reset", say(Message("Show the experiment again")), 24, 16)
        self.branch_button = _button(Message("branch from here"), *_WORDS[Ask.BRANCH])
        self.compare_button = _button(Message("compare…"), *_WORDS[Ask.COMPARE])
        self.more_button = _button(
            Message("more ▾"), Message("More about runs"), Message("All that can be done with the run that is chosen")
        )
        self.branch_button.clicked.connect(lambda: self._ask(Ask.BRANCH))
        self.compare_button.clicked.connect(lambda: self._ask(Ask.COMPARE))
        self.back_button.clicked.connect(self.document_asked)
        self.more_button.clicked.connect(self._open_more)
        self._pages = QStackedLayout(self)
        empty = QWidget()
        line = Message("Train, and every run is kept here. Go back on its tape, edit anything, train on: a branch.")
        column = column_of(EmptyState(say(line)))
        column.setContentsMargins(16, 6, 16, 6)
        empty.setLayout(column)
        self._pages.addWidget(empty)
        runs.changed.connect(self.refresh)
        runs.advanced.connect(self._show_numbers)

    @property
    def title_widgets(self) -> tuple[QWidget, ...]:
        """For the dock's title bar."""
        return self.back_button, self.branch_button, self.compare_button, self.more_button

    @property
    def tree(self) -> QTreeWidget:
        """Made when the first run is shown, so that the window appears fast."""
        if self._tree is None:
            self._tree = RunsTree()
            self._tree.itemClicked.connect(lambda item, _: self._show(item))
            self._tree.entered.connect(self._show)
            self._tree.deletion_asked.connect(lambda: self._ask(Ask.DELETE))
            self._tree.itemChanged.connect(self._rename)
            self._tree.customContextMenuRequested.connect(self._open_menu)
            self._tree.currentItemChanged.connect(lambda *_: self.refresh_actions())
            self._pages.addWidget(self._tree)
            self.apply_theme(current_theme())
        return self._tree

    @property
    def chosen(self) -> int | None:
        """The run that the buttons are about."""
        item = None if self._tree is None else self._tree.currentItem()
        return None if item is None else int(item.data(0, NUMBER))

    def sizeHint(self) -> QSize:
        return QSize(600, 200)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        if self._tree is not None:
            dress_tree(self._tree, theme)
            self.refresh()

    def set_saved_with(self, is_saved: bool, tape_budget: int | None) -> None:
        with QSignalBlocker(self.saved):
            self.saved.setChecked(is_saved)
        self.tapes.set_budget(tape_budget)

    def edit_name(self, number: int) -> None:
        """Let the name be typed in place."""
        item = self._item(number)
        if item is not None:
            self.tree.setCurrentItem(item)
            self.tree.editItem(item, 0)

    def refresh(self) -> None:
        """Runs came, went or are called otherwise; nobody looks at a list that is hidden."""
        if not self.isVisible():
            return
        if not len(self._runs.tree):
            self._show_none()
            return
        runs, tree = self._runs, self.tree
        chosen = runs.shown if runs.shown is not None else self.chosen
        with QSignalBlocker(tree):
            tree.clear()
            items: dict[int, QTreeWidgetItem] = {}
            for _, run in runs.tree.lines():
                parent = tree if run.parent is None else items[run.parent]
                items[run.id] = self._made(run, parent)
            tree.expandAll()
            if chosen in items:
                tree.setCurrentItem(items[chosen])
        self._pages.setCurrentIndex(1)
        self.refresh_actions()

    def _show_none(self) -> None:
        if self._tree is not None:
            self._tree.clear()
        self._pages.setCurrentIndex(0)
        self.refresh_actions()

    def refresh_actions(self) -> None:
        """Offer what can be done now."""
        self.refresh_back()
        if not self.isVisible():
            return
        chosen = self.chosen
        for ask, action in self.actions_of.items():
            action.setEnabled(chosen is not None and self._can(ask, chosen))
        self.branch_button.setEnabled(self.actions_of[Ask.BRANCH].isEnabled())
        self.compare_button.setEnabled(self.actions_of[Ask.COMPARE].isEnabled())

    def refresh_back(self) -> None:
        """Whether something else than the experiment itself is on show."""
        self.back_button.setEnabled(self._can(Ask.SHOW, 0))

    def _made(self, run: TrainedRun, parent: QTreeWidget | QTreeWidgetItem) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent)
        item.setData(0, NUMBER, run.id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setIcon(0, badge(run, current_theme(), self.devicePixelRatioF()))
        item.setText(0, run.name)
        is_shown = run.id == self._runs.shown
        bold = item.font(0)
        bold.setBold(is_shown)
        item.setFont(0, bold)
        state = Message("{name}, on show", name=run.name) if is_shown else Message("{name}", name=run.name)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, say(state))
        item.setToolTip(0, lines_tip(run.name, *run.notes.splitlines()))
        item.setText(6, " ".join(run.notes.split()))
        item.setToolTip(6, lines_tip(*run.notes.splitlines()))
        for column in range(2, 6):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fill(item, run)
        return item

    def _fill(self, item: QTreeWidgetItem, run: TrainedRun) -> None:
        history = self._runs.history(run.id)
        for column, words in enumerate((began_words(run), *number_words(history)), start=1):
            item.setText(column, words)

    def _show_numbers(self) -> None:
        """The run that goes on has more of them."""
        live = self._runs.live
        if live is None or not self.isVisible():
            return
        item = self._item(live)
        if item is not None:
            with QSignalBlocker(self.tree):
                self._fill(item, self._runs.tree[live])
            self.tree.viewport().update()

    def _item(self, number: int) -> QTreeWidgetItem | None:
        items = all_items(self.tree.invisibleRootItem())
        return next((item for item in items if item.data(0, NUMBER) == number), None)

    def _show(self, item: QTreeWidgetItem) -> None:
        self.asked.emit(Ask.SHOW, int(item.data(0, NUMBER)))

    def _rename(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 0:
            number, name = int(item.data(0, NUMBER)), item.text(0)
            # The lines are made anew for it: not while Qt is still busy with this one.
            QTimer.singleShot(0, self, lambda: self.renamed.emit(number, name))

    def _action(self, ask: Ask) -> QAction:
        words, tip = _WORDS[ask]
        # The list hears these keys itself: as shortcuts they would be the canvas's too.
        keys = f"\t{_KEYS[ask]}" if ask in _KEYS else ""
        made = QAction(say(words) + keys, self)
        made.setToolTip(say(tip))
        made.triggered.connect(lambda *_: self._ask(ask))
        return made

    def _ask(self, ask: Ask) -> None:
        chosen = self.chosen
        if chosen is not None and self._can(ask, chosen):
            self.asked.emit(ask, chosen)

    def _open_menu(self, at: QPoint) -> None:
        if self.chosen is not None:
            self.menu.popup(self.tree.viewport().mapToGlobal(at))

    def _open_more(self) -> None:
        self.menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))


def _menu(actions: dict[Ask, QAction], saved: QAction, parent: QWidget) -> QMenu:
    made = QMenu(say(Message("Run")), parent)
    made.setToolTipsVisible(True)
    for group in _GROUPS:
        for ask in group:
            made.addAction(actions[ask])
        made.addSeparator()
    made.addAction(saved)
    return made


def _button(words: Message, name: Message, tip: Message) -> QToolButton:
    return text_button(say(words), say(name).replace("&", ""), say(tip))
