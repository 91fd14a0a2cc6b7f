"""What of the window is on show: while somebody works with an experiment, and while it is presented."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.message import Message, Problem
from core.network import Network

SECTIONS = ("data", "features", "layers", "example", "training")
"""Of the left panel."""
PANELS = ("network", "explanation", "learnt", "descent", "code", "loss", "runs", "rows")
PARTS = (*PANELS[:1], *SECTIONS, *PANELS[1:])
"""What can be hidden from who works with the experiment. Menus, canvas and transport always stay."""
BESIDE = ("explanation", "learnt", "loss")
"""What can stand beside the canvas while presenting."""


@dataclass(frozen=True)
class Presentation:
    """How an experiment is put before people. It changes nothing about what is computed.

    `hidden` parts are out of the way while working, `beside` stands beside the canvas while presenting, and with
    `locks_weights` no hand changes weights and biases, only training.
    """

    hidden: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    locks_weights: bool = False
    spotlight: bool = True
    """Whether the beat that plays stands out while presenting."""

    def __post_init__(self) -> None:
        """Refuse what no window has (raises Problem)."""
        for name, known in (("hidden", PARTS), ("beside", BESIDE)):
            unknown = sorted(getattr(self, name) - set(known))
            if unknown:
                listed = ", ".join(known)
                message = Message('"{value}" is not known; use one of {known}', value=unknown[0], known=listed)
                raise Problem(message, name)

    def hides(self, part: str) -> bool:
        """Whether a part is out of the way, by itself or with the panel that it is in."""
        return part in self.hidden or (part in SECTIONS and "network" in self.hidden)


def refuse_locked(before: Network, after: Network, presentation: Presentation) -> None:
    """Refuse a hand that changes weights or biases where these are locked (raises Problem). Other units and layers
    are no such change."""
    if not presentation.locks_weights or before is after or before.sizes != after.sizes:
        return
    for old, new in zip(before.arrays(), after.arrays(), strict=True):
        if old is not new and not np.array_equal(old, new):
            raise Problem(
                Message(
                    "the weights are locked in this experiment; View › Presentation › What is on show… unlocks them"
                )
            )
