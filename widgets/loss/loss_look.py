"""How one likes to look at the plot, as it is remembered, and the menu in which one says so."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from core.message import Message
from simulator.words import say
from widgets.parts.actions import give_mnemonics
from widgets.parts.controls import text_button
from widgets.parts.stored import settings

_STORE = "loss_plot/"
SMOOTHINGS = {0: Message("None"), 5: Message("Over about 5 points"), 20: Message("Over about 20 points"),
              100: Message("Over about 100 points")}  # fmt: skip
"""About how many points the exponential moving average counts, and what that is called."""


@dataclass(frozen=True)
class LossLook:
    """What is plotted and on which axes."""

    is_accuracy: bool = False
    is_log_y: bool = False
    is_log_x: bool = False
    smoothing: int = 0
    """A key of SMOOTHINGS."""
    has_rate: bool = True
    """Whether the learning rate is drawn where it changes."""
    has_others: bool = True
    """Whether other runs are drawn, thin."""

    @property
    def weight(self) -> float:
        """Of the exponential moving average: so many points count that 1 / (1 − weight) is their number."""
        return 1 - 1 / self.smoothing if self.smoothing else 0.0


def stored_look() -> LossLook:
    """As it was the last time."""
    store, plain = settings(), LossLook()
    read = {each.name: str(store.value(_STORE + each.name, "")) for each in fields(LossLook)}
    smoothing = int(read["smoothing"]) if read["smoothing"].isdecimal() else 0
    flags = {name: text == "true" for name, text in read.items() if name != "smoothing" and text in ("true", "false")}
    return replace(plain, smoothing=smoothing if smoothing in SMOOTHINGS else 0, **flags)


def store_look(look: LossLook) -> None:
    for each in fields(LossLook):
        value = getattr(look, each.name)
        settings().setValue(_STORE + each.name, str(value).lower())


class LossMenu(QObject):
    """The choices that are not needed every day, behind one button."""

    changed = Signal(object)
    """The new LossLook."""
    zoom_requested = Signal(float)
    fit_requested = Signal()

    def __init__(self, look: LossLook, export: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.menu = QMenu(say(Message("Plot")), parent)
        self.menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        tips = {
            False: (Message("&Loss"), Message("The loss of every epoch")),
            True: (Message("&Accuracy"), Message("The share of rows whose class is right")),
        }
        self.whats = {kind: self._choice(*words, group=group) for kind, words in tips.items()}
        self.menu.addSeparator()
        self.log_y = self._choice(
            Message("Logarithmic &loss axis"), Message("Equal factors of the loss are equally far apart")
        )
        self.log_x = self._choice(
            Message("Logarithmic &epoch axis"),
            Message("Early epochs get more room; the network before training has no place there"),
        )
        self.smoothing = self._smoothing_menu()
        self.rate = self._choice(
            Message("Learning &rate"), Message("On an axis of its own at the right, where it changes during the run")
        )
        self.others = self._choice(
            Message("Other &runs"), Message("Thin, in the colours and with the numbers of the runs")
        )
        self.menu.addSeparator()
        self.zoom_in = self._act(Message("Zoom &in"), lambda: self.zoom_requested.emit(1.5))
        self.zoom_out = self._act(Message("Zoom &out"), lambda: self.zoom_requested.emit(1 / 1.5))
        self.fit = self._act(Message("&Fit the whole run"), self.fit_requested.emit)
        self.menu.addSeparator()
        self.menu.addAction(export)
        give_mnemonics(self.menu)
        tip = Message("What is plotted, axes, smoothing, zoom, export")
        self.button = text_button("…", say(Message("More about the plot")), say(tip))
        self.button.setFixedWidth(28)
        self.button.clicked.connect(self._open)
        self._show()

    def allow_accuracy(self, is_allowed: bool) -> None:
        """Whether the run has accuracies at all."""
        self.whats[True].setEnabled(is_allowed)
        why = Message("A regression has no accuracy: its targets are numbers, not classes")
        self.whats[True].setToolTip(say(Message("The share of rows whose class is right") if is_allowed else why))

    def choose(self, **changes: object) -> None:
        """Another look from now on."""
        look = replace(self.look, **changes)  # type: ignore[arg-type]
        if look != self.look:
            self.look = look
            store_look(look)
            self._show()
            self.changed.emit(look)

    def _choice(self, words: Message, tip: Message, group: QActionGroup | None = None) -> QAction:
        made = self.menu.addAction(say(words))
        made.setCheckable(True)
        made.setToolTip(say(tip))
        if group is not None:
            group.addAction(made)
        made.triggered.connect(self._read)
        return made

    def _act(self, words: Message, slot: object) -> QAction:
        made = self.menu.addAction(say(words))
        made.triggered.connect(slot)
        return made

    def _smoothing_menu(self) -> dict[int, QAction]:
        shown = self.menu.addMenu(say(Message("&Smoothing")))
        shown.setToolTipsVisible(True)
        group = QActionGroup(self)
        made = {}
        for count, words in SMOOTHINGS.items():
            entry = made[count] = shown.addAction(say(words))
            entry.setCheckable(True)
            group.addAction(entry)
            entry.triggered.connect(self._read)
            if count:
                share = Message(
                    "Exponential moving average: {new} % of each point and {old} % of the average before it",
                    new=round(100 / count),
                    old=100 - round(100 / count),
                )
                entry.setToolTip(say(share))
        give_mnemonics(shown)
        return made

    def _read(self) -> None:
        self.choose(
            is_accuracy=self.whats[True].isChecked(),
            is_log_y=self.log_y.isChecked(),
            is_log_x=self.log_x.isChecked(),
            smoothing=next(count for count, entry in self.smoothing.items() if entry.isChecked()),
            has_rate=self.rate.isChecked(),
            has_others=self.others.isChecked(),
        )

    def _show(self) -> None:
        look = self.look
        self.whats[look.is_accuracy].setChecked(True)
        self.log_y.setChecked(look.is_log_y)
        self.log_x.setChecked(look.is_log_x)
        self.smoothing[look.smoothing].setChecked(True)
        self.rate.setChecked(look.has_rate)
        self.others.setChecked(look.has_others)

    def _open(self) -> None:
        # By `popup`, which returns at once: the menu stays open while the event loop goes on.
        self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))
