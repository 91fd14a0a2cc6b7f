"""Reading a lesson: Markdown with a head, steps and blocks becomes a `Lesson`. What is wrong names file and line."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from core.experiment import Experiment
from core.files.examples import AILMENTS, NAMES, example
from core.files.files import SUFFIX, read
from core.lessons.lesson import Lesson, Part, Step
from core.lessons.lesson_blocks import Here, equation_of, keys_of, picture_of, shown_by, task_of
from core.lessons.lesson_lines import HEAD, Block, Entry, Page, Prose, at_line, entries, head_and_pages
from core.lessons.lesson_text import text_with_links
from core.message import Message, Problem

LARGEST = 1 << 20
_LONGEST_HEAD = 40
_HEAD = ("title", "about", "experiment")
_SLUG = re.compile(r"^(?:\d+[-_ ])?(.+)$")


def slug_of(stem: str) -> str:
    """The name of a lesson: that of its file without the number in front."""
    match = _SLUG.match(stem)
    return match[1] if match else stem


def head_of(path: Path) -> tuple[str, str]:
    """What a lesson is called and what it is about, without the rest; its name where the head is broken."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = list(islice(file, _LONGEST_HEAD))
        end = lines.index(f"{HEAD}\n", 1)
        found = {entry.key: entry.value for entry in entries([line.rstrip("\n") for line in lines[1:end]], 2)}
    except (OSError, ValueError, Problem):
        return path.stem, ""
    return found.get("title", path.stem), found.get("about", "")


def read_lesson(path: Path) -> Lesson:
    """A lesson from a file (raises Problem whose place is `file.md, line 12`)."""
    try:
        if path.stat().st_size > LARGEST:
            raise Problem(Message("too large for a lesson"), path.name)
        content = path.read_bytes()
    except FileNotFoundError:
        raise Problem(Message("no such file"), str(path)) from None
    except OSError as error:
        message = Message("cannot be read: {reason}", reason=error.strerror or str(error))
        raise Problem(message, str(path)) from None
    return parse_lesson(content, path.name, path)


def parse_lesson(content: bytes, name: str, path: Path | None = None) -> Lesson:
    """A lesson from the bytes of a file of this name. Experiments are looked for beside `path`, too."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = Message("this is not UTF-8 text; save the file as UTF-8")
        raise Problem(message, f"{name}, {at_line(line)}") from None
    try:
        return _Reader(None if path is None else path.parent).lesson(text, slug_of(Path(name).stem), path)
    except Problem as problem:
        raise Problem(problem.message, f"{name}, {problem.place}") from None


class _Reader:
    """Goes through the pages in their order: a step shows what the one before did, until it says otherwise."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def lesson(self, text: str, slug: str, path: Path | None) -> Lesson:
        head, pages = head_and_pages(text)
        title, about, opened = keys_of(head, _HEAD, "the head of a lesson")
        if title is None or opened is None:
            missing = "title" if title is None else "experiment"
            raise Problem(Message("the head needs a line {key}: …", key=missing), at_line(1))
        if not pages:
            raise Problem(Message("a lesson needs a step: write ## and its title"), at_line(1))
        experiment = self._opened(opened)
        steps = []
        for page in pages:
            steps.append(self._step(page, experiment))
            experiment = steps[-1].experiment
        return Lesson(slug, title.value, about.value if about else "", tuple(steps), path)

    def _step(self, page: Page, experiment: Experiment) -> Step:
        blocks = [piece for piece in page.pieces if isinstance(piece, Block) and piece.kind == "experiment"]
        if len(blocks) > 1:
            raise Problem(Message("a step has one experiment block; this is a second"), at_line(blocks[1].line))
        for block in blocks:
            experiment = shown_by(block, Here(experiment, self._opened))
        here = Here(experiment, self._opened)
        parts = tuple(_part(piece, here) for piece in page.pieces if piece not in blocks)
        if not parts:
            raise Problem(Message("this step is empty: write something below its title"), at_line(page.line))
        return Step(page.title, experiment, parts, page.line, begins_anew=bool(blocks))

    def _opened(self, entry: Entry) -> Experiment:
        """The experiment that an entry names: a file beside the lesson, or a shipped example."""
        path = None if self._folder is None else self._folder / entry.value
        if entry.value in (*NAMES, *AILMENTS) and not (path and path.is_file()):
            return example(entry.value)
        if path is None or not entry.value.endswith(SUFFIX):
            known = ", ".join(NAMES)
            message = Message(
                "no example is called “{name}”; write one of {known}, or a {suffix} file beside the lesson",
                name=entry.value,
                known=known,
                suffix=SUFFIX,
            )
            raise Problem(message, at_line(entry.line))
        try:
            return read(path)
        except Problem as problem:
            message = Message("{name} cannot be opened: {reason}", name=entry.value, reason=problem.message)
            raise Problem(message, at_line(entry.line)) from None


def _part(piece: Prose | Block, here: Here) -> Part:
    if isinstance(piece, Prose):
        return text_with_links(piece.text, here.experiment.network, piece.line)
    match piece.kind:
        case "picture":
            return picture_of(piece, here)
        case "equation":
            return equation_of(piece)
    return task_of(piece, here)
