from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject

from core.edits import with_input, with_training
from core.experiment import Experiment
from core.files.examples import example
from core.files.file_dump import dump
from core.files.files import read
from core.message import Message, Problem
from core.structure import with_layer_added, with_unit_added, with_unit_removed
from simulator.document.document import Document
from simulator.files.saving import backup_of
from tests.by_hand import with_weight

EDIT = Message("Edit")
BANK = example("bank")

edits = st.sampled_from(
    [
        lambda e: with_weight(e, 1, 0, 0, e.network.layers[0].weights[0, 0] + 1),
        lambda e: with_input(e, 0, e.example.inputs[0] + 1),
        lambda e: with_training(e, epochs=e.training.epochs + 1),
        lambda e: with_unit_added(e, 1),
        lambda e: with_unit_removed(e, 1) if e.network.sizes[1] > 1 else e,
        lambda e: with_layer_added(e, 1),
    ]
)


class Listener(QObject):
    def __init__(self, document: Document) -> None:
        super().__init__()
        self.heard: list[tuple[Experiment, Experiment]] = []
        document.changed.connect(lambda old, new: self.heard.append((old, new)))


@settings(max_examples=60)
@given(st.lists(edits | st.sampled_from(["undo", "redo"]), max_size=12))
def test_undo_and_redo_give_back_the_very_values(steps: list[object]) -> None:
    document = Document(BANK)
    past, future = [BANK], []
    for step in steps:
        if step == "undo":
            document.undo_stack.undo()
            if len(past) > 1:
                future.append(past.pop())
        elif step == "redo":
            document.undo_stack.redo()
            if future:
                past.append(future.pop())
        else:
            assert callable(step)
            edited = step(document.experiment)
            document.edit(EDIT, edited)
            if edited != past[-1]:
                past.append(edited)
                future.clear()
        assert document.experiment is past[-1]
        assert document.is_modified == (len(past) > 1)


def test_views_hear_the_old_and_the_new_value() -> None:
    document = Document(BANK)
    listener = Listener(document)
    edited = with_input(BANK, 0, 5.0)
    document.edit(EDIT, edited)
    document.undo_stack.undo()
    (first_old, first_new), (second_old, second_new) = listener.heard
    assert first_old is second_new is BANK
    assert first_new is second_old is edited


def test_an_edit_that_changes_nothing_is_no_entry() -> None:
    document = Document(BANK)
    listener = Listener(document)
    document.edit(EDIT, BANK)
    document.edit(EDIT, with_input(BANK, 0, 2.0))
    assert document.undo_stack.count() == 0
    assert listener.heard == []


DRAG = ("drag", 0)


def test_edits_with_the_same_key_are_one_entry_back_to_the_first_value() -> None:
    document = Document(BANK)
    listener = Listener(document)
    for value in (5.0, 6.0, 7.0):
        document.edit(Message("Set to {value}", value=value), with_input(BANK, 0, value), merge=DRAG)
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Set to 7"
    assert [new.example.inputs[0] for _, new in listener.heard] == [5, 6, 7]
    document.undo_stack.undo()
    assert document.experiment is BANK
    document.undo_stack.redo()
    assert document.experiment.example.inputs[0] == 7


def test_other_keys_and_edits_without_one_are_entries_of_their_own() -> None:
    document = Document(BANK)
    for value, key in enumerate((DRAG, ("drag", 1), None, None, DRAG, DRAG), start=5):
        document.edit(EDIT, with_input(BANK, 0, value), merge=key)
    assert document.undo_stack.count() == 5


def test_merged_edits_that_end_where_they_began_leave_no_entry() -> None:
    document = Document(BANK)
    before = with_input(BANK, 1, 9.0)
    document.edit(EDIT, before)
    document.edit(EDIT, with_input(before, 0, 5.0), merge=DRAG)
    document.edit(EDIT, with_input(before, 0, 2.0), merge=DRAG)
    assert document.undo_stack.count() == 1
    assert document.experiment is before
    document.edit(EDIT, with_input(before, 0, 6.0), merge=DRAG)
    document.undo_stack.undo()
    assert document.experiment is before


def test_a_drag_back_to_the_saved_value_leaves_nothing_unsaved() -> None:
    document = Document(BANK)
    document.edit(EDIT, with_input(BANK, 0, 5.0), merge=DRAG)
    assert document.is_modified
    document.edit(EDIT, BANK, merge=DRAG)
    assert not document.is_modified


def test_the_end_of_a_drag_an_undo_and_a_save_end_a_merge(tmp_path: Path) -> None:
    document = Document(BANK)
    document.edit(EDIT, with_input(BANK, 0, 5.0), merge=DRAG)
    document.end_merge()
    document.edit(EDIT, with_input(BANK, 0, 6.0), merge=DRAG)
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    document.undo_stack.redo()
    document.edit(EDIT, with_input(BANK, 0, 7.0), merge=DRAG)
    assert document.undo_stack.count() == 3
    document.save(tmp_path / "mine.perceptarium")
    document.edit(EDIT, with_input(BANK, 0, 8.0), merge=DRAG)
    assert document.undo_stack.count() == 4
    document.undo_stack.undo()
    assert not document.is_modified


def test_saving_and_opening(tmp_path: Path) -> None:
    path = tmp_path / "mine.perceptarium"
    document = Document(BANK)
    edited = with_input(BANK, 0, 5.0)
    document.edit(EDIT, edited)
    document.save(path)
    assert not document.is_modified
    assert document.path == path
    assert read(path) == edited
    document.undo_stack.undo()
    assert document.is_modified
    document.open(path)
    assert document.experiment == edited
    assert not document.is_modified
    assert not document.undo_stack.canUndo()


def test_saving_replaces_a_file_whole_and_leaves_one_copy_of_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.perceptarium"
    path.write_text("x" * 100_000, "utf-8")
    assert Document(BANK).save(path) is None
    assert path.read_text("utf-8") == dump(BANK)
    assert backup_of(path).read_text("utf-8") == "x" * 100_000
    assert set(tmp_path.iterdir()) == {path, backup_of(path)}


def test_a_save_that_fails_leaves_the_file_and_the_changes(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "mine.perceptarium"
    document = Document(BANK)
    document.edit(EDIT, with_input(BANK, 0, 5.0))
    with pytest.raises(Problem, match="cannot be saved") as caught:
        document.save(path)
    assert caught.value.place == str(path)
    assert document.is_modified
    assert document.path is None


def test_a_write_that_stops_half_way_keeps_the_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="no limit on file sizes here")
    path = tmp_path / "mine.perceptarium"
    path.write_text("before", "utf-8")
    document = Document(BANK)
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, allowed[1]))
    try:
        with pytest.raises(Problem, match="cannot be saved"):
            document.save(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert path.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
    assert document.path is None


def test_opening_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "broken.perceptarium"
    path.write_text("{", "utf-8")
    document = Document(BANK)
    document.edit(EDIT, with_input(BANK, 0, 5.0))
    before = document.experiment
    listener = Listener(document)
    for bad in (path, tmp_path / "missing"):
        with pytest.raises(Problem):
            document.open(bad)
    assert document.experiment is before
    assert document.undo_stack.canUndo()
    assert document.path is None
    assert listener.heard == []


def test_an_ampersand_in_a_name_marks_no_letter_in_the_menu() -> None:
    document = Document(example("bank"))
    document.edit(Message("Rename {name}", name="a & b"), with_input(document.experiment, 0, 7.0), "key")
    document.edit(Message("Rename {name}", name="a & b"), with_input(document.experiment, 0, 8.0), "key")
    assert document.undo_stack.count() == 1
    assert document.undo_stack.text(0) == "Rename a & b"
    assert document.undo_stack.undoText() == "Rename a && b"
