"""What a film shows and how: the settings of the film dialog."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from core.message import Message
from simulator.face import BiasAs, Face
from simulator.film.settings import (
    LARGEST_SIDE,
    LONGEST,
    MOST_FRAMES_A_SECOND,
    SMALLEST_SIDE,
    FilmSettings,
)
from simulator.timeline import Detail
from simulator.words import say
from widgets.combo_box import ComboBox
from widgets.controls import LabelledRow, SegmentedControl, column_of, row_of, text_label
from widgets.face_choice import name_of
from widgets.fields import NumberField

SIZES = ((1920, 1080), (1280, 720), (1080, 1080), (1080, 1920))
_FIRST_SECONDS = 10.0


class RecordOptions(QWidget):
    """Rows of settings. `settings` is what they say now (raises Problem where no film can have it)."""

    changed = Signal()

    def __init__(
        self,
        detail: Detail | None,
        theme_name: str,
        why_no_training: str = "",
        faces: Iterable[Face] = (Face.AUTO,),
    ) -> None:
        super().__init__()
        self._detail = detail
        self.what = SegmentedControl(
            say(Message("What")), [("step", say(Message("One step"))), ("training", say(Message("Training run")))]
        )
        names = [(size, f"{size[0]} × {size[1]}") for size in SIZES]
        self.size_choice = ComboBox(say(Message("Size")), [*names, (None, say(Message("Other size")))])
        self.size_choice.choose(SIZES[0])
        self.width_field = _whole_field(Message("Width in pixels"), SMALLEST_SIDE, LARGEST_SIDE, 1920)
        self.height_field = _whole_field(Message("Height in pixels"), SMALLEST_SIDE, LARGEST_SIDE, 1080)
        self.fps = _whole_field(Message("Frames a second"), 1, MOST_FRAMES_A_SECOND, 60)
        self.length = SegmentedControl(
            say(Message("Length")), [(False, say(Message("By itself"))), (True, say(Message("Seconds")))]
        )
        self.seconds = NumberField(say(Message("Seconds")), low=0.1, high=LONGEST)
        self.seconds.set_value(_FIRST_SECONDS)
        self.theme = SegmentedControl(
            say(Message("Theme")), [("light", say(Message("Light"))), ("dark", say(Message("Dark")))]
        )
        self.theme.choose(theme_name)
        self.captions = SegmentedControl(
            say(Message("Captions")), [(True, say(Message("On"))), (False, say(Message("Off")))]
        )
        self.spotlight = SegmentedControl(
            say(Message("Spotlight")), [(True, say(Message("On"))), (False, say(Message("Off")))]
        )
        self.spotlight.choose(False)
        self.face = ComboBox(say(Message("Unit faces")), [(face, name_of(face)) for face in faces])
        self.bias = SegmentedControl(
            say(Message("Biases")),
            [(BiasAs.NUMBER, say(Message("Numbers"))), (BiasAs.NODE, say(Message("Nodes")))],
        )
        self._compose(why_no_training)
        self._listen()
        self._show_what_fits()

    @property
    def settings(self) -> FilmSettings:
        width, height = self.size_choice.currentData() or (self.width_field.value, self.height_field.value)
        return FilmSettings(
            str(self.what.value),
            int(width),
            int(height),
            int(self.fps.value or 1),
            self.seconds.value if self.length.value else None,
            str(self.theme.value),
            bool(self.captions.value),
            self._detail,
            self.face.currentData(),
            BiasAs(self.bias.value),
            spotlight=bool(self.spotlight.value),
        )

    def look_like(self, face: Face, bias: BiasAs) -> None:
        """Film what is seen elsewhere, as far as the experiment can have it."""
        self.face.choose(face)
        self.bias.choose(bias)

    def _compose(self, why_no_training: str) -> None:
        self._own_size = QWidget()
        self._own_size.setLayout(row_of(self.width_field, text_label("×", "label"), self.height_field))
        length = QWidget()
        length.setLayout(row_of(self.length, self.seconds))
        self._reason = text_label(why_no_training, "small")
        self._reason.setWordWrap(True)
        self._reason.setVisible(bool(why_no_training))
        if why_no_training:
            # The second segment is the training run.
            segment = self.what.findChildren(QToolButton)[1]
            segment.setEnabled(False)
            segment.setToolTip(why_no_training)
        rows = [
            LabelledRow(say(Message("What")), _from_the_left(self.what)),
            self._reason,
            LabelledRow(say(Message("Size")), self.size_choice),
            LabelledRow("", self._own_size),
            LabelledRow(say(Message("Frame rate")), self.fps),
            LabelledRow(say(Message("Length")), length),
            LabelledRow(say(Message("Theme")), _from_the_left(self.theme)),
            LabelledRow(say(Message("Captions")), _from_the_left(self.captions)),
            LabelledRow(say(Message("Spotlight")), _from_the_left(self.spotlight)),
            LabelledRow(say(Message("Unit faces")), self.face),
            LabelledRow(say(Message("Biases")), _from_the_left(self.bias)),
        ]
        self._own_size_row = rows[3]
        layout = column_of(*rows)
        layout.addStretch(1)
        self.setLayout(layout)

    def _listen(self) -> None:
        looks = (self.theme, self.captions, self.spotlight, self.face, self.bias)
        for control in (self.what, self.size_choice, self.length, *looks):
            control.chosen.connect(self._change)
        for field in (self.width_field, self.height_field, self.fps, self.seconds):
            field.committed.connect(self._change)

    def _change(self) -> None:
        self._show_what_fits()
        self.changed.emit()

    def _show_what_fits(self) -> None:
        self.spotlight.setEnabled(self.what.value == "step")
        self._own_size_row.setVisible(self.size_choice.currentData() is None)
        self.seconds.setEnabled(bool(self.length.value))


def _whole_field(name: Message, low: int, high: int, value: int) -> NumberField:
    field = NumberField(say(name), whole=True, low=low, high=high)
    field.set_value(value)
    return field


def _from_the_left(control: QWidget) -> QWidget:
    """A control of a fixed width in a row that is wider."""
    held = QWidget()
    held.setAccessibleName(control.accessibleName())
    held.setLayout(row_of(control, None))
    return held
