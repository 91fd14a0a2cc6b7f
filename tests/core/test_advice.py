"""Every ailment gets its advice and no other; healthy experiments get none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.advice import KEYS, advise, rows_for_advice
from core.advice.linear import linear_model
from core.advice.rows import baseline
from core.data.data import split_of
from core.device import describe_machine
from core.edits import randomised, with_activation, with_layer, with_training
from core.engines.engine import Diverged
from core.experiment import DataSource, Experiment
from core.files.examples import AILMENTS, NAMES, about, example, find
from core.network import frozen
from core.parameters import network_with
from core.results.rows import predict
from core.runs.run import Run
from core.runs.tape import History, Record
from simulator.words import say
from tests.by_hand import with_arrays
from tests.core.networks import random_experiment

OF_RUNS = ("loss-not-falling", "rate-too-high", "rate-too-low", "test-loss-rising")
"""What is seen after training alone."""
CANNOT_TRAIN = ("softmax-on-one-unit", "loss-mismatch", "exploding-slopes")
"""Refused, or broken off by the first steps."""


def history_of(records: list[Record]) -> History:
    rows = [
        (r.epoch, r.scores.train_loss, r.scores.test_loss, r.scores.train_accuracy, r.scores.test_accuracy, r.seconds)
        for r in records
    ]
    return History(*np.array(rows, np.float64).T)


def keys(experiment: Experiment, history: History | None = None, **how: bool) -> list[str]:
    return [each.key for each in advise(experiment, history=history, **how)]


def looked_at(experiment: Experiment, epochs: int, every: int) -> list[list[str]]:
    """What is advised before a run, along it and after it."""
    experiment = with_training(experiment, device="cpu", epochs=epochs)
    run, rows = Run(experiment, describe_machine()), rows_for_advice(experiment)
    records, seen = [run.record], [keys(experiment)]
    while not run.is_done:
        run.run_epoch()
        records.append(run.record)
        if len(records) % every == 1 or run.is_done:
            now = replace(experiment, network=network_with(experiment.network, run.record.values))
            seen.append([each.key for each in advise(now, rows, history_of(records))])
    return seen


@pytest.mark.parametrize("name", NAMES)
def test_a_healthy_example_gets_no_advice_before_along_and_after_its_training(name: str) -> None:
    shipped = example(name)
    assert not any(looked_at(shipped, shipped.training.epochs, every=10))


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("name", ["iris", "circle", "xor", "wine"])
def test_nor_does_it_with_other_weights_and_rows(name: str, seed: int) -> None:
    shipped = randomised(with_training(example(name), seed=seed))
    assert not any(looked_at(shipped, min(shipped.training.epochs, 120), every=10))


def test_every_advice_has_an_ailment_that_says_what_to_try() -> None:
    assert set(AILMENTS) == set(KEYS)
    for name in AILMENTS:
        assert find(name).name
        assert about(name)[1].startswith("Try it: ")


@pytest.mark.parametrize("name", [name for name in AILMENTS if name not in OF_RUNS])
def test_an_ailment_of_a_network_or_its_data_gets_exactly_its_advice_at_once(name: str) -> None:
    assert keys(example(name)) == [name]


@pytest.mark.parametrize("name", [name for name in AILMENTS if name not in (*OF_RUNS, *CANNOT_TRAIN)])
def test_the_advice_stays_while_it_is_trained(name: str) -> None:
    seen = looked_at(example(name), 3, every=1)
    assert all(now == [name] for now in seen)


def test_slopes_that_explode_break_a_run_off_and_are_the_reason_given() -> None:
    experiment = with_training(example("exploding-slopes"), device="cpu")
    run = Run(experiment, describe_machine())
    with pytest.raises(Diverged):
        run.run_epoch()
    assert keys(experiment, is_broken_off=True) == ["exploding-slopes"]


@pytest.mark.parametrize(("name", "epochs"), [("loss-not-falling", 25), ("rate-too-high", 30), ("rate-too-low", 25)])
def test_an_ailment_of_a_run_gets_its_advice_after_a_short_while(name: str, epochs: int) -> None:
    seen = looked_at(example(name), epochs, every=1000)
    assert seen == [[], [name]]


def test_a_test_loss_that_rises_is_told_from_which_epoch_on() -> None:
    experiment = with_training(example("test-loss-rising"), device="cpu", epochs=80)
    run = Run(experiment, describe_machine())
    records = [run.record]
    while not run.is_done:
        run.run_epoch()
        records.append(run.record)
    now = replace(experiment, network=network_with(experiment.network, run.record.values))
    (told,) = advise(now, history=history_of(records))
    best = int(np.argmin([record.scores.test_loss for record in records]))
    assert f"at epoch {best} " in say(told.why)


def test_a_run_that_broke_off_had_too_high_a_rate() -> None:
    experiment = with_training(example("gradient-descent"), learning_rate=1e30, device="cpu")
    run = Run(experiment, describe_machine())
    with pytest.raises(Diverged):
        run.run_epoch()
    assert keys(experiment, is_broken_off=True) == ["rate-too-high"]


@pytest.mark.parametrize("name", [name for name in AILMENTS if name != "class-imbalance"])
def test_the_ready_edit_removes_what_was_advised_on(name: str) -> None:
    sick, history = example(name), None
    if name in OF_RUNS:
        flat = np.linspace(1, 0.99, 60) if name == "rate-too-low" else np.ones(60)
        jumpy = np.where(np.arange(60) % 2, 1.0, 3.0)
        test = np.r_[np.linspace(1, 0.5, 20), np.linspace(0.5, 1.5, 40)]
        falls = np.linspace(1, 0.1, 60)
        train = {"rate-too-high": jumpy, "test-loss-rising": falls}.get(name, flat)
        missing = np.full(60, np.nan)
        history = History(np.arange(60.0), train, test if name == "test-loss-rising" else train, *[missing] * 3)
    (told,) = advise(sick, history=history)
    assert told.remedy is not None
    cured = told.remedy.edit(sick)
    assert cured != sick
    if name not in OF_RUNS:
        assert keys(cured) == []


def test_stratifying_leaves_the_advice_without_its_edit() -> None:
    sick = example("class-imbalance")
    (told,) = advise(sick)
    assert told.remedy is not None
    (again,) = advise(told.remedy.edit(sick))
    assert again.remedy is None


def test_every_message_becomes_words() -> None:
    for name in AILMENTS:
        for told in advise(example(name), is_broken_off=name == "rate-too-high"):
            words = [say(part) for part in (told.what, told.why, told.try_this)]
            assert all(sentence.endswith(".") and "{" not in sentence for sentence in words), words


def test_the_equivalent_matrix_answers_as_the_network_does() -> None:
    experiment = example("only-linear")
    (told,) = advise(experiment)
    model, inputs = told.linear, split_of(experiment).train_inputs
    assert model is not None
    assert model.matrix.shape == (1, 2)
    z, _ = predict(experiment.network, inputs)
    np.testing.assert_allclose(inputs @ model.matrix.T + model.bias, z, rtol=1e-12)
    assert linear_model(example("circle").network) is None


def test_a_single_worked_example_gets_no_advice_that_speaks_of_rows() -> None:
    dead = with_layer(example("bank-relu"), 1, use_bias=True, bias=frozen([-99, -99]))
    assert keys(dead) == []


def test_dead_units_are_those_that_no_row_wakes() -> None:
    experiment = example("dead-units")
    (told,) = advise(experiment)
    (place,) = told.places
    assert (place.column, place.units) == (1, (0, 1, 3, 4, 5))
    (one,) = advise(with_layer(experiment, 1, bias=frozen([9, 9, 0.4, 9, -99, 9])))
    assert (say(one.what), one.places[0].units) == ("1 unit is dead.", (4,))
    alive = with_layer(experiment, 1, bias=frozen([9, 9, 0.4, 9, 9, 9]))
    assert keys(alive) == []


def test_a_few_dead_units_of_a_wide_layer_cost_little() -> None:
    digits = example("digits")
    bias = np.zeros(32)
    bias[:3] = -99  # beside two that are so by themselves
    assert keys(with_layer(digits, 1, bias=frozen(bias))) == []
    bias[:8] = -99
    assert keys(with_layer(digits, 1, bias=frozen(bias))) == ["dead-units"]


def test_causes_are_said_before_and_in_place_of_what_follows_from_them() -> None:
    both = with_activation(example("unscaled-inputs"), 1, "identity")
    assert keys(both) == ["only-linear", "unscaled-inputs"]


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "binary_cross_entropy"])
def test_the_baseline_is_the_loss_of_the_best_constant(loss: str) -> None:
    targets = frozen(np.array([0, 0, 1, 1, 1, 1, 1, 0, 1, 1.0])[:, None])
    tried = np.linspace(0.01, 0.99, 99)
    from core.losses import LOSSES

    losses = [
        LOSSES[loss].of_row(np.full_like(targets, np.log(a / (1 - a))), np.full_like(targets, a), targets).mean()
        for a in tried
    ]
    assert baseline(loss, targets) == pytest.approx(min(losses), abs=0.02)


def test_of_many_rows_the_same_ones_are_looked_at_each_time() -> None:
    experiment = example("circle")
    many = replace(experiment, data=replace(experiment.data, samples=50_000))
    rows, again = rows_for_advice(many), rows_for_advice(many)
    assert len(rows.inputs) <= 5000 < rows.total == 40_000
    np.testing.assert_array_equal(rows.inputs, again.inputs)
    assert sum(rows.class_counts) == rows.total


@given(seed=st.integers(0, 10_000), size=st.sampled_from([1.0, 1e-200, 1e100, 1e300]))
@settings(max_examples=40)
def test_there_is_advice_or_none_for_any_network_however_large_its_numbers(seed: int, size: float) -> None:
    experiment = random_experiment(seed)
    network = experiment.network
    experiment = replace(experiment, network=with_arrays(network, [frozen(each * size) for each in network.arrays()]))
    inputs = np.random.default_rng(seed).normal(size=(5, network.sizes[0])) * size
    outputs = np.eye(network.sizes[-1])[np.arange(5) % network.sizes[-1]]
    data = DataSource(
        "inline", inputs=tuple(map(tuple, inputs.tolist())), targets=tuple(map(tuple, outputs.tolist()))
    )
    for told in advise(replace(experiment, data=data)):
        assert "{" not in say(told.why)
        assert all(max(place.units) < network.sizes[place.column] for place in told.places)


def test_an_example_without_targets_has_nothing_to_advise_on() -> None:
    bank = example("bank")
    assert keys(replace(bank, example=replace(bank.example, targets=None))) == []


@pytest.mark.parametrize("losses", [[], [1.0], [np.nan] * 40, [np.inf] * 40, [0.0] * 40])
def test_losses_that_say_nothing_give_no_advice(losses: list[float]) -> None:
    column = np.array(losses, np.float64)
    history = History(np.arange(len(losses), dtype=np.float64), *[column] * 5)
    assert keys(example("circle"), history) == []
