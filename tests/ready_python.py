"""Processes that start with torch in them: most tests want a process of the program, few the seconds of its imports.

One process imports everything once and then waits at a socket. What the program starts instead of `python -m MODULE`
is a small client that hands over its standard input, output and error: the waiting process forks, the fork runs
MODULE on them, and the client ends as it does. If the client is killed, the fork dies with it.
"""

from __future__ import annotations

import importlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ("simulator.training.worker", "simulator.commands.check_command")
IS_POSSIBLE = hasattr(os, "fork") and hasattr(socket, "send_fds")

_CLIENT = """
import socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
socket.send_fds(connection, [sys.argv[2].encode()], [0, 1, 2])
status = connection.recv(1)
sys.exit(status[0] if status else 1)
"""


class ReadyPython:
    """The waiting process, started when it is first needed."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def command(self, module: str) -> list[str]:
        """What to start for one of MODULES."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="ready"))
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(self._socket))
                listener.listen()  # from now on a client can connect, and waits for the imports
                self._process = subprocess.Popen(
                    [sys.executable, __file__, str(listener.fileno())],
                    cwd=ROOT,
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                    stdin=subprocess.PIPE,
                    pass_fds=[listener.fileno()],
                )
        return [sys.executable, "-I", "-S", "-c", _CLIENT, str(self._socket), module]

    def close(self) -> None:
        if self._process is not None and self._process.stdin is not None and self._folder is not None:
            self._process.stdin.close()
            self._process.wait()
            shutil.rmtree(self._folder)

    @property
    def _socket(self) -> Path:
        assert self._folder is not None
        return self._folder / "socket"


def _wait(listener: socket.socket) -> None:
    """Fork for whoever asks, until standard input closes."""
    importlib.import_module("torch._dynamo")  # what the first of torch's optimizers imports
    for module in MODULES:
        importlib.import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # leaves no zombies
    while True:
        readable, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in readable:
            return
        connection, _ = listener.accept()
        content, streams, _, _ = socket.recv_fds(connection, 100, 3)  # nothing of a client that was killed
        if streams and os.fork() == 0:
            listener.close()
            _become(content.decode(), streams, connection)
        connection.close()
        for stream in streams:
            os.close(stream)


def _become(module: str, streams: list[int], connection: socket.socket) -> None:
    """Run a module's main on the streams of the client, and end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)

    def die_with_client() -> None:
        connection.recv(1)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=die_with_client, daemon=True).start()
    status = 1
    try:
        sys.modules[module].main()
        status = 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(bytes([status]))
    os._exit(status)


if __name__ == "__main__":
    _wait(socket.socket(fileno=int(sys.argv[1])))
