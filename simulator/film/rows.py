"""How many rows of the data a film asks at every moment."""

from __future__ import annotations

from core.network import Network

_FEWEST = 50


def most_rows(network: Network, products: float, most: int) -> int:
    """So many that weights times rows stay below a number, so that a large network can still be filmed."""
    return int(min(max(products / network.weight_count, _FEWEST), most))
