"""A lesson as a value: steps of text, pictures and tasks over experiments. `lesson_file.py` reads it from a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from core.experiment import Experiment
from core.expression import number_of
from core.lessons.conditions import Condition, agrees
from core.lessons.written_edits import edited
from core.message import Message, Problem
from core.quantity import Quantity
from core.results.measures import measured

REST, START, END = "rest", "start", "end"
PHASES = ("forward", "loss", "backward", "update")
TRAIN = "train"


@dataclass(frozen=True)
class Text:
    """Markdown as Qt reads it, its links encoded: `number:…` by the words of the address, `lesson:slug`.

    `numbers` are the addresses that its links name, on the experiment of the step.
    """

    markdown: str
    numbers: MappingProxyType[str, Quantity] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.markdown)


@dataclass(frozen=True)
class Equation:
    """A line, or several, that stand by themselves."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class At:
    """An instant of a step: at rest, its start or end, or a share (0 … 1) of one of its phases."""

    phase: str = REST
    share: float = 1.0


@dataclass(frozen=True)
class Picture:
    """A picture of an experiment at one instant, with what is selected in it."""

    experiment: Experiment
    at: At = At()
    selected: Quantity | None = None
    caption: Text = Text("")
    line: int = 0


@dataclass(frozen=True)
class NumberTask:
    """A number to find: the experiment's own, never one that was typed into the file."""

    ask: Text
    experiment: Experiment
    number: str
    answer: float
    tolerance: float | None = None
    solution: str = ""
    wrong: str = ""
    hint: Text = Text("")
    line: int = 0

    def accepts(self, typed: str) -> bool:
        """Whether this is the answer (raises Problem where it is no number)."""
        return agrees(number_of(typed), self.answer, self.tolerance)


@dataclass(frozen=True)
class Choice:
    """One answer to choose; `said` is what there is to say of it."""

    text: Text
    is_right: bool
    said: Text = Text("")


@dataclass(frozen=True)
class ChoiceTask:
    """Answers of which one is right, in the order in which they are offered."""

    ask: Text
    choices: tuple[Choice, ...]
    hint: Text = Text("")
    line: int = 0


@dataclass(frozen=True)
class CanvasTask:
    """Something to do on the canvas. `solution` and `wrong` are written edits; `train` among them trains."""

    ask: Text
    check: Condition
    solution: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    hint: Text = Text("")
    line: int = 0

    def accepts(self, experiment: Experiment, epochs_trained: float = 0.0) -> bool:
        """Whether it is done in this experiment, trained for so many epochs."""
        return self.check.holds(experiment, epochs_trained)


Task = NumberTask | ChoiceTask | CanvasTask
Part = Text | Equation | Picture | NumberTask | ChoiceTask | CanvasTask


@dataclass(frozen=True)
class Step:
    """One page: its parts from top to bottom, and the experiment that the canvas shows meanwhile."""

    title: str
    experiment: Experiment
    parts: tuple[Part, ...]
    line: int = 0
    begins_anew: bool = False
    """Whether the canvas is set to the experiment, also where the step before had the same one."""

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(part for part in self.parts if isinstance(part, NumberTask | ChoiceTask | CanvasTask))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(part for part in self.parts if isinstance(part, Picture))


@dataclass(frozen=True)
class Lesson:
    """All of a lesson. `slug` is its name in links, in advice and where progress is kept."""

    slug: str
    title: str
    about: str
    steps: tuple[Step, ...]
    path: Path | None = None

    @property
    def task_count(self) -> int:
        return sum(len(step.tasks) for step in self.steps)


_EPOCHS = ("epoch", "epochs")


def is_training(edit: str) -> bool:
    """Whether a written edit asks for training, `train` or `train 50 epochs`, rather than for a change by itself."""
    return edit.split(" ")[0] == TRAIN


def epochs_to_train(edit: str) -> int | None:
    """How many epochs `train 50 epochs` asks for; None for `train`: as many as are set (raises Problem)."""
    words = edit.split()
    if words == [TRAIN]:
        return None
    if len(words) == 3 and words[1].isascii() and words[1].isdigit() and int(words[1]) and words[2] in _EPOCHS:
        return int(words[1])
    raise Problem(Message("write “train” or “train 50 epochs”"))


def changed_by(experiment: Experiment, edits: tuple[str, ...]) -> Experiment:
    """The experiment with written edits made one after the other, without training (raises Problem)."""
    for edit in edits:
        if not is_training(edit):
            experiment = edited(experiment, edit)
    return experiment


def answer_of(experiment: Experiment, number: str) -> float:
    """The number that a task asks for (raises Problem where it is none)."""
    found = measured(experiment, number)
    if isinstance(found, float):
        return found
    if found is None:
        raise Problem(Message("there is no {name} here: give the experiment a target or data", name=number))
    raise Problem(Message("{name} is a word, not a number; ask for it with right: and wrong:", name=number))
