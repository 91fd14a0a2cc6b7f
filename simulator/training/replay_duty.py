"""What the training process works out again when it is asked: a record that was thinned, or the step after one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.device import Machine
from core.engines.engine import Diverged
from core.message import Message, Problem
from core.runs.replay import Replayer
from core.runs.tape_layout import write_replacing
from simulator.training.protocol import Line, message_to_line, replayed_path


class ReplayDuty:
    """One wish at a time: of several only the last one is still of interest. A run under way does not notice."""

    def __init__(self, machine: Machine, report: Callable[[Line], None]) -> None:
        self._machine = machine
        self._report = report
        self._wanted: tuple[Path, int, int | None] | None = None
        self._replayer: Replayer | None = None

    @property
    def is_wanted(self) -> bool:
        return self._wanted is not None

    def want(self, command: Line) -> None:
        """What a `replay` asks for."""
        self._wanted = Path(command["tape"]), command["index"], command.get("batches")

    def forget(self) -> None:
        """It was of a tape that may be no more."""
        self._wanted = self._replayer = None

    def work(self, is_interrupted: Callable[[], bool]) -> None:
        """Work it out and report; where that was interrupted, it goes on the next time."""
        assert self._wanted is not None
        tape, index, batches = self._wanted
        about: Line = {"tape": str(tape), "index": index, "batches": batches}
        try:
            if self._replayer is None or self._replayer.path != tape:
                self._replayer = Replayer(tape, self._machine)
            if batches is None:
                values = self._replayer.values_at(index, is_interrupted)
                content = None if values is None else values.tobytes()
            else:
                step = self._replayer.step_at(index, batches, is_interrupted)
                arrays = () if step is None else (step.before, step.after, *step.memory.arrays)
                content = b"".join(array.astype(arrays[0].dtype).tobytes() for array in arrays) or None
                about |= {} if step is None else {"rows": step.rows, "steps": step.memory.steps}
            if content is None:
                return
            write_replacing(replayed_path(tape, index), content)
        except Exception as error:
            self._replayer = None
            if isinstance(error, (Problem, Diverged)):
                reason = error.message
            else:
                reason = Message("{kind}: {error}", kind=type(error).__name__, error=str(error))
            self._report({"say": "not replayed", **about, "message": message_to_line(reason)})
        else:
            self._report({"say": "replayed", **about})
        self._wanted = None
