"""One process of `worker.py` as the window holds it: started, spoken to in lines, ended, never waited for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QProcess, Signal

from simulator.python_process import start_module
from simulator.training.protocol import Line, decode, encode


class WorkerProcess(QObject):
    """One training process. Commands sent before it is ready wait in this process and can still be taken back."""

    reported = Signal(object)
    """One report (a `Line`)."""
    ended = Signal(str)
    """It ended by itself; the last thing it said on standard error, or nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start it; it then imports torch and reports that it is ready."""
        super().__init__(parent)
        self.is_ready = False
        self._unsent: list[Line] = []
        self._last_words = ""
        self._is_abandoned = False
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._keep_last_words)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._notice)
        start_module(self._process, "simulator.training.worker")

    @property
    def process_id(self) -> int:
        return self._process.processId()

    def send(self, command: Line) -> None:
        if self.is_ready:
            self._process.write(encode(command))
        else:
            self._unsent.append(command)

    def take_back(self) -> None:
        """Forget the commands that were not sent yet."""
        self._unsent.clear()

    def abandon(self) -> None:
        """Kill it and hear nothing more of it; it deletes itself when it is gone."""
        self._is_abandoned = True
        self._process.kill()

    def close(self) -> None:
        """Let it end by itself, or by force after a moment; on return it is gone."""
        self._is_abandoned = True
        self._process.closeWriteChannel()
        if not self.is_ready or not self._process.waitForFinished(500):
            self._process.kill()
            self._process.waitForFinished(2000)

    def _read(self) -> None:
        while self._process.canReadLine():
            report = decode(bytes(self._process.readLine().data()))
            if self._is_abandoned:
                continue
            if report["say"] == "ready":
                self._become_ready()
            self.reported.emit(report)

    def _become_ready(self) -> None:
        self.is_ready = True
        for command in self._unsent:
            self.send(command)
        self._unsent.clear()

    def _keep_last_words(self) -> None:
        text = self._last_words + bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        self._last_words = text[-2000:]

    def _notice(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._last_words = self._process.errorString()
            self._end()

    def _end(self) -> None:
        if not self._is_abandoned:
            self._read()
            lines = self._last_words.strip().splitlines()
            self.ended.emit(lines[-1] if lines else "")
        self.deleteLater()
