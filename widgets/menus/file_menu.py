"""The File menu: new, open, save, and what comes in and goes out."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from core.files.examples import AILMENTS, NAMES, about
from core.message import Message
from simulator.words import say
from widgets.menus.desk import Desk
from widgets.parts.actions import action, give_mnemonics, menu, menu_text
from widgets.parts.plain_text import plain_tip


class FileMenu:
    """Its lists of recent files and of examples are filled when there is something to see."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        self._files = desk.files
        self.record = action(window, Message("Re&cord…"), desk.record, "Ctrl+R")
        self.record.setIconText(say(Message("Record")))
        self.export_rows = action(window, Message("&Export rows…"), desk.export_rows)
        self._recent = QMenu(say(Message("Open &recent")))
        self._examples = QMenu(say(Message("E&xamples")))
        # They are read when somebody looks: nobody should wait for that at the start.
        self._examples.aboutToShow.connect(self._fill_examples)
        self.menu = self._compose(window, desk)
        self._files.recent_changed.connect(self._show_recent)
        # Another window may have opened something since.
        self.menu.aboutToShow.connect(self._show_recent)
        self._show_recent()

    def add_export(self, export: QAction) -> None:
        """Offer one more way to write something to a file, before the film."""
        self.menu.insertAction(self.record, export)

    def add_live(self, *records: QAction) -> None:
        """Offer to record what is on the screen, after the film."""
        entries = self.menu.actions()
        self.menu.insertActions(entries[entries.index(self.record) + 1], records)

    def _compose(self, window: QMainWindow, desk: Desk) -> QMenu:
        files, keys = self._files, QKeySequence.StandardKey
        return menu(
            window,
            Message("&File"),
            action(window, Message("&New"), files.new, keys.New),
            action(window, Message("New &window"), desk.new_window, "Ctrl+Shift+N"),
            action(window, Message("&Open…"), files.choose_and_open, keys.Open),
            action(window, Message("O&pen in a new window…"), desk.open_in_new_window, "Ctrl+Shift+O"),
            self._recent,
            self._examples,
            None,
            action(window, Message("&Save"), files.save, keys.Save),
            action(window, Message("Save &as…"), files.save_as, "Ctrl+Shift+S"),
            None,
            action(window, Message("&Import a table…"), desk.import_table, "Ctrl+I"),
            self.export_rows,
            self.record,
            None,
            action(window, Message("C&lose window"), window.close, "Ctrl+W"),
            action(window, Message("&Quit"), desk.quit, "Ctrl+Q"),
        )

    def _fill_examples(self) -> None:
        if not self._examples.isEmpty():
            return
        self._list_examples(self._examples, NAMES)
        self._examples.addSeparator()
        wrong = self._examples.addMenu(say(Message("What goes wrong")))
        self._list_examples(wrong, AILMENTS)
        give_mnemonics(self._examples)

    def _list_examples(self, shown: QMenu, names: Iterable[str]) -> None:
        for name in names:
            title, notes = about(name)
            entry = shown.addAction(menu_text(title))
            entry.setToolTip(plain_tip(notes))
            entry.triggered.connect(lambda *_, name=name: self._files.open_example(name))
        shown.setToolTipsVisible(True)
        give_mnemonics(shown)

    def _show_recent(self) -> None:
        self._recent.clear()
        for number, path in enumerate(self._files.recent, start=1):
            entry = self._recent.addAction(f"&{number} {menu_text(path.name)}")
            entry.setToolTip(plain_tip(str(path)))
            entry.triggered.connect(lambda *_, path=path: self._files.open(path))
        self._recent.setEnabled(bool(self._files.recent))
        self._recent.setToolTipsVisible(True)
