"""The step on show as a Markdown file."""

from __future__ import annotations

from pathlib import Path

from core.experiment import Experiment
from core.trace import Trace
from simulator.files.saving import write_whole
from simulator.frames.timeline import Timeline
from simulator.telling.told_step import markdown_of

SUFFIX = ".md"


def save_transcript(trace: Trace, timeline: Timeline, experiment: Experiment, path: Path, digits: int = 4) -> None:
    """Write the step beat by beat into `path`, whole or not at all (raises Problem)."""
    write_whole(path, markdown_of(trace, timeline, experiment, digits).encode())
