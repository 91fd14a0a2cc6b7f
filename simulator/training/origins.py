"""Which networks were made by hand of which moments of runs: to train one is to go on from there."""

from __future__ import annotations

import weakref
from dataclasses import dataclass

from core.network import Network


@dataclass(frozen=True, eq=False)
class Origin:
    """The moment of a run that something was made of: a record of its tape, and the network there."""

    run: int
    index: int
    network: Network


class Origins:
    """Remembers by the identity of a network, as long as an undo entry holds it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[Network], Origin]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def remember(self, made: Network, origin: Origin) -> None:
        """This network was made by hand of that moment."""
        key = id(made)
        self._known[key] = weakref.ref(made, lambda _: self._known.pop(key, None)), origin

    def inherit(self, old: Network, new: Network) -> None:
        """An edit of what was made of a moment is made of it too, where layers and units are the same."""
        if id(old) in self._known and id(new) not in self._known and old.sizes == new.sizes:
            self.remember(new, self._known[id(old)][1])

    def of(self, network: Network) -> Origin | None:
        """The moment it was made of; None where it was made of none."""
        found = self._known.get(id(network))
        return None if found is None else found[1]

    def clear(self) -> None:
        self._known.clear()
