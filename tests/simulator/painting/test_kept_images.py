"""What is copied is what would have been painted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Thread

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPicture

from simulator.painting import kept_images
from simulator.painting.kept_images import paint_kept

BOX = QRectF(-3, -4, 30, 12)


@pytest.fixture(autouse=True)
def nothing_is_kept(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_images, "_kept", {})


def draw(painter: QPainter) -> None:
    painter.fillRect(QRectF(-2.5, -3, 20, 8), QColor("#1d4ed8"))
    painter.fillRect(QRectF(4, -1, 21.5, 7.25), QColor("#b45309"))


def painted(paint: Callable[[QPainter], None], scale: float = 1.0) -> NDArray[np.uint8]:
    image = QImage(120, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    paint(painter)
    painter.end()
    return np.array(image.constBits(), np.uint8)


@pytest.mark.parametrize("at", [(10.0, 12.0), (10.25, 12.5), (-8.0, -2.0), (-7.5, 3.75)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_it_is_as_if_painted_in_its_place(at: tuple[float, float], scale: float) -> None:
    def placed(paint: Callable[[QPainter], None]) -> Callable[[QPainter], None]:
        def moved(painter: QPainter) -> None:
            painter.translate(at[0] / scale, at[1] / scale)
            paint(painter)

        return moved

    directly = painted(placed(draw), scale).astype(int)
    made, copied = (painted(placed(lambda p: paint_kept(p, "look", BOX, draw)), scale) for _ in range(2))
    assert np.array_equal(made, copied)
    # Blended with nothing first, then with the ground: rounded twice.
    assert np.abs(made - directly).max() <= 2


def test_it_is_painted_once_for_every_look_and_size() -> None:
    times: list[int] = []
    for look, scale in (("a", 1.0), ("a", 1.0), ("b", 1.0), ("a", 2.0), ("b", 1.0)):
        painted(lambda p, look=look: paint_kept(p, look, BOX, lambda q: times.append(1)), scale)
    assert len(times) == 3


def test_the_whole_of_it_fades() -> None:
    def faded(painter: QPainter) -> None:
        painter.setOpacity(0.5)
        paint_kept(painter, "look", BOX, draw)
        assert painter.opacity() == 0.5

    solid = painted(lambda p: paint_kept(p, "look", BOX, draw)).astype(int)
    assert np.abs(painted(faded) - (solid + 255) / 2).max() <= 2


def test_vector_graphics_get_the_strokes() -> None:
    picture, painters = QPicture(), []
    painter = QPainter(picture)
    paint_kept(painter, "look", BOX, painters.append)
    painter.end()
    assert painters == [painter]
    assert not kept_images._kept


def test_what_was_not_used_for_longest_goes_first() -> None:
    for look in range(200):
        painted(lambda p, look=look: paint_kept(p, look, BOX, draw))
        painted(lambda p: paint_kept(p, 0, BOX, draw))
    looks = [key[0] for key in kept_images._kept]
    assert len(looks) == kept_images._MOST_IMAGES
    assert looks[-1] == 0
    assert looks[0] == 200 - len(looks) + 1
    vast = QRectF(0, 0, 1500, 1500)
    painted(lambda p: paint_kept(p, "vast", vast, draw))
    painted(lambda p: paint_kept(p, "vaster", vast, draw))
    assert sum(map(QImage.sizeInBytes, kept_images._kept.values())) <= kept_images._MOST_BYTES


def test_films_are_painted_in_several_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each keeps and lets go of images while the others do."""
    monkeypatch.setattr(kept_images, "_MOST_IMAGES", 2)
    failed: list[BaseException] = []

    def paint_many(first: int) -> None:
        image = QImage(20, 20, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(image)
        try:
            for look in range(first, first + 1500):
                paint_kept(
                    painter, look % 7, QRectF(1, 1, 4, 4), lambda inner: inner.fillRect(1, 1, 2, 2, QColor("red"))
                )
        except BaseException as error:
            failed.append(error)
        painter.end()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [Thread(target=paint_many, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    assert failed == []
