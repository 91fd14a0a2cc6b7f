"""The plot is written whole or not at all; what fails is said in one line."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.runs.tape import History
from widgets.loss.loss_export import SIZE
from widgets.loss.loss_panel import LossPanel


@pytest.fixture
def panel(qtbot: QtBot) -> LossPanel:
    made = LossPanel()
    qtbot.addWidget(made)
    made.resize(600, 200)
    epochs, nothing = np.arange(50.0), np.full(50, np.nan)
    made.show_history(History(epochs, 1 / (epochs + 1), 1 / (epochs + 2), nothing, nothing, nothing))
    yield made
    made.close_down()


def choose(monkeypatch: pytest.MonkeyPatch, path: Path, pattern: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), pattern))


def test_a_picture_has_its_size_whatever_the_panel_s(
    monkeypatch: pytest.MonkeyPatch, panel: LossPanel, tmp_path: Path
) -> None:
    said: list[str] = []
    panel.said.connect(said.append)
    choose(monkeypatch, tmp_path / "loss.png")
    panel.export_action.trigger()
    image = QImage(str(tmp_path / "loss.png"))
    assert image.size() == SIZE * 2
    assert len({image.pixelColor(x, 400).name() for x in range(image.width())}) > 1
    assert said == ["Plot written to loss.png"]


def test_a_name_without_an_ending_gets_the_chosen_one(
    monkeypatch: pytest.MonkeyPatch, panel: LossPanel, tmp_path: Path
) -> None:
    choose(monkeypatch, tmp_path / "loss", "Drawing (*.svg)")
    panel.export_action.trigger()
    content = (tmp_path / "loss.svg").read_bytes()
    assert QSvgRenderer(content).isValid()
    assert b"<polyline" in content or b"<path" in content, "lines, not a picture of them"
    assert b"train" in content
    assert b"clip-path" in content, "a zoomed curve ends at the plane"


def test_the_table_reads_back(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, panel: LossPanel, tmp_path: Path
) -> None:
    choose(monkeypatch, tmp_path / "loss.csv")
    with qtbot.waitSignal(panel.said):
        panel.export_action.trigger()
    with (tmp_path / "loss.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["train_loss"]) for row in rows] == [1 / (epoch + 1) for epoch in range(50)]


@pytest.mark.parametrize("name", ["loss.png", "loss.svg", "loss.pdf", "loss.csv"])
def test_a_path_that_cannot_be_written_is_one_clear_line(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, panel: LossPanel, tmp_path: Path, name: str
) -> None:
    lines: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _window, _title, line: lines.append(line))
    choose(monkeypatch, tmp_path / "nowhere" / name)
    panel.export_action.trigger()
    qtbot.waitUntil(lambda: bool(lines))
    assert "cannot be saved" in lines[0]
    assert name in lines[0]
    assert "\n" not in lines[0]
    assert not list(tmp_path.iterdir())


def test_another_ending_is_refused(monkeypatch: pytest.MonkeyPatch, panel: LossPanel, tmp_path: Path) -> None:
    lines: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _window, _title, line: lines.append(line))
    choose(monkeypatch, tmp_path / "loss.bmp")
    panel.export_action.trigger()
    assert ".png, .svg, .pdf or .csv" in lines[0]
    assert not list(tmp_path.iterdir())


def test_before_the_first_run_there_is_nothing_to_export(panel: LossPanel) -> None:
    assert panel.export_action.isEnabled()
    panel.clear()
    assert not panel.export_action.isEnabled()
