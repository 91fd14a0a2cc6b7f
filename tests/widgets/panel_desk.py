"""A network panel and the experiment it shows, as the main window would hold them; used by hand and keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.experiment import Experiment
from core.files.examples import example
from widgets.parts.combo_box import ComboBox
from widgets.parts.fields import NumberField
from widgets.setup.network_panel import NetworkPanel


class Desk:
    """The panel, the experiment, and the names of the edits so far."""

    def __init__(self, qtbot: QtBot, shown: str | Experiment) -> None:
        self.qtbot = qtbot
        self.experiment = example(shown) if isinstance(shown, str) else shown
        self.names: list[str] = []
        self.panel = NetworkPanel()
        qtbot.addWidget(self.panel)
        self.panel.edit_requested.connect(self._take)
        self.panel.show_experiment(self.experiment)
        self.panel.resize(280, 1400)
        self.panel.show()
        self.panel.activateWindow()
        qtbot.waitUntil(self.panel.isActiveWindow)

    def _take(self, name: object, experiment: Experiment) -> None:
        self.names.append(str(name))
        self.experiment = experiment
        self.panel.show_experiment(experiment)

    def named(self, kind: type[QWidget], name: str, index: int = 0) -> QWidget:
        found = [w for w in self.panel.findChildren(kind) if w.accessibleName() == name and w.isVisible()]
        assert found, f"no {name} in sight"
        return found[index]

    def press(self, name: str, index: int = 0) -> None:
        self.qtbot.mouseClick(self.named(QAbstractButton, name, index), Qt.MouseButton.LeftButton)

    def choose(self, name: str, value: object, index: int = 0) -> None:
        combo = self.named(ComboBox, name, index)
        values = [combo.itemData(i) for i in range(combo.count())]
        combo.setFocus()
        while combo.currentIndex() != values.index(value):
            is_below = values.index(value) > combo.currentIndex()
            self.qtbot.keyClick(combo, Qt.Key.Key_Down if is_below else Qt.Key.Key_Up)

    def space(self, name: str, index: int = 0) -> None:
        """The space bar on a button or switch."""
        button = self.named(QAbstractButton, name, index)
        button.setFocus()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    def sees(self, name: str) -> bool:
        """Whether something of that accessible name is in sight."""
        return any(w.accessibleName() == name and w.isVisible() for w in self.panel.findChildren(QWidget))

    def text_of(self, name: str) -> str:
        return self.named(NumberField, name).text()

    def type(self, name: str, text: str) -> None:
        field = self.named(NumberField, name)
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClick(field, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)

    @property
    def sentences(self) -> str:
        return "\n".join(label.text() for label in self.panel.findChildren(QWidget) if _is_seen_text(label))


def _is_seen_text(widget: QWidget) -> bool:
    return widget.isVisible() and hasattr(widget, "text") and not isinstance(widget, (QAbstractButton, QLineEdit))
