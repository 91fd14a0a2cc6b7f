"""Ctrl+C on the command line."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruptible() -> Iterator[None]:
    """KeyboardInterrupt wherever the work can be broken off; in the middle of an import, the end of the program.

    Qt's binding runs Python while it is imported, and where that is interrupted it dies with a dump.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            os.write(2, b"perceptarium: interrupted\n")  # to translate it would be to import
            os._exit(130)
        frame = frame.f_back
    raise KeyboardInterrupt
