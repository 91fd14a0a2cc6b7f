"""What a run goes on for before it pauses by itself."""

from __future__ import annotations

import pytest

from core.message import Problem
from core.results.metrics import Scores
from core.runs.goal import Goal, GoalWatch


@pytest.mark.parametrize(
    ("goal", "scores", "at"),
    [
        (Goal("epochs", 3), [Scores(1.0)] * 5, 3),
        (Goal("train_loss", 0.5), [Scores(1.0), Scores(0.5), Scores(0.4)], 3),
        (Goal("test_loss", 0.5), [Scores(0.1, 0.9), Scores(0.1, 0.4)], 2),
        (Goal("train_accuracy", 0.9), [Scores(1.0, None, 0.8), Scores(1.0, None, 0.9)], 2),
        (Goal("test_accuracy", 0.9), [Scores(1.0, 1.0, 1.0, 0.8), Scores(1.0, 1.0, 0.1, 0.95)], 2),
        (Goal("patience", 2), [Scores(1.0), Scores(0.9), Scores(0.95), Scores(0.9)], 4),
        (Goal("patience", 2), [Scores(0.1, 1.0), Scores(0.05, 1.0), Scores(0.01, 1.0)], 3),
    ],
)
def test_it_is_reached_at_an_epoch_and_not_before(goal: Goal, scores: list[Scores], at: int) -> None:
    """Epochs count from where the goal was set, here from epoch 10."""
    watch = GoalWatch(goal, 10)
    reached = [watch.see(10 + n, each) is not None for n, each in enumerate(scores, start=1)]
    assert reached.index(True) == at - 1


@pytest.mark.parametrize("kind", ["train_loss", "test_loss", "train_accuracy", "test_accuracy", "patience"])
def test_what_is_not_reached_ends_with_the_most_it_may_take(kind: str) -> None:
    value = 3 if kind == "patience" else 0.5
    watch = GoalWatch(Goal(kind, value, 4), 10)
    seen = [watch.see(epoch, Scores(20.0 - epoch, 20.0 - epoch, 0.1, 0.1)) for epoch in range(11, 15)]
    assert seen[:3] == [None] * 3
    assert "epochs, the most asked for: " in str(seen[3])
    assert dict(seen[3].values)["epoch"] == 14
    with pytest.raises(Problem, match="whole number"):
        Goal(kind, value, 0)


def test_what_has_no_meaning_is_never_reached() -> None:
    for goal in (Goal("test_loss", 1e9), Goal("train_accuracy", 1e-9), Goal("test_accuracy", 1e-9)):
        assert GoalWatch(goal, 0).see(1, Scores(0.0)) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("epochs", 0),
        ("epochs", 1.5),
        ("patience", 0),
        ("train_loss", 0.0),
        ("test_loss", float("nan")),
        ("test_accuracy", 1.1),
        ("wishes", 1),
    ],
)
def test_what_can_never_be_reached_is_refused(kind: str, value: float) -> None:
    with pytest.raises(Problem):
        Goal(kind, value)
