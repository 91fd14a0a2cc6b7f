"""Every test runs without a screen, and with settings of its own."""

import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as main does

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtCore import QSettings, QStandardPaths

from simulator.garbage import sweep
from simulator.python_process import command_of
from tests.ready_python import IS_POSSIBLE, MODULES, ReadyPython

# How long something takes is measured in tests/bench, and never a reason to fail.
settings.register_profile("untimed", deadline=None)
# The same cases every time, for a run that decides whether a change may land: what chance finds is no fault of it.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "untimed"))


@pytest.fixture(autouse=True, scope="session")
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing of the machine's user is read, nothing is left behind."""
    folder: Path = tmp_path_factory.mktemp("settings")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    QStandardPaths.setTestModeEnabled(True)


@pytest.fixture(autouse=True)
def _garbage_waits() -> Iterator[None]:
    """As in the window: what a test left is not taken apart in a thread of another, or while Qt lists its widgets."""
    gc.disable()
    yield
    sweep()


@pytest.fixture(scope="session")
def ready_python() -> Iterator[ReadyPython]:
    ready = ReadyPython()
    yield ready
    ready.close()


@pytest.fixture
def ready_processes(ready_python: ReadyPython, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of the program need not import torch: for tests of what they do, not of how they start."""
    if IS_POSSIBLE:
        monkeypatch.setattr(
            "simulator.python_process.command_of",
            lambda module: ready_python.command(module) if module in MODULES else command_of(module),
        )
