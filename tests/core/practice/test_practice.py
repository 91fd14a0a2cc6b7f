"""How an exercise goes, as a value."""

from __future__ import annotations

from core.files.examples import example
from core.practice.exercise import Skill, exercise_of
from core.practice.practice import Outcome, Round, Tally, weakest
from core.trace import trace_example


def bank() -> Round:
    return Round(exercise_of(trace_example(example("bank"))))


def test_questions_come_one_after_another_and_from_the_beginning_again():
    begun = bank()
    first, second, *_, last = begun.exercise.questions
    assert begun.after(None) == first
    assert begun.after(first) == second
    assert begun.after(last) == first
    known = begun.with_right(first)
    assert known.after(last) == second
    assert first not in known.open
    assert begun.open == begun.exercise.questions, "a round is a value"


def test_what_was_answered_wrongly_first_counts_as_known_after_a_hint():
    first, second, third, *_ = bank().exercise.questions
    done = bank().with_wrong(first).with_right(first).with_right(second).with_wrong(third).with_shown(third)
    assert [done.outcomes[each] for each in (first, second, third)] == [
        Outcome.HINTED,
        Outcome.FIRST,
        Outcome.SHOWN,
    ]
    assert done.tallies == {Skill.SUM: Tally(1, 1, 1)}


def test_when_all_is_known_nothing_comes_next():
    done = bank()
    for question in done.exercise.questions:
        done = done.with_right(question)
    assert done.after(done.exercise.questions[3]) is None
    assert weakest(done.tallies) is None


def test_the_weakest_skill_is_practised_next():
    tallies = {Skill.SUM: Tally(1, 1, 0), Skill.LOSS: Tally(0, 0, 2), Skill.NEW_WEIGHT: Tally(5, 0, 1)}
    assert weakest(tallies) is Skill.LOSS
    assert Tally(1, 1, 0).share == 0.75
    assert weakest({}) is None
