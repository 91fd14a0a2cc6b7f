"""IDX files as MNIST comes in, whole and broken, and pictures beside their labels."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.message import Problem
from core.tables.idx_file import is_idx
from core.tables.raw_table import joined
from core.tables.table_file import read_table
from core.tables.table_roles import Roles, encoded
from tests.core.table_samples import idx, refusal, refusal_and_peak, written

TYPES = ("u1", "i1", "i2", "i4", "f4", "f8")
IMAGES = np.random.default_rng(0).integers(0, 256, (40, 3, 5), dtype=np.uint8)
LABELS = np.arange(40, dtype=np.uint8) % 10


def header(*sizes: int, code: int = 8) -> bytes:
    return bytes((0, 0, code, len(sizes))) + struct.pack(f">{len(sizes)}I", *sizes)


@pytest.mark.parametrize("is_packed", [False, True])
def test_pictures_and_their_labels_become_one_table(is_packed: bool, tmp_path: Path) -> None:
    pack = gzip.compress if is_packed else bytes
    images = read_table(written(tmp_path, pack(idx(IMAGES)), "images"))
    labels = read_table(written(tmp_path, pack(idx(LABELS)), "labels"))
    table = joined(images, labels)
    assert table.image_shape == (3, 5)
    assert table.names == (*(f"r{row}c{column}" for row in range(3) for column in range(5)), "label")
    assert table.preview[1][-2:] == (str(IMAGES[1, 2, 4]), "1")
    made = encoded(table, Roles(images.names, labels.names))
    np.testing.assert_array_equal(made.inputs, IMAGES.reshape(40, 15))
    assert made.classes == tuple("0123456789")
    np.testing.assert_array_equal(made.targets, LABELS)
    with pytest.raises(Problem, match="40 rows and 39 rows do not go together"):
        joined(images, read_table(written(tmp_path, idx(LABELS[:-1]))))
    with pytest.raises(Problem, match='columns 1 and 2 have the same name, "label"'):
        joined(labels, labels)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("shape", [(7,), (4, 3), (2, 3, 2)])
def test_every_type_keeps_its_numbers(kind: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(size=shape) * 50
    array = (np.abs(values) if kind == "u1" else values).astype(kind)
    table = read_table(written(tmp_path, idx(array)))
    assert len(table) == shape[0]
    if len(shape) == 1 and kind in ("u1", "i1"):
        known = table.column("label").categories
        assert [int(known[code]) for code in table.column("label").values.astype(int)] == array.tolist()
        assert list(map(int, known)) == sorted(set(array.tolist()))
    else:
        read = np.stack([column.values for column in table.columns], axis=1)
        np.testing.assert_array_equal(read, array.reshape(shape[0], -1).astype(np.float64))
    names = {1: ("label",), 2: ("c0", "c1", "c2"), 3: ("r0c0", "r0c1", "r1c0", "r1c1", "r2c0", "r2c1")}
    assert table.names == names[len(shape)]


def test_nan_is_missing_and_infinity_is_refused(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, idx(np.array([[1, np.nan], [2, 3]], np.float32))))
    assert [column.missing for column in table.columns] == [0, 1]
    path = written(tmp_path, idx(np.array([[1.0, 2], [3, -np.inf]])))
    assert refusal(path) == 'column "c1", row 2: holds an infinite number; correct it, or leave it empty'


@pytest.mark.parametrize("code", [0, 7, 10, 15, 255])
def test_other_types_are_refused(code: int, tmp_path: Path) -> None:
    assert "is no table" in refusal(written(tmp_path, header(1, 1, code=code) + b"\0"))


@pytest.mark.parametrize("sizes", [(), (1, 1, 1, 1), (1,) * 255])
def test_other_numbers_of_indices_are_refused(sizes: tuple[int, ...], tmp_path: Path) -> None:
    assert "is no table" in refusal(written(tmp_path, header(*sizes) + b"\0"))
    assert not is_idx(header(*sizes))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (header(3, 4)[:4], "ends inside its header"),
        (header(3, 4)[:11], "ends inside its header"),
        (header(3, 4), "its header promises 12 bytes of numbers, it holds 0"),
        (header(3, 4) + bytes(11), "its header promises 12 bytes of numbers, it holds 11"),
        (header(3, 4) + bytes(13), "its header promises 12 bytes of numbers, it holds more"),
        (header(3, 4, code=14) + bytes(12), "its header promises 96 bytes of numbers, it holds 12"),
        (header(0), "holds no rows"),
        (header(5, 0), "holds no rows"),
        (header(5, 0, 2**32 - 1), "holds no rows"),
        (header(2**32 - 1) + bytes(9), "has more than 268 million cells; use fewer rows"),
        (header(10**6, 28, 28) + bytes(9), "has more than 268 million cells; use fewer rows"),
        (header(1, 2**32 - 1), "has 4294967295 columns; 10000 at most"),
        (header(*[2**32 - 1] * 3, code=14), "has 18446744065119617025 columns; 10000 at most"),
    ],
)
def test_sizes_are_held_against_the_file(content: bytes, line: str, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, content)) == line
    packed = gzip.compress(content, mtime=0)
    assert refusal(written(tmp_path, packed)) == line


def test_nothing_is_made_of_a_promise(tmp_path: Path) -> None:
    line, peak = refusal_and_peak(written(tmp_path, header(2**15, 64, 64, code=14) + bytes(10_000)))
    assert line == "its header promises 1073741824 bytes of numbers, it holds 10000"
    assert peak < 4 * 2**20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all examples of a law."""
    return tmp_path_factory.mktemp("idx")


@settings(max_examples=40)
@given(st.sampled_from(TYPES), st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 2**32 - 1))
def test_any_array_comes_back(folder: Path, kind: str, shape: list[int], seed: int) -> None:
    noise: Any = np.random.default_rng(seed).integers(0, 100, shape)
    table = read_table(written(folder, idx(noise.astype(kind))))
    first = table.columns[0]
    read = first.values if first.kind == "number" else [float(first.categories[int(code)]) for code in first.values]
    assert list(read) == noise.reshape(shape[0], -1)[:, 0].tolist()


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_labels_beside_the_images_come_along(tmp_path: Path, ending: str) -> None:
    images, labels = tmp_path / "train-images-idx3-ubyte", tmp_path / f"train-labels-idx1-ubyte{ending}"
    images.write_bytes(idx(IMAGES))
    content = idx(LABELS)
    labels.write_bytes(gzip.compress(content, mtime=0) if ending else content)
    table = read_table(images)
    assert table.names[-1] == "label"
    assert table.image_shape == IMAGES.shape[1:]
    assert len(table) == len(LABELS)
    assert read_table(labels).names == ("label",)


def test_labels_of_other_images_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a-images.idx").write_bytes(idx(IMAGES))
    (tmp_path / "a-labels.idx").write_bytes(idx(LABELS[:-1]))
    with pytest.raises(Problem, match="do not go together") as refused:
        read_table(tmp_path / "a-images.idx")
    assert refused.value.place.endswith("a-labels.idx")
