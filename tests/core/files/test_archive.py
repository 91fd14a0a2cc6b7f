"""A paused run in a file: what comes back is what was written, and nothing damaged or hostile gets in."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from core.device import Machine
from core.edits import with_network, with_training
from core.experiment import DataSource, EarlyStopping, Example, Experiment
from core.files import archive
from core.files.archive import (
    ARRAYS,
    EXPERIMENT,
    PROGRESS,
    Parts,
    is_archive,
    pack,
    progress_bytes,
    progress_from,
    unpack,
)
from core.files.examples import example
from core.files.file_dump import dump
from core.files.files import parse, read, to_bytes
from core.message import Problem
from core.network import Layer, Network
from core.parameters import flat_values, network_with
from core.progress import Best, Memory, Position, Progress
from core.runs.run import Run

counts = st.integers(0, 10**15)
arrays = st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), max_size=5).map(
    lambda numbers: np.array(numbers, np.float32)
)
progresses = st.builds(
    Progress,
    st.builds(Position, counts, counts),
    st.builds(Memory, counts, st.lists(arrays, max_size=2).map(tuple)),
    st.builds(Best, st.floats(allow_nan=False), counts),
)


def zipped(**parts: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return memory.getvalue()


@given(progresses, st.text(st.characters(codec="utf-8")))
def test_what_was_packed_comes_back(progress: Progress, text: str) -> None:
    assert progress_from(progress_bytes(progress)) == progress
    arrays = {"layers.0.weights": np.eye(3), "layers.0.frozen": np.eye(3, dtype=np.bool_)}
    content = pack(Parts(text.encode(), arrays, progress))
    assert is_archive(content)
    again = unpack(content)
    assert again.text == text.encode()
    assert again.progress == progress
    assert {name: array.tolist() for name, array in again.arrays.items()} == {
        name: array.tolist() for name, array in arrays.items()
    }
    assert pack(again) == content, "the same bytes every time"


def paused(experiment: Experiment, epochs: int, batches: int) -> Experiment:
    """Trained so far and then put aside."""
    run = Run(experiment, Machine(cpu_cores=2))
    for _ in range(epochs):
        run.run_epoch()
    for _ in range(batches):
        run.run_batch()
    return with_network(experiment, network_with(experiment.network, run.record.values), run.progress)


def to_the_end(experiment: Experiment) -> Run:
    run = Run(experiment, Machine(cpu_cores=2))
    while not run.is_done:
        run.run_epoch()
    return run


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_saved_read_and_continued_gives_the_bits_of_a_run_never_paused(tmp_path: Path, precision: str) -> None:
    experiment = with_training(example("iris"), optimizer="adam", epochs=12, precision=precision)
    path = tmp_path / "paused.perceptarium"
    path.write_bytes(to_bytes(paused(experiment, 5, 7)))
    assert to_the_end(read(path)).record.values.tobytes() == to_the_end(experiment).record.values.tobytes()


def test_patience_is_not_begun_anew() -> None:
    stopping = EarlyStopping(patience=20)
    experiment = with_training(example("iris"), early_stopping=stopping, epochs=5000, learning_rate=0.5)
    unbroken = to_the_end(experiment)
    assert unbroken.stopped_early is not None
    last = unbroken.position.epoch
    assert last > 25
    continued = to_the_end(parse(to_bytes(paused(experiment, last - 5, 0))))
    assert continued.position.epoch == last
    assert continued.stopped_early == unbroken.stopped_early


def test_an_experiment_without_a_paused_run_stays_plain_text() -> None:
    assert to_bytes(example("bank")).startswith(b"{")


def test_where_all_epochs_are_behind_it_training_begins_at_the_beginning() -> None:
    experiment = paused(with_training(example("iris"), epochs=2), 2, 0)
    assert experiment.unfinished is None
    assert Run(experiment, Machine(cpu_cores=2)).position == Position()


def large_experiment() -> Experiment:
    """120 × 120 weights with masks, and as many rows: each of them beside the text."""
    generator = np.random.default_rng(0)
    names = tuple(f"u{index}" for index in range(120))
    weights = generator.normal(size=(120, 120))
    is_pruned = generator.random(weights.shape) < 0.1
    weights[is_pruned] = 0
    layer = Layer("output", names, "tanh", weights, generator.normal(size=120), is_pruned=is_pruned)
    rows = tuple(map(tuple, generator.normal(size=(200, 120)).tolist()))
    return Experiment(Network(names, (layer,)), Example(rows[0], rows[1]), DataSource("inline", rows, rows))


def test_large_arrays_stand_beside_the_text_and_nothing_is_lost() -> None:
    experiment = large_experiment()
    content = to_bytes(experiment)
    parts = unpack(content)
    assert sorted(parts.arrays) == ["data.inputs", "data.targets", "layers.0.pruned", "layers.0.weights"]
    assert len(parts.text) < 20_000
    assert parse(content) == experiment == parse(dump(experiment).encode())


def with_weights_beside(array: Any) -> bytes:
    """The large experiment with another array where its weights stood."""
    parts = unpack(to_bytes(large_experiment()))
    return pack(Parts(parts.text, parts.arrays | {"layers.0.weights": array}))


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.zeros(120), r"network.layers\[0\].weights: an array of numbers in 2 dimensions expected"),
        (np.zeros((120, 120), np.bool_), r"network.layers\[0\].weights: an array of numbers in 2 dimensions"),
        (np.zeros((120, 119)), "expected for every weight"),
        (np.full((120, 120), np.inf), "every number must be finite"),
        (np.zeros((120, 120), np.float32), "damaged"),
    ],
)
def test_an_array_that_does_not_belong_is_refused(array: Any, reason: str) -> None:
    with pytest.raises(Problem, match=reason):
        parse(with_weights_beside(array))


def test_a_name_that_stands_for_no_array_is_refused() -> None:
    spelled = json.loads(dump(example("bank")))
    spelled["network"]["layers"][0]["weights"] = {"array": "elsewhere"}
    with pytest.raises(Problem, match='no array "elsewhere"'):
        parse(json.dumps(spelled).encode())


def test_damaged_arrays_are_refused() -> None:
    with pytest.raises(Problem, match="damaged"):
        parse(zipped(**{EXPERIMENT: IRIS, ARRAYS: b"no tensors at all"}))


def test_memory_of_another_network_is_refused() -> None:
    memory = Memory(1, (np.zeros(3, np.float32),))
    content = to_bytes(with_network(example("iris"), example("iris").network, Progress(memory=memory)))
    with pytest.raises(Problem, match="another network") as raised:
        parse(content)
    assert raised.value.place == PROGRESS


IRIS = to_bytes(example("iris"))
GOOD = progress_bytes(Progress(memory=Memory(1, (np.zeros(flat_values(example("iris").network).size, np.float32),))))
NOTES = {"epoch": 1, "batch": 0, "steps": 0, "best_epoch": 0, "best_loss": "inf"}


def noted(arrays: dict[str, Any] | None = None, **changes: object) -> bytes:
    return bytes(save(arrays or {}, {"progress": json.dumps(NOTES | changes)}))


@pytest.mark.parametrize(
    "progress",
    [
        b"",
        b"no tensors at all",
        GOOD[:20],
        save({}),
        save({}, {"progress": "[]"}),
        save({}, {"progress": "[" * 100_000}),
        save({}, {"progress": json.dumps({"epoch": 1})}),
        noted(epoch=-1),
        noted(epoch=True),
        noted(steps=10**400),
        noted(best_loss="nan"),
        noted(best_loss="a lot"),
        noted(best_loss=3),
        noted({"weights": np.zeros(3, np.float32)}),
        noted({"memory_0": np.zeros((3, 3), np.float32)}),
        noted({"memory_0": np.zeros(3, np.int64)}),
        noted({"memory_0": np.array([np.nan], np.float32)}),
        noted({f"memory_{index}": np.zeros(3, np.float32) for index in range(3)}),
        b"\xff\xff\xff\xff\xff\xff\xff\x7f{}",
    ],
)
def test_damaged_progress_is_refused_in_one_line(progress: bytes) -> None:
    with pytest.raises(Problem) as raised:
        parse(zipped(**{EXPERIMENT: IRIS, PROGRESS: progress}))
    assert raised.value.place == PROGRESS
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "content",
    [
        zipped(),
        zipped(**{PROGRESS: GOOD}),
        zipped(**{EXPERIMENT: IRIS, "model.pkl": b"cos\nsystem\n"}),
        zipped(**{EXPERIMENT: IRIS, "../../outside": b""}),
        zipped(**{EXPERIMENT: IRIS, PROGRESS: GOOD})[:-30],
        zipped(**{EXPERIMENT: IRIS, PROGRESS: GOOD}).replace(b"experiment.json", b"experiment.jsan"),
        b"PK\x03\x04" + bytes(100),
    ],
)
def test_damaged_and_foreign_archives_are_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(Problem) as raised:
        parse(content)
    assert "\n" not in str(raised.value)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_PART", 1 << 20)
    with pytest.raises(Problem, match="too large"):
        parse(zipped(**{EXPERIMENT: b" " * (1 << 21)}))


def test_a_part_that_holds_more_than_it_says_is_refused() -> None:
    content = bytearray(zipped(**{EXPERIMENT: IRIS}))
    size = len(IRIS).to_bytes(4, "little")
    for _ in range(2):  # in the part's own head and in the directory at the end
        at = content.index(size)
        content[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(Problem):
        parse(bytes(content))


def test_a_byte_changed_anywhere_is_refused_if_at_all_with_a_reason() -> None:
    content = zipped(**{EXPERIMENT: IRIS, PROGRESS: GOOD})
    rng = np.random.default_rng(0)
    for at in rng.integers(0, len(content), 300):
        changed = bytearray(content)
        changed[at] ^= int(rng.integers(1, 256))
        with contextlib.suppress(Problem):
            parse(bytes(changed))
