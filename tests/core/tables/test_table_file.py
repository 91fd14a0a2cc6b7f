"""Files of every kind as tables, hostile ones in one line, and rows as CSV that come back bit by bit."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.message import Problem
from core.tables import table_file, table_records
from core.tables.raw_table import Cancelled, TableFormat
from core.tables.table_file import as_csv, read_table
from core.tables.table_format import MISSING, is_number
from core.tables.table_roles import Roles, encoded
from tests.core.table_samples import idx, npz, one_line, read_or_refused, refusal, refusal_and_peak, table_of, written

PLAIN = "width,kind\n1.5,a\n2.5,b\n"
CSV = TableFormat(",", ".", True)
MEGABYTE = 2**20

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53).map(float)
cells = numbers | st.just(float("nan"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all examples of a law."""
    return tmp_path_factory.mktemp("tables")


class TestText:
    @pytest.mark.parametrize(
        "content",
        [
            PLAIN.encode(),
            PLAIN.rstrip().encode(),
            PLAIN.replace("\n", "\r\n").encode(),
            PLAIN.replace("\n", "\r").encode(),
            PLAIN.encode("utf-8-sig"),
            codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
            codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
            gzip.compress(PLAIN.encode(), mtime=0),
            gzip.compress(PLAIN[:9].encode(), mtime=0) + gzip.compress(PLAIN[9:].encode(), mtime=0),
            gzip.compress(codecs.BOM_UTF16_LE + PLAIN.replace("\n", "\r\n").encode("utf-16-le"), mtime=0),
            f"\n \r\n\t\n{PLAIN}\n\n \n".encode(),
            PLAIN.replace("\n", "\n\n \n").encode(),
            PLAIN.replace(",", "\t").encode(),
            PLAIN.replace(",", " ; ").encode(),
            b'"width","kind"\n"1.5","a"\n"2.5","b"\n',
        ],
    )
    def test_it_is_the_same_table_however_it_is_written(self, content: bytes, tmp_path: Path) -> None:
        table = table_of(tmp_path, content)
        assert table.names == ("width", "kind")
        assert table.column("width").values.tolist() == [1.5, 2.5]
        assert table.column("kind").categories == ("a", "b")
        assert table.column("kind").values.tolist() == [0, 1]
        assert table.preview == (("1.5", "a"), ("2.5", "b"))

    def test_quotes_hold_delimiters_newlines_and_quotes(self, tmp_path: Path) -> None:
        content = 'x,"a, ""big""\r\nname"\r\n1,"one, two"\r\n2,"three\r\n""four"""\r\n'
        table = table_of(tmp_path, content)
        assert table.names == ("x", 'a, "big" name')
        assert table.columns[1].categories == ("one, two", 'three\n"four"')
        assert table.preview == (("1", "one, two"), ("2", 'three "four"'))

    def test_letters_of_every_script_come_through(self, tmp_path: Path) -> None:
        table = table_of(tmp_path, "größe,名前\n1,ä\n2,😀\n".encode("utf-16"))
        assert table.names == ("größe", "名前")
        assert table.column("名前").categories == ("ä", "😀")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"\n \r\n\r  \n ", "is empty"),
        (b"\n" * 6 * MEGABYTE, "is empty"),
        (b"a,b\n", "holds the names of columns, but no rows below them"),
        (b"a,b\n\n  \n", "holds the names of columns, but no rows below them"),
        (b"a,b\n1,2,3\n4,5\n", "line 2: 3 cells, 2 expected"),
        (b"a,b,c\n1,2\n4,5,6\n", "line 2: 2 cells, 3 expected"),
        (b"a,b\n1,2\n3\n4,5\n", "line 3: 1 cells, 2 expected"),
        (b"a,b\n1,2\n3,4,5\n6,7\n", "line 3: 3 cells, 2 expected"),
        (b"a,b\n1,2\n\n3,4,5", "line 4: 3 cells, 2 expected"),
        (b"a,b\n1,2\n3", "line 3: 1 cells, 2 expected"),
        (b'a,b\n1,"x\ny"\n3', "line 4: 1 cells, 2 expected"),
        # Words and a short row in one table: the words are found first.
        (b"a,b\n1,x\n2\n", "line 3: 1 cells, 2 expected"),
        (b"a\n1,5\n2,5\n", "line 2: 2 cells, 1 expected"),
        (b"a,b,a\n1,2,3\n", 'columns 1 and 3 have the same name, "a"; rename one'),
        (b"column 2,,a\n1,2,3\n", 'columns 1 and 2 have the same name, "column 2"; rename one'),
        (b"a,b\n1,2\n1,inf\n", 'line 3, column "b": holds an infinite number; correct it, or leave it empty'),
        (b"a,b\n-Infinity,2\n", 'line 2, column "a": holds an infinite number; correct it, or leave it empty'),
        (b"a,b\n\n1,1e999\n", 'line 3, column "b": holds an infinite number; correct it, or leave it empty'),
        (b'a,b\n1,2\n"3,4\n5,6\n', "line 3: a quote is opened here and never closed"),
        (b'"a,b\n1,2\n', "line 1: a quote is opened here and never closed"),
        (
            b"a,b\n1,2\n3,4\n5,x y\n6,7\n",
            'line 4, column "b": "x y" is no number, but most of the column is; correct it, or read the column as',
        ),
        (
            b"a,b\n1,2\n3,4\n5,2024-01-01\n",
            'line 4, column "b": "2024-01-01" is no number, but most of the column is; correct it, or read',
        ),
        (b"a,b\n1,2\n\xff,3\n", "line 3: is not UTF-8 text; save the file as UTF-8"),
        (b"a,b\r1,2\r\xff,3\r", "line 3: is not UTF-8 text; save the file as UTF-8"),
        (b"a,b\n1,\xe2\x82", "line 2: is not UTF-8 text; save the file as UTF-8"),
        (codecs.BOM_UTF16_LE + "a,b\n1,2\n3".encode("utf-16-le")[:-1], "line 3: is not UTF-16 text; save the file"),
        (codecs.BOM_UTF16_BE + b"\xd8\x00\0a", "line 1: is not UTF-16 text; save the file as UTF-8"),
        ("a,b\n1,2\n".encode("utf-16-le"), "line 1: is no table: it holds a byte 0"),
        ("a,b\n1,2\n".encode("utf-32"), "line 1: is no table: it holds a byte 0"),
        (b"a,b\n1,2\n3,\0\n", "line 3: is no table: it holds a byte 0. Text (CSV), NPZ and IDX can be read"),
        (bytes(range(256)) * 3, "is no table, but bytes of another kind. Text (CSV), NPZ and IDX can be read"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no table, but bytes of another kind"),
        (",".join(f"c{k}" for k in range(10**6)).encode() + b"\n1\n", "has 1000000 columns; 10000 at most"),
        (b"a,b\n1,2\n" + b"1," * 10**5, "line 3: 100001 cells, 2 expected"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(PLAIN.encode(), mtime=0)[:5], "is a damaged gzip file; fetch it again"),
        (gzip.compress(PLAIN.encode(), mtime=0)[:-9], "is a damaged gzip file; fetch it again"),
        (gzip.compress(PLAIN.encode(), mtime=0)[:-8] + bytes(8), "is a damaged gzip file; fetch it again"),
        (gzip.compress(PLAIN.encode(), mtime=0) + b"more", "is a damaged gzip file; fetch it again"),
        (b"\x1f\x8b", "is a damaged gzip file; fetch it again"),
        (gzip.compress(npz({"a": np.ones(3)}), mtime=0), "is no table, but bytes of another kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_one_line(content: bytes, line: str, tmp_path: Path) -> None:
    assert refusal(written(tmp_path, content)).startswith(line)


@pytest.mark.parametrize("before", [b"", b'a,b\n1,"', b"a,b\n1,", b'"x\n', b'a,b\n1,"x""'])
def test_a_field_of_200_megabytes_is_given_up_early(before: bytes, tmp_path: Path) -> None:
    content = gzip.compress(before, mtime=0) + gzip.compress(b"x" * MEGABYTE, mtime=0) * 200
    line, peak = refusal_and_peak(written(tmp_path, content))
    assert line == f"line {2 if b'1' in before else 1}: a row is longer than 4 MB; is a quote not closed?"
    assert peak < 48 * MEGABYTE


def test_millions_of_empty_lines_are_passed_at_once(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b\n1,2\n" + b" \t\n\n" * MEGABYTE + b"3,4\n")
    assert table.column("b").values.tolist() == [2, 4]
    line = refusal(written(tmp_path, b"a,b\n1,2\n" + b"\n" * MEGABYTE + b"3\n"))
    assert line == f"line {MEGABYTE + 3}: 1 cells, 2 expected"


def test_a_long_name_or_cell_is_told_in_short(tmp_path: Path) -> None:
    name = "long " * 1000
    assert refusal(written(tmp_path, f"{name},{name}\n1,2\n")).endswith("rename one")
    assert "is no number" in refusal(written(tmp_path, f"a,{name}\n1,2\n3,4\n5,{name}\n"))
    assert "infinite" in refusal(written(tmp_path, f"a,{name}\n1,{'9' * 1000}\n"))


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_file_too_large_is_refused_before_it_is_read_through(
    is_packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_file, "LARGEST_FILE", 10_000)
    content = b"a,b\n" + b"1,2\n" * 2500
    path = written(tmp_path, gzip.compress(content, mtime=0) if is_packed else content)
    assert refusal(path).startswith("is too large for a table (over ")


alphabet = st.text(st.sampled_from("ab01.,;|\t\"\n\r -+e'?NA\ufeffé/:"), max_size=60)


@settings(max_examples=80)
@given(alphabet, st.sampled_from(("utf-8", "utf-16")))
@example("a,b\n1,x\n2\n", "utf-8")
@example('""\n1', "utf-8")
@example('a\n"\n\n"', "utf-8")
def test_any_text_is_a_table_or_one_line(folder: Path, text: str, encoding: str) -> None:
    read_or_refused(written(folder, text.encode(encoding)))


@settings(max_examples=50)
@given(
    st.sampled_from(
        [
            gzip.compress(PLAIN.encode(), mtime=0),
            idx(np.arange(12, dtype=np.uint8).reshape(3, 2, 2)),
            gzip.compress(idx(np.arange(5, dtype=np.float32)), mtime=0),
            npz({"x": np.arange(6.0).reshape(3, 2), "y": np.arange(3)}),
            npz({"x": np.arange(6.0)}, compression=0),
            PLAIN.encode("utf-16"),
        ]
    ),
    st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), max_size=3),
    st.none() | st.integers(0, 700),
)
def test_any_damaged_file_is_a_table_or_one_line(
    folder: Path, content: bytes, changes: list[tuple[int, int]], end: int | None
) -> None:
    damaged = bytearray(content)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    read_or_refused(written(folder, bytes(damaged[:end])))


@settings(max_examples=50)
@given(
    st.sampled_from((b"", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x05\x06", b"\0\0\x08\x01", b"\xff\xfe")), st.binary()
)
def test_any_bytes_are_a_table_or_one_line(folder: Path, start: bytes, rest: bytes) -> None:
    read_or_refused(written(folder, start + rest))


class TestDisk:
    def test_no_file_is_one_line(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "none.csv") == "no such file"
        assert refusal(tmp_path / "no" / "folder.csv") == "no such file"
        assert refusal(tmp_path / "zero\0.csv") == "no such file"
        assert refusal(written(tmp_path, PLAIN) / "below.csv").startswith("cannot be read: ")
        assert refusal(tmp_path / ("long" * 1000)).startswith("cannot be read: ")

    def test_a_folder_is_one_line(self, tmp_path: Path) -> None:
        assert refusal(tmp_path) == "is a folder; name a file"

    @pytest.mark.skipif(os.name != "posix", reason="these are found on POSIX systems alone")
    def test_a_device_is_not_opened(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe.csv"
        os.mkfifo(pipe)
        for path in (Path("/dev/zero"), Path("/dev/tty"), pipe):
            assert refusal(path) == "is a device, not a file"

    def test_a_file_that_may_not_be_read_is_one_line(self, tmp_path: Path) -> None:
        path = written(tmp_path, PLAIN)
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("here everything may be read")
        assert refusal(path) == "cannot be read: Permission denied"

    @pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that fails while it is read")
    def test_a_disk_that_fails_is_one_line(self) -> None:
        assert refusal(Path("/proc/self/mem")) == "cannot be read: Input/output error"

    def test_too_little_memory_is_one_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def read_text(*_: object) -> None:
            raise MemoryError

        monkeypatch.setattr(table_file, "read_text", read_text)
        assert refusal(written(tmp_path, PLAIN)) == "needs more memory than is free; use fewer rows"

    @pytest.mark.skipif(os.name != "posix", reason="open files cannot be removed elsewhere")
    def test_a_file_removed_or_replaced_meanwhile_is_read_to_its_end(self, tmp_path: Path) -> None:
        content = "a,b\n" + "1,2\n" * 100_000
        path = written(tmp_path, content)
        table = read_table(path, progress=lambda _: path.unlink(missing_ok=True))
        assert len(table) == 100_000
        path = written(tmp_path, content)
        other = written(tmp_path, "a,b\n3,4\n", "other.csv")
        table = read_table(path, progress=lambda share: other.exists() and share and other.replace(path))
        assert set(table.column("b").values) == {2}

    @pytest.mark.parametrize("kind", ["csv", "csv.gz", "idx", "npz"])
    def test_a_file_cut_meanwhile_is_one_line(self, kind: str, tmp_path: Path) -> None:
        noise = np.random.default_rng(0).integers(0, 256, (300, 500), dtype=np.uint8)
        text = "\n".join(",".join(map(str, row)) for row in noise.tolist())
        contents = {
            "csv": text.encode(),
            "csv.gz": gzip.compress(text.encode(), 1, mtime=0),
            "idx": idx(noise),
            "npz": npz({"x": noise}),
        }
        path = written(tmp_path, contents[kind])

        told: list[float] = []

        def cut(share: float) -> None:
            told.append(share)
            if len(told) == 2:
                with path.open("r+b") as file:
                    # Whole rows of the text: nothing else gives it away.
                    file.truncate(text.index("\n") + 1)

        with pytest.raises(Problem) as caught:
            read_table(path, progress=cut)
        assert ("shorter" if kind in ("csv", "idx") else "damaged") in one_line(caught.value, path)


class TestWatch:
    """Files large enough, or blocks small enough, that they are read in several goes."""

    @pytest.fixture(params=["csv", "csv.gz", "idx", "idx.gz", "npz"])
    def path(self, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(table_records, "BLOCK_BYTES", 10_000)
        noise = np.random.default_rng(0).normal(size=(500, 500))
        text = "\n".join(",".join(map(repr, row)) for row in noise[:, :10].tolist()).encode()
        contents = {
            "csv": text,
            "csv.gz": gzip.compress(text, 1, mtime=0),
            "idx": idx(noise),
            "idx.gz": gzip.compress(idx(noise), 1, mtime=0),
            "npz": npz({"x": noise[:250], "y": noise[250:, 0]}, compression=0),
        }
        return written(tmp_path, contents[request.param])

    def test_progress_grows_from_0_to_1(self, path: Path) -> None:
        told: list[float] = []
        read_table(path, progress=told.append)
        assert (told[0], told[-1]) == (0, 1)
        assert told == sorted(told)
        assert any(0.2 < share < 0.8 for share in told)

    def test_it_can_be_given_up_at_any_time(self, path: Path) -> None:
        told: list[float] = []
        read_table(path, progress=told.append)
        for last in range(0, len(told), 1 + len(told) // 5):
            heard: list[float] = []

            def is_cancelled(heard: list[float] = heard, last: int = last) -> bool:
                return len(heard) >= last

            with pytest.raises(Cancelled):
                read_table(path, CSV, heard.append, is_cancelled)
            assert len(heard) == last

    def test_who_does_not_give_up_changes_nothing(self, path: Path) -> None:
        one, other = read_table(path), read_table(path, is_cancelled=lambda: False)
        assert one.names == other.names
        for left, right in zip(one.columns, other.columns, strict=True):
            np.testing.assert_array_equal(left.values, right.values)


class TestAsCsv:
    @settings(max_examples=50)
    @given(st.data(), st.integers(1, 4), st.integers(1, 3), st.integers(1, 12))
    def test_rows_come_back_as_the_same_doubles(
        self, folder: Path, data: st.DataObject, inputs: int, outputs: int, rows: int
    ) -> None:
        width = inputs + outputs
        row = st.lists(cells, min_size=width, max_size=width)
        values = np.array(data.draw(st.lists(row, min_size=rows, max_size=rows)))
        names = [*(f"x{k}" for k in range(inputs)), *(f"y{k}" for k in range(outputs))]
        text = "".join(as_csv(values[:, :inputs], values[:, inputs:], names))
        table = read_table(written(folder, text))
        assert table.names == tuple(names)
        read = np.stack([column.values for column in table.columns], axis=1)
        np.testing.assert_array_equal(read, values)
        np.testing.assert_array_equal(np.signbit(read) & ~np.isnan(read), np.signbit(values) & ~np.isnan(values))
        whole = ~np.isnan(values).any(axis=1)
        assume(whole.any())
        made = encoded(table, Roles(tuple(names[:inputs]), tuple(names[inputs:]), missing="drop"))
        assert made.inputs.tobytes() == np.ascontiguousarray(values[whole, :inputs]).tobytes()
        assert made.targets.tobytes() == np.ascontiguousarray(values[whole, inputs:]).tobytes()
        assert made.rows.tolist() == np.flatnonzero(whole).tolist()

    names_of_classes = st.text(st.sampled_from("ab ,;|\t'\"é-1"), min_size=1, max_size=6).filter(
        lambda text: text == text.strip() and text not in MISSING and not is_number(text)
    )

    @settings(max_examples=50)
    @given(st.lists(st.tuples(numbers, names_of_classes), min_size=2, max_size=12))
    def test_classes_come_back_by_their_names(self, folder: Path, rows: list[tuple[float, str]]) -> None:
        values, kinds = zip(*rows, strict=True)
        assume(len(set(kinds)) > 1)
        text = "".join(as_csv(np.array(values)[:, None], kinds, ("x", 'the "kind"')))
        made = encoded(read_table(written(folder, text), CSV), Roles(("x",), ('the "kind"',)))
        assert made.inputs[:, 0].tolist() == list(values)
        assert [made.classes[int(number)] for number in made.targets] == list(kinds)

    def test_it_is_what_every_other_program_reads(self) -> None:
        values = np.array([[0.1, np.nan], [-0.0, 1e16], [5e-324, 1.7976931348623157e308]])
        text = "".join(as_csv(values, ["a, b", 'the "c"', "two\nlines"], ("x", "y", "kind")))
        assert text.startswith('x,y,kind\r\n0.1,,"a, b"\r\n-0,1e+16,')
        assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [
            ["0.1", "", "a, b"],
            ["-0", "1e+16", 'the "c"'],
            ["5e-324", "1.7976931348623157e+308", "two\nlines"],
        ]

    def test_many_rows_come_in_several_goes(self) -> None:
        parts = list(as_csv(np.arange(5000.0)[:, None], np.arange(5000), ("x", "y")))
        assert len(parts) > 1
        assert "".join(parts).splitlines() == ["x,y", *(f"{k},{k}" for k in range(5000))]

    def test_without_rows_the_names_are_written(self) -> None:
        assert list(as_csv(np.zeros((0, 2)), np.zeros((0, 1)), ("x", "y", "z"))) == ["x,y,z\r\n"]

    def test_an_infinite_number_is_refused(self) -> None:
        for inputs, targets in (([[np.inf]], [[1.0]]), ([[1.0]], [[-np.inf]])):
            with pytest.raises(Problem, match="an infinite number cannot be written to a table"):
                next(as_csv(np.array(inputs), np.array(targets), ("x", "y")))
