"""Widgets are tested in the theme they are seen in, and must leave nothing running."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from simulator.theme import theme
from tests.core.loss_histories import history
from widgets.loss.loss_panel import LossPanel
from widgets.parts.controls import DockTitle
from widgets.parts.stored import settings
from widgets.parts.style import apply_theme

Show = Callable[..., QWidget]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Puts widgets into a window that is active and stays for the test."""
    kept: list[QWidget] = []

    def shown(*widgets: QWidget) -> QWidget:
        window = QWidget()
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            layout.addWidget(widget)
        qtbot.addWidget(window)
        kept.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return shown


@pytest.fixture(autouse=True)
def no_process_without_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run starts its process by itself; that every window imports torch beside the test would take the machine."""
    monkeypatch.setattr("widgets.main_window.WARM_UP_AFTER", 3_600_000)


@pytest.fixture(autouse=True)
def _ready_processes(ready_processes: None) -> None:
    """How they start is tested in tests/simulator."""


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    apply_theme(qapp, theme("light"))


@pytest.fixture(autouse=True)
def nothing_is_open() -> None:
    """What an earlier test unfolded is folded again, and the plot looks as it does at first."""
    settings().remove("open")
    settings().remove("loss_plot")


@pytest.fixture(autouse=True)
def no_timer_runs_on(qapp: QApplication, qtbot: QtBot) -> Iterator[None]:
    yield
    for window in qapp.topLevelWidgets():
        for timer in window.findChildren(QTimer):
            if timer.isActive():
                hidden = [each for each in ancestors(timer) if isinstance(each, QWidget) and not each.isVisible()]
                assert not hidden, f"{hidden[0]} left a timer running"


def ancestors(of: QObject) -> Iterator[QObject]:
    while (of := of.parent()) is not None:
        yield of


@pytest.fixture
def no_losses(show: Show) -> LossPanel:
    """The dock of the losses before any training, in a window."""
    made = LossPanel()
    window = show(DockTitle("Loss per epoch", *made.title_widgets), made)
    window.resize(800, 240)
    return made


@pytest.fixture
def losses(no_losses: LossPanel, qapp: QApplication) -> LossPanel:
    """The same with a run of 100 epochs, at its beginning."""
    no_losses.set_planned(100)
    no_losses.show_history(history())
    no_losses.set_epoch(0)
    qapp.processEvents()
    return no_losses
