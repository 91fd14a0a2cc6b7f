"""How near a film looks at the network: all of it, what a beat is about, or one unit."""

from __future__ import annotations

from core.message import Message
from core.network import Network
from core.number_address import unit_text
from simulator.film.camera import CAMERA_NAMES, FOLLOW
from simulator.film.settings import FilmSettings
from simulator.words import say
from widgets.film.film_rows import FilmRows, choices_of
from widgets.parts.combo_box import ComboBox

_MOST_UNITS = 64
"""Names that somebody may want to look through."""


def camera_choice(rows: FilmRows, network: Network) -> ComboBox:
    """A list of views; of large networks it offers the units of the last layers."""
    units = [(name, name) for name in _names(network)]
    combo = rows.choice("camera", Message("Camera"), ())

    def show(settings: FilmSettings) -> None:
        choices = [*choices_of(CAMERA_NAMES), *units]
        # A file may name a unit in another way, or one that is not offered: it is shown as it is.
        if settings.camera not in dict(choices):
            choices.append((settings.camera, settings.camera))
        headings = {units[0][0]: say(Message("At a unit"))} if units else {}
        is_step = settings.what == "step"
        reasons = {} if is_step else {FOLLOW: say(Message("a training run has no signal to follow"))}
        combo.set_choices(choices, headings=headings, reasons=reasons)
        combo.choose(settings.camera)

    rows.follow(show)
    return combo


def _names(network: Network) -> list[str]:
    """The names of units, in the order of the network."""
    names: list[str] = []
    for column in reversed(range(len(network.sizes))):
        size = network.sizes[column]
        if len(names) + size > _MOST_UNITS:
            break
        names[:0] = [unit_text((column, unit), network) for unit in range(size)]
    return names
