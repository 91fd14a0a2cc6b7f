"""What films are made for: how large, how smooth, in which kind of file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.message import Message
from simulator.film.format import GIF, MP4, FilmFormat
from simulator.film.settings import FilmSettings, Quality


@dataclass(frozen=True)
class Preset:
    """Says how a film is written. What it shows, in which colours, stays as somebody wants it."""

    name: Message
    about: Message
    kind: FilmFormat
    settings: FilmSettings

    def applied(self, settings: FilmSettings) -> FilmSettings:
        """These settings, written as the preset has it."""
        own = self.settings
        return replace(
            settings,
            width=own.width,
            height=own.height,
            fps=own.fps,
            seconds=own.seconds,
            quality=own.quality,
            is_transparent=False,
        )


SLIDES = Preset(
    Message("Slides"),
    Message("Plays in every presentation: full HD, smooth."),
    MP4,
    FilmSettings(width=1920, height=1080, fps=60),
)
README = Preset(
    Message("README"),
    Message("Moves by itself on a web page: small, ten seconds, less than 3 MB."),
    GIF,
    FilmSettings(width=640, height=360, fps=10, seconds=10.0, quality=Quality.SMALL),
)
COURSE = Preset(
    Message("Course video"),
    Message("To cut into a longer video: sharp, hardly compressed."),
    MP4,
    FilmSettings(width=2560, height=1440, fps=60, quality=Quality.BEST),
)
PHONE = Preset(
    Message("Phone"),
    Message("Upright, as phones are held."),
    MP4,
    FilmSettings(width=1080, height=1920, fps=30),
)
PRESETS = (SLIDES, README, COURSE, PHONE)


def preset_of(settings: FilmSettings, kind: FilmFormat) -> Preset | None:
    """The preset that these settings are those of, where they are."""
    return next((each for each in PRESETS if each.kind is kind and each.applied(settings) == settings), None)
