"""The program as it runs."""

from __future__ import annotations

import gc
import signal
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from core.files.examples import example
from widgets import application


@pytest.fixture
def own_settings() -> Iterator[None]:
    """What the program changes for its whole process is as it was afterwards."""
    handler, thresholds = signal.getsignal(signal.SIGINT), gc.get_threshold()
    yield
    signal.signal(signal.SIGINT, handler)
    gc.set_threshold(*thresholds)


def test_garbage_is_looked_for_while_the_window_is_open(
    qapp: QApplication, own_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[weakref.ref[QWidget]] = []
    held: list[list[None]] = []

    def forget_a_widget() -> None:
        gc.set_threshold(50, 1, 1)
        widget = QWidget()
        widget.me = widget  # type: ignore[attr-defined]
        left.append(weakref.ref(widget))

    def go_on() -> None:
        held.extend([] for _ in range(100))
        if left and left[0]() is None:
            qapp.closeAllWindows()

    monkeypatch.setattr(application, "settle", forget_a_widget)
    poll = QTimer(interval=20)
    poll.timeout.connect(go_on)
    poll.start()
    QTimer.singleShot(20_000, poll, qapp.closeAllWindows)
    assert application.run_window(example("bank"), None) == 0
    assert left[0]() is None
    assert not gc.isenabled()
