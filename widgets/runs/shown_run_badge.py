"""A badge on the canvas while another run is on show than the one that goes on, with the way back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from core.message import Message
from core.runs.run_tree import TrainedRun
from simulator.frames.frame import BOTTOM_LINE
from simulator.stage.stage import Stage
from simulator.theme import Theme
from simulator.words import say
from widgets.parts.controls import row_of, text_button
from widgets.parts.style import Themed, current_theme
from widgets.runs.run_badge import SIZE, badge
from widgets.runs.training_desk import TrainingDesk

_MARGIN = 16
_LONGEST_NAME = 32


class ShownRunBadge(Themed, QWidget):
    """Stands in the canvas's lower left; one click leads back to the run that goes on, or to the experiment."""

    def __init__(self, training: TrainingDesk, stage: Stage, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._training = training
        self._stage = stage
        self._run: TrainedRun | None = None
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = QLabel()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.back = text_button()
        self.back.clicked.connect(training.shown.show_document)
        row = row_of(self._sign, self.words, self.back, spacing=8)
        row.setContentsMargins(8, 2, 4, 2)
        self.setLayout(row)
        self.hide()
        canvas.installEventFilter(self)
        training.state_changed.connect(self.refresh)
        training.shown.epoch_shown.connect(self.refresh)
        training.runs.changed.connect(self.refresh)
        stage.changed.connect(self.refresh)

    def apply_theme(self, theme: Theme) -> None:
        if self._run is not None:
            self._sign.setPixmap(badge(self._run, theme, self.devicePixelRatioF()).pixmap(QSize(SIZE, SIZE)))

    def refresh(self, *_: object) -> None:
        """Appear while the canvas shows a run that is not the live one."""
        runs, shown = self._training.runs, self._training.runs.shown
        is_other = shown is not None and shown != runs.live and not self._stage.is_showing_document
        if not is_other or shown is None:
            self._run = None
            self.hide()
            return
        run, live = runs.tree[shown], runs.live if self._training.shown.is_elsewhere else None
        if run is not self._run or live != self.property("live"):
            self._run = run
            self.setProperty("live", live)
            self._say(run, None if live is None else runs.tree[live])
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _say(self, run: TrainedRun, live: TrainedRun | None) -> None:
        words = say(Message("{name} is on show", name=_short(run.name)))
        self.words.setText(words)
        self.setAccessibleName(words)
        self.apply_theme(current_theme())
        if live is None:
            self.back.setText(say(Message("back to the experiment")))
            self.back.setToolTip(say(Message("Show the experiment again")))
        else:
            self.back.setText(say(Message("back to run {number}, which goes on", number=live.id)))
            self.back.setToolTip(say(Message("{name} is being trained meanwhile", name=_short(live.name))))
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        self.move(_MARGIN, self._canvas.height() - round(BOTTOM_LINE) - self.height() // 2)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
