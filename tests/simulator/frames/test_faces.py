"""What pictures in units are made of says the same as the trace does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.data import table_of
from core.experiment import DataSource, Example, Experiment, fed
from core.files.examples import example
from core.network import Layer, Network
from core.trace import trace
from simulator.frames.face import Face, picture_shape
from simulator.frames.faces import BINS, RESOLUTION, FaceData, Faces, face_data, reason_against
from simulator.plots.maps import domain_of, grid_rows
from tests.by_hand import with_arrays
from tests.simulator.networks import experiment_with_rows

HIDDEN = st.lists(st.integers(1, 5), min_size=1, max_size=3)


@given(HIDDEN, st.integers(0, 1000), st.integers(0, RESOLUTION**2 - 1))
@settings(max_examples=20)
def test_a_map_says_at_every_cell_what_the_trace_says_there(hidden: list[int], seed: int, cell: int) -> None:
    here = experiment_with_rows([2, *hidden], seed)
    made = face_data(here, Face.MAP)
    assert made is not None
    assert made.domain == domain_of(table_of(here).inputs)
    point = grid_rows(made.domain, RESOLUTION)[cell]
    there = trace(here.network, fed(point[None], here.data)[0], None, here.training)
    for column, maps in enumerate(made.columns):
        assert maps is not None
        values = maps.reshape(len(maps), -1)[:, cell]
        if column:  # inputs are shown by their range, tanh as it is
            assert values == pytest.approx(there.values(column), abs=1e-12)
        else:
            assert np.sign(values) == pytest.approx(np.sign(there.values(0)))


def test_features_have_maps_too() -> None:
    made = face_data(example("spiral"), Face.MAP)
    assert made is not None
    assert made.columns[0] is not None
    sine = made.columns[0][2]
    assert np.ptp(sine, axis=0).max() < 1e-12, "sin x₁ is the same from top to bottom"
    assert np.ptp(sine, axis=1).min() > 1


@given(HIDDEN, st.integers(0, 1000), st.sampled_from(["tanh", "relu", "sigmoid", "identity"]), st.integers(1, 60))
@settings(max_examples=25)
def test_a_histogram_counts_every_row_once(hidden: list[int], seed: int, activation: str, rows: int) -> None:
    made = face_data(experiment_with_rows([3, *hidden], seed, activation, rows), Face.HISTOGRAM)
    assert made is not None
    for counts, reach in zip(made.columns, made.ranges, strict=True):
        assert counts is not None
        assert counts.shape == (len(reach), BINS)
        assert counts.sum(axis=1).tolist() == [rows] * len(counts)
        assert (reach[:, 0] <= 0).all()
        assert (reach[:, 1] >= 0).all()


def test_a_histogram_counts_where_the_answers_are() -> None:
    rows = ((-0.99,), (-0.98,), (0.99,))
    network = Network(("x",), (Layer("out", ("y",), "identity", np.array([[1.0]])),))
    data = DataSource("inline", inputs=rows, targets=((0.0,),) * 3)
    made = face_data(Experiment(network, Example(rows[0]), data), Face.HISTOGRAM)
    assert made is not None
    assert made.columns[1] is not None
    assert made.ranges[1].tolist() == [[-0.99, 0.99]]
    assert made.columns[1][0][[0, -1]].tolist() == [2, 1]


@pytest.mark.parametrize("face", [Face.MAP, Face.HISTOGRAM])
def test_equal_questions_have_equal_answers_that_nobody_can_change(face: Face) -> None:
    one, other = face_data(example("circle"), face), face_data(example("circle"), face)
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert one != face_data(example("xor"), face)
    assert one != "another thing"
    assert one is not None
    assert not any(array.flags.writeable for array in (*one.columns, *one.ranges) if array is not None)


def test_what_overflows_has_a_histogram_all_the_same() -> None:
    here = experiment_with_rows([2, 2], 1, "identity")
    huge = with_arrays(here.network, [array * 1e200 for array in here.network.arrays()])
    huge = Network(huge.inputs, (huge.layers[0], Layer("more", ("y",), "identity", np.full((1, 2), 1e200))))
    data = replace(here.data, targets=((0.0,),) * 30)
    made = face_data(Experiment(huge, Example(here.example.inputs), data), Face.HISTOGRAM)
    assert made is not None
    assert all(counts is not None and (counts.sum(axis=1) == 30).all() for counts in made.columns)


def test_a_wide_layer_has_no_pictures() -> None:
    made = face_data(experiment_with_rows([2, 300, 1], 3), Face.MAP)
    assert made is not None
    assert [maps is None for maps in made.columns] == [False, True, False]
    assert made == face_data(experiment_with_rows([2, 300, 1], 3), Face.MAP)


def test_what_an_experiment_cannot_show_is_said() -> None:
    def template(face: Face, name: str) -> str | None:
        reason = reason_against(face, example(name))
        return None if reason is None else reason.template

    assert template(Face.MAP, "circle") is None
    assert template(Face.MAP, "iris") == "A map needs two inputs; this network has {inputs}."
    assert template(Face.HISTOGRAM, "bank") == "A histogram needs rows of data; this experiment has one example."
    assert template(Face.WEIGHTS, "bank") is None
    assert face_data(example("iris"), Face.MAP) is None
    assert face_data(example("bank"), Face.HISTOGRAM) is None
    assert face_data(example("circle"), Face.VALUE) is None


def test_rows_that_do_not_fit_give_a_plane_around_zero() -> None:
    here = example("circle")
    broken = replace(here, data=replace(here.data, name="iris"))
    made = face_data(broken, Face.MAP)
    assert isinstance(made, FaceData)
    assert made.domain == domain_of(np.zeros((0, 2)))
    assert face_data(broken, Face.HISTOGRAM) is None


def test_an_answer_is_kept_until_the_network_the_data_or_the_face_is_another() -> None:
    here, faces = example("circle"), Faces()
    first = faces.of(here, Face.MAP)
    assert faces.of(replace(here, notes="more"), Face.MAP) is first
    trained = replace(here, network=with_arrays(here.network, [array * 2 for array in here.network.arrays()]))
    second = faces.of(trained, Face.MAP)
    assert second == face_data(trained, Face.MAP)
    assert second != first
    assert faces.of(trained, Face.HISTOGRAM) == face_data(trained, Face.HISTOGRAM)
    assert faces.of(trained, Face.VALUE) is None
    wider = replace(here, data=replace(here.data, noise=0.5))
    assert faces.of(wider, Face.MAP) == face_data(wider, Face.MAP)


def test_without_data_the_plane_follows_the_example() -> None:
    here, faces = example("bank"), Faces()
    first = faces.of(here, Face.MAP)
    moved = replace(here, example=Example((20.0, -30.0), here.example.targets))
    assert faces.of(moved, Face.MAP) == face_data(moved, Face.MAP) != first


def test_pixels_say_where_they_stand() -> None:
    assert picture_shape(example("digits").network.inputs) == (8, 8)
    assert picture_shape(tuple(f"r{r}c{c}" for r in range(28) for c in range(28))) == (28, 28)
    assert picture_shape(("r0c0", "r0c1", "r1c0", "r1c1")) == (2, 2)
    assert picture_shape(("r0c0", "r1c0", "r0c1", "r1c1")) is None
    assert picture_shape(("r0c0", "r0c1", "r0c2", "r0c3")) is None
    assert picture_shape(tuple(f"x{k}" for k in range(64))) is None
