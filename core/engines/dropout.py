"""Dropout: in each training step some of a hidden layer's values are silenced, and the others grow to make up for it.

Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014), in the inverted form of
torch. NumPy draws the masks, so that every engine silences the same values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.network import Array, Network

Masks = Sequence[Array | None]
"""What each layer's values are multiplied by (rows × units): 0 or 1 / (1 − share); None where all are kept."""


class Dropout:
    """Draws the masks of one batch after the other. The same seed, epoch and batch give the same masks.

    `drops` says whether there are any.
    """

    def __init__(self, network: Network, seed: int) -> None:
        self._shares = [(layer.dropout, len(layer.units)) for layer in network.layers]
        self.drops = any(share for share, _ in self._shares)
        self._seed = seed

    def masks(self, epoch: int, batch: int, rows: int) -> Masks:
        """The masks of a batch; empty where no layer drops anything."""
        if not self.drops:
            return ()
        generator = np.random.default_rng([self._seed, 3, epoch, batch])
        return [self._mask(generator, share, (rows, units)) for share, units in self._shares]

    @staticmethod
    def _mask(generator: np.random.Generator, share: float, shape: tuple[int, int]) -> Array | None:
        return None if share == 0 else (generator.random(shape) >= share) / (1 - share)
