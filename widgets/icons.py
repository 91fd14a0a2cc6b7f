"""Icons of one colour, drawn on a 20 px grid and tinted for the theme."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from simulator.theme import Theme

# Every ratio a desktop offers: Qt takes the exact one, so a line is never a scaled line.
_PIXEL_RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)


def icon(name: str, theme: Theme, size: int = 20, color: str | None = None) -> QIcon:
    """The icon in secondary text colour (or `color`), in ink when active or on, in border colour when disabled."""
    normal = color or theme.text_2
    active = color or theme.ink
    states = (
        (QIcon.Mode.Normal, QIcon.State.Off, normal),
        (QIcon.Mode.Normal, QIcon.State.On, active),
        (QIcon.Mode.Active, QIcon.State.Off, active),
        (QIcon.Mode.Active, QIcon.State.On, active),
        (QIcon.Mode.Selected, QIcon.State.Off, active),
        (QIcon.Mode.Disabled, QIcon.State.Off, theme.border),
        (QIcon.Mode.Disabled, QIcon.State.On, theme.border),
    )
    made = QIcon()
    for mode, state, shade in states:
        for image in _images(name, shade, size):
            made.addPixmap(QPixmap.fromImage(image), mode, state)
    return made


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: str) -> None:
    """The icon as lines, straight into a painting."""
    _renderer(name, color).render(painter, rect)


def icon_names() -> tuple[str, ...]:
    folder = files("assets") / "icons"
    return tuple(sorted(file.name.removesuffix(".svg") for file in folder.iterdir() if file.name.endswith(".svg")))


# Images, not pixmaps: a pixmap must not outlive the application.
@lru_cache(maxsize=512)
def _images(name: str, color: str, size: int) -> tuple[QImage, ...]:
    """The icon once for every pixel ratio."""
    renderer = _renderer(name, color)
    images = []
    for ratio in _PIXEL_RATIOS:
        image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        images.append(image)
    return tuple(images)


def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (files("assets") / "icons" / f"{name}.svg").read_text("utf-8")
