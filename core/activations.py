"""Activation functions: what a unit does with its weighted sum z, and everything that is said about it.

The functions take arrays of any shape, the units along the last axis; derivatives are with respect to z.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core import activation_functions as functions
from core.activation_functions import FloatArray
from core.message import Message

__all__ = ["ACTIVATIONS", "Activation", "FloatArray"]


@dataclass(frozen=True)
class Activation:
    """One function with everything that is said about it.

    `slope(z, a)` is da/dz unit by unit. Softmax mixes its units, so its slope is the diagonal only
    and `mixes_units` tells the backward pass to use `slope_through` instead.
    `seams` are the z at which its formula changes, and its slope may jump; there we follow torch.
    """

    name: str
    function: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray, FloatArray], FloatArray]
    formula: str
    slope_formula: str
    range: str
    sentence: Message
    """What it does and where it belongs."""
    fault: Message
    """What goes wrong with it."""
    source: str
    curve_reach: float
    """The z at the edge of the little curve drawn in a unit."""
    mixes_units: bool = False
    seams: tuple[float, ...] = ()

    def slope_through(self, z: FloatArray, a: FloatArray, d_a: FloatArray) -> FloatArray:
        """d_loss/d_z from d_loss/d_a, the last axis running over the units of the layer."""
        if self.mixes_units:
            shared: FloatArray = (d_a * a).sum(axis=-1, keepdims=True)
            return a * (d_a - shared)
        return d_a * self.slope(z, a)


ACTIVATIONS: dict[str, Activation] = {
    entry.name: entry
    for entry in (
        Activation(
            "identity",
            lambda z: z,
            lambda z, a: np.ones_like(z),
            "a = z",
            "1",
            "(−∞, ∞)",
            Message("Passes the weighted sum on unchanged: right for the output of a regression."),
            Message("Layers of it, however many, can do no more than one."),
            "Goodfellow, Bengio and Courville, Deep Learning (2016), 6.2.2.1",
            1.0,
        ),
        Activation(
            "sigmoid",
            functions.sigmoid,
            lambda z, a: a * (1 - a),
            "a = 1 / (1 + e^−z)",
            "a × (1 − a)",
            "(0, 1)",
            Message("Squeezes any number into 0 to 1: a probability for two classes."),
            Message("Its slope is at most ¼ and vanishes far from 0; its values are never negative."),
            "LeCun et al., Efficient BackProp (1998), 4.4",
            5.0,
        ),
        Activation(
            "tanh",
            np.tanh,
            lambda z, a: 1 - a * a,
            "a = tanh(z)",
            "1 − a²",
            "(−1, 1)",
            Message("Squeezes any number into −1 to 1, and keeps zero at zero."),
            Message("Its slope vanishes far from 0, so that deep layers learn slowly."),
            "LeCun et al., Efficient BackProp (1998), 4.4",
            3.0,
        ),
        Activation(
            "relu",
            lambda z: np.maximum(z, 0),
            lambda z, a: (z > 0).astype(z.dtype),
            "a = max(0, z)",
            "1 if z > 0, else 0",
            "[0, ∞)",
            Message("Lets positive sums through and stops negative ones."),
            Message("A unit whose sums are all negative has slope 0 everywhere and stays dead."),
            "Nair and Hinton, Rectified linear units (2010)",
            1.0,
            seams=(0.0,),
        ),
        Activation(
            "leaky_relu",
            functions.leaky_relu,
            functions.leaky_relu_slope,
            "a = z if z > 0, else 0.01 × z",
            "1 if z > 0, else 0.01",
            "(−∞, ∞)",
            Message("Like relu, but a hundredth of a negative sum passes, so that no unit dies."),
            Message("How much leaks is one more number to choose."),
            "Maas, Hannun and Ng, Rectifier nonlinearities (2013)",
            1.0,
            seams=(0.0,),
        ),
        Activation(
            "elu",
            functions.elu,
            functions.elu_slope,
            "a = z if z > 0, else e^z − 1",
            "1 if z > 0, else e^z",
            "(−1, ∞)",
            Message("Like relu, with a soft floor at −1 that keeps the mean of a layer near 0."),
            Message("Far below 0 its slope vanishes; e^z costs more than a comparison."),
            "Clevert, Unterthiner and Hochreiter, ELU (2016)",
            2.0,
            seams=(0.0,),
        ),
        Activation(
            "selu",
            functions.selu,
            functions.selu_slope,
            "a = 1.0507 × (z if z > 0, else 1.6733 × (e^z − 1))",
            "1.0507 if z > 0, else 1.7581 × e^z",
            "(−1.758, ∞)",
            Message("elu, scaled so that deep layers keep mean 0 and variance 1 by themselves."),
            Message("It does so only with weights drawn by lecun_normal and without dropout of the usual kind."),
            "Klambauer et al., Self-normalizing neural networks (2017)",
            2.0,
            seams=(0.0,),
        ),
        Activation(
            "gelu",
            functions.gelu,
            functions.gelu_slope,
            "a = z × Φ(z)",
            "Φ(z) + z × φ(z)",
            "[−0.17, ∞)",
            Message("Weighs a sum by the chance that a normal number is smaller: a smooth relu."),
            Message("It is not monotonic: a little below 0 it falls before it rises."),
            "Hendrycks and Gimpel, Gaussian error linear units (2016)",
            2.0,
        ),
        Activation(
            "silu",
            functions.silu,
            functions.silu_slope,
            "a = z / (1 + e^−z)",
            "σ(z) × (1 + z × (1 − σ(z)))",
            "[−0.279, ∞)",
            Message("The sum times its own sigmoid, also called swish: a smooth relu for deep networks."),
            Message("It is not monotonic: a little below −1 it falls before it rises."),
            "Ramachandran, Zoph and Le, Searching for activation functions (2017)",
            3.0,
        ),
        Activation(
            "softplus",
            functions.softplus,
            functions.softplus_slope,
            "a = ln(1 + e^z)",
            "1 / (1 + e^−z)",
            "(0, ∞)",
            Message("A relu without a corner; as an output it is always positive."),
            Message("It is never exactly 0, and its values are not centred."),
            "Dugas et al., Incorporating second-order functional knowledge (2001)",
            3.0,
            seams=(functions.SOFTPLUS_LINEAR_FROM,),
        ),
        Activation(
            "softsign",
            functions.softsign,
            functions.softsign_slope,
            "a = z / (1 + |z|)",
            "1 / (1 + |z|)²",
            "(−1, 1)",
            Message("Squeezes into −1 to 1 like tanh, but comes to its ends more slowly."),
            Message("Near 0 it is straight for a shorter way than tanh, so values shrink from layer to layer."),
            "Bergstra et al., Quadratic polynomials learn better image features (2009)",
            4.0,
            seams=(0.0,),
        ),
        Activation(
            "hard_tanh",
            functions.hard_tanh,
            functions.hard_tanh_slope,
            "a = max(−1, min(1, z))",
            "1 if −1 < z < 1, else 0",
            "[−1, 1]",
            Message("tanh made of three straight lines: cheap to compute."),
            Message("Outside −1 to 1 its slope is exactly 0, and a unit there learns nothing."),
            "Collobert, Large scale machine learning (2004)",
            2.0,
            seams=(-1.0, 1.0),
        ),
        Activation(
            "sine",
            np.sin,
            lambda z, a: np.cos(z),
            "a = sin(z)",
            "cos(z)",
            "[−1, 1]",
            Message("Repeats itself: fits waves and fine detail that others smooth away."),
            Message("Many weights give the same values, so training has many valleys to get stuck in."),
            "Sitzmann et al., Implicit neural representations with periodic activation functions (2020)",
            4.0,
        ),
        Activation(
            "softmax",
            functions.softmax,
            lambda z, a: a * (1 - a),
            "aⱼ = e^zⱼ / Σₖ e^zₖ",
            "aⱼ × (1 − aⱼ), and −aⱼ × aₖ for another unit k",
            "(0, 1), the units together 1",
            Message("Turns the sums of a layer into probabilities that add up to 1."),
            Message("It belongs to the output alone, and can be very sure of a wrong answer."),
            "Bridle, Probabilistic interpretation of feedforward network outputs (1990)",
            5.0,
            mixes_units=True,
        ),
    )
}
