"""Wrong answers, worked out here by hand in another way than in core, and the hints they get."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.experiment import Training
from core.files.examples import example
from core.network import Layer, Network, frozen
from core.numbers import exact, short
from core.practice.answers import tolerance_of
from core.practice.exercise import exercise_of
from core.practice.friendly import friendly_experiment
from core.practice.hints import diagnose
from core.practice.mistakes import Mistake
from core.quantity import LOSS, Kind, Quantity, value_of
from core.trace import Trace, trace, trace_example
from simulator.words import say

EIGHT = tuple(Mistake)[:8]
SLOPE = Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 1)


def random_step(seed: int) -> Trace:
    """Two inputs, three hidden units, two outputs: a hidden weight here can be got wrong in all eight ways."""
    random = np.random.default_rng(seed)
    name = ("tanh", "sigmoid", "leaky_relu", "softplus")[seed % 4]
    sizes = (2, 3, 2)
    layers = tuple(
        Layer(f"layer {k}", tuple(f"u{k}{j}" for j in range(n)), f, random.normal(size=(n, m)), random.normal(size=n))
        for k, (m, n, f) in enumerate(((2, 3, name), (3, 2, "identity")))
    )
    inputs, targets = random.uniform(0.5, 2, sizes[0]), random.normal(size=sizes[-1]) * 3
    return trace(Network(("x", "y"), layers), inputs, targets, Training(learning_rate=0.1))


def wrong_slopes(step: Trace) -> dict[Mistake, float]:
    """What a student gets for the slope of `SLOPE` who makes one mistake."""
    first, second = step.network.layers
    x, t = step.inputs, step.targets
    function = ACTIVATIONS[first.activation]
    value = x[SLOPE.source]

    def worked_out(with_bias: bool = True, back: np.ndarray | None = None, lost: int | None = None) -> list[float]:
        z = first.weights @ x + first.bias * with_bias
        a = function.function(z)
        y = second.weights @ a + second.bias * with_bias
        errors = (2 * (y - t) / len(t)).tolist()
        weights = second.weights if back is None else back
        paths = [e * w for e, w in zip(errors, weights[:, 0].tolist(), strict=True)]
        if lost is not None:
            paths[lost] = 0.0
        return [float(value), sum(paths), float(function.slope(z, a)[0])]

    def multiplied(factors: list[float]) -> float:
        return float(np.prod(factors))

    right = worked_out()
    return {
        Mistake.FORGOT_BIAS: multiplied(worked_out(with_bias=False)),
        Mistake.HALF_LOSS: multiplied(right) / 2,
        Mistake.FORGOT_ACTIVATION_SLOPE: right[0] * right[1],
        Mistake.WRONG_SIGN: -multiplied(right),
        Mistake.USED_UPDATED_WEIGHT: multiplied(worked_out(back=step.updated.layers[1].weights)),
        Mistake.ADDED: sum(right),
        Mistake.FORGOT_PATH: multiplied(worked_out(lost=1)),
        Mistake.MIXED_ROWS: float(step.layers[0].d_loss_d_weights[1, 0]),
    }


def test_the_eight_mistakes_are_recognised_on_a_hundred_random_networks():
    alone: Counter[Mistake] = Counter()
    for seed in range(100):
        step = random_step(seed)
        right = value_of(step, SLOPE)
        for mistake, wrong in wrong_slopes(step).items():
            if tolerance_of(step, SLOPE).accepts(right, wrong):
                continue  # as good as right: nothing to be said about it
            found = diagnose(step, SLOPE, wrong)
            assert mistake in found.mistakes, (seed, mistake, wrong)
            alone[mistake] += found.mistakes == (mistake,)
    # Two mistakes may make the same number; for nearly all there is one hint.
    assert set(alone) == set(EIGHT)
    assert min(alone.values()) >= 75, alone


def test_the_eight_mistakes_are_recognised_on_friendly_networks_of_hidden_weights():
    seen: Counter[Mistake] = Counter()
    for seed in (3, 6, 9, 11):
        step = trace_example(friendly_experiment(3, seed))
        assert step.network.sizes == (2, 2, 2)
        wrongs = wrong_slopes(step)
        for mistake, wrong in wrongs.items():
            if not tolerance_of(step, SLOPE).accepts(value_of(step, SLOPE), wrong):
                assert mistake in diagnose(step, SLOPE, wrong).mistakes
                seen[mistake] += 1
    # relu has the slope 1, which can be forgotten without harm where it is not dead.
    assert set(seen) >= set(EIGHT) - {Mistake.FORGOT_ACTIVATION_SLOPE}


@pytest.mark.parametrize(
    ("at", "answer", "mistake"),
    [
        (Quantity(Kind.WEIGHTED_SUM, 1, 0), 7.0, Mistake.ADDED),  # 2 + 1 + 3 + 1
        (Quantity(Kind.WEIGHTED_SUM, 1, 1), 5.0, Mistake.WRONG_SIGN),  # 2 + 3 for −2 + 3
        (Quantity(Kind.WEIGHTED_SUM, 2, 0), 11.0, Mistake.WRONG_SIGN),  # 10 + 1 for 10 − 1
        (LOSS, 4.5, Mistake.HALF_LOSS),
        (LOSS, 6.0, Mistake.ADDED),
        (Quantity(Kind.SLOPE_AT_ACTIVATION, 2, 0), -6.0, Mistake.WRONG_SIGN),
        (Quantity(Kind.SLOPE_OF_WEIGHT, 2, 0, 0), 15.0, Mistake.HALF_LOSS),
        (Quantity(Kind.NEW_WEIGHT, 2, 0, 0), 2.3, Mistake.WRONG_SIGN),  # 2 + 0.01 × 30
        (Quantity(Kind.NEW_WEIGHT, 2, 0, 0), -28.0, Mistake.FORGOT_RATE),  # 2 − 30
        (Quantity(Kind.NEW_WEIGHT, 2, 0, 0), 1.85, Mistake.HALF_LOSS),  # carried on: 2 − 0.01 × 15
    ],
)
def test_the_bank_example_has_a_hint_for_every_kind_of_number(at, answer, mistake):
    found = diagnose(trace_example(example("bank")), at, answer)
    assert found.mistakes[0] is mistake


def test_a_right_step_on_the_way_is_called_right():
    bank = trace_example(example("bank"))
    for at, answer, part in (
        (LOSS, 3.0, "the error"),
        (Quantity(Kind.NEW_WEIGHT, 2, 0, 0), 0.3, "the learning rate times the slope"),
        (Quantity(Kind.WEIGHTED_SUM, 2, 0), 10.0, "the product from"),
        (Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 0), 12.0, "the slope at the unit"),
    ):
        hint = say(diagnose(bank, at, answer).hint)
        assert part in hint
        assert "right on the way" in hint
        assert "looks as if" not in hint


def test_what_is_left_out_of_a_right_step_is_named_without_blame():
    step = trace(
        Network(("x",), (Layer("out", ("y",), "identity", frozen([[2.0]]), frozen([5.0])),)), [3.0], [1.0], Training()
    )
    found = diagnose(step, Quantity(Kind.WEIGHTED_SUM, 1, 0), 6.0)
    assert Mistake.FORGOT_BIAS in found.mistakes
    assert say(found.hint).startswith("That is ")
    assert "looks as if" not in say(found.hint)


def test_two_mistakes_that_make_the_same_number_are_both_said():
    # Without bias 0 × 2 comes to 0, and so it does without the slope of a path that carries 0: take plain numbers.
    step = trace(
        Network(("x",), (Layer("out", ("y",), "identity", frozen([[1.0]]), frozen([-2.0])),)),
        [4.0],
        [1.0],
        Training(),
    )
    # z = 2, error 1, loss 1, slope 2, slope of the weight 8. Without the bias: error 3, slope 24.
    at = Quantity(Kind.SLOPE_OF_BIAS, 1, 0)
    assert value_of(step, at) == 2.0
    assert diagnose(step, at, 6.0).mistakes == (Mistake.FORGOT_BIAS,)
    assert len(diagnose(step, at, 1.0).mistakes) == 1
    both = diagnose(step, Quantity(Kind.WEIGHTED_SUM, 1, 0), -2.0)
    assert {Mistake.WRONG_SIGN, Mistake.FORGOT_PATH} <= set(both.mistakes)
    assert " or " in say(both.hint)


@pytest.mark.parametrize(("difficulty", "seed"), list(product((1, 2, 3), range(4))))
def test_no_hint_gives_the_number_away(difficulty, seed):
    step = trace_example(friendly_experiment(difficulty, seed))
    for at in exercise_of(step).questions:
        right = value_of(step, at)
        for answer in (0.123, 12345.0, -right, 2 * right):
            words = say(diagnose(step, at, answer).hint).split()
            # Rules have the numbers 0, 1 and 2 in them.
            assert not {short(right), exact(right)} & set(words) - {"0", "1", "2"}


def test_a_wild_number_gets_the_rule():
    found = diagnose(trace_example(example("bank")), Quantity(Kind.SLOPE_OF_WEIGHT, 1, 0, 0), 12345.0)
    assert found.mistakes == ()
    assert "value × slope × activation slope" in say(found.hint)
