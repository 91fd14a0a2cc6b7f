"""Over which weight a film shows gradient descent."""

from __future__ import annotations

from core.message import Message
from core.network import Network
from core.number_address import unit_text
from core.weight_edits import WeightPlace
from simulator.film.settings import FilmSettings
from simulator.plots.descent_words import name_of
from simulator.words import say
from widgets.film.film_rows import FilmRows
from widgets.parts.combo_box import ComboBox

_MOST = 64
"""Weights that somebody may want to look through."""
_STEEPEST, _FARTHEST = Message("The steepest"), Message("The one that goes farthest")


def weight_choice(rows: FilmRows, network: Network) -> ComboBox:
    """A list of weights; of large networks it offers those of the last layers, and of these the first."""
    weights = [(_address(network, place), say(name_of(network, place))) for place in _offered(network)]
    combo = rows.choice("weight", Message("Weight"), ())

    def show(settings: FilmSettings) -> None:
        by_itself = _STEEPEST if settings.what == "step" else _FARTHEST
        choices: list[tuple[str | None, str]] = [(None, say(by_itself)), *weights]
        # A file may name a weight in another way, or one that is not offered: it is shown as it is.
        if settings.weight is not None and settings.weight not in dict(choices):
            choices.append((settings.weight, settings.weight))
        combo.set_choices(choices)
        combo.choose(settings.weight)

    rows.follow(show)
    return combo


def _offered(network: Network) -> list[WeightPlace]:
    """In the order of the network."""
    places: list[WeightPlace] = []
    for column in reversed(range(1, len(network.sizes))):
        sources = range(network.sizes[column - 1])
        layer = [WeightPlace(column, unit, source) for unit in range(network.sizes[column]) for source in sources]
        if places and len(places) + len(layer) > _MOST:
            break
        places[:0] = layer[:_MOST]
    return places


def _address(network: Network, place: WeightPlace) -> str:
    """As film files name it."""
    source = unit_text((place.column - 1, place.source), network)
    return f"{source} to {unit_text((place.column, place.unit), network)}"
