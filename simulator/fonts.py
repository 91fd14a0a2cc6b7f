"""Inter, shipped with the program, so that canvas and film look the same everywhere."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

FAMILY = "Inter"
REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Make Inter known to Qt. Needs a QGuiApplication."""
    for file in sorted((files("assets") / "fonts").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".otf"):
            QFontDatabase.addApplicationFontFromData(file.read_bytes())


@lru_cache(maxsize=256)
def font(pixels: float, weight: int = REGULAR) -> QFont:
    """Inter at a pixel size, tabular figures, no hinting."""
    load_fonts()
    made = QFont(FAMILY)
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag.fromString("tnum"), 1)
    return made


@lru_cache(maxsize=16384)
def text_width(text: str, pixels: float, weight: int = REGULAR) -> float:
    """The width of a text in pixels."""
    return _metrics(pixels, weight).horizontalAdvance(text)


@lru_cache(maxsize=256)
def _metrics(pixels: float, weight: int) -> QFontMetricsF:
    return QFontMetricsF(font(pixels, weight))
