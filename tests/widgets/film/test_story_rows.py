"""What a film tells, chosen by hand: what fits what is filmed can be chosen, the rest says why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.film.scene import Scene
from simulator.film.settings import FilmSettings, Pace
from tests.widgets.record_dialogs import SMALL, choose, click, opened, picture, run_of, segment, type_into
from widgets.film.record_options import RecordOptions


def options_of(qtbot: QtBot, name: str, settings: FilmSettings = SMALL) -> RecordOptions:
    options = RecordOptions(example(name), settings)
    qtbot.addWidget(options)
    options.more.open()
    options.show()
    return options


def refused(options: RecordOptions) -> dict[Scene, str]:
    """The scenes that cannot be chosen, and why."""
    scene = options.story.scene
    return {
        scene.itemData(at): scene.itemData(at, Qt.ItemDataRole.ToolTipRole)
        for at in range(scene.count())
        if not scene._can_be_chosen(at)
    }


def test_a_scene_that_does_not_fit_is_greyed_out_and_says_why(qtbot: QtBot) -> None:
    options = options_of(qtbot, "bank")
    assert set(refused(options)) == {Scene.CURVE, Scene.IMAGES}
    assert refused(options)[Scene.CURVE] == "one step has no loss curve; film several, or a training run"
    type_into(qtbot, options.story.steps, "3")
    assert set(refused(options)) == {Scene.IMAGES}
    choose(options.story.scene, Scene.ARITHMETIC)
    assert options.settings.scene is Scene.ARITHMETIC


def test_a_scene_that_stopped_to_fit_stays_on_show_and_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    circle = example("circle")
    dialog = opened(qtbot, tmp_path, experiment=circle, footage=run_of(circle, tmp_path))
    choose(dialog.options.story.scene, Scene.ARITHMETIC)
    assert dialog.bar.record_button.isEnabled()
    click(qtbot, segment(dialog.options.what, 1))
    assert dialog.options.settings.scene is Scene.ARITHMETIC
    assert dialog.options.story.scene.currentData() is Scene.ARITHMETIC
    assert "the arithmetic is that of a step" in dialog.status
    assert not dialog.bar.record_button.isEnabled()


def test_a_descent_is_over_the_weight_that_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, experiment=example("gradient-descent"))
    story = dialog.options.story
    assert not story.weight.isVisible()
    choose(story.scene, Scene.DESCENT)
    assert story.weight.isVisible()
    assert [story.weight.itemText(at) for at in range(story.weight.count())] == ["The steepest", "a → y", "b → y"]
    by_itself = picture(dialog)
    choose(story.weight, "a to y")
    assert dialog.options.settings.weight == "a to y"
    assert picture(dialog) != by_itself
    assert dialog.status == ""
    other = RecordOptions(example("digits"), replace(SMALL, weight="pixel_27 to hidden.node_1", scene=Scene.DESCENT))
    qtbot.addWidget(other)
    assert other.story.weight.currentText() == "pixel_27 to hidden.node_1"
    assert other.story.weight.count() == 66


def test_steps_are_counted_of_a_step_and_epochs_of_a_run(qtbot: QtBot) -> None:
    options = options_of(qtbot, "circle")
    story = options.story
    assert story.steps.isVisible()
    assert not story.first.isVisible()
    assert not story.pace.isEnabled()
    assert story.pace.toolTip() == "One step has the pace of its beats"
    type_into(qtbot, story.steps, "4")
    choose(story.pace, Pace.SLOW_FIRST)
    click(qtbot, segment(options.what, 1))
    assert (options.settings.what, options.settings.steps) == ("training", 1)
    assert options.settings.pace is Pace.SLOW_FIRST
    assert not story.steps.isVisible()
    assert not story.spotlight.isEnabled()
    type_into(qtbot, story.first, "2")
    type_into(qtbot, story.last, "5")
    assert (options.settings.first_epoch, options.settings.last_epoch) == (2, 5)
    click(qtbot, segment(options.what, 0))
    assert (options.settings.first_epoch, options.settings.last_epoch) == (None, None)


def test_epochs_in_the_wrong_order_are_refused_where_they_are_typed(qtbot: QtBot) -> None:
    options = options_of(qtbot, "circle", FilmSettings(what="training", first_epoch=5))
    type_into(qtbot, options.story.last, "3")
    assert options.settings.last_epoch is None
    assert options.story.last.value is None


@pytest.mark.parametrize("which", ["title", "closing"])
def test_cards_speak_for_themselves_or_say_what_is_typed(qtbot: QtBot, which: str) -> None:
    options = options_of(qtbot, "bank")
    card = getattr(options.story, which)
    assert not card.text.isVisible()
    click(qtbot, segment(card.switch, 0))
    assert getattr(options.settings, which) == ""
    type_into(qtbot, card.text, "Watch closely")
    assert getattr(options.settings, which) == "Watch closely"
    click(qtbot, segment(card.switch, 1))
    assert getattr(options.settings, which) is None
    assert not card.text.isVisible()


def test_lines_of_a_card_from_a_file_stay_until_somebody_types(qtbot: QtBot) -> None:
    options = options_of(qtbot, "bank", FilmSettings(title="Bank\nChildren and accounts"))
    card = options.story.title
    assert card.text.text() == "Bank Children and accounts"
    card.text.setFocus()
    qtbot.keyClick(card.text, Qt.Key.Key_Return)
    assert options.settings.title == "Bank\nChildren and accounts"


def test_the_camera_takes_all_the_signal_or_a_unit(qtbot: QtBot) -> None:
    options = options_of(qtbot, "circle")
    camera = options.camera
    offered = [camera.itemData(at) for at in range(camera.count())]
    assert offered[:2] == ["fit", "follow"]
    assert "inside" in offered
    assert "hidden 2.node_1" in offered
    choose(camera, "hidden 2.node_1")
    assert options.settings.camera == "hidden 2.node_1"
    choose(camera, "follow")
    click(qtbot, segment(options.what, 1))
    assert not camera._can_be_chosen(1)
    assert camera.currentData() == "follow"


def test_a_camera_from_a_file_is_shown_as_it_is_written(qtbot: QtBot) -> None:
    options = options_of(qtbot, "digits", FilmSettings(camera="pixel 3"))
    assert options.camera.currentData() == "pixel 3"
    assert options.camera.count() < 80
