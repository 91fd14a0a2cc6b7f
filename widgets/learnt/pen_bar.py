"""What one draws data with: a pen to take up, its tools, and what its points are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from core.experiment import Row
from core.message import Message
from simulator.plots.maps import paint_marker
from simulator.words import say
from widgets.learnt.drawable_plane import Pen, Tool
from widgets.parts.controls import Button, SegmentedControl, column_of, row_of, text_label
from widgets.parts.style import Themed, current_theme

_MOST_SWATCHES = 5
_SIDE = 28
_TIPS = {
    Tool.POINT: Message("A click puts down a row"),
    Tool.BRUSH: Message("Rows all about the pen while it moves"),
    Tool.ERASE: Message("Takes away the rows under it"),
}


class PenBar(QWidget):
    """Off: one button. On: the tools below it."""

    changed = Signal()
    """Another pen, or none."""
    rows_requested = Signal()
    """The rows as a table to type into."""

    def __init__(self) -> None:
        super().__init__()
        self.button = Button(say(Message("Draw data")), say(Message("Put down, spray and erase rows with the mouse")))
        self.button.setCheckable(True)
        self._rows = Button(say(Message("Edit rows…")), say(Message("The rows of the data as a table to type into")))
        self.tools = SegmentedControl(
            say(Message("Tool")),
            [
                (Tool.POINT, say(Message("Point"))),
                (Tool.BRUSH, say(Message("Brush"))),
                (Tool.ERASE, say(Message("Erase"))),
            ],
        )
        for tool, tip in _TIPS.items():
            self.tools.allow(tool, True, say(tip))
        self.swatches = [_Swatch(number) for number in range(_MOST_SWATCHES)]
        self._group = QButtonGroup(self)
        for number, swatch in enumerate(self.swatches):
            self._group.addButton(swatch, number)
        self.swatches[0].setChecked(True)
        self._targets: tuple[Row, ...] = ()
        hint = text_label(say(Message("Press on the plane, or use arrow keys and Enter. Esc ends it.")), "small")
        hint.setWordWrap(True)
        self._open = QWidget()
        opened = column_of(spacing=8)
        opened.addLayout(row_of(self.tools, None))
        self._kinds = QWidget()
        self._kinds.setLayout(row_of(text_label(say(Message("New rows")), "label"), *self.swatches, None, spacing=4))
        opened.addWidget(self._kinds)
        opened.addWidget(hint)
        self._open.setLayout(opened)
        self._open.hide()
        layout = column_of(spacing=8)
        layout.addLayout(row_of(self.button, self._rows, None))
        layout.addWidget(self._open)
        self.setLayout(layout)
        self.button.toggled.connect(self._open.setVisible)
        self._rows.clicked.connect(self.rows_requested)
        for signal in (self.button.toggled, self.tools.chosen, self._group.idClicked):
            signal.connect(lambda _: self.changed.emit())

    @property
    def pen(self) -> Pen | None:
        """What is held; None where it is laid down."""
        if not self.button.isChecked():
            return None
        tool = self.tools.value
        assert isinstance(tool, Tool)
        return Pen(tool, self._group.checkedId())

    @property
    def target(self) -> Row:
        """Of the rows that are put down."""
        return self._targets[self._group.checkedId()]

    def show_targets(self, targets: Sequence[tuple[str, Row]]) -> None:
        """What the rows put down may be, with their names; the first few of them can be chosen. None at all where
        the place on the plane says it."""
        self._targets = tuple(target for _, target in targets)
        self._kinds.setVisible(bool(targets))
        for swatch, (name, _) in zip(self.swatches, targets, strict=False):
            swatch.rename(name)
        for number, swatch in enumerate(self.swatches):
            swatch.setVisible(number < len(targets))
        if self._group.checkedId() >= max(len(targets), 1):
            self.swatches[0].setChecked(True)


class _Swatch(Themed, QToolButton):
    """A kind of point to draw."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setCheckable(True)
        self.setFixedSize(_SIDE, _SIDE)
        self.setProperty("role", "segment")

    def rename(self, name: str) -> None:
        words = say(Message("Draw rows of {name}", name=name))
        self.setAccessibleName(words)
        self.setToolTip(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        paint_marker(painter, middle, self._number, current_theme(), is_hollow=False, scale=1.5)
        painter.end()
