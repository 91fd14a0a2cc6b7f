"""The design tokens of light and dark. Colour is data: chrome is ink and paper, every hue a kind of number."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Theme:
    """Colours by role, as `#RRGGBB`. The files in assets/themes hold the values."""

    name: str
    canvas: str
    panel: str
    chrome: str
    raised: str
    sunken: str
    hairline: str
    border: str
    border_strong: str
    ink: str
    text_2: str
    text_3: str
    on_ink: str
    positive: str
    negative: str
    slope: str
    test: str
    on_token: str
    map_positive: str
    map_negative: str
    grid: str
    danger: str
    classes: tuple[str, ...]

    @property
    def is_dark(self) -> bool:
        return QColor(self.canvas).lightness() < 128

    def color(self, name: str) -> str:
        """A colour by its name here; `classes.3` is one of those that tell classes or runs apart, over and over."""
        group, _, number = name.partition(".")
        return self.classes[int(number) % len(self.classes)] if number else str(getattr(self, group))

    def sign(self, value: float) -> str:
        """The colour of a number: blue from zero up, orange below."""
        return self.negative if value < 0 else self.positive


ASIDE = 0.25
"""The contrast that is left of what stands back all the way."""


@lru_cache(maxsize=2)
def theme(name: str) -> Theme:
    """`light` or `dark`."""
    content = json.loads((files("assets") / "themes" / f"{name}.json").read_text("utf-8"))
    content["classes"] = tuple(content["classes"])
    return Theme(**{field.name: content[field.name] for field in fields(Theme)})


@lru_cache(maxsize=16)
def faded(whole: Theme, share: float) -> Theme:
    """What is drawn in it has only this share of its contrast with the canvas."""
    kept = ("name", "canvas", "classes")
    colors: dict[str, Any] = {
        field.name: mix(whole.canvas, getattr(whole, field.name), share)
        for field in fields(Theme)
        if field.name not in kept
    }
    return replace(whole, **colors)


def standing_back(whole: Theme, aside: float) -> Theme:
    """What is drawn in it stands back so far, 0 … 1."""
    return faded(whole, 1 + (ASIDE - 1) * aside) if aside else whole


@lru_cache(maxsize=4096)
def mix(first: str, second: str, share: float) -> str:
    """From `first` (share 0) to `second` (share 1), opaque, channel by channel in sRGB."""
    a, b = QColor(first), QColor(second)
    channels = zip(a.getRgb()[:3], b.getRgb()[:3], strict=True)  # type: ignore[index]
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in channels)
