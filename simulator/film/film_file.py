"""The options of a film in a small file of JSON, so that a script makes the same film every time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.files.file_schema import first_problem
from core.files.files import read_as
from core.files.strict_json import json_from
from core.message import Message, Problem
from simulator.files.saving import write_whole
from simulator.film.scene import Scene
from simulator.film.settings import FilmSettings, Pace, Quality
from simulator.frames.face import BiasAs, Face
from simulator.frames.timeline import Detail

FORMAT = "perceptarium film"
SUFFIX = ".film.json"
_USUAL = FilmSettings()


class _Entry(BaseModel):
    """What is not said is as in a film of which nothing is said."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    format: Literal["perceptarium film"]
    version: Literal[1]
    what: Literal["step", "training", "lesson"] = "step"
    size: tuple[int, int] = (_USUAL.width, _USUAL.height)
    fps: int = _USUAL.fps
    seconds: float | None = None
    theme: Literal["light", "dark"] = "light"
    transparent: bool = False
    captions: bool = True
    spotlight: bool = False
    detail: Literal["by layer", "by unit"] | None = None
    face: Literal["auto", "value", "curve", "map", "weights", "histogram"] = "auto"
    biases: Literal["number", "node"] = "number"
    quality: Literal["small", "good", "best"] = "good"
    scene: Literal["auto", "network", "curve", "map", "images", "arithmetic", "descent"] = "auto"
    weight: str | None = None
    steps: int = 1
    first: int | None = Field(None, alias="from")
    to: int | None = None
    pace: Literal["steady", "slow first"] = "steady"
    title: str | None = None
    closing: str | None = None
    camera: str = "fit"


def read_film(path: Path) -> FilmSettings:
    """The options in a file (raises Problem, its place beginning with the path)."""
    return read_as(path, lambda content, folder: film_from(content))


def film_from(content: bytes) -> FilmSettings:
    """The options written in `content` (raises Problem naming the place)."""
    loaded = json_from(content, {})
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT:
        raise Problem(Message("is not a film file: it must say {format}", format=f'"format": "{FORMAT}"'))
    # JSON has lists only.
    if isinstance(loaded.get("size"), list):
        loaded["size"] = tuple(loaded["size"])
    try:
        entry = _Entry.model_validate(loaded)
    except ValidationError as error:
        raise first_problem(error) from None
    return FilmSettings(
        what=entry.what,
        width=entry.size[0],
        height=entry.size[1],
        fps=entry.fps,
        seconds=entry.seconds,
        theme_name=entry.theme,
        has_captions=entry.captions,
        spotlight=entry.spotlight,
        detail=None if entry.detail is None else Detail(entry.detail),
        face=Face(entry.face),
        bias=BiasAs(entry.biases),
        is_transparent=entry.transparent,
        quality=Quality(entry.quality),
        scene=Scene(entry.scene),
        weight=entry.weight,
        steps=entry.steps,
        first_epoch=entry.first,
        last_epoch=entry.to,
        pace=Pace(entry.pace),
        title=entry.title,
        closing=entry.closing,
        camera=entry.camera,
    )


def film_text(settings: FilmSettings) -> str:
    """The file for these options, all of them said."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": 1,
        "what": settings.what,
        "size": [settings.width, settings.height],
        "fps": settings.fps,
        "seconds": settings.seconds,
        "theme": settings.theme_name,
        "transparent": settings.is_transparent,
        "captions": settings.has_captions,
        "spotlight": settings.spotlight,
        "detail": None if settings.detail is None else settings.detail.value,
        "face": settings.face.value,
        "biases": settings.bias.value,
        "quality": settings.quality.value,
        "scene": settings.scene.value,
        "weight": settings.weight,
        "steps": settings.steps,
        "from": settings.first_epoch,
        "to": settings.last_epoch,
        "pace": settings.pace.value,
        "title": settings.title,
        "closing": settings.closing,
        "camera": settings.camera,
    }
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items())
    return f"{{\n{lines}\n}}\n"


def write_film(settings: FilmSettings, path: Path) -> None:
    """Keep the options in a file (raises Problem)."""
    write_whole(path, film_text(settings).encode())
