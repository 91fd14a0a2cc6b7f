"""Rows that each show one setting of an experiment and ask for an edit of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from core.edits import with_training
from core.experiment import Experiment
from core.message import Message
from simulator.words import say
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import LabelledRow
from widgets.parts.fields import NumberField
from widgets.parts.plain_text import lines_tip
from widgets.parts.switch import Switch

Read = Callable[[Experiment], Any]
"""The setting as it stands."""
Edit = Callable[[Experiment, Any], Experiment]
"""The experiment with another value of it."""
Attempt = Callable[[LabelledRow, Message, Callable[[Experiment], Experiment]], None]


class SettingRows:
    """Makes rows for a section, whose `attempt` asks for their edits. `show` shows an experiment in all of them."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._shows: list[Callable[[Experiment], None]] = []

    def show(self, experiment: Experiment) -> None:
        for show in self._shows:
            show(experiment)

    def number(
        self, label: Message, read: Read, edit: Edit, *, name: Message | None = None, hint: Message, **limits: Any
    ) -> LabelledRow:
        """A field. `name` says in full what the label has no room for; `limits` are those of a NumberField."""
        field = NumberField(say(name or label), hint=lines_tip(say(hint)), **limits)
        row = LabelledRow(say(label), field)
        field.committed.connect(lambda value: self._ask(row, name or label, edit, value))
        self._shows.append(lambda experiment: field.set_value(read(experiment)))
        return row

    def choice(
        self,
        label: Message,
        read: Read,
        edit: Edit,
        choices: Sequence[tuple[object, str]],
        *,
        name: Message | None = None,
        tips: Mapping[Any, str] | None = None,
        hint: Message | None = None,
    ) -> LabelledRow:
        """A combo box."""
        combo = ComboBox(say(name or label), hint=lines_tip(say(hint)) if hint else "")
        combo.set_choices(choices, tips=tips or {})
        row = LabelledRow(say(label), combo)
        combo.chosen.connect(lambda value: self._ask(row, name or label, edit, value))
        self._shows.append(lambda experiment: combo.choose(read(experiment)))
        return row

    def switch(
        self, label: Message, read: Read, edit: Edit, *, name: Message | None = None, hint: Message
    ) -> LabelledRow:
        """On or off."""
        switch = Switch(say(name or label), lines_tip(say(hint)))
        row = LabelledRow(say(label), switch)
        switch.clicked.connect(lambda is_on: self._ask(row, name or label, edit, is_on))
        self._shows.append(lambda experiment: switch.setChecked(read(experiment)))
        return row

    def _ask(self, row: LabelledRow, label: Message, edit: Edit, value: object) -> None:
        self._attempt(row, Message("Set {setting}", setting=label), lambda experiment: edit(experiment, value))


def of_training(name: str, part: str = "") -> Read:
    """Reads one of the training settings; with `part` (`schedule`, `early_stopping`) one of its own."""
    get = attrgetter(f"{part}.{name}" if part else name)
    return lambda experiment: get(experiment.training)


def to_training(name: str, part: str = "") -> Edit:
    """Changes what `of_training` reads."""

    def edit(experiment: Experiment, value: Any) -> Experiment:
        if not part:
            return with_training(experiment, **{name: value})
        changed = replace(getattr(experiment.training, part), **{name: value})
        return with_training(experiment, **{part: changed})

    return edit
