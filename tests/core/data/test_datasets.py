from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.data.datasets import BUILTIN, GROUPS, Builtin, Draw, builtin
from core.files.examples import example
from core.message import Problem
from core.network import Array

unhurried = settings(max_examples=25)

DRAWN = [name for name, entry in BUILTIN.items() if entry.is_drawn]
SHIPPED = [name for name, entry in BUILTIN.items() if not entry.is_drawn]
GATES = [name for name in DRAWN if BUILTIN[name].group == "logic"]
READ_FROM_THE_NOISED_POINT = ["circle", "xor", "plane", "multi-gauss"]

SEEDS = st.integers(0, 2**63 - 1)
EXACT = st.builds(Draw, st.integers(2, 300), st.just(0.0), SEEDS)
DRAWS = st.builds(Draw, st.integers(2, 300), st.floats(0, 1), SEEDS)


def made(name: str, samples: int | None = None, noise: float | None = None, seed: int = 0) -> tuple[Array, Array]:
    return builtin(name).make(Draw(samples, noise, seed))


def check_fits(entry: Builtin, inputs: Array, answers: Array, rows: int) -> None:
    """Shapes and ranges of what a data set made."""
    assert inputs.shape == (rows, len(entry.input_names))
    assert np.isfinite(inputs).all()
    if entry.classes:
        assert answers.shape == (rows,)
        assert set(answers.tolist()) <= set(range(len(entry.classes)))
    else:
        assert answers.shape == (rows, len(entry.output_names))
        assert np.isfinite(answers).all()


@pytest.mark.parametrize("name", DRAWN)
@unhurried
@given(draw=DRAWS)
def test_a_draw_has_the_rows_it_asks_for_and_can_be_repeated(name: str, draw: Draw) -> None:
    assert draw.samples is not None
    entry = builtin(name)
    inputs, answers = entry.make(draw)
    check_fits(entry, inputs, answers, draw.samples)
    again = entry.make(draw)
    np.testing.assert_array_equal(inputs, again[0])
    np.testing.assert_array_equal(answers, again[1])


@pytest.mark.parametrize("name", DRAWN)
@unhurried
@given(seed=SEEDS, other=SEEDS)
def test_another_seed_draws_other_rows(name: str, seed: int, other: int) -> None:
    assume(seed != other)
    assert (made(name, 40, 0.1, seed)[0] != made(name, 40, 0.1, other)[0]).any()


@pytest.mark.parametrize("name", DRAWN)
def test_by_default_every_class_is_there(name: str) -> None:
    entry = BUILTIN[name]
    inputs, answers = made(name)
    check_fits(entry, inputs, answers, entry.samples)
    if entry.classes:
        assert len(set(answers.tolist())) == len(entry.classes)
    default = made(name, entry.samples, entry.noise)
    np.testing.assert_array_equal(inputs, default[0])
    np.testing.assert_array_equal(answers, default[1])


@pytest.mark.parametrize("name", list(BUILTIN))
def test_rows_cannot_be_changed(name: str) -> None:
    for array in made(name):
        assert array.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


@pytest.mark.parametrize("name", [name for name in DRAWN if BUILTIN[name].classes])
@unhurried
@given(seed=SEEDS)
def test_noise_moves_either_the_points_or_the_class_that_is_read(name: str, seed: int) -> None:
    plain, noisy = made(name, 300, 0.0, seed), made(name, 300, 0.5, seed)
    kept, moved = (0, 1) if name in READ_FROM_THE_NOISED_POINT else (1, 0)
    np.testing.assert_array_equal(plain[kept], noisy[kept])
    assert (plain[moved] != noisy[moved]).any()


@pytest.mark.parametrize("name", ["plane", "multi-gauss"])
def test_noise_on_a_surface_keeps_the_points(name: str) -> None:
    plain, noisy = made(name, noise=0.0), made(name, noise=0.2)
    np.testing.assert_array_equal(plain[0], noisy[0])
    assert (plain[1] != noisy[1]).mean() > 0.3


@pytest.mark.parametrize(
    ("name", "reach", "moved"),
    [
        ("circle", 5, 0),
        ("xor", 5.3, 0),
        ("spiral", 5, 1),
        ("checkerboard", 5, 2.5),
        ("plane", 6, 0),
        ("multi-gauss", 6, 0),
    ],
)
@unhurried
@given(draw=DRAWS)
def test_points_lie_within_their_reach(name: str, reach: float, moved: float, draw: Draw) -> None:
    assert draw.noise is not None
    assert np.abs(builtin(name).make(draw)[0]).max() <= reach + moved * draw.noise + 1e-12


@unhurried
@given(EXACT)
def test_the_circle_is_told_by_its_radius(draw: Draw) -> None:
    inputs, classes = builtin("circle").make(draw)
    radius = np.hypot(*inputs.T)
    assert (radius[classes == 1] < 2.5).all()
    assert (radius[classes == 0] >= 3.5 - 1e-12).all()
    assert radius.max() <= 5 + 1e-12
    assert classes.sum() == len(classes) // 2


def test_the_circle_falls_as_it_always_has() -> None:
    """Saved experiments hold the seed, not the points: these were drawn by the first version."""
    inputs, classes = made("circle", 200, 0.05, 0)
    assert inputs[0] == pytest.approx([1.5210290579769365, 0.471404072172702], rel=1e-12)
    assert inputs[-1] == pytest.approx([4.075198614399395, -0.40351976806319567], rel=1e-12)
    assert inputs.sum() == pytest.approx(-28.23249453272248, rel=1e-10)
    assert classes.sum() == 97
    assert made("circle", 7, 0.5, 3)[1].tolist() == [1, 0, 1, 0, 0, 1, 0]


@unhurried
@given(EXACT)
def test_xor_is_told_by_the_sign_of_the_product(draw: Draw) -> None:
    inputs, classes = builtin("xor").make(draw)
    assert (np.sign(inputs[:, 0] * inputs[:, 1]) == np.where(classes == 1, 1, -1)).all()
    assert np.abs(inputs).min() >= 0.3
    assert np.abs(inputs).max() <= 5.3


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_the_clouds_have_their_centres_and_their_variance(noise: float, variance: float) -> None:
    inputs, classes = made("gauss", 40_000, noise)
    for label, centre in ((0, -2), (1, 2)):
        cloud = inputs[classes == label]
        assert len(cloud) == 20_000
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.08)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.06)


@unhurried
@given(EXACT)
def test_the_arms_turn_as_they_go_out(draw: Draw) -> None:
    inputs, classes = builtin("spiral").make(draw)
    for (x, y), label in zip(inputs.tolist(), classes.tolist(), strict=True):
        radius = math.hypot(x, y)
        turned = 0.7 * math.pi * radius + (0 if label else math.pi)
        assert radius < 5
        assert (x, y) == pytest.approx((radius * math.sin(turned), radius * math.cos(turned)), abs=1e-9)


@unhurried
@given(EXACT)
def test_the_moons_are_half_circles(draw: Draw) -> None:
    inputs, classes = builtin("moons").make(draw)
    upper, lower = inputs[classes == 0], inputs[classes == 1]
    np.testing.assert_allclose(np.hypot(*(upper - [-1.5, -0.75]).T), 3)
    np.testing.assert_allclose(np.hypot(*(lower - [1.5, 0.75]).T), 3)
    assert upper[:, 1].min() >= -0.75
    assert lower[:, 1].max() <= 0.75


@unhurried
@given(EXACT)
def test_each_ring_has_one_radius(draw: Draw) -> None:
    inputs, classes = builtin("rings").make(draw)
    np.testing.assert_allclose(np.hypot(*inputs.T), np.where(classes == 1, 2.5, 5))


@pytest.mark.parametrize(("name", "radius"), [("moons", 3), ("rings", 5)])
def test_noise_is_a_share_of_the_radius(name: str, radius: float) -> None:
    moved = made(name, 20_000, 0.2)[0] - made(name, 20_000, 0.0)[0]
    assert moved.std() == pytest.approx(0.2 * radius, rel=0.03)


@unhurried
@given(EXACT)
def test_neighbouring_squares_differ(draw: Draw) -> None:
    inputs, classes = builtin("checkerboard").make(draw)
    assert np.abs(inputs).max() <= 5
    waves = np.sin(np.pi * inputs / 2.5).prod(axis=1)
    clear = np.abs(waves) > 1e-9
    np.testing.assert_array_equal(classes[clear] == 0, (waves < 0)[clear])


@pytest.mark.parametrize("count", range(2, 11))
def test_blobs_come_in_two_to_ten_classes(count: int) -> None:
    entry = builtin(f"blobs-{count}")
    inputs, classes = entry.make(Draw(2000 * count))
    check_fits(entry, inputs, classes, 2000 * count)
    for label in range(count):
        cloud = inputs[classes == label]
        turn = 2 * math.pi * label / count
        assert len(cloud) == 2000
        assert cloud.mean(axis=0) == pytest.approx([4 * math.sin(turn), 4 * math.cos(turn)], abs=0.06)
        assert cloud.std(axis=0) == pytest.approx([0.5, 0.5], rel=0.08)


def test_blobs_are_three_where_no_number_is_said() -> None:
    for plain, counted in zip(made("blobs"), made("blobs-3"), strict=True):
        np.testing.assert_array_equal(plain, counted)


@pytest.mark.parametrize("name", GATES)
def test_a_gate_is_its_truth_table(name: str) -> None:
    inputs, classes = made(name)
    says = {"and": lambda a, b: a and b, "or": lambda a, b: a or b, "xor-gate": lambda a, b: a != b}[name]
    assert inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert classes.tolist() == [says(a, b) for a, b in inputs.tolist()]


@pytest.mark.parametrize("name", GATES)
@unhurried
@given(samples=st.integers(4, 200), noise=st.floats(0, 0.499), seed=SEEDS)
def test_below_half_noise_a_gate_can_be_read_off_the_nearest_corner(
    name: str, samples: int, noise: float, seed: int
) -> None:
    table = dict(zip(map(tuple, made(name)[0].tolist()), made(name)[1].tolist(), strict=True))
    inputs, classes = made(name, samples, noise, seed)
    assert [table[abs(round(a)), abs(round(b))] for a, b in inputs.tolist()] == classes.tolist()
    assert np.abs(inputs - 0.5).max() <= 0.5 + noise


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("sine", lambda x: math.sin(2 * x)),
        ("parabola", lambda x: 2 * (x / 3) ** 2 - 1),
        ("absolute", lambda x: max(x, -x) / 1.5 - 1),
        ("step-curve", lambda x: math.copysign(1, x)),
        ("sinc", lambda x: math.sin(math.pi * x) / (math.pi * x) if x else 1),
    ],
)
@unhurried
@given(draw=EXACT)
def test_without_noise_a_curve_is_its_formula(name: str, formula: Callable[[float], float], draw: Draw) -> None:
    inputs, targets = builtin(name).make(draw)
    assert np.abs(inputs).max() <= 3
    np.testing.assert_allclose(targets[:, 0], [formula(x) for x in inputs[:, 0].tolist()], rtol=1e-12, atol=1e-14)
    assert np.abs(targets).max() <= 1


@pytest.mark.parametrize("name", ["sine", "parabola", "absolute", "step-curve", "sinc"])
def test_noise_on_a_curve_is_a_standard_deviation(name: str) -> None:
    plain, noisy = made(name, 20_000, 0.0), made(name, 20_000, 0.3)
    np.testing.assert_array_equal(plain[0], noisy[0])
    assert (noisy[1] - plain[1]).std() == pytest.approx(0.3, rel=0.03)


@unhurried
@given(EXACT)
def test_the_plane_rises_by_a_tenth(draw: Draw) -> None:
    inputs, targets = builtin("plane").make(draw)
    assert np.abs(inputs).max() <= 6
    np.testing.assert_allclose(targets[:, 0], 0.1 * inputs[:, 0] + 0.1 * inputs[:, 1], atol=1e-15)


@unhurried
@given(EXACT)
def test_hills_and_hollows_take_turns(draw: Draw) -> None:
    inputs, targets = builtin("multi-gauss").make(draw)
    assert np.abs(inputs).max() <= 6
    for point, target in zip(inputs.tolist(), targets[:, 0].tolist(), strict=True):
        # In the upper row hill, hollow, hill; in the lower one the other way round.
        expected = sum(
            (1 if (column + row) % 2 == 0 else -1)
            * max(0.0, 1 - math.dist(point, (4 * column - 4, 2.5 - 5 * row)) / 2)
            for row in (0, 1)
            for column in (0, 1, 2)
        )
        assert target == pytest.approx(expected, abs=1e-12)


@unhurried
@given(EXACT)
def test_bank_transactions_follow_the_rule(draw: Draw) -> None:
    inputs, targets = builtin("bank").make(draw)
    for (children, accounts), (transactions,) in zip(inputs.tolist(), targets.tolist(), strict=True):
        assert children in range(6)
        assert accounts in range(8)
        assert transactions == (3 * children + accounts if accounts > children else 2 * children + 2 * accounts)


@unhurried
@given(DRAWS)
def test_bank_transactions_are_counted(draw: Draw) -> None:
    targets = builtin("bank").make(draw)[1]
    assert (targets == np.rint(targets)).all()
    assert (targets >= 0).all()


def test_the_bank_example_answers_its_data_exactly() -> None:
    inputs, targets = made("bank")
    hidden, output = example("bank-relu").network.layers
    np.testing.assert_array_equal(np.maximum(0, inputs @ hidden.weights.T) @ output.weights.T, targets)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("iris", [50, 50, 50]),
        ("wine", [59, 71, 48]),
        ("digits", [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    ],
)
def test_a_table_has_its_published_rows(name: str, counts: list[int]) -> None:
    entry = BUILTIN[name]
    inputs, classes = made(name)
    check_fits(entry, inputs, classes, sum(counts))
    assert entry.samples == sum(counts)
    assert np.bincount(classes.astype(int)).tolist() == counts


def test_tables_begin_as_published() -> None:
    assert made("iris")[0][0].tolist() == [5.1, 3.5, 1.4, 0.2]
    wine = [14.23, 1.71, 2.43, 15.6, 127, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065]
    assert made("wine")[0][0].tolist() == wine
    inputs, classes = made("digits")
    assert classes[:12].tolist() == [*range(10), 0, 1]
    assert inputs[0, :8].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert inputs[0, -8:].tolist() == [0, 0, 6, 13, 10, 0, 0, 0]


def test_tables_have_their_published_ranges() -> None:
    wine = made("wine")[0]
    assert (wine[:, 0].min(), wine[:, 0].max()) == (11.03, 14.83)
    assert (wine[:, 12].min(), wine[:, 12].max()) == (278, 1680)
    digits = made("digits")[0]
    assert set(digits.ravel().tolist()) == set(range(17))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_draw_changes_nothing_about_a_table(name: str) -> None:
    for plain, drawn in zip(made(name), made(name, 7, 0.5, 3), strict=True):
        np.testing.assert_array_equal(plain, drawn)


def test_digits_are_images_row_by_row() -> None:
    digits = BUILTIN["digits"]
    assert digits.image_shape == (8, 8)
    assert digits.input_names[0] == "r0c0"
    assert digits.input_names[8 * 5 + 3] == "r5c3"
    # A 1 is a stroke down the middle, a 0 leaves the middle empty.
    inputs, classes = made("digits")
    one, zero = (inputs[classes == digit].mean(axis=0).reshape(8, 8) for digit in (1, 0))
    assert one[:, 3:5].sum() > 0.5 * one.sum()
    assert one[3:5, 3:5].min() > 10
    assert zero[3:5, 3:5].max() < 3


def test_menus_find_every_data_set_and_say_what_it_is() -> None:
    assert list(dict.fromkeys(entry.group for entry in BUILTIN.values())) == list(GROUPS)
    assert [entry.name for entry in BUILTIN.values()] == list(BUILTIN)
    for entry in (*BUILTIN.values(), builtin("blobs-4")):
        assert str(entry.label)
        assert "\n" not in str(entry.sentence)
        assert bool(entry.classes) != bool(entry.output_names)
    assert len({str(entry.label) for entry in BUILTIN.values()}) == len(BUILTIN)


@pytest.mark.parametrize("name", ["", "mnist", "Circle", "blobs-1", "blobs-11", "blobs-03", "blobs-", "blobs-3 "])
def test_an_unknown_name_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(Problem, match=re.escape(f'no built-in data "{name}"; use one of circle, xor')) as caught:
        builtin(name)
    assert caught.value.place == "data.name"
    assert "\n" not in str(caught.value)
    assert "blobs-2 … blobs-10" in str(caught.value)
