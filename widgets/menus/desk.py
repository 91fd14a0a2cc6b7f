"""Everything the menus act on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.document.document import Document
from widgets.canvas.canvas import Canvas
from widgets.document.file_desk import FileDesk
from widgets.parts.style import Appearance
from widgets.runs.training_desk import TrainingDesk
from widgets.transport.transport import Transport


@dataclass(frozen=True)
class Desk:
    """What the actions of a window's menus lead to."""

    document: Document
    files: FileDesk
    training: TrainingDesk
    canvas: Canvas
    transport: Transport
    appearance: Appearance
    apply_step: Callable[[], None]
    check: Callable[[], None]
    record: Callable[[], None]
    import_table: Callable[[], None]
    export_rows: Callable[[], None]
    ask_for_goal: Callable[[str], None]
    reset_layout: Callable[[], None]
    show_full_canvas: Callable[[bool], None]
    present: Callable[[bool], None]
    show_commands: Callable[[], None]
    new_window: Callable[[], None]
    open_in_new_window: Callable[[], None]
    quit: Callable[[], None]
