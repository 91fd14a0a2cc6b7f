"""What is asked and what is hidden meanwhile, what counts as right, and networks to practise on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.edits import with_training
from core.explaining.explanation import explain
from core.files.examples import example
from core.numbers import HIDDEN, exact, is_hidden, short
from core.practice.answers import EXACT, ROUNDED, is_friendly, numbers_of, tolerance_of
from core.practice.exercise import MOST_OF_A_SKILL, Skill, exercise_of, skill_of
from core.practice.friendly import LARGEST, friendly_experiment
from core.practice.veil import veiled
from core.quantity import (
    LOSS,
    OPTIMIZER_KINDS,
    SLOPES,
    Kind,
    Quantity,
    quantities_of_edge,
    quantities_of_unit,
    value_of,
)
from core.trace import trace_example
from tests.core.networks import random_experiment

seeds = st.integers(0, 2**32 - 1)


def everywhere(step):
    """The address of every number of a step."""
    sizes = step.network.sizes
    yield LOSS
    for column in range(len(sizes)):
        for unit in range(sizes[column]):
            yield from quantities_of_unit(step, column, unit)
            for source in range(sizes[column - 1]) if column else ():
                yield from quantities_of_edge(step, column, unit, source)


def test_questions_follow_the_step():
    step = trace_example(example("bank"))
    exercise = exercise_of(step)
    skills = [skill_of(question) for question in exercise.questions]
    assert list(dict.fromkeys(skills)) == [
        Skill.SUM,
        Skill.LOSS,
        Skill.NODE_SLOPE,
        Skill.WEIGHT_SLOPE,
        Skill.NEW_WEIGHT,
    ]
    assert [value_of(step, question) for question in exercise.questions][:5] == [5.0, 1.0, 9.0, 9.0, 6.0]


@settings(max_examples=25)
@given(seeds)
def test_every_question_has_an_answer_and_no_skill_too_many(seed):
    step = trace_example(random_experiment(seed, deepest=3, widest=8))
    questions = exercise_of(step).questions
    assert len(set(questions)) == len(questions)
    assert all(value_of(step, question) is not None for question in questions)
    assert all(sum(skill_of(each) is skill for each in questions) <= MOST_OF_A_SKILL for skill in Skill)


def test_an_optimizer_with_a_memory_is_not_asked_about():
    bank = example("bank")
    adam = trace_example(with_training(bank, optimizer="adam"))
    assert Skill.NEW_WEIGHT not in map(skill_of, exercise_of(adam).questions)


def test_a_hidden_number_is_no_number_and_stays_hidden():
    assert is_hidden(HIDDEN)
    assert is_hidden(-HIDDEN)
    assert is_hidden(2.0 * HIDDEN + 1.0)
    assert is_hidden(float((np.array([[1.0, 2.0]]) @ np.array([3.0, HIDDEN]))[0]))
    assert not is_hidden(float("nan"))
    assert not is_hidden(3.0)
    assert (short(HIDDEN), exact(HIDDEN)) == ("?", "?")


@settings(max_examples=20)
@given(seeds)
def test_a_veiled_trace_has_none_of_the_hidden_numbers_and_all_others(seed):
    step = trace_example(random_experiment(seed, deepest=3, widest=5))
    exercise = exercise_of(step)
    hidden = exercise.hidden(step, exercise.questions[::2])
    shown = veiled(step, hidden)
    for at in everywhere(step):
        value = value_of(shown, at)
        if at in hidden:
            assert value is None or is_hidden(value)
        elif at.kind is not Kind.PRODUCT and at.kind not in OPTIMIZER_KINDS:
            assert value == value_of(step, at)
    assert veiled(step, frozenset()) is step
    assert shown.is_finite
    assert shown.is_veiled is bool(hidden)


@settings(max_examples=20)
@given(seeds, st.integers(1, 4))
def test_no_slope_that_is_not_asked_gives_one_that_is_away(seed, most):
    step = trace_example(random_experiment(seed, deepest=3, widest=6))
    exercise = exercise_of(step, most)
    shown = veiled(step, exercise.hidden(step, exercise.questions))
    for at in everywhere(step):
        if at.kind in (Kind.SLOPE_OF_WEIGHT, Kind.NEW_WEIGHT):
            # Divided by its value, the slope of one weight is that of the bias and of all others into the unit.
            open_here = [
                each
                for each in exercise.questions
                if each.kind in SLOPES and (each.column, each.unit) == (at.column, at.unit)
            ]
            value = value_of(shown, at)
            assert not open_here or value is None or is_hidden(value)


@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_everything_can_be_explained_while_it_is_hidden(difficulty):
    step = trace_example(friendly_experiment(difficulty, 3))
    exercise = exercise_of(step)
    shown = veiled(step, exercise.hidden(step, exercise.questions))
    for at in everywhere(step):
        found = explain(shown, at)
        assert found.relation() in ("=", "≈")
        if at in exercise.questions:
            assert is_hidden(found.result.value)


@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_what_a_hidden_sum_adds_up_is_not_worked_out_either(difficulty):
    step = trace_example(friendly_experiment(difficulty, 3))
    exercise = exercise_of(step)
    for known, asked in enumerate(exercise.questions):
        shown = veiled(step, exercise.hidden(step, exercise.questions[known:]))
        for at in everywhere(step):
            found = explain(shown, at)
            for row in (*found.comes_from, *found.goes_to):
                is_part = asked.kind is Kind.WEIGHTED_SUM and row.link == Quantity(
                    Kind.PRODUCT, asked.column, asked.unit, getattr(row.link, "source", None)
                )
                comes_back = at == asked and asked.kind is Kind.SLOPE_AT_ACTIVATION and row.about is not None
                is_sent = row.link == asked and row.about is not None
                assert not (is_part or comes_back or is_sent) or is_hidden(row.value.value)


@given(st.floats(-1e6, 1e6))
def test_the_number_itself_and_what_is_printed_of_it_are_right(value):
    for tolerance in (EXACT, ROUNDED):
        assert tolerance.accepts(value, value)
    printed = float(f"{value:.2e}")
    assert ROUNDED.accepts(value, printed)


@given(st.floats(0.1, 1e6), st.sampled_from([-1.0, 1.0]))
def test_a_wrong_sign_or_two_percent_more_are_wrong(size, sign):
    value = sign * size
    for tolerance in (EXACT, ROUNDED):
        assert not tolerance.accepts(value, -value)
        assert not tolerance.accepts(value, value * 1.02)


def test_an_old_weight_is_no_new_one_however_small_the_step():
    step = trace_example(friendly_experiment(3, 0))
    curved = next(
        trace_example(made)
        for made in (friendly_experiment(3, seed) for seed in range(40))
        if not is_friendly(trace_example(made))
    )
    for each in (step, curved):
        for at in exercise_of(each).questions:
            old, new = (value_of(each, Quantity(kind, at.column, at.unit, at.source)) for kind in _UPDATE)
            if at.kind is Kind.NEW_WEIGHT and abs(old - new) > 0.001:
                assert not tolerance_of(each, at).accepts(new, old)
                assert tolerance_of(each, at).accepts(new, round(new, 3))


_UPDATE = (Kind.WEIGHT, Kind.NEW_WEIGHT)


@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_friendly_networks_have_friendly_numbers(difficulty):
    kinds = set()
    for seed in range(10 if difficulty == 3 else 6):
        made = friendly_experiment(difficulty, seed)
        step = trace_example(made)
        names = {layer.activation for layer in made.network.layers}
        kinds.add((made.network.sizes, made.network.layers[0].activation))
        for numbers in numbers_of(step):
            assert np.abs(numbers).max() <= LARGEST
            if names <= {"identity", "relu"}:
                assert np.allclose(numbers, np.round(numbers, 2), rtol=0, atol=1e-9)
        assert all(here.a.any() for here in step.layers), "no layer is dead"
        answers = [value_of(step, at) for at in exercise_of(step).questions]
        assert sum(abs(answer) in (0.0, 1.0) for answer in answers) <= len(answers) / 2
        assert step.loss > 0
    assert len(kinds) >= {1: 2, 2: 1, 3: 3}[difficulty]


def test_the_same_seed_makes_the_same_network_and_another_another():
    first, again, other = (friendly_experiment(2, seed) for seed in (7, 7, 8))
    assert first == again or first.network == again.network
    assert first.network != other.network
