"""Icons of one colour, drawn on a 20 px grid and tinted for the theme."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from simulator.theme import Theme


class _SvgEngine(QIconEngine):
    """Draws when it is needed and exactly as large as it is needed, whatever the screen's pixel ratio."""

    def __init__(self, name: str, normal: str, active: str, disabled: str) -> None:
        super().__init__()
        self._colors = name, normal, active, disabled

    def clone(self) -> QIconEngine:
        return _SvgEngine(*self._colors)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, self._colors[0], QRectF(rect), self._color(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # Asked for whenever a button is painted: those over the canvas in every picture.
        return QPixmap.fromImage(_image(self._colors[0], self._color(mode, state), size.width(), size.height()))

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        _, normal, active, disabled = self._colors
        is_resting = mode is QIcon.Mode.Normal and state is QIcon.State.Off
        return disabled if mode is QIcon.Mode.Disabled else normal if is_resting else active


def icon(name: str, theme: Theme, color: str | None = None) -> QIcon:
    """The icon in secondary text colour (or `color`), in ink when active or on, in border colour when disabled."""
    return QIcon(_SvgEngine(name, color or theme.text_2, color or theme.ink, theme.border))


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: str) -> None:
    """The icon as lines, straight into a painting."""
    _renderer(name, color).render(painter, rect)


@lru_cache(maxsize=256)
def _image(name: str, color: str, width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, name, QRectF(0, 0, width, height), color)
    painter.end()
    return image


def icon_names() -> tuple[str, ...]:
    folder = files("assets") / "icons"
    return tuple(sorted(file.name.removesuffix(".svg") for file in folder.iterdir() if file.name.endswith(".svg")))


@lru_cache(maxsize=128)
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (files("assets") / "icons" / f"{name}.svg").read_text("utf-8")
