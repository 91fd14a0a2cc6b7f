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
    data_chosen = Signal(object)
    import_requested = Signal()
    draw_requested = Signal()
    train_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    one_batch_requested = Signal()
    one_epoch_requested = Signal()
    stop_requested = Signal()
    randomise_requested = Signal()
    reset_requested = Signal()
    goal_requested = Signal(str)
    pace_chosen = Signal(object)
    steps_played = Signal(bool)

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
        self._buttons = TrainButtons()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(ScrollPanel(column_of(*self._sections, spacing=18)))
        layout.addWidget(rule())
        layout.addWidget(self._buttons)
        for section in self._sections:
            section.edit_requested.connect(self.edit_requested)
        self._data.data_chosen.connect(self.data_chosen)
        self._data.import_requested.connect(self.import_requested)
        self._data.draw_requested.connect(self.draw_requested)
        self._forward_buttons()

    def show_experiment(self, experiment: Experiment) -> None:
        """Refresh what differs from the experiment shown before. What is just being typed stays."""
        for section in self._sections:
            section.show_experiment(experiment)

    def hide_sections(self, hidden: Collection[str]) -> None:
        """Leave away these of `SECTIONS`."""
        for name, section in zip(SECTIONS, self._sections, strict=True):
            section.setVisible(name not in hidden)

    def show_training_state(self, state: str) -> None:
        """`idle`, `running` or `paused`."""
        self._buttons.show_state(state)

    def set_can_reset(self, can_reset: bool) -> None:
        """Whether there has been a run whose first weights can come back."""
        self._buttons.set_can_reset(can_reset)

    def set_devices(self, names: Sequence[str]) -> None:
        """The devices there are on this machine."""
        self._training.set_devices(names)

    def choose_row(self, row: int) -> None:
        """Ask for this row of the data as the example."""
        self._data.choose_row(row)

    def _forward_buttons(self) -> None:
        buttons = self._buttons
        buttons.train_requested.connect(self.train_requested)
        buttons.pause_requested.connect(self.pause_requested)
        buttons.resume_requested.connect(self.resume_requested)
        buttons.one_batch_requested.connect(self.one_batch_requested)
        buttons.one_epoch_requested.connect(self.one_epoch_requested)
        buttons.stop_requested.connect(self.stop_requested)
        buttons.randomise_requested.connect(self.randomise_requested)
        buttons.reset_requested.connect(self.reset_requested)
        buttons.goal_requested.connect(self.goal_requested)
        buttons.pace_chosen.connect(self.pace_chosen)
        buttons.steps_played.connect(self.steps_played)
