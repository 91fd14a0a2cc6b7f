"""The lessons that come with the program, in their order. Nothing is read before somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from core.files.files import LESSON_SUFFIX
from core.lessons.lesson import Lesson
from core.lessons.lesson_file import head_of, read_lesson, slug_of
from core.message import Message, Problem


@dataclass(frozen=True)
class About:
    """What a list says of a lesson without reading all of it."""

    slug: str
    title: str
    about: str
    path: Path


@lru_cache(maxsize=1)
def shipped_lessons() -> tuple[About, ...]:
    """Every lesson in `assets/lessons`, by the number in front of its name."""
    folder = Path(str(files("assets") / "lessons"))
    return tuple(_about(path) for path in sorted(folder.glob(f"*{LESSON_SUFFIX}")))


def find_lesson(name: str) -> Lesson:
    """A shipped lesson by its slug, with or without the number in front (raises Problem)."""
    wanted = slug_of(name.removesuffix(LESSON_SUFFIX))
    for about in shipped_lessons():
        if about.slug == wanted:
            return read_lesson(about.path)
    known = ", ".join(each.slug for each in shipped_lessons())
    raise Problem(Message("no lesson is called “{name}”; there is {known}", name=name, known=known))


def is_shipped(path: Path) -> bool:
    """Whether this file is one of the program's own lessons."""
    return any(about.path == path for about in shipped_lessons())


def _about(path: Path) -> About:
    title, about = head_of(path)
    return About(slug_of(path.stem), title, about, path)
