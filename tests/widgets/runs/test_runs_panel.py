"""The list of runs in the window: what it shows, and what is done from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMessageBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from core.edits import with_training
from core.files.files import is_archive
from core.message import Message
from core.parameters import flat_values
from core.runs.run_files import read_with_runs
from core.structure import with_unit_added
from tests.by_hand import with_weight
from tests.core.taped_runs import bits, trained
from tests.widgets.run_desks import LONG
from tests.widgets.windows import opened
from widgets.main_window import MainWindow
from widgets.parts.docks import bring_to_front
from widgets.runs.compare_dialog import CompareDialog
from widgets.runs.runs_panel import Ask, RunsPanel
from widgets.runs.runs_tree import NUMBER

YES, CANCEL = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.Cancel


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    for made in opened(qtbot, qapp, "circle"):
        experiment = with_training(made.document.experiment, epochs=30, optimizer="adam", learning_rate=0.02)
        made.document.edit(Message("Set"), experiment)
        yield made


def open_panel(qtbot: QtBot, window: MainWindow) -> RunsPanel:
    panel = window.runs.panel
    bring_to_front(next(dock for dock in window.docks.all if dock.widget() is panel))
    qtbot.waitUntil(panel.isVisible)
    return panel


def train(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.training.trainer.finished, timeout=LONG):
        window.training.train()


def branch(qtbot: QtBot, window: MainWindow, at: int) -> None:
    """A run, and another one that leaves it with an edited weight."""
    train(qtbot, window)
    window.training.shown.show_epoch(at)
    window.edits.edit_shown(Message("Change weight"), with_weight(window.stage.experiment, 1, 0, 0, 2.5))
    train(qtbot, window)


def items(panel: RunsPanel) -> list[QTreeWidgetItem]:
    tree = panel.tree
    return tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)


def choose(qtbot: QtBot, panel: RunsPanel, number: int) -> None:
    item = next(item for item in items(panel) if item.data(0, NUMBER) == number)
    panel.tree.scrollToItem(item)
    qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=panel.tree.visualItemRect(item).center())


def test_it_says_what_to_do_and_makes_its_list_when_there_is_a_run(qtbot: QtBot, window: MainWindow) -> None:
    panel = open_panel(qtbot, window)
    assert panel._tree is None
    assert panel._pages.currentIndex() == 0
    assert not panel.branch_button.isEnabled()


def test_a_branch_stands_below_its_run_and_a_click_shows_either(qtbot: QtBot, window: MainWindow) -> None:
    panel = open_panel(qtbot, window)
    branch(qtbot, window, 17)
    first, second = items(panel)
    assert second.parent() is first
    assert second.text(0).startswith("Run 2: weight x₁ → ")
    assert [second.text(column) for column in (1, 2)] == ["run 1, epoch 17", "17–30"]
    assert first.text(1) == "–"
    assert all(first.text(column) != "–" for column in (3, 4, 5))
    present = window.document.experiment
    choose(qtbot, panel, 1)
    assert window.training.runs.shown == 1
    assert window.stage.trace.network == window.training.runs.newest(1)
    assert window.document.experiment is present
    assert len(window.losses.player.epochs) == 31
    assert panel.back_button.isEnabled()
    panel.back_button.click()
    assert window.stage.is_showing_document
    assert not panel.back_button.isEnabled()


def test_names_are_typed_in_place_and_enter_shows_a_run(qtbot: QtBot, window: MainWindow) -> None:
    panel = open_panel(qtbot, window)
    branch(qtbot, window, 17)
    tree = panel.tree
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Up)
    assert panel.chosen == 1
    assert window.training.runs.shown == 2
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert window.training.runs.shown == 1
    panel.actions_of[Ask.RENAME].trigger()
    field = tree.findChild(QLineEdit)
    assert field is not None
    field.setText("first one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.training.runs.tree[1].name == "first one")
    assert items(panel)[0].text(0) == "first one"


def test_other_runs_are_drawn_thin_and_can_be_left_out(qtbot: QtBot, window: MainWindow) -> None:
    branch(qtbot, window, 17)
    curves = window.losses.plot._curves
    assert [(curve.tag, curve.is_aside, curve.color) for curve in curves] == [
        ("", False, "ink"),
        ("", False, "test"),
        ("1", True, "classes.0"),
    ]
    window.losses.menu.choose(has_others=False)
    assert len(window.losses.plot._curves) == 2
    window.losses.menu.choose(has_others=True)
    window.training.shown.show_run(1)
    assert [curve.tag for curve in window.losses.plot._curves] == ["", "", "2"]


def test_a_run_is_run_again_with_another_seed_and_from_the_same_weights(qtbot: QtBot, window: MainWindow) -> None:
    panel = open_panel(qtbot, window)
    train(qtbot, window)
    runs, trainer = window.training.runs, window.training.trainer
    first = bits(runs.reader(1))
    for ask in (Ask.AGAIN, Ask.OTHER_SEED):
        with qtbot.waitSignal(trainer.finished, timeout=LONG):
            window.runs.do(ask, 1)
    assert bits(runs.reader(2)) == first
    other = runs.tree[3]
    assert other.start.training.seed == 1 + runs.tree[1].start.training.seed
    assert bits(runs.reader(3)) == trained(other.start) != first
    assert window.document.experiment.training.seed == other.start.training.seed
    window.document.edit(Message("Set"), with_training(window.document.experiment, learning_rate=0.1))
    with qtbot.waitSignal(trainer.finished, timeout=LONG):
        window.runs.do(Ask.SAME_START, 1)
    again = runs.tree[4]
    assert (flat_values(again.start.network) == flat_values(runs.tree[1].start.network)).all()
    assert again.start.training.learning_rate == 0.1
    assert [run.name for run in runs.tree.runs] == [
        "Run 1",
        "Run 2: run 1 again",
        f"Run 3: seed {other.start.training.seed}",
        "Run 4: learning rate 0.1",
    ]
    assert len(items(panel)) == 4


def test_weights_are_taken_as_one_entry_and_runs_deleted_after_a_question(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = open_panel(qtbot, window)
    branch(qtbot, window, 17)
    wanted = window.training.runs.newest(1)
    count = window.document.undo_stack.count()
    choose(qtbot, panel, 1)
    panel.actions_of[Ask.TAKE].trigger()
    assert window.document.experiment.network == wanted
    assert window.document.undo_stack.count() == count + 1
    answers = iter((CANCEL, YES, YES))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
    for left in (2, 1, 0):
        panel.tree.setCurrentItem(items(panel)[0])
        qtbot.keyClick(panel.tree, Qt.Key.Key_Delete)
        assert len(window.training.runs.tree) == left
    assert panel._pages.currentIndex() == 0
    assert window.losses.player.has_tape is False


def test_the_menu_branches_from_the_moment_on_show(qtbot: QtBot, window: MainWindow) -> None:
    entry = next(entry for entry in window.menus.menus[4].actions() if "ranch" in entry.text())
    assert not entry.isEnabled()
    train(qtbot, window)
    assert entry.isEnabled()
    window.document.edit(Message("Set"), with_training(window.document.experiment, epochs=40))
    window.training.shown.show_epoch(11)
    with qtbot.waitSignal(window.training.trainer.finished, timeout=LONG):
        entry.trigger()
    assert (window.training.runs.tree[2].parent, window.training.runs.tree[2].record) == (1, 11)
    assert window.document.undo_stack.undoText() == "Train 29 epochs"


def test_two_runs_side_by_side(qtbot: QtBot, window: MainWindow) -> None:
    panel = open_panel(qtbot, window)
    branch(qtbot, window, 17)
    choose(qtbot, panel, 2)
    panel.compare_button.click()
    dialog = window.findChild(CompareDialog)
    assert dialog is not None
    table = dialog.settings
    lines = [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]
    assert lines[0] == ["starts at epoch", "0", "17"]
    assert dialog.results.item(0, 1).text() == dialog.results.item(0, 2).text() == "30"
    assert "B − A: run 2 less run 1" in dialog.picture.words
    curves, runs = dialog.losses._curves, window.training.runs
    assert [str(curve.name) for curve in curves] == ["A", "A, test", "B", "B, test"]
    assert (curves[2].values == runs.history(2).train_loss).all()
    assert [row[0][0] for row in dialog.losses.read(16)] == ["epoch", "A"], "B begins at epoch 17"
    assert [row[0][0] for row in dialog.losses.read(17)] == ["epoch", "A", "B"]
    difference = dialog.picture.difference
    first, second = runs.newest(1), runs.newest(2)
    assert difference is not None
    assert first is not None
    assert second is not None
    assert (difference.layers[0].weights == second.layers[0].weights - first.layers[0].weights).all()
    dialog.grab()
    window.training.begin_anew()
    assert not dialog.isVisible()


def test_networks_of_other_sizes_have_no_difference(qtbot: QtBot, window: MainWindow) -> None:
    train(qtbot, window)
    window.document.edit(Message("Add"), with_unit_added(window.document.experiment, 1))
    train(qtbot, window)
    window.runs.do(Ask.COMPARE, 2)
    dialog = window.findChild(CompareDialog)
    assert dialog is not None
    assert dialog.picture.difference is None
    assert "other layers or units" in dialog.picture.words
    assert dialog.settings.item(0, 0).text() == "units"
    dialog.close()


def test_saved_with_its_runs_a_file_gives_both_branches_again_to_the_last_bit(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = open_panel(qtbot, window)
    branch(qtbot, window, 17)
    runs = window.training.runs
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: ("a note", True))
    window.runs.do(Ask.NOTE, 2)
    expected = {number: bits(runs.reader(number)) for number in (1, 2)}
    path = tmp_path / "two.perceptarium"
    window.document.save(path)
    assert not is_archive(path.read_bytes())
    panel.saved.trigger()
    assert window.document.is_modified
    window.document.save(path)
    assert not window.document.is_modified
    assert {run.id: trained(run.start) for run in read_with_runs(path)[1].runs} == expected
    window.files.open(path)
    assert not window.document.is_modified
    assert panel.saved.isChecked()
    assert [(run.id, run.parent, run.notes) for run in runs.tree.runs] == [(1, None, ""), (2, 1, "a note")]
    choose(qtbot, panel, 2)
    assert window.losses.plot._curves[0].values[-1] == window.training.shown.history.train_loss[-1]
    assert not window.losses.player.has_tape
    assert not panel.branch_button.isEnabled()
    for number, like in ((3, 1), (4, 2)):
        with qtbot.waitSignal(window.training.trainer.finished, timeout=LONG):
            window.runs.do(Ask.AGAIN, like)
        assert bits(runs.reader(number)) == expected[like]
    assert runs.tree[4].parent == 1
    assert window.document.is_modified
    window.document.save(path)
