"""What is on show as a picture: into a file, onto the clipboard, from menus and from plots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.files.examples import example
from simulator.film.still import image_of
from simulator.frames.elements import UnitAt
from widgets.film.picture_desk import SHARP, still_of
from widgets.main_window import MainWindow
from widgets.parts.docks import bring_to_front
from widgets.parts.picture_mark import is_picture
from widgets.parts.style import LIGHT, Appearance


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(example("circle"), None, Appearance(qapp, LIGHT))
    made.resize(1366, 768)
    made.show()
    yield made
    made.document.undo_stack.setClean()
    made.close()
    made.deleteLater()


def pixels(image: QImage) -> NDArray[np.uint8]:
    shown = image.convertToFormat(QImage.Format.Format_RGB888)
    return np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine()).copy()


def plots_of(window: MainWindow) -> list[QWidget]:
    """Those of which something can be seen."""
    marked = [each for each in window.findChildren(QWidget) if is_picture(each)]
    return [each for each in marked if each.isVisible() and not each.visibleRegion().isEmpty()]


def choose(monkeypatch: pytest.MonkeyPatch, path: Path, pattern: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), pattern))


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_canvas_goes_into_a_file(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    choose(monkeypatch, tmp_path / f"circle.{kind}")
    window.pictures.save.trigger()
    assert (tmp_path / f"circle.{kind}").stat().st_size > 3000
    assert f"circle.{kind}" in window.status.currentMessage()


def test_a_name_without_an_ending_gets_that_of_the_pattern(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "circle", "Drawing (*.svg)")
    window.pictures.choose_and_save()
    assert (tmp_path / "circle.svg").read_bytes().startswith(b"<?xml")


def test_what_cannot_be_written_is_said(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, words: said.append(words))
    for name in ("circle.jpg", "missing/circle.png"):
        choose(monkeypatch, tmp_path / name)
        window.pictures.choose_and_save()
    assert len(said) == 2
    assert "pictures end in .png, .svg, .pdf" in said[0]
    assert list(tmp_path.iterdir()) == []


def test_the_picture_is_what_is_seen_without_what_a_hand_works_with(window: MainWindow) -> None:
    plain = window.pictures.canvas_still()
    window.canvas.setFocus()
    window.canvas.zoom_by(1.5)
    window.canvas.select(UnitAt(1, 0))
    chosen = window.pictures.canvas_still()
    assert (chosen.width, chosen.height) == (window.canvas.width(), window.canvas.height())
    assert not np.array_equal(pixels(image_of(plain)), pixels(image_of(chosen)))
    window.pictures.copy.trigger()
    copied = QGuiApplication.clipboard().image()
    assert np.array_equal(pixels(copied), pixels(image_of(chosen, SHARP)))


def test_every_plot_can_be_taken(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    bring_to_front(window.in_docks.learnt)
    qtbot.waitUntil(lambda: bool(plots_of(window)))
    plots = plots_of(window)
    for number, plot in enumerate(plots):
        path = tmp_path / f"{number}.svg"
        window.pictures.save_to(still_of(plot), path)
        assert b"<text" in path.read_bytes()
        assert np.array_equal(pixels(image_of(still_of(plot))), pixels(plot.grab().toImage()))


def test_the_menu_of_a_plot_copies_it(window: MainWindow, qtbot: QtBot) -> None:
    bring_to_front(window.in_docks.learnt)

    def is_settled() -> bool:
        """Whether a plot is where it says: sections move as they are made."""
        found = plots_of(window)
        return bool(found) and window.childAt(middle_of(found[0])) is found[0]

    def middle_of(plot: QWidget) -> QPoint:
        return plot.mapTo(window, plot.visibleRegion().boundingRect().center())

    qtbot.waitUntil(is_settled)
    plot = plots_of(window)[0]
    place = window.mapToGlobal(middle_of(plot))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, plot.mapFromGlobal(place), place)
    QApplication.sendEvent(plot, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QGuiApplication.clipboard().clear()
    menu.actions()[1].trigger()
    menu.close()
    assert QGuiApplication.clipboard().image().width() == round(plot.width() * SHARP)


def test_beside_plots_the_menu_of_docks_comes(window: MainWindow) -> None:
    header = window.header
    place = header.mapToGlobal(QPoint(300, 10))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(300, 10), place)
    assert not window.pictures.eventFilter(window, event)
