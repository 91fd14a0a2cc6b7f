"""The table to import, and the way to say what its columns are for: in the headings, or below for the present one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from core.message import Message
from simulator.tables.import_plan import ROLES, ImportPlan, Role
from simulator.tables.table_preview import column_words
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import ElidedLabel, column_of, row_of, text_label
from widgets.parts.style import Themed, current_theme
from widgets.parts.table_style import dress_table
from widgets.tables.import_header import ImportHeader
from widgets.tables.import_model import ROLE_NAMES, ImportModel

_ROW = 26
_WIDEST, _NARROWEST = 220, 96
_MOST_MEASURED = 200
_KEYS: dict[int, Role] = {
    Qt.Key.Key_I: "input",
    Qt.Key.Key_T: "target",
    Qt.Key.Key_S: "split",
    Qt.Key.Key_Delete: "ignored",
    Qt.Key.Key_Backspace: "ignored",
}
_ROLE_TIPS: dict[Role, Message] = {
    "input": Message("What the network is given. Categories become one input each."),
    "target": Message("What it is to find out. Categories become classes."),
    "ignored": Message("Left out."),
    "split": Message("Says of every row whether it is for training or for testing."),
}


class ImportTable(QWidget):
    """Shows a plan and asks for another role, or another reading, of some of its columns."""

    role_chosen = Signal(object, str)
    """Names of columns, and their role."""
    category_chosen = Signal(object, bool)
    """Names of columns, and whether their numbers are names of classes."""

    def __init__(self) -> None:
        super().__init__()
        self.model = ImportModel()
        self.model.setParent(self)
        self.view = ImportView(self.model)
        self._name = text_label("", "title")
        self._words = ElidedLabel("", "label")
        self.labels = (self._name, self._words)
        """Name and content of the present column, in words."""
        self.role_choice = _RoleChoice(say(Message("Role of the column")))
        tips = {role: say(words) for role, words in _ROLE_TIPS.items()}
        self.role_choice.set_choices([(role, say(ROLE_NAMES[role])) for role in ROLES], tips=tips)
        self.reading_choice = ComboBox(say(Message("What the numbers of the column are")))
        self.reading_choice.set_choices([(False, say(Message("Numbers"))), (True, say(Message("Classes")))])
        for combo in (self.role_choice, self.reading_choice):
            combo.setFixedWidth(112)
        line = row_of(self._name, self._words, self.reading_choice, self.role_choice)
        line.setStretch(1, 1)
        layout = column_of(self.view)
        layout.addLayout(line)
        self.setLayout(layout)
        self.view.role_chosen.connect(self.role_chosen)
        self.view.category_chosen.connect(self.category_chosen)
        self.view.selectionModel().currentColumnChanged.connect(lambda *_: self._show_column())
        self.role_choice.chosen.connect(lambda role: self.role_chosen.emit(self.view.chosen_names(), role))
        self.reading_choice.chosen.connect(lambda yes: self.category_chosen.emit(self.view.chosen_names(), yes))

    def show_plan(self, plan: ImportPlan) -> None:
        is_other = self.model.plan is None or self.model.plan.table is not plan.table
        self.model.show(plan)
        if is_other:
            self.view.measure()
            self.view.setCurrentIndex(self.model.index(0, 0))
        self._show_column()

    def _show_column(self) -> None:
        """The present column in words, and its role."""
        plan, index = self.model.plan, self.view.currentIndex()
        if plan is None or not index.isValid():
            return
        column = plan.table.columns[index.column()]
        shown = self.fontMetrics().elidedText(column.name, Qt.TextElideMode.ElideRight, 240)
        self._name.setText(shown)
        self._words.setText(say(column_words(column, plan.is_category(column))))
        self.role_choice.choose(plan.roles[index.column()])
        self.reading_choice.choose(column.name in plan.categorical)
        is_target = plan.roles[index.column()] == "target"
        self.reading_choice.setVisible(column.kind == "number" and is_target)


class _RoleChoice(ComboBox):
    """Keys open the list, as a choice on the way to another would already change other columns."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.showPopup()
        else:
            super().keyPressEvent(event)


class ImportView(Themed, QTableView):
    """The first rows. Arrow keys move, Space or Enter opens the choice of roles, letters choose one at once."""

    role_chosen = Signal(object, str)
    category_chosen = Signal(object, bool)

    def __init__(self, model: ImportModel) -> None:
        super().__init__()
        self._model = model
        self.menu: QMenu | None = None
        self.header = ImportHeader(model, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.setAccessibleName(say(Message("The first rows of the table")))
        words = Message(
            "Space opens the roles of the column; I, T, S and Delete make it input, target, split, ignored"
        )
        self.setAccessibleDescription(say(words))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMinimumHeight(80 + 3 * _ROW)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header.role_asked_for.connect(self._ask_for)
        self.apply_theme(current_theme())

    def apply_theme(self, theme: Theme) -> None:
        dress_table(self, theme, 10)

    def chosen_names(self) -> tuple[str, ...]:
        """The selected columns, or else the present one."""
        plan = self._model.plan
        if plan is None:
            return ()
        columns = {index.column() for index in self.selectionModel().selectedColumns()}
        if self.currentIndex().isValid():
            columns.add(self.currentIndex().column())
        return tuple(plan.table.columns[column].name for column in sorted(columns))

    def measure(self) -> None:
        """As wide as their contents; where there are very many, all alike."""
        count = self._model.columnCount()
        self.header.setDefaultSectionSize(_NARROWEST)
        if count > _MOST_MEASURED:
            return
        metrics = self.fontMetrics()
        for column in range(count):
            cells = max(map(metrics.horizontalAdvance, self._model.texts(column)), default=0) + 28
            self.header.resizeSection(column, min(max(self.header.wanted_width(column), cells), _WIDEST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if not index.isValid() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif event.key() in _KEYS:
            self.role_chosen.emit(self.chosen_names(), _KEYS[event.key()])
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_menu(index.column())
        else:
            super().keyPressEvent(event)

    def _ask_for(self, column: int) -> None:
        """The field of a column was pressed: it is meant for all selected columns where that is one of them."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        selected = {index.column() for index in self.selectionModel().selectedColumns()}
        if column not in selected:
            self.selectColumn(column)
        self._open_menu(column)

    def _open_menu(self, column: int) -> None:
        plan = self._model.plan
        assert plan is not None, "there are no columns without a plan"
        menu = QMenu(self)
        group = QActionGroup(menu)
        for role in ROLES:
            entry = menu.addAction(say(ROLE_NAMES[role]))
            entry.setToolTip(say(_ROLE_TIPS[role]))
            entry.setCheckable(True)
            entry.setChecked(plan.roles[column] == role)
            entry.triggered.connect(lambda *_, role=role: self.role_chosen.emit(self.chosen_names(), role))
            group.addAction(entry)
            if entry.isChecked():
                menu.setActiveAction(entry)
        if self._model.is_number(column) and plan.roles[column] == "target":
            menu.addSeparator()
            entry = menu.addAction(say(Message("Numbers are classes")))
            entry.setCheckable(True)
            entry.setChecked(plan.table.columns[column].name in plan.categorical)
            entry.triggered.connect(lambda yes: self.category_chosen.emit(self.chosen_names(), yes))
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        at = self.header.chip(column).bottomLeft() + QPoint(0, 2)
        menu.popup(self.header.viewport().mapToGlobal(at))
