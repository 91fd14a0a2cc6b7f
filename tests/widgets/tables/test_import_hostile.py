"""Files that are large, broken or meant to break: the import dialog stays usable and says one line."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.widgets.import_dialogs import FLOWERS, Open, dialogs, settled


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    yield from dialogs(qtbot, tmp_path)


def large(megabytes: int) -> bytes:
    row = b",".join(b"%d.%d" % (index, index) for index in range(20)) + b"\n"
    return row * (megabytes * 1_000_000 // len(row))


def test_reading_shows_how_far_it_is_and_is_given_up_at_once(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(large(40), wait=False)
    assert dialog.status == "Reading table.csv…"
    qtbot.waitUntil(lambda: dialog.progress > 0.05, timeout=30_000)
    assert not dialog.import_button.isEnabled()
    imported: list[object] = []
    dialog.imported.connect(lambda *parts: imported.append(parts))
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert imported == []


def test_cancelling_waits_for_nothing(opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is being loaded cannot be interrupted."""
    began, may_end = Event(), Event()

    def load(*_: object) -> None:
        began.set()
        may_end.wait(30)

    monkeypatch.setattr("widgets.tables.import_dialog.read_plan", load)
    dialog = opened(FLOWERS, wait=False)
    qtbot.waitUntil(began.is_set)
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    may_end.set()


def test_escape_gives_up_too(opened: Open, qtbot: QtBot) -> None:
    dialog = opened(large(40), wait=False)
    qtbot.waitUntil(lambda: dialog.progress > 0.05, timeout=30_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_file_chosen_while_another_is_read_supersedes_it(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(large(40), wait=False)
    qtbot.waitUntil(lambda: dialog.progress > 0.05, timeout=30_000)
    other = tmp_path / "other.csv"
    other.write_text(FLOWERS, encoding="utf-8")
    dialog.open_file(other)
    assert settled(qtbot, dialog) == "30 rows: 4 inputs → 3 classes; 6 held out."


def idx(header: bytes, *sizes: int, body: bytes = b"") -> bytes:
    return header + b"".join(struct.pack(">I", size) for size in sizes) + body


HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "only a header": ("a,b\n", "no rows below"),
    "a million columns": (",".join(map(str, range(1_000_000))) + "\n", "columns"),
    "one field without end": ('a,b\n1,"' + "x" * 9_000_000, "line 2"),
    "ragged": ("a,b\n1,2\n3\n", "line 3: 1 cells, 2 expected"),
    "the same name twice": ("a,a\n1,2\n", "same name"),
    "mixed types": ("a,b\n" + "1,2\n" * 50 + "oops,3\n", '"oops" is no number'),
    "infinite": ("a,b\n1,2\ninf,3\n", "infinite"),
    "binary": (bytes(range(256)) * 40, "is no table"),
    "half a gzip": (gzip.compress(b"a,b\n" + b"1,2\n" * 5000, mtime=0)[:40], "damaged gzip"),
    "a zip of nothing": (b"PK\x05\x06" + bytes(18), "without arrays"),
    "an IDX that promises more": (idx(b"\0\0\x08\x03", 10**6, 1000, 1000), "table.csv: "),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_one_line(opened: Open, name: str) -> None:
    content, expected = HOSTILE[name]
    dialog = opened(content)
    assert expected in dialog.status
    assert "\n" not in dialog.status
    assert len(dialog.status) < 200
    assert not dialog.import_button.isEnabled()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_other_programs_are_understood(opened: Open, encoding: str) -> None:
    dialog = opened(FLOWERS.replace("length", "länge").encode(encoding))
    assert dialog.status == "30 rows: 4 inputs → 3 classes; 6 held out."
    assert dialog.table.model.headerData(0, Qt.Orientation.Horizontal) == "länge"


def test_a_file_that_is_not_there_gives_one_line(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(FLOWERS)
    dialog.open_file(tmp_path / "gone.csv")
    assert settled(qtbot, dialog) == "gone.csv: no such file"
    assert not dialog.import_button.isEnabled()
