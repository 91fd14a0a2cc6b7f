from __future__ import annotations

from dataclasses import replace

from core.edits import with_training
from core.files.examples import example
from core.runs.run_merge import merged
from core.runs.run_tree import RunTree, TrainedRun
from tests.core.loss_histories import history

BANK = example("bank")
OTHER = with_training(BANK, learning_rate=0.5)


def tree(*runs: TrainedRun) -> RunTree:
    made = RunTree()
    for run in runs:
        made = made.with_run(run)
    return made


MINE = tree(TrainedRun(1, BANK, "Run 1"), TrainedRun(2, OTHER, "Run 2", 1, 1, 4))
COUNTS = {1: 9, 2: 5}


def test_the_same_runs_change_nothing() -> None:
    assert merged(MINE, MINE, COUNTS) is MINE
    assert merged(MINE, RunTree(), COUNTS) is MINE


def test_what_is_new_is_added_below_its_parent_under_a_number_of_its_own() -> None:
    others = tree(
        TrainedRun(1, BANK, "Run 1"), TrainedRun(2, BANK, "theirs", 1, 1, 4), TrainedRun(3, BANK, "below", 2, 2, 1)
    )
    found = merged(MINE, others, COUNTS)
    assert [(run.id, run.name, run.parent) for run in found.runs] == [
        (1, "Run 1", None), (2, "Run 2", 1), (3, "theirs", 1), (4, "below", 3)
    ]  # fmt: skip
    assert found.next_id == 5


def test_words_come_from_the_file_and_mine_stays_where_it_is_the_longer_one() -> None:
    renamed = replace(MINE[2], name="better", notes="so", history=history(3))
    found = merged(MINE, MINE.with_changed(renamed), COUNTS)
    assert [(run.id, run.name, run.notes) for run in found.runs] == [(1, "Run 1", ""), (2, "better", "so")]
    assert found[2].history is None


def test_one_that_went_further_is_added() -> None:
    longer = MINE.with_changed(replace(MINE[2], history=history(7)))
    assert [(run.id, run.parent) for run in merged(MINE, longer, COUNTS).runs] == [(1, None), (2, 1), (3, 1)]
