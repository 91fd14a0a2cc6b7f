"""Where a film goes: the name of the file, whose ending is the kind of film."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from core.message import Message, Problem
from simulator.film.format import FORMATS, MP4, PICTURES, FilmFormat, format_of
from simulator.words import say
from widgets.parts.controls import CONTROL_HEIGHT, Button, row_of

_SUFFIXES = {kind.suffix for kind in FORMATS}


class FilmTarget(QWidget):
    """A field and a button. What is there already is replaced only after somebody has said so."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._agreed: Path | None = None
        self.field = QLineEdit(str(free_film_path(name)))
        self.field.setAccessibleName(say(Message("File")))
        self.field.setFixedHeight(CONTROL_HEIGHT)
        self.choose_button = Button(say(Message("Choose…")), say(Message("Choose where the film goes")))
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self._choose)
        self.setLayout(row_of(self.field, self.choose_button))
        self.field.textChanged.connect(lambda _: self.changed.emit())

    @property
    def path(self) -> Path:
        """Raises Problem where there is no name."""
        text = self.field.text().strip()
        if not text:
            raise Problem(Message("name the file that the film goes to"), say(Message("File")))
        return Path(text).expanduser()

    @property
    def kind(self) -> FilmFormat:
        """Raises Problem where the name is that of no kind of film."""
        return format_of(self.path)

    @property
    def kind_or_none(self) -> FilmFormat | None:
        try:
            return self.kind
        except Problem:
            return None

    def set_kind(self, kind: FilmFormat) -> None:
        """Give the name the ending of this kind; one that is taken gets a number."""
        if self.kind_or_none is kind:
            return
        text = self.field.text().strip()
        path = Path(text or _stem_of(""))
        bare = path.with_suffix("") if path.suffix.lower() in _SUFFIXES else path
        self.field.setText(str(_free(bare.with_name(bare.name + kind.suffix))))

    def move_on(self) -> None:
        """The next name that is free, for another film."""
        self.field.setText(str(_free(self.path)))

    def needs_consent(self) -> bool:
        """Whether there is something that a film would replace, and nobody has agreed to that."""
        path = self.path
        # Single pictures replace nothing: they want a folder of their own.
        return self.kind is not PICTURES and path.is_file() and path != self._agreed

    def agree(self) -> None:
        """What is there may be replaced."""
        self._agreed = self.path

    def forget_consent(self) -> None:
        self._agreed = None

    def _choose(self) -> None:
        patterns = {_pattern(kind): kind for kind in FORMATS}
        kind = self.kind_or_none or MP4
        title = say(Message("Record to"))
        name, pattern = QFileDialog.getSaveFileName(
            self, title, self.field.text(), ";;".join(patterns), _pattern(kind)
        )
        if name:
            path = Path(name)
            chosen = patterns.get(pattern, kind)
            path = path if path.suffix.lower() in _SUFFIXES - {""} else path.with_name(path.name + chosen.suffix)
            self.field.setText(str(path))
            # The platform's dialog has asked, about the very name that was typed there.
            if str(path) == name and path.is_file():
                self.agree()


def movies_folder() -> Path:
    """Where this user keeps films."""
    location = QStandardPaths.StandardLocation.MoviesLocation
    folder = Path(QStandardPaths.writableLocation(location) or Path.home())
    return folder if folder.is_dir() else Path.home()


def free_film_path(name: str) -> Path:
    """A film of something of this name, where none is yet."""
    return _free(movies_folder() / f"{_stem_of(name)}{MP4.suffix}")


def _pattern(kind: FilmFormat) -> str:
    ending = "*" if kind is PICTURES else f"*{kind.suffix}"
    return say(Message("{name} ({ending})", name=kind.name, ending=ending))


def _stem_of(name: str) -> str:
    allowed = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in name)
    return " ".join(allowed.split()) or "film"


def _free(path: Path) -> Path:
    """This path, or the first with a number behind its name where there is nothing yet."""
    return next(each for each in chain((path,), _numbered(path)) if not each.exists())


def _numbered(path: Path) -> Iterator[Path]:
    is_film = path.suffix.lower() in _SUFFIXES
    suffix = path.suffix if is_film else ""
    stem = path.stem if is_film else path.name
    words = stem.rsplit(" ", 1)
    bare = words[0] if len(words) == 2 and words[1].isdecimal() else stem
    return (path.with_name(f"{bare} {number}{suffix}") for number in count(2))
