"""Themes reach every widget; icons are tinted and crisp; the application wears tabular figures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.theme import theme
from widgets.menus.theme_menu import chosen_theme
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import SegmentedControl, ToolButton
from widgets.parts.icons import icon, icon_names
from widgets.parts.stored import settings
from widgets.parts.style import Appearance, apply_theme, current_theme, palette, style_sheet

NEEDED = [
    "play",
    "pause",
    "beat-next",
    "beat-back",
    "to-start",
    "loop",
    "undo",
    "redo",
    "plus",
    "minus",
    "down",
    "right",
    "left",
    "close",
    "fit",
    "dice",
    "reset",
    "step",
    "epoch",
    "stop",
    "record",
    "export",
    "check",
    "info",
    "chip",
    "table",
    "present",
]


def inks(made: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = made.pixmap(QSize(20, 20), 2.0, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_every_icon_needed_is_drawn() -> None:
    assert set(NEEDED) <= set(icon_names())


@pytest.mark.parametrize("name", NEEDED)
def test_icons_take_the_colours_of_the_theme(qapp: QApplication, name: str) -> None:
    for look in (theme("light"), theme("dark")):
        made = icon(name, look)
        assert QColor(look.text_2).name() in inks(made)
        assert QColor(look.ink).name() in inks(made, QIcon.Mode.Active)
        assert QColor(look.border).name() in inks(made, QIcon.Mode.Disabled)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_icons_are_drawn_for_the_screen(qapp: QApplication, ratio: float) -> None:
    pixmap = icon("play", theme("light")).pixmap(QSize(20, 20), ratio)
    assert pixmap.size() == QSize(round(20 * ratio), round(20 * ratio))


def test_a_change_of_theme_reaches_buttons(qtbot: QtBot, qapp: QApplication) -> None:
    button = ToolButton("plus", "Add")
    qtbot.addWidget(button)
    apply_theme(qapp, theme("dark"))
    assert current_theme() is theme("dark")
    assert QColor(theme("dark").text_2).name() in inks(button.icon())
    apply_theme(qapp, theme("light"))
    assert QColor(theme("light").text_2).name() in inks(button.icon())


@pytest.mark.parametrize("stored", ["", "purple", 3, ["dark"], None])
def test_a_stored_theme_that_nobody_knows_is_that_of_the_system(stored: object) -> None:
    settings().setValue("theme", stored)
    assert chosen_theme() == "system"
    settings().setValue("theme", "dark")
    assert chosen_theme() == "dark"
    settings().remove("theme")


def test_appearance_can_be_chosen(qapp: QApplication, qtbot: QtBot) -> None:
    appearance = Appearance(qapp, "dark")
    assert current_theme().name == "dark"
    with qtbot.waitSignal(appearance.changed) as signal:
        appearance.choose("light")
    assert signal.args == [theme("light")]
    assert current_theme().name == "light"
    appearance.choose("system")
    assert current_theme() is appearance.theme
    appearance.deleteLater()


def test_figures_are_tabular_and_13_px(qapp: QApplication) -> None:
    font = qapp.font()
    assert font.pixelSize() == 13
    assert font.featureValue(QFont.Tag.fromString("tnum")) == 1


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_token_in_the_sheet_is_filled_in(qapp: QApplication, name: str) -> None:
    assert "$" not in style_sheet(theme(name))
    assert palette(theme(name)).window().color().name() == theme(name).panel.lower()


def test_a_combo_box_sends_only_what_a_person_chose(qtbot: QtBot) -> None:
    combo = ComboBox("Loss", [("a", "Alpha"), ("b", "Beta, and a good deal longer")])
    qtbot.addWidget(combo)
    got: list[object] = []
    combo.chosen.connect(got.append)
    combo.choose("b")
    assert not got
    assert "Beta, and a good deal longer" in combo.toolTip()
    combo.set_choices([("b", "Beta"), ("c", "Gamma")])
    assert combo.currentData() == "b"
    combo.show()
    qtbot.keyClick(combo, "g")
    assert got == ["c"]


def test_segments_choose_one(qtbot: QtBot) -> None:
    control = SegmentedControl("What", [("step", "One step"), ("training", "Training")])
    qtbot.addWidget(control)
    with qtbot.waitSignal(control.chosen) as signal:
        control._group.button(1).click()
    assert signal.args == ["training"]
    control.choose("step")
    assert control.value == "step"


def test_a_choice_begins_with_its_first_value_even_where_none_is_another(qtbot: QtBot) -> None:
    combo = ComboBox("Size", [("small", "Small"), (None, "Other size")])
    qtbot.addWidget(combo)
    assert combo.currentData() == "small"
    combo.choose(None)
    combo.set_choices([("large", "Large"), (None, "Another size")])
    assert combo.currentText() == "Another size"
