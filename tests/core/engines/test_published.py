"""Worked examples that others have published, to the digits they print."""

from __future__ import annotations

import pytest

from core.experiment import Training
from core.network import Layer, Network
from core.trace import trace
from tests.by_hand import with_arrays


def test_mazur_a_step_by_step_backpropagation_example() -> None:
    """Matt Mazur, "A Step by Step Backpropagation Example" (mattmazur.com, 17 March 2015): squared errors, halved and
    summed, learning rate 0.5. Its biases stay as they are, so weights alone are compared."""
    hidden = Layer("hidden", ("h1", "h2"), "sigmoid", [[0.15, 0.20], [0.25, 0.30]], [0.35, 0.35])
    output = Layer("output", ("o1", "o2"), "sigmoid", [[0.40, 0.45], [0.50, 0.55]], [0.60, 0.60])
    training = Training("half_squared_error", learning_rate=0.5)
    step = trace(Network(("i1", "i2"), (hidden, output)), [0.05, 0.10], [0.01, 0.99], training)
    assert step.layers[0].z[0] == pytest.approx(0.3775, abs=5e-5)
    assert step.layers[0].a.tolist() == pytest.approx([0.593269992, 0.596884378], abs=5e-10)
    assert step.prediction.tolist() == pytest.approx([0.75136507, 0.772928465], abs=5e-9)
    assert step.loss == pytest.approx(0.298371109, abs=5e-10)
    slopes = step.layers[1].d_loss_d_weights
    assert slopes is not None
    assert slopes[0, 0] == pytest.approx(0.082167041, abs=5e-10)
    assert step.updated is not None
    first, last = (layer.weights.ravel().tolist() for layer in step.updated.layers)
    assert last == pytest.approx([0.35891648, 0.408666186, 0.511301270, 0.561370121], abs=5e-9)
    assert first == pytest.approx([0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=5e-9)
    # With the new weights and the old biases the article comes to this loss; it went there by rounded numbers.
    kept = with_arrays(
        step.updated, [step.updated.layers[0].weights, hidden.bias, step.updated.layers[1].weights, output.bias]
    )
    assert trace(kept, [0.05, 0.10], [0.01, 0.99], training).loss == pytest.approx(0.291027924, abs=2e-7)


def test_jurafsky_and_martin_a_step_of_logistic_regression() -> None:
    """Jurafsky and Martin, Speech and Language Processing, 3rd edition draft, chapter 5, its worked step:
    two counts (3 positive, 2 negative words), all weights 0, learning rate 0.1, a positive text."""
    output = Layer("output", ("positive",), "sigmoid", [[0.0, 0.0]], [0.0])
    training = Training("binary_cross_entropy", learning_rate=0.1)
    step = trace(Network(("positive words", "negative words"), (output,)), [3.0, 2.0], [1.0], training)
    here = step.layers[0]
    assert here.d_loss_d_weights is not None
    assert here.d_loss_d_bias is not None
    assert here.d_loss_d_weights.tolist() == [[-1.5, -1.0]]
    assert here.d_loss_d_bias.tolist() == [-0.5]
    assert step.updated is not None
    assert step.updated.output.weights.ravel().tolist() == pytest.approx([0.15, 0.1])
    assert step.updated.output.bias.tolist() == pytest.approx([0.05])
