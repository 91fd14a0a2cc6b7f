"""The kinds of file that a film can be, and what each of them can hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.message import Message, Problem
from simulator.film.settings import FilmSettings


@dataclass(frozen=True)
class FilmFormat:
    """One kind of file. `suffix` names it; that of a folder of pictures is empty."""

    key: str
    name: str
    suffix: str
    has_alpha: bool = False
    is_lossless: bool = False
    needs_even_sides: bool = False
    most_frames_a_second: int | None = None
    """Where it is less than other films can have."""


MP4 = FilmFormat("mp4", "MP4 (H.264)", ".mp4", needs_even_sides=True)
WEBM = FilmFormat("webm", "WebM (VP9)", ".webm", has_alpha=True, needs_even_sides=True)
# Its pauses are whole hundredths of a second, and players take those below two for ten.
GIF = FilmFormat("gif", "GIF", ".gif", most_frames_a_second=50)
WEBP = FilmFormat("webp", "WebP", ".webp", has_alpha=True)
APNG = FilmFormat("apng", "APNG", ".apng", has_alpha=True, is_lossless=True)
PICTURES = FilmFormat("png", "PNG pictures", "", has_alpha=True, is_lossless=True)
FORMATS = (MP4, WEBM, GIF, WEBP, APNG, PICTURES)
_BY_SUFFIX = {each.suffix: each for each in FORMATS}


def format_of(path: Path) -> FilmFormat:
    """The kind of file that a name asks for (raises Problem)."""
    found = _BY_SUFFIX.get(path.suffix.lower())
    if found is None:
        endings = ", ".join(each.suffix for each in FORMATS if each.suffix)
        message = Message(
            "films end in {endings}; name the file {stem}.mp4, or a folder for single pictures",
            endings=endings,
            stem=path.stem or "film",
        )
        raise Problem(message, str(path))
    return found


def check_format(kind: FilmFormat, settings: FilmSettings) -> None:
    """Refuse what files of this kind cannot hold (raises Problem)."""
    odd = next((side for side in (settings.width, settings.height) if side % 2), None)
    if kind.needs_even_sides and odd is not None:
        raise Problem(Message("{side} pixels: {format} needs even sides", side=odd, format=kind.name), "size")
    most = kind.most_frames_a_second
    if most is not None and settings.fps > most:
        words = "{fps} frames a second: {format} holds {most} at most"
        raise Problem(Message(words, fps=settings.fps, format=kind.name, most=most), "fps")
    if settings.is_transparent and not kind.has_alpha:
        able = ", ".join(each.name for each in FORMATS if each.has_alpha)
        message = Message("{format} has no transparency; choose one of {able}", format=kind.name, able=able)
        raise Problem(message, "transparent")
