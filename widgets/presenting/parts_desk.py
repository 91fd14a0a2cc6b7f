"""What of the window an experiment puts out of the way, and the button that brings it back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QToolButton

from core.edits import with_presentation
from core.experiment import Experiment
from core.message import Message
from core.presentation import Presentation
from simulator.document.document import Document
from simulator.words import say
from widgets.parts.docks import Docks
from widgets.setup.network_panel import NetworkPanel


class PartsDesk(QObject):
    """Hides what the experiment hides when it is opened, never for good: menus stay, and so does the button."""

    edit_requested = Signal(object, object)
    """The name of the edit (a Message) and the experiment it leads to."""
    layers_shown = Signal(bool)
    """Whether the canvas may have controls above the layers."""

    def __init__(self, document: Document, docks: Docks, panel: NetworkPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._docks, self._panel = document, docks, panel
        self._shown: Presentation | None = None
        self._away: list[QDockWidget] = []
        self._is_held = False
        self.show_all = QAction(say(Message("Show all controls")), self)
        self.show_all.setCheckable(True)
        self.show_all.toggled.connect(self.apply)
        self.choose = QAction(say(Message("What is on show…")), self)
        self.choose.triggered.connect(self._open_dialog)
        self.button = _shown_button()
        self.button.clicked.connect(lambda *_: self.show_all.setChecked(True))
        document.changed.connect(lambda _, new: self.follow(new))

    def follow(self, experiment: Experiment) -> None:
        """Another experiment, or the same put before people in another way."""
        if experiment.presentation == self._shown:
            return
        self._shown = experiment.presentation
        self.show_all.blockSignals(True)
        self.show_all.setChecked(False)
        self.show_all.blockSignals(False)
        self.apply()

    def begin_anew(self) -> None:
        """Another experiment is opened: it is shown as it says, whatever was asked for before."""
        self._shown = None
        self.follow(self._document.experiment)

    def hold(self, is_held: bool) -> None:
        """While the canvas has the window to itself, what comes and goes is not for the experiment to say.

        Held before docks are put away for that and let go after they are back: their owner's arrangement is kept.
        """
        if is_held:
            self.bring_back()
        self._is_held = is_held
        if not is_held:
            self.apply()

    def bring_back(self) -> None:
        """All that was put out of the way, so that the window is kept as its owner has it."""
        for dock in self._away:
            dock.show()
        self._away = []

    def apply(self) -> None:
        """Put out of the way what is to be hidden, and nothing else."""
        wanted = Presentation() if self.show_all.isChecked() or self._shown is None else self._shown
        if not self._is_held:
            self.bring_back()
            # What somebody has closed is not to come back by itself.
            self._away = [dock for dock in self._docks.of(wanted.hidden) if not dock.isHidden()]
            for dock in self._away:
                dock.hide()
        self._panel.hide_sections(wanted.hidden)
        self.layers_shown.emit(not wanted.hides("layers"))
        self.show_all.setEnabled(self._shown is not None and bool(self._shown.hidden))
        self.button.setVisible(bool(wanted.hidden))

    def _open_dialog(self) -> None:
        from widgets.presenting.presentation_dialog import PresentationDialog

        window = self.parent()
        dialog = PresentationDialog(self._document.experiment.presentation, window)  # type: ignore[arg-type]
        dialog.chosen.connect(self._choose)
        dialog.open()

    def _choose(self, presentation: Presentation) -> None:
        experiment = self._document.experiment
        if presentation != experiment.presentation:
            self.edit_requested.emit(Message("Choose what is on show"), with_presentation(experiment, presentation))


def _shown_button() -> QToolButton:
    """Low enough for the status bar."""
    made = QToolButton()
    made.setText(say(Message("Show hidden controls")))
    made.setToolTip(
        say(Message("This experiment hides some controls: have them all for now. The file stays as it is."))
    )
    made.setProperty("role", "boxed")
    made.setFixedHeight(22)
    return made
