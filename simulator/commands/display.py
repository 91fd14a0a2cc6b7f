"""Whether a window can open here, found out before Qt tries and, where it cannot, aborts."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

from core.message import Failure, Message

# What libQt6Gui needs whatever it draws on, and the Debian package that holds it.
_EVERYWHERE = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
}
_BY_PLATFORM = {
    "xcb": {
        "libxcb.so.1": "libxcb1",
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
    },
    "wayland": {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"},
    "vnc": {"libgssapi_krb5.so.2": "libgssapi-krb5-2"},
}


def has_display() -> bool:
    """Whether a window would find a screen, a real one or one that QT_QPA_PLATFORM puts in its place."""
    return not sys.platform.startswith("linux") or bool(_platforms())


def refuse_missing_libraries() -> None:
    """Name the system libraries without which Qt would abort (raises Failure)."""
    if not sys.platform.startswith("linux"):
        return
    missing = _missing(_EVERYWHERE)
    # Qt takes the first platform that works, so one that is whole is enough.
    choices = sorted((_missing(_BY_PLATFORM.get(platform, {})) for platform in _platforms()), key=len)
    missing += choices[0] if choices else []
    if missing:
        raise Failure(
            Message("missing system libraries; on Debian: apt install {packages}", packages=" ".join(missing))
        )


def refuse_unknown_platform() -> None:
    """Name a platform that this Qt does not have, on which it would abort (raises Failure)."""
    # Not at the top: this module also explains why QtCore itself could not be loaded.
    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    known = {plugin.stem.removeprefix("libq") for plugin in plugins.glob("libq*.so")}
    if known and known.isdisjoint(_platforms()):
        message = Message("this Qt has no such platform; it has {known}", known=", ".join(sorted(known)))
        raise Failure(message, f"QT_QPA_PLATFORM={os.environ.get('QT_QPA_PLATFORM', '')}")


def library_failure(error: ImportError) -> Failure | None:
    """What to say where Python could not load a part of Qt for want of a system library; None for other errors."""
    found = re.match(r"(lib[^\s:]+\.so[.\d]*): cannot open shared object file", str(error))
    if found is None:
        return None
    library = found[1]
    for libraries in (_EVERYWHERE, *_BY_PLATFORM.values()):
        if library in libraries:
            return Failure(Message("missing; on Debian: apt install {package}", package=libraries[library]), library)
    return Failure(Message("this system library is missing"), library)


def _platforms() -> list[str]:
    """The platforms Qt may draw on: those asked for, or the usual two, less those whose screen is not there."""
    asked = os.environ.get("QT_QPA_PLATFORM") or "wayland;xcb"
    names = [entry.partition(":")[0].partition("-")[0] for entry in asked.split(";") if entry]
    return [name for name in names if _has_screen(name)]


def _has_screen(platform: str) -> bool:
    if platform == "xcb":
        return bool(os.environ.get("DISPLAY")) and _x_server_answers()
    if platform == "wayland":
        socket = os.environ.get("WAYLAND_DISPLAY", "")
        return bool(socket) and Path(os.environ.get("XDG_RUNTIME_DIR", ""), socket).exists()
    return True


def _x_server_answers() -> bool:
    """Whether the server in DISPLAY lets us in. Where it does not, Qt would abort."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # the missing library will be named
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    error: int = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return error == 0


def _missing(libraries: dict[str, str]) -> list[str]:
    return [package for library, package in libraries.items() if not _can_load(library)]


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
