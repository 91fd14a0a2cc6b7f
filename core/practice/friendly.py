"""Small random networks with friendly numbers: every number of their step can be worked out on paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.experiment import Example, Experiment, Training
from core.network import Layer, Network, frozen
from core.practice.answers import is_friendly, numbers_of, tolerance_of
from core.practice.exercise import exercise_of
from core.practice.mistakes import suspects
from core.quantity import Kind, value_of
from core.trace import LayerTrace, Trace, trace_example

LARGEST = 100.0
_TRIES = 4000
_CHOSEN_FROM = 5
_CURVED = ("tanh", "sigmoid")
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"


@dataclass(frozen=True)
class _Plan:
    """A kind of network: sizes with inputs first, hidden activation, and what weights are drawn from."""

    sizes: tuple[int, ...]
    activation: str
    weights: tuple[float, ...]


_WHOLE = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)
_SMALL = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0)
_PLANS: dict[int, tuple[_Plan, ...]] = {
    1: (_Plan((2, 1), "identity", (*_WHOLE, -0.5, 0.5)), _Plan((3, 1), "identity", _WHOLE)),
    2: (_Plan((2, 2, 1), "relu", _WHOLE),),
    3: (
        _Plan((2, 2, 2, 1), "relu", _SMALL),
        _Plan((2, 2, 2), "relu", _SMALL),
        *(_Plan((2, 2, 1), curved, _SMALL) for curved in _CURVED),
    ),
}


def friendly_experiment(difficulty: int, seed: int) -> Experiment:
    """A network to practise on, the same for the same seed: 1 is one unit, 2 has a hidden layer with relu and biases,
    3 two hidden layers, several outputs, or a curved activation. Raises KeyError for another difficulty.

    Every number of those without a curve has at most two decimals and at most `LARGEST` size.
    """
    plans = _PLANS[difficulty]
    random = np.random.default_rng((difficulty, seed))
    plan = plans[int(random.integers(len(plans)))]
    best: tuple[float, Experiment] | None = None
    found = 0
    for _ in range(_TRIES):
        made = _drawn(plan, random)
        step = trace_example(made)
        if _is_good(plan, step):
            score = _telling(step)
            if best is None or score > best[0]:
                best = score, made
            found += 1
            if found == _CHOSEN_FROM:
                break
    assert best is not None, "among so many networks there are friendly ones"
    return best[1]


def _drawn(plan: _Plan, random: np.random.Generator) -> Experiment:
    sizes = plan.sizes
    layers = []
    for column, size in enumerate(sizes[1:], start=1):
        is_last = column == len(sizes) - 1
        name = "output" if is_last else "hidden" if len(sizes) == 3 else f"hidden {column}"
        units = _names("y" if is_last else "h" if len(sizes) == 3 else "gh"[column - 1], size)
        weights = random.choice(plan.weights, (size, sizes[column - 1]))
        bias = random.choice((-3.0, -2.0, -1.0, 1.0, 2.0, 3.0), size)
        layers.append(Layer(name, units, "identity" if is_last else plan.activation, frozen(weights), frozen(bias)))
    # Two inputs that are alike would make alike what is to be told apart.
    inputs = random.choice((-2.0, -1.0, 1.0, 2.0, 3.0, 4.0), sizes[0], replace=False)
    network = Network(_names("x", sizes[0]), tuple(layers))
    rate = float(random.choice((0.1, 0.01)))
    blank = Experiment(network, Example(tuple(inputs.tolist()), (0.0,) * sizes[-1]), training=Training())
    prediction = trace_example(blank).prediction
    targets = np.round(prediction) + random.choice((-3.0, -2.0, -1.0, 1.0, 2.0, 3.0), sizes[-1])
    return Experiment(
        network,
        Example(tuple(inputs.tolist()), tuple(targets.tolist())),
        training=Training(learning_rate=rate),
    )


def _names(letter: str, count: int) -> tuple[str, ...]:
    return (letter,) if count == 1 else tuple(f"{letter}{_SUBSCRIPTS[k]}" for k in range(1, count + 1))


def _is_good(plan: _Plan, step: Trace) -> bool:
    """Small and friendly numbers, no layer dead, and not mostly 0 and 1."""
    if max(float(np.abs(array).max()) for array in numbers_of(step)) > LARGEST:
        return False
    if plan.activation in _CURVED:
        # Nearly flat, a curve has no slope to speak of; and what is not curved stays friendly.
        sums = step.layers[0].z
        if not (np.abs(sums) <= 2).all() or not (np.abs(sums) >= 0.25).all():
            return False
    elif not is_friendly(step) or any(_is_dead(here) for here in step.layers):
        return False
    answers = [value_of(step, question) for question in exercise_of(step).questions]
    plain = sum(abs(answer) in (0.0, 1.0) for answer in answers if answer is not None)
    return plain <= len(answers) / 3


def _is_dead(here: LayerTrace) -> bool:
    """Whether nothing comes out of a layer, or a relu of it stands in its corner, where its slope is a convention."""
    return not here.a.any() or (here.layer.activation == "relu" and bool((here.z == 0).any()))


def _telling(step: Trace) -> float:
    """How well mistakes with the slopes of weights can be told apart: the share that makes a number of its own."""
    clear = total = 0
    for question in exercise_of(step).questions:
        right = value_of(step, question)
        if question.kind is not Kind.SLOPE_OF_WEIGHT or right is None:
            continue
        accepts = tolerance_of(step, question).accepts
        plain = [each for each in suspects(step, question) if not each.rank and not accepts(right, each.value)]
        for one in plain:
            total += 1
            clear += not any(accepts(one.value, each.value) for each in plain if each.mistake is not one.mistake)
    return clear / total if total else 0.0
