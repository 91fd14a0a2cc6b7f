"""Parts of the program that run in processes of their own, so that what they import or compute holds nobody up."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

import simulator


def start_module(process: QProcess, module: str) -> None:
    """Start `python -m module` with this interpreter and this program's modules."""
    process.setProcessEnvironment(_environment())
    program, *arguments = command_of(module)
    process.start(program, arguments)


def command_of(module: str) -> list[str]:
    """The program and its arguments."""
    # -P keeps the folder that the program was started in from hiding modules behind files of the same names.
    return [sys.executable, "-P", "-m", module]


def _environment() -> QProcessEnvironment:
    """Ours, and where the program's own modules are: in a checkout as well as installed."""
    environment = QProcessEnvironment.systemEnvironment()
    folders = [str(Path(simulator.__file__).parent.parent), environment.value("PYTHONPATH")]
    environment.insert("PYTHONPATH", os.pathsep.join(filter(None, folders)))
    return environment
