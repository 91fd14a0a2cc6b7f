"""The menu offers what the experiment can have, and says why it cannot have the rest."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.frames.face import Face
from widgets.menus.face_choice import FaceChoice
from widgets.parts.view_choices import Choice


def test_all_faces_are_in_the_menu(qtbot: QtBot) -> None:
    choice = FaceChoice(Choice(Face.AUTO, None))
    menu = choice.menu()
    qtbot.addWidget(menu)
    assert menu.actions() == list(choice.actions.values())
    assert set(choice.actions) == set(Face)
    assert menu.toolTipsVisible()
    assert choice.actions[Face.AUTO].isChecked()


def test_a_click_says_which_face(qtbot: QtBot) -> None:
    face = Choice(Face.AUTO, None)
    choice, other = FaceChoice(face), FaceChoice(face)
    with qtbot.waitSignal(face.changed) as caught:
        choice.actions[Face.WEIGHTS].trigger()
    assert caught.args == [Face.WEIGHTS]
    assert other.actions[Face.WEIGHTS].isChecked()


def test_what_cannot_be_shown_is_greyed_out_and_stays_chosen(qtbot: QtBot) -> None:
    choice = FaceChoice(Choice(Face.AUTO, None))
    choice.show_experiment(example("circle"))
    assert choice.actions[Face.MAP].isEnabled()
    assert "too little room" in choice.actions[Face.MAP].toolTip()
    choice.actions[Face.MAP].trigger()
    choice.show_experiment(example("iris"))
    assert not choice.actions[Face.MAP].isEnabled()
    assert choice.actions[Face.MAP].toolTip() == "A map needs two inputs; this network has 4."
    assert choice.actions[Face.MAP].isChecked()
    choice.show_experiment(example("bank"))
    assert choice.actions[Face.MAP].isEnabled()
    assert not choice.actions[Face.HISTOGRAM].isEnabled()


def test_weights_of_pixels_are_offered_as_an_image(qtbot: QtBot) -> None:
    choice = FaceChoice(Choice(Face.AUTO, None))
    choice.show_experiment(example("iris"))
    assert choice.actions[Face.WEIGHTS].toolTip().startswith("A bar for each weight")
    choice.show_experiment(example("digits"))
    assert "as the pixels are" in choice.actions[Face.WEIGHTS].toolTip()
