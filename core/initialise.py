"""First weights, drawn by NumPy so that every engine starts from the same ones.

Sources: LeCun et al., "Efficient BackProp" (1998) for lecun; Glorot and Bengio, "Understanding the difficulty of
training deep feedforward neural networks" (2010) for xavier; He et al., "Delving deep into rectifiers" (2015) for he;
Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning" (2014) for orthogonal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.network import Array, Layer, Network, frozen

Draw = Callable[[np.random.Generator, int, int], Array]
"""(generator, sources, units) → weights (units × sources)."""

CONSTANT = 0.5
_RELU_LIKE = ("relu", "leaky_relu", "elu", "gelu", "silu", "softplus")


def _uniform(variance: Callable[[int, int], float]) -> Draw:
    """Uniform around 0 with this variance: that of ±b is b²/3."""

    def draw(generator: np.random.Generator, sources: int, units: int) -> Array:
        bound = np.sqrt(3 * variance(sources, units))
        return generator.uniform(-bound, bound, size=(units, sources))

    return draw


def _normal(variance: Callable[[int, int], float]) -> Draw:
    def draw(generator: np.random.Generator, sources: int, units: int) -> Array:
        return generator.normal(0.0, np.sqrt(variance(sources, units)), size=(units, sources))

    return draw


def _orthogonal(generator: np.random.Generator, sources: int, units: int) -> Array:
    """Rows (or, where there are more of them, columns) of length 1 at right angles, evenly distributed."""
    tall = generator.normal(size=(max(units, sources), min(units, sources)))
    q, r = np.linalg.qr(tall)
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.asarray(q if units >= sources else q.T)


def _xavier(sources: int, units: int) -> float:
    return 2 / (sources + units)


def _he(sources: int, units: int) -> float:
    return 2 / sources


def _lecun(sources: int, units: int) -> float:
    return 1 / sources


DRAWS: dict[str, Draw] = {
    "xavier_uniform": _uniform(_xavier),
    "xavier_normal": _normal(_xavier),
    "he_uniform": _uniform(_he),
    "he_normal": _normal(_he),
    "lecun_uniform": _uniform(_lecun),
    "lecun_normal": _normal(_lecun),
    "uniform": lambda generator, sources, units: generator.uniform(-0.5, 0.5, size=(units, sources)),
    "normal": _normal(lambda sources, units: 1.0),
    "orthogonal": _orthogonal,
    "zeros": lambda generator, sources, units: np.zeros((units, sources)),
    "constant": lambda generator, sources, units: np.full((units, sources), CONSTANT),
}
INITIALISERS = tuple(DRAWS)


def initialiser_of(layer: Layer) -> str:
    """The layer's own; else lecun for selu, he for relu and its like, xavier for everything else."""
    if layer.init is not None:
        return layer.init
    if layer.activation == "selu":
        return "lecun_normal"
    return "he_uniform" if layer.activation in _RELU_LIKE else "xavier_uniform"


def draw_layer(layer: Layer, sources: int, units: int, seed: int) -> Array:
    """Weights (units × sources) for a layer, by its initialiser."""
    return frozen(DRAWS[initialiser_of(layer)](np.random.default_rng(seed), sources, units))


def with_weights_drawn(layer: Layer, sources: int, seed: int) -> Layer:
    """The layer fed by so many other sources: all weights are new, and none of them is frozen or pruned."""
    weights = draw_layer(layer, sources, len(layer.units), seed)
    return replace(layer, weights=weights, is_frozen=None, is_pruned=None)


def draw_network(network: Network, seed: int) -> Network:
    """The same network with fresh weights, each layer from a stream of its own; frozen and pruned ones stay."""
    streams = np.random.SeedSequence(seed).generate_state(len(network.layers))
    return Network(
        network.inputs, tuple(_drawn(*each) for each in zip(network.layers, network.sizes, streams, strict=False))
    )


def _drawn(layer: Layer, sources: int, stream: int) -> Layer:
    fresh = draw_layer(layer, sources, len(layer.units), int(stream))
    weights = np.where(layer.is_held, layer.weights, fresh) if layer.weights.shape == fresh.shape else fresh
    return replace(layer, weights=frozen(weights), bias=frozen(np.zeros(len(layer.units))))
