"""What a film tells: what stands beside the network, how much of it all, between which cards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from core.experiment import Experiment
from core.message import Message, Problem
from simulator.film.scene import SCENE_NAMES, Scene, reason_against
from simulator.film.settings import LONGEST_TEXT, MOST_STEPS, PACE_NAMES, FilmSettings
from simulator.frames.timeline import Detail
from simulator.words import say
from widgets.film.film_rows import FilmRows, choices_of, film_row
from widgets.film.weight_choice import weight_choice
from widgets.parts.controls import CONTROL_HEIGHT, LabelledRow, SegmentedControl, column_of, row_of, text_label

_ON_OFF = ((True, Message("On")), (False, Message("Off")))
_DETAILS: tuple[tuple[Detail | None, Message], ...] = (
    (None, Message("As suits the network")),
    (Detail.BY_LAYER, Message("By layer")),
    (Detail.BY_UNIT, Message("By unit")),
)
_ONLY_STEPS = Message("Only in a film of steps")
_LAST_EPOCH = 10**9


class StoryRows:
    """What does not fit the experiment, or what is filmed of it, is greyed out, and its tooltip says why."""

    def __init__(self, rows: FilmRows, experiment: Experiment) -> None:
        self._rows, self._experiment = rows, experiment
        self.scene = rows.choice("scene", Message("Beside it"), ())
        self.weight = weight_choice(rows, experiment.network)
        self.steps = rows.number("steps", Message("Steps"), 1, MOST_STEPS, whole=True)
        begin, end = Message("first"), Message("last")
        epochs: dict[str, Any] = {"low": 0, "high": _LAST_EPOCH, "whole": True}
        self.first = rows.number("first_epoch", Message("From epoch"), empty=begin, **epochs)
        self.last = rows.number("last_epoch", Message("To epoch"), empty=end, **epochs)
        self.pace = rows.choice("pace", Message("Pace"), list(PACE_NAMES.items()))
        self.title = CardRow(rows, "title", Message("Title card"), Message("its name and what it does"))
        self.closing = CardRow(rows, "closing", Message("Closing card"), Message("what came out"))
        self.captions = rows.segments("has_captions", Message("Captions"), _ON_OFF)
        self.spotlight = rows.segments("spotlight", Message("Spotlight"), _ON_OFF)
        self.detail = rows.choice("detail", Message("Detail"), _DETAILS)
        epoch = QWidget()
        epoch.setLayout(row_of(self.first, text_label("–", "label"), self.last))
        self._epochs = film_row(Message("Epochs"), epoch)
        self._steps = film_row(Message("Steps"), self.steps)
        self._weight = film_row(Message("Weight"), self.weight)
        rows.follow(self._show_what_fits)

    def all(self) -> Iterator[QWidget]:
        """The rows from top to bottom."""
        yield film_row(Message("Beside it"), self.scene)
        yield from (self._weight, self._steps, self._epochs)
        yield film_row(Message("Pace"), self.pace)
        yield from (self.title, self.closing)
        yield film_row(Message("Captions"), self.captions)
        yield film_row(Message("Spotlight"), self.spotlight)
        yield film_row(Message("Detail"), self.detail)

    def _show_what_fits(self, settings: FilmSettings) -> None:
        is_step = settings.what == "step"
        reasons: dict[Scene, str] = {}
        for scene in Scene:
            reason = reason_against(scene, self._experiment, settings.what, settings.steps)
            if reason is not None:
                reasons[scene] = say(reason)
        self.scene.set_choices(choices_of(SCENE_NAMES), reasons=reasons)
        self.scene.choose(settings.scene)
        for row, is_there in ((self._steps, is_step), (self._epochs, not is_step)):
            row.setVisible(is_there)
        self._weight.setVisible(settings.scene is Scene.DESCENT)
        _allow(self.spotlight, is_step, _ONLY_STEPS)
        _allow(self.detail, is_step, _ONLY_STEPS)
        is_long = not is_step or settings.steps > 1
        _allow(self.pace, is_long, Message("One step has the pace of its beats"))


class CardRow(LabelledRow):
    """Whether there is a card, and what it says in place of what it says by itself."""

    def __init__(self, rows: FilmRows, field: str, label: Message, by_itself: Message) -> None:
        self._rows, self._field = rows, field
        self.switch = SegmentedControl(say(label), [(value, say(words)) for value, words in _ON_OFF])
        self.text = QLineEdit()
        self.text.setFixedHeight(CONTROL_HEIGHT)
        self.text.setPlaceholderText(say(by_itself))
        self.text.setAccessibleName(say(Message("{card}: text", card=label)))
        self.text.setToolTip(say(Message("What the card says. Left empty: {words}", words=by_itself)))
        self.text.setMaxLength(LONGEST_TEXT)
        held = QWidget()
        held.setAccessibleName(say(label))
        column = column_of()
        column.addLayout(row_of(self.switch, None))
        column.addWidget(self.text)
        held.setLayout(column)
        super().__init__(say(label), held)
        self.switch.chosen.connect(lambda is_on: self._edit("" if is_on else None))
        self.text.editingFinished.connect(self._take_text)
        rows.follow(self._show)

    def _show(self, settings: FilmSettings) -> None:
        words = getattr(settings, self._field)
        self.switch.choose(words is not None)
        self.text.setVisible(words is not None)
        # A card of several lines comes from a file; the field shows it in one.
        if self.text.text() != (words or "").replace("\n", " "):
            self.text.setText((words or "").replace("\n", " "))
        self.text.setModified(False)

    def _take_text(self) -> None:
        if self.text.isModified():
            self.text.setModified(False)
            self._edit(self.text.text().strip())

    def _edit(self, words: str | None) -> None:
        try:
            self._rows.edit(**{self._field: words})
        except Problem as problem:
            self.complain(say(problem.message))


def _allow(control: QWidget, is_allowed: bool, reason: Message) -> None:
    """Grey a control out, and let it say why."""
    control.setEnabled(is_allowed)
    control.setToolTip("" if is_allowed else say(reason))
