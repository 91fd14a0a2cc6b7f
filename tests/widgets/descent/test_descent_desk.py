"""The dock follows the selection and what is on show; its ball changes nothing until it is applied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.edits import with_input, with_training
from core.experiment import Experiment
from core.files.examples import example
from core.message import Message
from core.results.metrics import Scores
from core.runs.tape import Record, TapeReader
from core.runs.tape_writer import TapeWriter
from core.weight_edits import WeightPlace, with_value
from simulator.document.document import Document
from simulator.frames.elements import BiasAt, EdgeAt, UnitAt
from simulator.stage.stage import Stage
from simulator.theme import theme
from tests.widgets.windows import opened
from widgets.descent.descent_desk import DescentDesk
from widgets.descent.descent_panel import DescentPanel
from widgets.descent.place_chooser import PlaceChooser
from widgets.parts.docks import bring_to_front
from widgets.parts.style import apply_theme
from widgets.runs.training_desk import TrainingDesk

Show = Callable[..., QWidget]

B = EdgeAt(1, 0, 1)


class Desk:
    """The dock's body in a window, on a document whose edits it asks for, as the main window would hold them."""

    def __init__(self, qtbot: QtBot, show: Show) -> None:
        self.qtbot = qtbot
        self.document = Document(example("gradient-descent"))
        self.stage = Stage(self.document)
        self.training = TrainingDesk(self.document, self.stage)
        self.descent = DescentDesk(self.stage, self.training)
        self.descent.edit_requested.connect(self.document.edit)
        self.descent.edit_ended.connect(self.document.end_merge)
        self.window = show(self.descent.body)
        self.window.resize(340, 700)
        self.descent.select(B)
        self.settle()
        self.panel.view.player.is_still = True
        self.stage.is_still = True

    @property
    def panel(self) -> DescentPanel:
        return self.descent.panel

    def settle(self) -> None:
        """Until nothing is worked on any more."""
        self.qtbot.waitUntil(lambda: self.panel.view.isVisible() and not self.descent.descender.is_busy)

    def edit(self, experiment: Experiment) -> None:
        self.document.edit(Message("edit"), experiment)


@pytest.fixture
def desk(qtbot: QtBot, show: Show) -> Iterator[Desk]:
    """Along the weight of b."""
    made = Desk(qtbot, show)
    yield made
    made.descent.close()
    made.training.close()


def start_of(panel: DescentPanel) -> list[float]:
    assert panel.view.descent is not None
    return panel.view.descent.walk.points[0].tolist()


def test_it_is_made_when_somebody_looks_and_says_what_to_do(qtbot: QtBot, qapp: QApplication) -> None:
    for window in opened(qtbot, qapp, "gradient-descent"):
        dock = next(dock for dock in window.docks.all if dock.objectName() == "Gradient descent")
        window.canvas.select(UnitAt(1, 0))
        assert window.descent.body.findChild(DescentPanel) is None
        bring_to_front(dock)
        qtbot.waitUntil(lambda window=window: window.descent.body.findChild(DescentPanel) is not None)
        panel = window.descent.panel
        qtbot.waitUntil(panel.empty.isVisible)  # Qt shows what is new in a layout a turn later
        assert "Select a weight" in panel.empty.line.text()
        assert not panel.second.isEnabled()
        # It follows what is selected, and stays in front; a unit is explained as ever.
        window.canvas.select(B)
        qtbot.waitUntil(lambda panel=panel: panel.view.descent is not None)
        assert panel.first.currentText() == "b → y"
        assert panel.isVisible()
        window.canvas.select(UnitAt(1, 0))
        qtbot.waitUntil(window.explanation.isVisible)
        # While nobody looks nothing is worked out; another file begins with nothing chosen.
        qtbot.waitUntil(lambda window=window: not window.descent.descender.is_busy)
        window.document.edit(Message("edit"), with_value(window.document.experiment, [WeightPlace(1, 0, 1)], 3.0))
        assert not window.descent.descender.is_busy
        bring_to_front(dock)
        qtbot.waitUntil(lambda panel=panel: start_of(panel) == [3])
        window.files.replaced.emit()
        assert panel.empty.isVisible()


def test_it_follows_the_selected_weight(desk: Desk) -> None:
    assert desk.panel.first.currentText() == "b → y"
    assert "2−0.01×40=1.6" in desk.panel.view.accessibleDescription()
    assert desk.descent.select(EdgeAt(1, 0, 0))
    desk.settle()
    assert start_of(desk.panel) == [1]
    assert not desk.descent.select(UnitAt(1, 0))
    # A bias that is not in use is none that training would change.
    assert "training leaves it" not in desk.panel.note.text()
    desk.descent.select(BiasAt(1, 0))
    desk.settle()
    assert start_of(desk.panel) == [0]
    assert desk.panel.first.currentText() == "bias of y"
    assert "training leaves it" in desk.panel.note.text()


def test_the_ball_walks_and_the_network_stays(qtbot: QtBot, desk: Desk) -> None:
    before = desk.document.experiment
    desk.panel.view.setFocus()
    qtbot.keyClick(desk.panel.view, Qt.Key.Key_Right)
    assert desk.panel.view.picture is not None
    assert desk.panel.view.picture.reading == "after 1 step: loss 11.56"
    qtbot.mouseClick(desk.panel.step, Qt.MouseButton.LeftButton)
    assert desk.panel.count.text().startswith("step 2 of")
    qtbot.keyClick(desk.panel.view, Qt.Key.Key_Left)
    assert desk.panel.view.player.step == 1
    qtbot.keyClick(desk.panel.view, Qt.Key.Key_Home)
    assert desk.panel.view.player.step == 0
    qtbot.keyClick(desk.panel.view, Qt.Key.Key_Space)
    assert desk.panel.view.player.is_playing
    assert desk.panel.play.accessibleName() == "Rest"
    qtbot.mouseClick(desk.panel.play, Qt.MouseButton.LeftButton)
    assert not desk.panel.view.player.is_moving
    assert desk.document.experiment is before
    assert desk.document.undo_stack.count() == 0


def test_where_the_ball_is_can_be_applied_and_undone(qtbot: QtBot, desk: Desk) -> None:
    before = desk.document.experiment
    assert not desk.panel.apply.isEnabled()
    desk.panel.view.player.step_on()
    qtbot.mouseClick(desk.panel.apply, Qt.MouseButton.LeftButton)
    assert desk.document.experiment.network.layers[0].weights.tolist() == [[1, 1.6]]
    assert desk.document.undo_stack.undoText() == "Apply 1 step along b → y"
    desk.settle()
    assert start_of(desk.panel) == [1.6]
    assert desk.panel.view.player.step == 0
    desk.document.undo_stack.undo()
    assert desk.document.experiment is before


def test_the_learning_rate_is_the_experiments_own(qtbot: QtBot, desk: Desk) -> None:
    assert desk.panel.rate.field.value == 0.01
    desk.panel.rate.slider.setFocus()
    for _ in range(12):
        qtbot.keyClick(desk.panel.rate.slider, Qt.Key.Key_Right)
    assert desk.document.experiment.training.learning_rate == 0.04
    assert desk.document.undo_stack.count() == 1
    desk.settle()
    assert desk.panel.view.picture is not None
    assert desk.panel.view.picture.sentence.startswith("Overshoots")
    desk.document.undo_stack.undo()
    assert desk.panel.rate.field.value == 0.01
    desk.panel.rate.field.setFocus()
    desk.panel.rate.field.selectAll()
    qtbot.keyClicks(desk.panel.rate.field, "0.1")
    qtbot.keyClick(desk.panel.rate.field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.panel.view.picture.sentence.startswith("Diverges")
    qtbot.keyClicks(desk.panel.rate.field, "-1")
    desk.panel.rate.field.selectAll()
    qtbot.keyClicks(desk.panel.rate.field, "-1")
    qtbot.keyClick(desk.panel.rate.field, Qt.Key.Key_Return)
    assert desk.document.experiment.training.learning_rate == 0.1
    assert desk.panel.rate.field.value == 0.1


def choose(qtbot: QtBot, chooser: PlaceChooser, letters: str) -> None:
    chooser.setFocus()
    chooser.lineEdit().selectAll()
    qtbot.keyClicks(chooser.lineEdit(), letters)
    popup = chooser.lineEdit().completer().popup()
    qtbot.waitUntil(lambda: popup.currentIndex().isValid())
    qtbot.keyClick(popup, Qt.Key.Key_Return)


def test_two_weights_are_a_landscape(qtbot: QtBot, desk: Desk) -> None:
    choose(qtbot, desk.panel.second, "a y")
    desk.settle()
    assert start_of(desk.panel) == [2, 1]
    assert desk.panel.view.picture is not None
    assert desk.panel.view.picture.shade is not None
    desk.panel.view.player.step_on()
    qtbot.mouseClick(desk.panel.apply, Qt.MouseButton.LeftButton)
    assert desk.document.experiment.network.layers[0].weights.tolist() == [[0.7, 1.6]]
    choose(qtbot, desk.panel.second, "nothing")
    desk.settle()
    assert start_of(desk.panel) == [1.6]


def test_the_mouse_reads_values_and_exactly_those_of_steps(desk: Desk) -> None:
    view = desk.panel.view
    assert view.picture is not None
    read = view.readings(QPointF(*view.picture.trail[1].tolist()))
    assert read is not None
    assert read[1] == [("step", "1"), ("b → y", "1.6"), ("loss", "11.560000000000002")]
    plane = view.picture.axes.plane
    read = view.readings(QPointF(plane.x - plane.width / 2 + 3, plane.y))
    assert read is not None
    (name, value), (_, loss) = read[1]
    assert name == "b → y"
    assert float(loss) == pytest.approx((4 * float(value.replace("−", "-")) - 3) ** 2, rel=0.01)
    assert view.readings(QPointF(1, 1)) is None


def test_edits_and_other_networks_are_followed(qtbot: QtBot, desk: Desk) -> None:
    experiment = desk.document.experiment
    desk.edit(with_input(experiment, 1, 2.0))
    desk.settle()
    assert desk.panel.view.descent is not None
    assert desk.panel.view.descent.walk.slopes[0].tolist() == [4]
    desk.stage.show_network(with_value(experiment, [WeightPlace(1, 0, 1)], 3.0).network)
    desk.settle()
    assert start_of(desk.panel) == [3]


def test_why_there_is_no_picture_is_said(qtbot: QtBot, desk: Desk) -> None:
    experiment = desk.document.experiment
    bare = replace(experiment, example=replace(experiment.example, targets=None))
    desk.edit(bare)
    qtbot.waitUntil(desk.panel.empty.isVisible)
    assert "target" in desk.panel.empty.line.text()


def test_the_way_of_the_last_run_is_drawn(desk: Desk, tmp_path: Path) -> None:
    """A tape as a run leaves it; no process has to be started for that."""
    experiment = desk.document.experiment
    writer = TapeWriter(tmp_path / "run.tape", experiment.network)
    for epoch, weights in enumerate(([1.0, 2.0], [0.7, 1.6], [0.5, 1.25])):
        values = np.array([*weights, 0.0], np.float32)
        writer.append(Record(epoch, Scores(1.0, None, None, None), 0.1, values))
    writer.close()
    desk.training.runs.begin(experiment)
    desk.training.trainer.tape = TapeReader(writer.path)
    desk.training.shown.start = experiment
    desk.descent.look_along((WeightPlace(1, 0, 0), WeightPlace(1, 0, 1)))
    desk.settle()
    assert desk.panel.view.picture is not None
    axes, run = desk.panel.view.picture.axes, desk.panel.view.picture.run
    assert [axes.under(*point) for point in run.tolist()] == [
        pytest.approx(there, abs=1e-6) for there in ((1, 2), (0.7, 1.6), (0.5, 1.25))
    ]
    assert "way of the last run" in desk.panel.note.text()
    # While it goes on it grows.
    desk.training.shown.history_changed.emit()
    assert len(desk.panel.view.picture.run) == 3


def test_while_the_tape_is_scrubbed_it_follows(desk: Desk) -> None:
    network = desk.stage.experiment.network
    for value in (3.0, 2.5, 1.5):
        moved = with_value(desk.stage.experiment, [WeightPlace(1, 0, 1)], value).network
        assert moved is not network
        desk.stage.show_network(moved)
    desk.settle()
    assert start_of(desk.panel) == [1.5]
    assert desk.document.experiment.network is network


def test_everything_can_be_reached_with_the_keys_and_has_a_name(desk: Desk) -> None:
    desk.panel.view.player.step_on()
    reachable = [
        child
        for child in desk.panel.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
    ]
    panel = desk.panel
    for part in (panel.first, panel.second, panel.view, panel.to_start, panel.step, panel.play, panel.apply):
        assert part in reachable
    assert all(child.accessibleName() for child in reachable)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_it_is_painted_in_both_themes(qtbot: QtBot, qapp: QApplication, desk: Desk, name: str) -> None:
    apply_theme(qapp, theme(name))
    qtbot.mouseMove(desk.panel.view, QPoint(desk.panel.view.width() // 2, desk.panel.view.height() // 3))
    image = desk.panel.view.grab().toImage()
    assert image.pixelColor(12, image.height() // 2).name() == theme(name).canvas.lower()


def test_other_optimizers_and_frozen_weights_are_told_of(desk: Desk) -> None:
    assert "Loss of the example, without penalties" in desk.panel.note.text()
    assert "plain gradient descent" not in desk.panel.note.text()
    desk.edit(with_training(example("gradient-descent"), optimizer="adam"))
    desk.settle()
    assert "plain gradient descent" in desk.panel.note.text()
