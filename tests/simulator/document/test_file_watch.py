"""Files that others change while the window has them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.edits import with_input
from core.files.examples import example
from core.files.file_dump import dump
from core.message import Message
from simulator.document.document import Document
from simulator.document.file_watch import FileWatch
from simulator.document.running import application
from simulator.files.saving import fingerprint

BANK = example("bank")
OTHER = with_input(BANK, 0, 8.0)


class Heard:
    def __init__(self, watch: FileWatch) -> None:
        self.words: list[str] = []
        watch.differs.connect(lambda _: self.words.append("differs"))
        watch.gone.connect(lambda: self.words.append("gone"))
        watch.agrees.connect(lambda: self.words.append("agrees"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "mine.perceptarium"
    made.write_text(dump(BANK), "utf-8")
    return made


@pytest.fixture
def document(path: Path) -> Document:
    return Document(BANK, path=path)


@pytest.fixture
def heard(document: Document, qtbot: QtBot) -> Iterator[Heard]:
    watch = FileWatch(document)
    made = Heard(watch)
    qtbot.waitUntil(lambda: made.words == ["agrees"])
    yield made
    watch.close()


def replace(path: Path, text: str) -> None:
    """As most editors save: a new file in the place of the old one."""
    new = path.with_name("new")
    new.write_text(text, "utf-8")
    new.replace(path)


def test_every_replacement_is_noticed(path: Path, heard: Heard, qtbot: QtBot) -> None:
    for times, value in enumerate((8.0, 9.0, 10.0), start=1):
        replace(path, dump(with_input(BANK, 0, value)))
        qtbot.waitUntil(lambda times=times: heard.words[1:] == ["differs"] * times)


def test_writing_into_the_file_is_noticed_also_after_a_replacement(path: Path, heard: Heard, qtbot: QtBot) -> None:
    kept_open = path.open("rb")  # so that the old file lives on, and its watch with it
    replace(path, dump(OTHER))
    qtbot.waitUntil(lambda: heard.words[1:] == ["differs"])
    path.write_text(dump(with_input(BANK, 0, 9.0)), "utf-8")
    qtbot.waitUntil(lambda: heard.words[1:] == ["differs", "differs"])
    kept_open.close()


def test_a_file_that_is_only_touched_is_the_same(path: Path, heard: Heard, qtbot: QtBot) -> None:
    os.utime(path, (1, 1))
    replace(path, dump(BANK))
    qtbot.waitUntil(lambda: len(heard.words) == 2)
    assert heard.words[1] == "agrees"


def test_deleting_and_bringing_back_are_noticed(path: Path, heard: Heard, qtbot: QtBot) -> None:
    path.unlink()
    qtbot.waitUntil(lambda: heard.words[1:] == ["gone"])
    path.write_text(dump(BANK), "utf-8")
    qtbot.waitUntil(lambda: heard.words[-1] == "agrees")


def test_its_own_saves_are_no_news(document: Document, path: Path, heard: Heard, qtbot: QtBot) -> None:
    for value in (5.0, 6.0):
        document.edit(Message("Edit"), with_input(BANK, 0, value))
        document.save(path)
        assert not document.is_changed_on_disk()
        qtbot.waitUntil(lambda value=value: heard.words.count("agrees") >= value - 3)
    assert set(heard.words) == {"agrees"}


def test_another_file_is_watched_after_save_as(
    document: Document, tmp_path: Path, heard: Heard, qtbot: QtBot
) -> None:
    second = tmp_path / "folder" / "second.perceptarium"
    second.parent.mkdir()
    document.save(second)
    qtbot.waitUntil(lambda: len(heard.words) == 2)
    replace(second, dump(OTHER))
    qtbot.waitUntil(lambda: heard.words == ["agrees", "agrees", "differs"])
    assert document.is_changed_on_disk()
    document.load_again()
    assert document.experiment == OTHER
    assert document.disk == fingerprint(second)
    assert not document.is_modified
    document.undo_stack.undo()
    assert document.experiment is BANK
    assert document.is_modified


def test_it_looks_when_the_user_comes_back(path: Path, heard: Heard, qtbot: QtBot) -> None:
    application().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: heard.words == ["agrees", "agrees"])


def test_a_document_without_a_file_has_nothing_to_watch(qtbot: QtBot) -> None:
    watch = FileWatch(Document(BANK))
    heard = Heard(watch)
    assert not watch._background.is_busy
    watch.close()
    assert heard.words == []
