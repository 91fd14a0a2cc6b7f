"""Draw an image of one's own, and see at once what the network takes it for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.data.handwriting import usual_extent
from core.data.own_rows import targets_to_draw
from core.edits import with_example
from core.experiment import Example, Experiment, Row, fed
from core.message import Message
from core.network import Array, frozen
from core.results.rows import predict
from simulator.frames.face import picture_shape
from simulator.painting.paint_images import paint_shares
from simulator.results.evaluation import DataRows
from simulator.words import say
from widgets.learnt.digit_pad import SIDE, DigitPad
from widgets.learnt.learnt_section import LearntSection, Shown
from widgets.parts.choice_row import ChoiceRow
from widgets.parts.controls import Button, SegmentedControl, row_of, text_label
from widgets.parts.style import Themed, current_theme

MERGE, MEANT = "drawn image", "meant class"
_MOST_CLASSES = 12


@dataclass(frozen=True)
class Ink:
    """How the data write an image: its shape, the darkest pixel, whether pixels are whole numbers, and how large a
    digit is drawn."""

    shape: tuple[int, int]
    darkest: float
    is_whole: bool
    extent: float

    def raw(self, image: Array) -> tuple[float, ...]:
        """An image of 0 … 1 as raw inputs."""
        values = image.ravel() * self.darkest
        return tuple(np.round(values, 0 if self.is_whole else 4).tolist())

    def image(self, raw: tuple[float, ...]) -> Array:
        """Raw inputs as an image of 0 … 1."""
        return frozen(np.clip(np.reshape(raw, self.shape) / self.darkest, 0.0, 1.0))


def ink_of(rows: DataRows, shape: tuple[int, int]) -> Ink:
    """Read from the data."""
    inputs = rows.table.inputs
    darkest = float(inputs.max()) or 1.0
    is_whole = darkest > 1 and bool((inputs[:100] == inputs[:100].round()).all())
    return Ink(shape, darkest, is_whole, usual_extent(inputs.reshape(len(inputs), *shape)))


class DigitSection(LearntSection):
    """The sheet, and a bar for every class beside it."""

    def __init__(self) -> None:
        super().__init__(
            Message("Draw your own"), Message("Draw an image: it becomes the example as you draw"), "digit"
        )
        self._ink: tuple[DataRows, Ink] | None = None
        self._sent: tuple[float, ...] = ()
        self._is_by_hand = False
        """Whether the example on show was drawn here, or a hand has said what it is meant to be."""

    def fits(self, now: Shown) -> bool:
        return now.rows is not None and len(now.rows.table) > 0 and _shape(now.experiment) is not None

    def make(self) -> None:
        self.pad, self.shares = DigitPad(), ShareBars()
        self.tools = SegmentedControl(
            say(Message("Tool")), [(False, say(Message("Brush"))), (True, say(Message("Erase")))]
        )
        self.clear = Button(say(Message("Clear")), say(Message("A clean sheet")))
        side_by_side = row_of(self.pad, self.shares, spacing=12)
        side_by_side.setStretch(1, 1)
        self.body.addLayout(side_by_side)
        self.body.addLayout(row_of(self.tools, self.clear, None))
        self.meant = ChoiceRow(say(Message("What it is meant to be")))
        self.meant_words = text_label("", "small")
        self.meant_words.setWordWrap(True)
        self.body.addWidget(self.meant_words)
        self.body.addWidget(self.meant)
        hint = text_label(say(Message("Clear the sheet to begin anew: what is drawn is then centred.")), "small")
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        self.tools.chosen.connect(self._take)
        self.clear.clicked.connect(self.pad.clear)
        self.pad.drawn.connect(self._draw)
        self.pad.stroke_ended.connect(self.edit_ended)
        self.meant.chosen.connect(self._mean)

    def refresh(self, old: Shown | None, now: Shown) -> None:
        experiment, rows = now.experiment, now.rows
        assert rows is not None
        shape = _shape(experiment)
        assert shape is not None
        if self._ink is None or self._ink[0] is not rows:
            self._ink = rows, ink_of(rows, shape)
            self.pad.set_shape(shape, self._ink[1].extent)
        if experiment.example.inputs != self._sent:
            self._sent, self._is_by_hand = experiment.example.inputs, False
            self.pad.show_image(self._ink[1].image(self._sent))
        self._show_meant(experiment, rows)
        row = frozen([experiment.example.inputs])
        self.shares.show_shares(
            experiment.network.output.units, predict(experiment.network, fed(row, experiment.data))[1][0]
        )

    def _take(self, is_eraser: object) -> None:
        self.pad.is_erasing = is_eraser is True

    def _draw(self, image: Array) -> None:
        assert self._ink is not None
        # Set before the edit comes back: what the hand has drawn is finer than what the example holds.
        self._sent = self._ink[1].raw(image)
        # A clean sheet, or a row that is drawn over: nobody has said what that is, so it has no target.
        is_said = self._is_by_hand and bool(image.any())
        example = Example(self._sent, self.now.experiment.example.targets if is_said else None)
        self._is_by_hand = True
        self.edit(Message("Draw the example"), lambda before: with_example(before, example), MERGE)

    def _show_meant(self, experiment: Experiment, rows: DataRows) -> None:
        """The classes that it may be meant to be: with one of them it has a loss, and slopes."""
        target = experiment.example.targets
        classes = [(row, name) for name, row in targets_to_draw(experiment, rows.table)]
        none = (None, say(Message("no target")))
        self.meant.show_choices([*classes, none], target)
        asked = Message("What is it meant to be? No target: no loss.")
        self.meant_words.setText(say(asked if target is None else Message("It is meant to be")))

    def _mean(self, target: Row | None) -> None:
        self._is_by_hand = True
        inputs = self.now.experiment.example.inputs
        self.edit(
            Message("Say what it is meant to be"), lambda before: with_example(before, Example(inputs, target)), MEANT
        )
        self.edit_ended.emit()


class ShareBars(Themed, QWidget):
    """How sure the network is of each class."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say(Message("Share of every class")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        self.setFixedHeight(SIDE)
        self._names: tuple[str, ...] = ()
        self._shares: Array = frozen([])

    def show_shares(self, names: tuple[str, ...], shares: Array) -> None:
        """The outputs of the network; of very many classes, the first."""
        self._names, self._shares = names[:_MOST_CLASSES], shares[:_MOST_CLASSES]
        best = int(np.nan_to_num(shares).argmax())
        said = Message("{name}: {share} of 1", name=names[best], share=float(shares[best]))
        self.setAccessibleDescription(say(said, 3))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        paint_shares(painter, QRectF(0, 0, self.width(), self.height()), self._names, self._shares, current_theme())
        painter.end()


def _shape(experiment: Experiment) -> tuple[int, int] | None:
    return picture_shape(experiment.network.inputs) if not experiment.data.features else None
