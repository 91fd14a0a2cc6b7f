"""NPZ files as tables; whatever else a zip may hold is refused before anything is made of it."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from core.tables.table_file import read_table
from tests.core.table_samples import npy, npz, refusal, refusal_and_peak, written


def header(text: str, version: int = 1) -> bytes:
    """How an array in a file begins."""
    size = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes((version, 0)) + size + text.encode()


def shaped(shape: str, kind: str = "<f8") -> bytes:
    return header(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n")


def forged(content: bytes, size: int) -> bytes:
    """A zip whose directory gives another size than its array has."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("a.npy", content)
        archive.filelist[0].file_size = size
    return memory.getvalue()


def test_arrays_become_columns(tmp_path: Path) -> None:
    arrays = {
        "x": np.arange(6.0).reshape(3, 2),
        "y": np.array([True, False, True]),
        "z": np.array([1, -2, 3], ">i2"),
        "half": np.array([0.5, np.nan, 1], np.float16),
    }
    path = tmp_path / "table.npz"
    for save in (np.savez, np.savez_compressed):
        save(path, **arrays)  # type: ignore[arg-type]
        table = read_table(path)
        assert table.names == ("x[0]", "x[1]", "y", "z", "half")
        assert table.column("x[1]").values.tolist() == [1, 3, 5]
        assert table.column("y").values.tolist() == [1, 0, 1]
        assert table.column("z").values.tolist() == [1, -2, 3]
        assert table.column("half").missing == 1
        assert table.preview[0] == ("0", "1", "1", "1", "0.5")
        assert not table.columns[0].values.flags.writeable


kinds = st.sampled_from(("?", "u1", "<i2", ">i4", "<i8", "<f2", ">f4", "<f8", ">f8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all examples of a law."""
    return tmp_path_factory.mktemp("npz")


@settings(max_examples=40)
@given(st.data(), kinds, st.integers(1, 5), st.integers(1, 3), st.booleans())
def test_any_array_of_numbers_comes_back(
    folder: Path, data: st.DataObject, kind: str, rows: int, columns: int, is_fortran: bool
) -> None:
    finite = {"allow_nan": True, "allow_infinity": False} if "f" in kind else None
    array = data.draw(arrays_of.arrays(kind, (rows, columns), elements=finite))
    array = np.asfortranarray(array) if is_fortran else array
    table = read_table(written(folder, npz({"x": array, "y": array[:, 0]})))
    read = np.stack([column.values for column in table.columns], axis=1)
    np.testing.assert_array_equal(read, np.column_stack([array, array[:, 0]]).astype(np.float64))


@pytest.mark.parametrize(
    ("array", "line"),
    [
        (np.array([{}], dtype=object), "holds Python objects (pickle), which are never loaded; save numbers"),
        (np.array([1, None], dtype=object), "holds Python objects (pickle), which are never loaded; save numbers"),
        (np.array(["a", "b"]), "holds <U1, not numbers"),
        (np.array([b"a", b"b"]), "holds |S1, not numbers"),
        (np.zeros(2, complex), "holds complex128, not numbers"),
        (np.zeros(2, "M8[s]"), "holds datetime64[s], not numbers"),
        (np.zeros(2, [("a\n" * 50, "i4")]), "holds [('a"),
        (np.array(3.0), "has 0 indices; rows, or rows × columns, expected"),
        (np.zeros((2, 2, 2)), "has 3 indices; rows, or rows × columns, expected"),
        (np.zeros(0), "holds no rows"),
        (np.zeros((0, 3)), "holds no rows"),
        (np.zeros((3, 0)), "holds no rows"),
        (np.zeros((1, 10_001), np.bool_), "has 10001 columns; 10000 at most"),
        (shaped("(-1, 3)"), "holds no rows"),
        (shaped("(3,)"), "its header promises another size than the file holds"),
        (shaped("(3,)") + bytes(23), "its header promises another size than the file holds"),
        (shaped("(3,)") + bytes(25), "its header promises another size than the file holds"),
        (shaped("(10000000000000000000000000, 3)"), "its header promises another size than the file holds"),
        (shaped("(3,)", "|V0"), "holds |V0, not numbers"),
    ],
)
def test_what_is_no_column_of_numbers_is_refused(array: Any, line: str, tmp_path: Path) -> None:
    found = refusal(written(tmp_path, npz({"a": array})))
    assert found.removeprefix('array "a": ').startswith(line)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no array",
        b"\x93NUMPY\x09\0",
        header("{}"),
        header("(" * 5000),
        header("[" * 150 + "]" * 150),
        header("{'descr': 'unknown', 'fortran_order': False, 'shape': (3,), }"),
        header("{'descr': '<f8', 'fortran_order': 7, 'shape': (3,), }"),
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (3.5,), }"),
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'more': 1}"),
        header("__import__('os').abort()"),
        header("{'descr': '<f8'" + " " * 20_000 + "}"),
        shaped("(3,)")[:-20],
        npy(np.zeros(3))[:30],
    ],
)
def test_headers_made_in_bad_faith_are_refused(content: bytes, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, npz({"a": content}))) == "is a damaged NPZ file; save it again"


@pytest.mark.parametrize(
    ("arrays", "line"),
    [
        ({"a": np.zeros(3), "b": np.zeros(4)}, 'array "b": has 4 rows, but "a" has 3'),
        ({"a" * 500: np.zeros(3), "b" * 500: np.zeros(4)}, 'array "bbb'),
        ({"a": np.zeros((3, 2)), "a[1]": np.zeros(3)}, 'columns 2 and 3 have the same name, "a[1]"; rename one'),
        ({f"c{k}": np.zeros((1, 5001), np.uint8) for k in range(2)}, "has 10002 columns; 10000 at most"),
        ({"a\nb " * 500: np.array(["x"])}, 'array "a b a b'),
        ({"a\nb " * 500: np.array([np.inf])}, 'column "a b a b'),
        ({"a": np.array([[1, 2], [3, np.inf]])}, 'column "a[1]", row 2: holds an infinite number; correct it, or'),
        # Beyond a double.
        ({"a": np.array([1, 1e300], np.longdouble) ** 2}, 'column "a", row 2: holds an infinite number')
        if np.finfo(np.longdouble).max > np.finfo(np.float64).max
        else ({"a": np.array([np.inf])}, 'column "a", row 1: holds an infinite number'),
    ],
)
def test_arrays_that_make_no_table_are_refused(arrays: dict[str, Any], line: str, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, npz(arrays))).startswith(line)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_arrays_of_one_name_are_refused(tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for value in (1.0, 2.0):
            archive.writestr("a.npy", npy(np.array([value])))
    assert refusal(written(tmp_path, memory.getvalue())) == 'columns 1 and 2 have the same name, "a"; rename one'


def test_other_zips_are_refused(tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    line = "is a zip file without arrays (.npy); save a spreadsheet as CSV"
    assert refusal(written(tmp_path, memory.getvalue())) == line
    assert refusal(written(tmp_path, npz({}))) == line
    many = npz({str(index): b"" for index in range(10_001)}, zipfile.ZIP_STORED)
    assert refusal(written(tmp_path, many)) == "has 10001 columns; 10000 at most"


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_cut_or_changed_is_refused(compression: int, tmp_path: Path) -> None:
    content = npz({"a": np.random.default_rng(0).normal(size=(500, 3))}, compression)
    damaged = "is a damaged NPZ file; save it again"
    for end in (5, 100, len(content) // 2, len(content) - 1):
        assert refusal(written(tmp_path, content[:end])) == damaged
    for place in (3000, 8000):
        changed = bytearray(content)
        changed[place] ^= 255
        assert refusal(written(tmp_path, bytes(changed))) == damaged
    encrypted = bytearray(content)
    # The flag stands in the entry and in the directory.
    encrypted[6] |= 1
    encrypted[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(written(tmp_path, bytes(encrypted))) == damaged


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_numpy_never_packs_is_not_unpacked(compression: int, tmp_path: Path) -> None:
    content = bytearray(npz({"a": np.zeros(300)}, compression))
    line = 'array "a": is packed in a way that NumPy never does; save it again'
    assert refusal(written(tmp_path, bytes(content))) == line
    content[60] ^= 255
    assert refusal(written(tmp_path, bytes(content))) == line


class TestBombs:
    def test_a_long_header_is_not_read_through(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.npz"
        size = 64 * 2**20
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("a.npy", "w") as member,
        ):
            member.write(b"\x93NUMPY\x02\0" + struct.pack("<I", size))
            for _ in range(64):
                member.write(b" " * 2**20)
        line, peak = refusal_and_peak(path)
        assert line == "is a damaged NPZ file; save it again"
        assert peak < 4 * 2**20

    def test_many_cells_are_refused_by_the_header_alone(self, tmp_path: Path) -> None:
        start = shaped("(1000000000,)", "|u1")
        line, peak = refusal_and_peak(written(tmp_path, forged(start, len(start) + 10**9)))
        assert line == "has more than 268 million cells; use fewer rows"
        assert peak < 2**20

    def test_an_array_shorter_than_all_its_headers_say_is_damaged(self, tmp_path: Path) -> None:
        start = shaped("(100000,)")
        assert refusal(written(tmp_path, forged(start + bytes(800), len(start) + 800_000))) == (
            "is a damaged NPZ file; save it again"
        )
