from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.message import Failure
from simulator.commands import display
from simulator.commands.display import library_failure

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Linux, no display in sight, and whichever is named answers."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(display, "_x_server_answers", lambda: True)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "wayland-0").touch()
    return monkeypatch


@pytest.mark.parametrize(
    ("environment", "has_display"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-9"}, False),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}, False),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, True),
        ({"QT_QPA_PLATFORM": "wayland-egl", "DISPLAY": ":0"}, False),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "minimal"}, True),
        ({"QT_QPA_PLATFORM": "vnc:size=1366x768:port=5901"}, True),
        ({"QT_QPA_PLATFORM": "wayland;vnc"}, True),
    ],
)
def test_a_display_is_looked_for_where_qt_would(
    environment: dict[str, str], has_display: bool, surroundings: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        surroundings.setenv(name, value)
    assert display.has_display() == has_display


def test_other_systems_always_have_a_display(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setattr(sys, "platform", "darwin")
    assert display.has_display()
    surroundings.setattr(display, "_can_load", lambda library: False)
    display.refuse_missing_libraries()


@linux
def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", ":987")
    assert not display.has_display()


@linux
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_a_display_that_answers_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["Xvfb", "-displayfd", "1", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        monkeypatch.setenv("DISPLAY", f":{server.stdout.readline().strip()}")
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        try:
            assert display.has_display()
        finally:
            server.terminate()


def test_what_every_window_needs_is_named_too(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("QT_QPA_PLATFORM", "vnc")
    absent = ("libEGL.so.1", "libgssapi_krb5.so.2", "libxcb-icccm.so.4")
    surroundings.setattr(display, "_can_load", lambda library: library not in absent)
    with pytest.raises(Failure, match="apt install libegl1 libgssapi-krb5-2"):
        display.refuse_missing_libraries()


def test_only_a_missing_library_is_taken_for_one() -> None:
    found = library_failure(ImportError("libxcb-cursor.so.0: cannot open shared object file: No such file"))
    assert str(found) == "libxcb-cursor.so.0: missing; on Debian: apt install libxcb-cursor0"
    assert library_failure(ImportError("cannot import name 'x' from 'core'")) is None


@linux
def test_a_platform_that_qt_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for known in ("offscreen", "vnc:size=800x600", "bogus;offscreen"):
        monkeypatch.setenv("QT_QPA_PLATFORM", known)
        display.refuse_unknown_platform()
    monkeypatch.setenv("QT_QPA_PLATFORM", "bogus")
    with pytest.raises(Failure, match="QT_QPA_PLATFORM=bogus: this Qt has no such platform; it has eglfs, "):
        display.refuse_unknown_platform()
