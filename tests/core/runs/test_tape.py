"""The tape, whole and torn."""

from __future__ import annotations

import json
import shutil
import struct
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files.examples import example
from core.message import Problem
from core.parameters import Values, flat_number, flat_values
from core.results.metrics import Scores
from core.runs.tape import Record, TapeReader
from core.runs.tape_layout import MAGIC, NUMBERS, VERSION
from core.runs.tape_writer import TapeWriter
from core.structure import with_unit_added

NETWORK = example("iris").network
SIZE = flat_values(NETWORK).size


def record(epoch: float, dtype: str = "float32") -> Record:
    values: Values = np.random.default_rng(int(epoch)).normal(size=SIZE).astype(dtype)
    return Record(epoch, Scores(1 / (1 + epoch), None, 0.5, None), 0.25, values)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.tape"


def written(path: Path, count: int, dtype: str = "float32") -> TapeWriter:
    writer = TapeWriter(path, NETWORK, dtype)
    for epoch in range(count):
        writer.append(record(epoch, dtype))
    writer.flush()
    return writer


def same(reader: TapeReader, index: int, epoch: int) -> bool:
    """Whether the tape has there, bit for bit, the weights of that epoch."""
    return reader.values(index).tobytes() == record(epoch, reader.dtype).values.tobytes()


finite = st.floats(allow_nan=False, allow_infinity=False)
scores = st.builds(Scores, finite, *[st.none() | finite] * 3)


@given(st.lists(st.tuples(finite, scores, finite), max_size=5), st.sampled_from(["float32", "float64"]))
@settings(max_examples=40)
def test_what_is_written_is_read(moments: list[tuple[float, Scores, float]], dtype: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.tape"
        writer = TapeWriter(path, NETWORK, dtype)
        records = [
            Record(epoch, scores, seconds, record(index, dtype).values)
            for index, (epoch, scores, seconds) in enumerate(moments)
        ]
        for each in records:
            writer.append(each)
        writer.close()
        reader = TapeReader(path)
        assert len(reader) == len(records)
        for index, expected in enumerate(records):
            found = reader.record(index)
            assert (found.epoch, found.scores, found.seconds) == (expected.epoch, expected.scores, expected.seconds)
            assert found.values.tobytes() == expected.values.tobytes()


def test_the_numbers_of_all_records_come_as_arrays_with_nan_for_none(path: Path) -> None:
    written(path, 3).close()
    history = TapeReader(path).losses()
    assert history.epoch.tolist() == [0, 1, 2]
    assert history.train_loss.tolist() == [1, 0.5, 1 / 3]
    assert np.isnan(history.test_loss).all()
    assert history.train_accuracy.tolist() == [0.5, 0.5, 0.5]
    assert not history.train_loss.flags.writeable


def test_a_reader_follows_the_writer(path: Path) -> None:
    writer = written(path, 1)
    reader = TapeReader(path)
    assert len(reader.losses().epoch) == 1
    writer.append(record(1))
    assert reader.poll() == 1, "not flushed yet"
    writer.flush()
    assert len(reader) == 1, "not polled yet"
    assert reader.poll() == 2
    assert reader.losses().epoch.tolist() == [0, 1]
    writer.close()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_record_gives_back_the_network_exactly(path: Path, dtype: str) -> None:
    written(path, 2, dtype).close()
    network = TapeReader(path).network_at(1, NETWORK)
    assert network.inputs == NETWORK.inputs
    assert flat_values(network).tobytes() == record(1, dtype).values.astype(np.float64).tobytes()


def test_the_way_of_some_numbers_is_read_and_thinned(path: Path) -> None:
    written(path, 30).close()
    tape = TapeReader(path)
    numbers = [flat_number(NETWORK, 1, 1, 2), flat_number(NETWORK, 2, 0)]
    whole = tape.way_of(numbers, 100)
    assert whole.shape == (30, 2)
    network = tape.network_at(7, NETWORK)
    assert whole[7].tolist() == [network.layers[0].weights[1, 2], network.layers[1].bias[0]]
    thin = tape.way_of(numbers, 5)
    assert len(thin) == 5
    assert thin[[0, -1]].tolist() == whole[[0, -1]].tolist()


def test_half_a_record_at_the_end_is_never_read(path: Path) -> None:
    written(path, 3).close()
    numbers = path / NUMBERS
    content = numbers.read_bytes()
    for missing in (1, 24, 47, 48):
        numbers.write_bytes(content[:-missing])
        assert TapeReader(path).losses().epoch.tolist() == [0, 1]


def test_a_torn_tape_can_be_continued(path: Path) -> None:
    """What was written beyond the last whole record is forgotten, weights of records that do not count included."""
    written(path, 7).close()
    numbers = path / NUMBERS
    numbers.write_bytes(numbers.read_bytes()[:-5])
    with (path / "weights.0").open("ab") as file:
        file.write(b"half a rec")
    writer = TapeWriter(path, NETWORK, is_continued=True)
    assert len(writer) == 6
    for epoch in (17, 18, 19):
        writer.append(record(epoch))
        writer.flush()
    writer.close()
    reader = TapeReader(path)
    assert reader.losses().epoch.tolist() == [0, 1, 2, 3, 4, 5, 17, 18, 19]
    assert [same(reader, index, int(epoch)) for index, epoch in enumerate(reader.losses().epoch)] == [True] * 9


def test_a_tape_of_another_network_is_refused(path: Path) -> None:
    written(path, 1).close()
    experiment = example("iris")
    other = with_unit_added(replace(experiment), 1).network
    with pytest.raises(Problem, match="another network"):
        TapeReader(path).network_at(0, other)
    with pytest.raises(Problem, match="another network"):
        TapeWriter(path, other, is_continued=True)
    assert TapeReader(path).fits(NETWORK)
    assert not TapeReader(path).fits(other)


def header(text: bytes, magic: bytes = MAGIC, version: int = VERSION, length: int | None = None) -> bytes:
    return struct.pack("<8sII", magic, version, len(text) if length is None else length) + text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PERC",
        header(b"{}"),
        header(b"not json"),
        header(b"\xff\xfe"),
        header(json.dumps({"dtype": "float32", "shapes": []}).encode()),
        header(json.dumps({"dtype": "float16", "shapes": [[1, 1]]}).encode()),
        header(json.dumps({"dtype": "float32", "shapes": [[1, -1]]}).encode()),
        header(json.dumps({"dtype": "float32", "shapes": [[10**9, 10**9]]}).encode()),
        header(json.dumps({"dtype": [], "shapes": [[1, 1]]}).encode()),
        header(b"{}", magic=b"NOTATAPE"),
        header(json.dumps({"dtype": "float32", "shapes": [[1, 1]]}).encode(), version=1),
        header(b"{}", length=2**32 - 1),
    ],
)
def test_what_is_no_tape_is_refused(path: Path, content: bytes) -> None:
    path.mkdir()
    (path / NUMBERS).write_bytes(content)
    with pytest.raises(Problem, match="not a tape"):
        TapeReader(path)


def test_a_missing_tape_is_named(path: Path) -> None:
    with pytest.raises(Problem, match=r"run\.tape: cannot be read"):
        TapeReader(path)


def test_of_a_deleted_tape_stays_what_was_read(path: Path) -> None:
    writer = written(path, 3)
    reader = TapeReader(path)
    writer.close()
    shutil.rmtree(path)
    assert reader.poll() == 3
    assert same(reader, 2, 2)
    assert reader.losses().epoch.tolist() == [0, 1, 2]
