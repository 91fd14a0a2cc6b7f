"""Between what is on show and its code: written anew when somebody looks, and not at every step of a training."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.frames.elements import Element
from simulator.stage.stage import Stage
from widgets.parts.late_body import LateBody

if TYPE_CHECKING:
    from widgets.code.code_panel import CodePanel

AT_MOST_EVERY = 0.5
"""Seconds: numbers that change faster cannot be read."""


class CodeDesk(QObject):
    """Keeps the panel at the experiment on show. It is made when somebody first looks, and idle while nobody does."""

    said = Signal(str)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._element: Element | None = None
        self._written = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._write)
        self.body = LateBody()
        """What goes into the dock."""
        self.body.seen.connect(self._write)
        stage.changed.connect(self.follow)

    @cached_property
    def panel(self) -> CodePanel:
        """Made when it is first asked for."""
        from widgets.code.code_panel import CodePanel

        panel = CodePanel()
        panel.said.connect(self.said)
        self.body.fill(panel)
        return panel

    @property
    def is_seen(self) -> bool:
        return self.body.isVisible()

    def follow(self) -> None:
        """Another network or experiment is on show: write its code at once, or when the last was long enough ago."""
        if not self.is_seen or self._later.isActive():
            return
        wait = self._written + AT_MOST_EVERY - time.monotonic()
        if wait <= 0:
            self._write()
        else:
            self._later.start(round(wait * 1000))

    def select(self, element: Element | None) -> bool:
        """What is selected on the canvas; returns whether the code, being looked at, says where it stands there."""
        self._element = element
        if self.is_seen:
            self.panel.select(element)
        return self.is_seen

    def close(self) -> None:
        """Nothing more is written."""
        self._later.stop()

    def _write(self) -> None:
        if self.is_seen:
            self.panel.show_experiment(self._stage.experiment)
            self.panel.select(self._element)
            self._written = time.monotonic()
