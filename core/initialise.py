"""First weights, drawn by NumPy so that every engine starts from the same ones.

Sources: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks"
(2010) for xavier; He et al., "Delving deep into rectifiers" (2015) for he.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.network import Array, Layer, Network, frozen

INITIALISERS = ("xavier_uniform", "he_uniform")


def initialiser_of(layer: Layer) -> str:
    """The layer's own, else he for relu and xavier for everything else."""
    return layer.init or ("he_uniform" if layer.activation == "relu" else "xavier_uniform")


def draw_layer(layer: Layer, sources: int, units: int, seed: int) -> Array:
    """Weights (units × sources), uniform in ±√(6 / (sources + units)) for xavier, ±√(6 / sources) for he."""
    generator = np.random.default_rng(seed)
    fan = sources if initialiser_of(layer) == "he_uniform" else sources + units
    bound = np.sqrt(6 / fan)
    return frozen(generator.uniform(-bound, bound, size=(units, sources)))


def draw_network(network: Network, seed: int) -> Network:
    """The same network with fresh weights; each layer draws from a stream of its own."""
    streams = np.random.SeedSequence(seed).generate_state(len(network.layers))
    layers = tuple(
        replace(
            layer,
            weights=draw_layer(layer, sources, len(layer.units), int(stream)),
            bias=frozen(np.zeros(len(layer.units))),
        )
        for layer, sources, stream in zip(network.layers, network.sizes, streams, strict=False)
    )
    return Network(network.inputs, layers)
