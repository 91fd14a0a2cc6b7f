"""Everything that can be done by its name: what stands in the menus, and going to a unit of the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.message import Message
from core.network import Network
from simulator.frames.elements import UnitAt
from simulator.words import say
from widgets.parts.actions import key_caps, plain_name

BETWEEN = " › "


@dataclass(frozen=True)
class Command:
    """One thing to do. Where it stands and what it is called are one text: `File › Save as…`."""

    place: str
    name: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    is_enabled: bool = True
    is_on: bool | None = None
    """None: it is not a switch."""

    @property
    def text(self) -> str:
        return f"{self.place}{BETWEEN}{self.name}"


def commands_of(menus: Iterable[QMenu], but: QAction | None = None, place: str = "") -> list[Command]:
    """What is in the menus at the moment, in their order; `but` is left out."""
    found: list[Command] = []
    for shown in menus:
        # Some menus are filled only when somebody looks.
        shown.aboutToShow.emit()
        title = plain_name(shown.title())
        here = f"{place}{BETWEEN}{title}" if place else title
        for entry in shown.actions():
            inner = entry.menu()
            if isinstance(inner, QMenu):
                found += commands_of([inner], but, here)
            elif entry is not but and not entry.isSeparator() and entry.isVisible():
                found.append(_command(here, entry))
    return found


def places_of(network: Network, go_to: Callable[[UnitAt], object]) -> list[Command]:
    """Going to every unit by its name; to a layer is to its first unit."""
    found: list[Command] = []
    word = say(Message("Go to"))
    for column, size in enumerate(network.sizes):
        layer = network.layers[column - 1].name if column else say(Message("inputs"))
        if size > 1:
            found.append(Command(word, layer, partial(go_to, UnitAt(column, 0))))
        for unit, name in enumerate(network.unit_names(column)):
            found.append(Command(f"{word} {layer}", name, partial(go_to, UnitAt(column, unit))))
    return found


def _command(place: str, entry: QAction) -> Command:
    return Command(
        place,
        plain_name(entry.text()),
        entry.trigger,
        key_caps(entry.shortcut()),
        entry.isEnabled(),
        entry.isChecked() if entry.isCheckable() else None,
    )
