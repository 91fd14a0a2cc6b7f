"""The step on show as Markdown: copied, and saved whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from simulator.telling.told_step import markdown_of
from widgets.main_window import MainWindow


def expected(window: MainWindow) -> str:
    return markdown_of(window.stage.trace, window.stage.timeline, window.stage.experiment)


def test_it_is_copied_and_saved_from_the_menu(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [entry.text().replace("&", "") for entry in window.menus.menus[0].actions()]
    assert {"Copy transcript", "Save transcript…"} <= set(texts)
    window.transcripts.copy.trigger()
    assert QGuiApplication.clipboard().text() == expected(window)
    path = tmp_path / "step"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.transcripts.save.trigger()
    assert path.with_suffix(".md").read_text("utf-8") == expected(window)
    assert "step.md" in window.status.currentMessage()


def test_what_cannot_be_written_is_said(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "step.md"), ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    window.transcripts.save.trigger()
    assert len(said) == 1
    assert "step.md" in said[0]


def test_it_has_the_digits_of_the_window(window: MainWindow) -> None:
    window.files.open_example("bank-tanh")
    digits = window._appearance.view.digits
    usual = digits.value
    digits.choose(8)
    window.transcripts.copy.trigger()
    digits.choose(usual)
    assert "a = tanh(1) ≈ 0.76159416" in QGuiApplication.clipboard().text()
