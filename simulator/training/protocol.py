"""What the window and its training process say to each other: one JSON object a line.

Commands (`do`): `train` (`run`, `experiment` the path of a file, `tape` a path, `then`, perhaps the `budget` of the
tape in bytes, with the tapes `beside` it that are thinned to make room; perhaps the `branch` that it is: the record
`index` of another `tape`, and whether it `is_edited`), `recover` (the run of a `tape` whose process has died, or
that was done and goes on: then with `then`),
`update` (`experiment`, `then`), `resume`, `goal` (core/runs/goal.py), `epoch`, `batch`, `pause`, `stop`, `pace`. Each
names its `run`; others are ignored. What is to be done `then` is `resume`, `goal` (with the `goal`), `epoch` or
`batch`; `train`, `recover` and `pace` say the `pace` in batches a second, null: as fast as it goes. `replay`
(`tape`, `index`) belongs to no run: it asks for the weights of a record that was thinned; with `batches`, for those
before and after the step so many batches after it, and for its `rows`.
Reports (`say`): `ready` (with the `devices` there are); for a `run`: `device`, `progressed`, `paused`, `recovered`,
`done`, `failed`, `stopped`; for a replay: `replayed`, `not replayed` (`message`). `paused` and `done` have a
`message` where a goal was the end.
Weights travel on the tape and beside it alone, so a report that is lost loses nothing; before `paused` and
`recovered`, how far the run has come is written beside the tape.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.device import DeviceChoice
from core.files.archive import progress_from
from core.message import Message
from core.progress import Progress

Line = dict[str, Any]
WATCHED_PACE = 10.0
"""Batches a second up to which each of them is recorded: so slow a run is to be watched step by step."""


def progress_path(tape: Path) -> Path:
    """The file beside a tape that says how far its paused run has come."""
    return tape.with_suffix(".progress")


def read_progress(tape: Path) -> Progress:
    """How far a paused run has come (raises OSError, Problem)."""
    return progress_from(progress_path(tape).read_bytes())


def replayed_path(tape: Path, index: int) -> Path:
    """The file beside a tape with the weights of a record that was worked out again."""
    return tape.with_suffix(f".replayed-{index}")


def encode(content: Line) -> bytes:
    return json.dumps(content, allow_nan=False).encode() + b"\n"


def decode(line: bytes) -> Line:
    """Raises ValueError where the line is not an object."""
    content = json.loads(line)
    if not isinstance(content, dict):
        raise ValueError("an object expected")
    return content


def message_to_line(message: Message) -> Line:
    """A message and those inside it, as JSON can hold them."""
    values = {name: message_to_line(value) if isinstance(value, Message) else value for name, value in message.values}
    return {"template": message.template, "values": values}


def message_from_line(content: Line) -> Message:
    values = {
        name: message_from_line(value) if isinstance(value, dict) else value
        for name, value in content["values"].items()
    }
    return Message(content["template"], **values)


def choice_to_line(choice: DeviceChoice) -> Line:
    warning = None if choice.warning is None else message_to_line(choice.warning)
    return {
        "device": choice.device,
        "threads": choice.threads,
        "reason": message_to_line(choice.reason),
        "warning": warning,
    }


def choice_from_line(content: Line) -> DeviceChoice:
    warning = content["warning"]
    return DeviceChoice(
        content["device"],
        content["threads"],
        message_from_line(content["reason"]),
        None if warning is None else message_from_line(warning),
    )
