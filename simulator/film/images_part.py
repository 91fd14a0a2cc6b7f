"""Images of the data with what the network takes them for: the same ones all through a film, each in its place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.data.data import rows_of, table_of
from core.experiment import fed
from core.message import Message
from core.network import Array, Network, frozen
from core.results.rows import predict
from simulator.drawing import draw_box, draw_text
from simulator.film.part import Part
from simulator.film.rows import most_rows
from simulator.film.story import Story
from simulator.film.words import elided
from simulator.fonts import REGULAR, SEMIBOLD
from simulator.frames.face import picture_shape
from simulator.painting.kept_images import paint_kept
from simulator.painting.paint_images import CAPTION, paint_caption, paint_image
from simulator.theme import Theme
from simulator.words import say

MOST_ROWS, _MOST_PRODUCTS = 2000, 1e8
_SCALE = 1.6
_CAPTION = CAPTION * _SCALE + 4
_GAP = 14.0
_SMALLEST = 72.0
"""Units along the side of an image."""
_HEAD = 78.0
_SHARE, _WORDS, _BAR = 32.0, 21.0, 10.0


class ImagesPart(Part):
    """The share of right ones as a number and a bar, and below it the rows that are wrong longest, or were wrong at
    first. A wrong one is framed and says `8 ≠ 3`: taken for an 8, but a 3.

    `inputs` as fed and `truths` (class numbers) are of all rows that count, `shown` says which of them are shown."""

    def __init__(self, story: Story[Any], rect: QRectF) -> None:
        experiment = story.experiment
        shape = picture_shape(experiment.network.inputs)
        assert shape is not None
        self._story, self._rect = story, rect
        table = table_of(experiment)
        train, test = rows_of(table, experiment.data, experiment.training)
        self._is_test = len(test) > 0
        rows = (test if self._is_test else train)[: most_rows(experiment.network, _MOST_PRODUCTS, MOST_ROWS)]
        self._look = object()
        self._names = table.classes
        self.truths = table.targets[rows].argmax(axis=1)
        self.inputs = fed(table.inputs[rows], experiment.data)
        self._places = _places_in(rect, len(rows))
        self.shown = hardest_rows(story.networks_seen(), self.inputs, self.truths)[: len(self._places)]
        images = table.inputs[rows[self.shown]]
        darkest = float(table.inputs.max(initial=0.0)) or 1.0
        self._images = frozen(np.clip(images / darkest, 0.0, 1.0).reshape(-1, *shape))
        self._answers = lru_cache(maxsize=2)(self._answers_of)

    def paint(self, painter: QPainter, state: Hashable, theme: Theme) -> None:
        answers = self._answers(self._story.network_key(state))
        self._paint_head(painter, int((answers == self.truths).sum()), theme)

        def draw(inner: QPainter) -> None:
            for place, values in zip(self._places, self._images, strict=False):
                paint_image(inner, place, values, theme)

        paint_kept(painter, ("images", self._look, theme), self._rect, draw)
        for place, row in zip(self._places, self.shown.tolist(), strict=False):
            truth, answer = self.truths[row], answers[row]
            if truth != answer:
                draw_box(painter, place.adjusted(-3, -3, 3, 3), 5, None, theme.danger, 3)
            paint_caption(painter, place.adjusted(0, 0, 0, 4), self._names[truth], self._names[answer], theme, _SCALE)

    def _paint_head(self, painter: QPainter, right: int, theme: Theme) -> None:
        rect, count = self._rect, len(self.truths)
        words = Message("of {count} test images right") if self._is_test else Message("of {count} images right")
        number, y = f"{right:,}", rect.top() + _SHARE / 2
        x = rect.left() + draw_text(painter, rect.left(), y, number, _SHARE, theme.ink, SEMIBOLD) + 10
        said = elided(say(Message(words.template, count=f"{count:,}")), _WORDS, REGULAR, rect.right() - x)
        draw_text(painter, x, y, said, _WORDS, theme.text_2)
        bar = QRectF(rect.left(), rect.top() + _SHARE + 12, self._places[-1].right() - rect.left(), _BAR)
        bar.setRight(max(place.right() for place in self._places))
        draw_box(painter, bar, _BAR / 2, theme.sunken)
        if right:
            draw_box(
                painter,
                QRectF(bar.left(), bar.top(), max(_BAR, bar.width() * right / count), _BAR),
                _BAR / 2,
                theme.ink,
            )

    def _answers_of(self, key: Hashable) -> NDArray[np.intp]:
        shares = predict(self._story.network_of(key), self.inputs)[1]
        return np.asarray(np.nan_to_num(shares).argmax(axis=1), np.intp)


def hardest_rows(networks: Sequence[Network], inputs: Array, truths: NDArray[np.intp]) -> NDArray[np.intp]:
    """All rows: first those that most of the networks take for something else, of equal ones the surest mistakes."""
    wrong = np.zeros(len(truths))
    sure = np.zeros(len(truths))
    for network in networks:
        shares = np.nan_to_num(predict(network, inputs)[1])
        is_wrong = shares.argmax(axis=1) != truths
        wrong += is_wrong
        sure += np.where(is_wrong, 1.0, -1.0) * np.clip(shares.max(axis=1), 0.0, 1.0)
    return np.lexsort((-sure, -wrong))


def _places_in(rect: QRectF, count: int) -> list[QRectF]:
    """Where the images stand: as large as they can be while there are about a dozen, in whole lines."""
    width, height = rect.width(), rect.height() - _HEAD
    columns = max(1, int((width + _GAP) // (_SMALLEST + _GAP)))
    while columns > 3 and columns * _lines(height, _side(width, columns)) > 20:
        columns -= 1
    side = _side(width, columns)
    lines = max(1, _lines(height, side))
    side = min(side, height / lines - _CAPTION)
    pitch = (width + _GAP) / columns
    shown = min(columns * lines, max(count, 1))
    return [
        QRectF(
            rect.left() + (place % columns) * pitch,
            rect.top() + _HEAD + (place // columns) * (side + _CAPTION + _GAP / 2),
            side,
            side,
        )
        for place in range(shown)
    ]


def _side(width: float, columns: int) -> float:
    return (width + _GAP) / columns - _GAP


def _lines(height: float, side: float) -> int:
    return int((height + _GAP / 2) // (side + _CAPTION + _GAP / 2))
