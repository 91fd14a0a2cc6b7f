"""One window with the bank example for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.widgets.shared_window import as_at_first, kept_open
from widgets.main_window import MainWindow


@pytest.fixture(scope="module")
def shared(qapp: QApplication) -> Iterator[MainWindow]:
    yield from kept_open(qapp, "bank")


@pytest.fixture
def window(shared: MainWindow) -> Iterator[MainWindow]:
    yield shared
    as_at_first(shared, "bank")
