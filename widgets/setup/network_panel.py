"""The left dock: data, features, layers, example and training settings, and the buttons that train."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.experiment import Experiment
from core.presentation import SECTIONS
from widgets.parts.controls import column_of, rule
from widgets.parts.scroll_panel import ScrollPanel
from widgets.parts.section import Section
from widgets.setup.data_section import DataSection
from widgets.setup.example_section import ExampleSection
from widgets.setup.feature_chips import FeaturesSection
from widgets.setup.layers_section import LayersSection
from widgets.setup.train_buttons import TrainButtons
from widgets.setup.training_section import TrainingSection


class NetworkPanel(QWidget):
    """Shows an experiment and asks for edits of it; it changes nothing itself."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    import_requested = Signal()
    draw_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._data = DataSection()
        self._training = TrainingSection()
        self._sections: tuple[Section, ...] = (
            self._data,
            FeaturesSection(),
            LayersSection(),
            ExampleSection(),
            self._training,
        )
        self.buttons = TrainButtons()
        """What asks for training."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(ScrollPanel(column_of(*self._sections, spacing=18)))
        layout.addWidget(rule())
        layout.addWidget(self.buttons)
        for section in self._sections:
            section.edit_requested.connect(self.edit_requested)
        self._data.import_requested.connect(self.import_requested)
        self._data.draw_requested.connect(self.draw_requested)

    def show_experiment(self, experiment: Experiment) -> None:
        """Refresh what differs from the experiment shown before. What is just being typed stays."""
        for section in self._sections:
            section.show_experiment(experiment)

    def hide_sections(self, hidden: Collection[str]) -> None:
        """Leave away these of `SECTIONS`."""
        for name, section in zip(SECTIONS, self._sections, strict=True):
            section.set_away(name in hidden)

    def set_devices(self, names: Sequence[str]) -> None:
        """The devices there are on this machine."""
        self._training.set_devices(names)

    def choose_row(self, row: int) -> None:
        """Ask for this row of the data as the example."""
        self._data.choose_row(row)
