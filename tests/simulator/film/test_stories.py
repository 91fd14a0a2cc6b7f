"""What a film tells and when: several steps, and a part of a run at its pace."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from core.message import Problem
from core.parameters import flat_values
from simulator.film.composed import step_film, training_film
from simulator.film.scene import Scene
from simulator.film.settings import Pace
from simulator.film.step_story import StepStory
from simulator.frames.timeline import Phase
from tests.simulator.film.scenes import film_of, footage, known, pixels, settings, times_of


def test_several_steps_follow_one_another_each_from_where_the_last_one_led() -> None:
    film = step_film(known("gradient-descent"), settings(steps=3))
    story = film.story
    assert isinstance(story, StepStory)
    seen = [film.story_state(time) for time in times_of(film, 200)]
    assert seen == sorted(seen)
    assert {step for step, _ in seen} == {0, 1, 2}
    for before, after in zip(story.traces, story.traces[1:], strict=False):
        assert before.updated is after.network
    assert [round(float(trace.loss or 0), 4) for trace in story.traces] == [25.0, 6.25, 1.5625]
    last = film.story_state(film.duration)
    assert last == (2, story.timeline.duration)
    # The curve ends with what the last step led to.
    assert story.record(last) == 3
    frame = film.frame(film.duration)
    assert frame.beat is not None
    assert frame.beat.phase is Phase.UPDATE


def test_slow_first_means_the_first_step_takes_longest() -> None:
    steady, slow = (step_film(known("bank"), settings(steps=4, pace=pace)) for pace in Pace)
    assert slow.duration < steady.duration

    def share_of_first(film: object) -> float:
        times = times_of(film, 400)  # type: ignore[arg-type]
        return sum(film.story_state(time)[0] == 0 for time in times) / len(times)  # type: ignore[attr-defined]

    assert share_of_first(slow) > 1.5 * share_of_first(steady)


@pytest.mark.parametrize("scene", [Scene.CURVE, Scene.ARITHMETIC, Scene.DESCENT, Scene.MAP])
def test_several_steps_are_the_same_at_every_time_in_any_order(scene: Scene) -> None:
    film, other = (film_of("bank-tanh", "step", scene, steps=3, pace=Pace.SLOW_FIRST) for _ in range(2))
    times = times_of(film, 6)
    first = {time: pixels(film.image_at(time)) for time in times}
    random.Random(1).shuffle(times)
    assert all(pixels(other.image_at(time)) == first[time] for time in times)


def test_without_a_target_there_is_no_second_step() -> None:
    bank = known("bank")
    blind = replace(bank, example=replace(bank.example, targets=None))
    with pytest.raises(Problem, match="without a target") as caught:
        step_film(blind, settings(steps=2))
    assert caught.value.place == "steps"


def test_a_part_of_a_run_is_shown_from_epoch_to_epoch() -> None:
    circle = known("circle")
    made = footage(circle, 20)
    film = training_film(circle, made, settings(what="training", first_epoch=5, last_epoch=12))
    story = film.story
    seen = [film.story_state(time) for time in times_of(film, 300)]
    shown = {story.network_key(state) for state in seen}
    assert len(shown) == 8
    for state, epoch in ((seen[0], 5), (seen[-1], 12)):
        assert (flat_values(story.network(state)) == flat_values(made.network_at(epoch))).all()
    with pytest.raises(Problem, match="epochs up to 20 only"):
        training_film(circle, made, settings(what="training", first_epoch=21))


def test_a_run_that_is_slow_first_shows_its_beginning_longer() -> None:
    circle = known("circle")
    steady, slow = (training_film(circle, footage(circle, 20), settings(what="training", pace=pace)) for pace in Pace)
    assert steady.duration == slow.duration
    middle = Fraction(3, 2) + 5
    assert slow.story_state(middle)[0] == 7
    # Nobody waits for the first epoch.
    assert slow.story_state(Fraction(3, 2) + Fraction(13, 10))[0] == 1
    assert steady.story_state(middle)[0] == 10
    for film in (steady, slow):
        assert film.story_state(Fraction(0)) == (0, 0)
        assert film.story_state(film.duration) == (20, 2)
    long = training_film(circle, footage(circle, 600), settings(what="training", pace=Pace.SLOW_FIRST))
    assert long.story_state(middle)[0] == 600 // 2**3
