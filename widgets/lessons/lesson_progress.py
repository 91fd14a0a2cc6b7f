"""How far somebody has come in every lesson, kept between two starts of the program."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from core.lessons.lesson import Lesson, Task
from core.lessons.lessons import is_shipped
from widgets.parts.stored import settings, stored_texts

_GROUP = "lessons"


@dataclass(frozen=True)
class Progress:
    """Of one lesson: the page to go on with, how many tasks are solved and how many there are, and whether it is
    done."""

    page: int = 0
    solved: int = 0
    tasks: int = 0
    is_finished: bool = False


def key_of(lesson: Lesson) -> str:
    """Under which name progress is kept; two files of one name in different folders are two lessons."""
    if lesson.path is None or is_shipped(lesson.path):
        return lesson.slug
    return f"{lesson.slug}-{crc32(str(lesson.path.resolve()).encode()):08x}"


def progress_of(key: str) -> Progress:
    """What is kept of a lesson; nothing yet where it was never opened."""
    store = settings()
    store.beginGroup(f"{_GROUP}/{key}")
    solved = stored_texts(store.value("solved"))
    page, tasks = _number(store.value("page")), _number(store.value("tasks"))
    return Progress(page, min(len(solved), tasks), tasks, store.value("finished") in (True, "true"))


def is_solved(lesson: Lesson, task: Task) -> bool:
    """Whether this task was solved before."""
    return _name_of(task) in stored_texts(settings().value(f"{_GROUP}/{key_of(lesson)}/solved"))


def keep_page(lesson: Lesson, page: int) -> None:
    """A page was opened. With the last page open and every task solved, the lesson is finished."""
    _keep(lesson, page, None)


def keep_solved(lesson: Lesson, page: int, task: Task) -> None:
    """A task on this page was solved."""
    _keep(lesson, page, task)


def forget_all() -> None:
    """As if no lesson had been opened."""
    settings().remove(_GROUP)


def _keep(lesson: Lesson, page: int, task: Task | None) -> None:
    store = settings()
    store.beginGroup(f"{_GROUP}/{key_of(lesson)}")
    names = {_name_of(each) for step in lesson.steps for each in step.tasks}
    # Tasks that a new version of the lesson has no more are forgotten.
    solved = set(stored_texts(store.value("solved"))) & names
    if task is not None:
        solved.add(_name_of(task))
    furthest = max(page, _number(store.value("furthest")))
    store.setValue("page", page)
    store.setValue("furthest", furthest)
    store.setValue("solved", sorted(solved))
    store.setValue("tasks", len(names))
    if solved == names and furthest >= len(lesson.steps) - 1:
        store.setValue("finished", True)


def _name_of(task: Task) -> str:
    """By what it asks, so that it is the same task wherever in the lesson it moves."""
    return f"{crc32(task.ask.markdown.encode()):08x}"


def _number(stored: object) -> int:
    text = str(stored)
    return int(text) if text.isascii() and text.isdigit() else 0
