"""What stands in the blocks of a lesson: pictures, equations, tasks, and what the canvas shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from zlib import crc32

from core.experiment import Experiment
from core.expression import number_of
from core.lessons.conditions import Condition, condition_of
from core.lessons.lesson import (
    END,
    PHASES,
    REST,
    START,
    At,
    CanvasTask,
    Choice,
    ChoiceTask,
    Equation,
    NumberTask,
    Picture,
    Task,
    answer_of,
    epochs_to_train,
    is_training,
)
from core.lessons.lesson_lines import Block, Entry, at_line, entries, in_line
from core.lessons.lesson_text import text_of_entry, text_with_links
from core.lessons.written_edits import edited
from core.message import Message, Problem
from core.network import Network
from core.number_address import quantity_of, unit_of
from core.quantity import Kind, Quantity
from core.results.measures import measured

_SAID = " | "
_SHARE = re.compile(r"^(\S+)(?:\s+(\S+?)\s*%)?$")
_TASK_KEYS = {
    "number": ("ask", "number", "set", "within", "solution", "wrong", "hint"),
    "right": ("ask", "right", "wrong", "hint"),
    "check": ("ask", "check", "solution", "wrong", "hint"),
}


@dataclass(frozen=True)
class Here:
    """What a step shows, and how an experiment is found by its name."""

    experiment: Experiment
    opened: Callable[[Entry], Experiment]


def keys_of(found: Sequence[Entry], known: Sequence[str], where: str) -> tuple[Entry | None, ...]:
    """The entries of these keys, one each or none (raises Problem for another key, or one that comes twice)."""
    expect_known(found, known, where)
    return tuple(_once(found, key) for key in known)


def expect_known(found: Sequence[Entry], known: Sequence[str], where: str) -> None:
    """Refuse a key that is not one of these."""
    for entry in found:
        if entry.key not in known:
            near = get_close_matches(entry.key, known, n=1, cutoff=0.6)
            keys = ", ".join(f"{key}:" for key in (near or known))
            message = Message("{where} has no {key}: – write {known}", where=where, key=entry.key, known=keys)
            raise Problem(message, at_line(entry.line))


def shown_by(block: Block, here: Here) -> Experiment:
    """What the canvas shows from a step on."""
    found = entries(block.lines, block.line + 1)
    expect_known(found, ("open", "set"), "an experiment block")
    if not found:
        raise Problem(Message("write open: or set: into the experiment block"), at_line(block.line))
    opened = _once(found, "open")
    return _with_sets(found, here.experiment if opened is None else here.opened(opened))


def picture_of(block: Block, here: Here) -> Picture:
    """A picture of the step's experiment, or of another one, with changes."""
    found = entries(block.lines, block.line + 1)
    expect_known(found, ("experiment", "set", "at", "select", "caption"), "a picture")
    opened, at, select, caption = (_once(found, key) for key in ("experiment", "at", "select", "caption"))
    experiment = _with_sets(found, here.experiment if opened is None else here.opened(opened))
    selected = None if select is None else _selected(select, experiment)
    moment = At() if at is None else _moment(at, experiment)
    return Picture(experiment, moment, selected, text_of_entry(caption, experiment.network), block.line)


def equation_of(block: Block) -> Equation:
    """The lines of an equation."""
    lines = tuple(line.strip() for line in block.lines if line.strip())
    if not lines:
        raise Problem(Message("write an equation into this block"), at_line(block.line))
    return Equation(lines)


def task_of(block: Block, here: Here) -> Task:
    """A task; `number:`, `right:` or `check:` says which kind it is."""
    found = entries(block.lines, block.line + 1)
    keys = {entry.key for entry in found}
    kinds = [kind for kind in _TASK_KEYS if kind in keys]
    if not kinds:
        message = Message("a task needs one of number:, right: and check:, which says what is right")
        raise Problem(message, at_line(block.line))
    if len(kinds) > 1:
        message = Message("a task has {one}: or {other}:, not both", one=kinds[0], other=kinds[1])
        raise Problem(message, at_line(next(each.line for each in found if each.key == kinds[1])))
    expect_known(found, _TASK_KEYS[kinds[0]], f"a task with {kinds[0]}:")
    ask = _once(found, "ask")
    if ask is None:
        raise Problem(Message("a task needs a line ask: …"), at_line(block.line))
    make = {"number": _number_task, "right": _choice_task, "check": _canvas_task}[kinds[0]]
    return make(ask, found, block.line, here)


def _number_task(ask: Entry, found: Sequence[Entry], line: int, here: Here) -> Task:
    experiment = _with_sets(found, here.experiment)
    number, within, solution, wrong, hint = (
        _once(found, key) for key in ("number", "within", "solution", "wrong", "hint")
    )
    assert number is not None
    with in_line(number.line):
        answer = answer_of(experiment, number.value)
    tolerance = None
    if within is not None:
        with in_line(within.line):
            tolerance = number_of(within.value)
    network = here.experiment.network
    task = NumberTask(
        text_of_entry(ask, network),
        experiment,
        number.value,
        answer,
        tolerance,
        solution.value if solution else "",
        wrong.value if wrong else "",
        text_of_entry(hint, network),
        line,
    )
    for entry, is_right in ((solution, True), (wrong, False)):
        if entry is not None:
            with in_line(entry.line):
                _expect_judged(entry.value, task.accepts(entry.value), is_right, answer)
    return task


def _expect_judged(typed: str, is_accepted: bool, is_right: bool, answer: float) -> None:
    if is_accepted and not is_right:
        raise Problem(Message("{typed} is not wrong: the number is {answer}", typed=typed, answer=answer))
    if is_right and not is_accepted:
        raise Problem(Message("{typed} is not the solution: the number is {answer}", typed=typed, answer=answer))


def _choice_task(ask: Entry, found: Sequence[Entry], line: int, here: Here) -> Task:
    right, hint = _once(found, "right"), _once(found, "hint")
    assert right is not None
    wrong = [entry for entry in found if entry.key == "wrong"]
    if not wrong:
        raise Problem(Message("a choice needs at least one wrong: …"), at_line(line))
    network = here.experiment.network
    choices = [_choice(entry, network) for entry in (right, *wrong)]
    # In an order that has nothing to do with which one is right, and is the same every time.
    choices.sort(key=lambda choice: crc32(choice.text.markdown.encode()))
    return ChoiceTask(text_of_entry(ask, network), tuple(choices), text_of_entry(hint, network), line)


def _choice(entry: Entry, network: Network) -> Choice:
    text, _, said = entry.value.partition(_SAID)
    return Choice(
        text_with_links(text.strip(), network, entry.line),
        entry.key == "right",
        text_with_links(said.strip(), network, entry.line),
    )


def _canvas_task(ask: Entry, found: Sequence[Entry], line: int, here: Here) -> Task:
    check, hint = _once(found, "check"), _once(found, "hint")
    assert check is not None
    with in_line(check.line):
        condition = condition_of(check.value)
    solution, wrong = (_edits(found, key, here.experiment) for key in ("solution", "wrong"))
    with in_line(check.line):
        _expect_names(condition, here.experiment, solution[1])
        if condition.holds(here.experiment):
            raise Problem(Message("this holds already before anything is done"))
    network = here.experiment.network
    for key, (edits, after), is_right in (("solution", solution, True), ("wrong", wrong, False)):
        if edits and not any(map(is_training, edits)) and condition.holds(after) != is_right:
            meets = Message("does not meet the check") if is_right else Message("meets the check, so it is not wrong")
            last = [entry for entry in found if entry.key == key][-1]
            raise Problem(Message("this {key} {meets}", key=key, meets=meets), at_line(last.line))
    return CanvasTask(
        text_of_entry(ask, network), condition, solution[0], wrong[0], text_of_entry(hint, network), line
    )


def _edits(found: Sequence[Entry], key: str, experiment: Experiment) -> tuple[tuple[str, ...], Experiment]:
    """The edits written under a key, and the experiment they lead to, training left out."""
    written = []
    for entry in found:
        if entry.key == key:
            with in_line(entry.line):
                if is_training(entry.value):
                    epochs_to_train(entry.value)
                else:
                    experiment = edited(experiment, entry.value)
            written.append(entry.value)
    return tuple(written), experiment


def _expect_names(condition: Condition, before: Experiment, after: Experiment) -> None:
    """Every name has to mean something, here or where the solution leads (raises Problem)."""
    for part in condition.parts:
        try:
            measured(after, part.name)
        except Problem:
            measured(before, part.name)


def _with_sets(found: Sequence[Entry], experiment: Experiment) -> Experiment:
    for entry in found:
        if entry.key == "set":
            with in_line(entry.line):
                experiment = edited(experiment, entry.value)
    return experiment


def _selected(entry: Entry, experiment: Experiment) -> Quantity:
    """The number that an address names; of a bare name, the value of that unit."""
    network = experiment.network
    with in_line(entry.line):
        try:
            return quantity_of(entry.value, network)
        except Problem:
            if " of " in entry.value or " at " in entry.value:
                raise
        column, unit = unit_of(entry.value, network)
        return Quantity(Kind.ACTIVATION if column else Kind.INPUT, column, unit)


def _moment(entry: Entry, experiment: Experiment) -> At:
    match = _SHARE.match(entry.value)
    known = (REST, START, END, *PHASES)
    word = match[1].casefold() if match else ""
    if match is None or word not in known or (match[2] and word not in PHASES):
        names = ", ".join(known)
        message = Message("write one of {names}; after a phase perhaps a share, as in “forward 50 %”", names=names)
        raise Problem(message, at_line(entry.line))
    if word in PHASES[1:] and experiment.example.targets is None:
        raise Problem(Message("without a target there is no {phase}", phase=word), at_line(entry.line))
    if match[2] is None:
        return At(word)
    with in_line(entry.line):
        percent = number_of(match[2])
        if not 0 <= percent <= 100:
            raise Problem(Message("a share is from 0 % to 100 %"))
    return At(word, percent / 100)


def _once(found: Sequence[Entry], key: str) -> Entry | None:
    entries_of_key = [entry for entry in found if entry.key == key]
    if len(entries_of_key) > 1:
        raise Problem(Message("{key}: stands here a second time", key=key), at_line(entries_of_key[1].line))
    return entries_of_key[0] if entries_of_key else None
