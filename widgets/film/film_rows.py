"""Rows of the film dialog, each for one field of FilmSettings: shown from the settings, and an edit of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.message import Message, Problem
from simulator.film.settings import FilmSettings
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow, SegmentedControl, row_of
from widgets.parts.fields import NumberField
from widgets.parts.switch import Switch

Choices = Sequence[tuple[Any, Message | str]]


class FilmRows(QObject):
    """Holds the settings. A row changes its own field alone; `show` brings all rows in step."""

    changed = Signal()
    """A hand changed the settings."""

    def __init__(self, settings: FilmSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._shown: list[Callable[[FilmSettings], object]] = []

    def show(self, settings: FilmSettings) -> None:
        """Make these the settings; nobody is told."""
        self.settings = settings
        for each in self._shown:
            each(settings)

    def follow(self, show: Callable[[FilmSettings], object]) -> None:
        """Call this with the settings, now and whenever they are others."""
        self._shown.append(show)
        show(self.settings)

    def edit(self, **fields: Any) -> None:
        """What a hand did (raises Problem where no film can be so)."""
        self.show(replace(self.settings, **fields))
        self.changed.emit()

    def choice(self, field: str, label: Message, choices: Choices, tips: Mapping[Any, str] | None = None) -> ComboBox:
        """A list to choose from."""
        combo = ComboBox(say(label))
        combo.set_choices([(value, say(words)) for value, words in choices], tips=tips or {})
        combo.chosen.connect(lambda value: self.edit(**{field: value}))
        self.follow(lambda settings: combo.choose(getattr(settings, field)))
        return combo

    def segments(self, field: str, label: Message, choices: Choices) -> SegmentedControl:
        """A few choices side by side."""
        control = SegmentedControl(say(label), [(value, say(words)) for value, words in choices])
        control.chosen.connect(lambda value: self.edit(**{field: value}))
        self.follow(lambda settings: control.choose(getattr(settings, field)))
        return control

    def switch(self, field: str, label: Message, tip: Message) -> Switch:
        """On or off."""
        control = Switch(say(label), say(tip))
        control.clicked.connect(lambda is_on: self.edit(**{field: bool(is_on)}))
        self.follow(lambda settings: control.setChecked(getattr(settings, field)))
        return control

    def number(
        self,
        field: str,
        label: Message,
        low: float,
        high: float,
        *,
        whole: bool = False,
        empty: Message | None = None,
        hint: Message | None = None,
    ) -> NumberField:
        """A number to type; where `empty` says what that means, the field may be left empty."""
        control = NumberField(
            say(label),
            whole=whole,
            optional=empty is not None,
            low=low,
            high=high,
            hint="" if hint is None else say(hint),
        )
        if empty is not None:
            control.set_placeholder(say(empty))

        def commit(value: float | None) -> None:
            try:
                self.edit(**{field: value})
            except Problem as problem:
                control.set_value(getattr(self.settings, field))
                control.refused.emit(say(problem.message))

        control.committed.connect(commit)
        self.follow(lambda settings: control.set_value(getattr(settings, field)))
        return control


def film_row(label: Message, control: QWidget) -> LabelledRow:
    """A control behind its label; one of a fixed width stands at the left."""
    if isinstance(control, SegmentedControl):
        held = QWidget()
        held.setAccessibleName(control.accessibleName())
        held.setLayout(row_of(control, None))
        return LabelledRow(say(label), held)
    return LabelledRow(say(label), control)


def choices_of(names: Mapping[Any, Message]) -> Iterable[tuple[Any, str]]:
    """Values and their words."""
    return [(value, say(words)) for value, words in names.items()]
