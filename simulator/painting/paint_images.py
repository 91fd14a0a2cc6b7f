"""Drawing rows that are images, and how sure a network is of each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.network import Array
from core.numbers import MINUS
from simulator.drawing import draw_box, draw_text
from simulator.fonts import REGULAR, SEMIBOLD, text_width
from simulator.frames.face import Face
from simulator.frames.unit_shapes import Picture
from simulator.painting.paint_faces import paint_weights
from simulator.results.evaluation import Evaluation, Part
from simulator.short_text import elided
from simulator.theme import Theme

CAPTION = 16.0
"""Room below an image for what it is and was called, in px at scale 1."""
_NAME_ROOM = 56.0


@dataclass(frozen=True, eq=False)
class Images:
    """Rows of the data that are images, wrong ones first: of those the surest, of the right ones the most doubtful.

    `truths` and `answers` are class numbers, `sure` the share of the class that was answered; all follow `rows`.
    """

    rows: NDArray[np.intp]
    truths: NDArray[np.intp]
    answers: NDArray[np.intp]
    sure: Array

    @property
    def wrong(self) -> int:
        """How many were called something else."""
        return int((self.truths != self.answers).sum())


def images_in_order(evaluation: Evaluation) -> Images:
    """All rows of an evaluation whose targets are one-hot."""
    truths = evaluation.rows.table.targets.argmax(axis=1)
    shares = np.nan_to_num(evaluation.output_in(Part.ALL)[1])
    answers = shares.argmax(axis=1)
    sure = shares.max(axis=1)
    is_right = truths == answers
    order = np.lexsort((np.where(is_right, sure, -sure), is_right))
    return Images(order, truths[order], answers[order], sure[order])


def paint_image(painter: QPainter, rect: QRectF, values: Array, theme: Theme) -> None:
    """An image (rows × columns, 0 … 1) as ink on paper."""
    draw_box(painter, rect, 3, theme.canvas, theme.hairline)
    inside = rect.adjusted(2, 2, -2, -2)
    paint_weights(painter, inside, Picture(Face.WEIGHTS, values, is_paper=True), theme)


def paint_caption(painter: QPainter, rect: QRectF, truth: str, answer: str, theme: Theme, scale: float = 1.0) -> None:
    """What an image was called; where that is wrong, also what it is."""
    middle = rect.bottom() + CAPTION * scale / 2 + 1
    if truth == answer:
        draw_text(painter, rect.center().x(), middle, truth, 11 * scale, theme.text_3, REGULAR, "center")
    else:
        words = f"{answer} ≠ {truth}"
        draw_text(painter, rect.center().x(), middle, words, 11 * scale, theme.danger, SEMIBOLD, "center")


def paint_shares(
    painter: QPainter, rect: QRectF, names: Sequence[str], shares: Array, theme: Theme, scale: float = 1.0
) -> None:
    """A bar a class, one below the other; the longest in ink."""
    pitch = rect.height() / len(names)
    size = 11 * scale
    room = min(max(text_width(name, size, SEMIBOLD) for name in names), _NAME_ROOM * scale)
    numbers = text_width("100", size)
    best = int(np.nan_to_num(shares, nan=-np.inf).argmax())
    left, right = rect.left() + room + 8 * scale, rect.right() - numbers - 6 * scale
    for index, (name, share) in enumerate(zip(names, shares.tolist(), strict=True)):
        y = rect.top() + pitch * (index + 0.5)
        color = theme.ink if index == best else theme.text_3
        weight = SEMIBOLD if index == best else REGULAR
        draw_text(painter, rect.left(), y, elided(name, room * 13 / size, SEMIBOLD), size, color, weight)
        thick = min(8.0 * scale, pitch * 0.5)
        draw_box(painter, QRectF(left, y - thick / 2, right - left, thick), thick / 2, theme.sunken)
        length = (right - left) * min(max(share, 0.0), 1.0) if share == share else 0.0
        if length > thick / 2:
            fill = theme.ink if index == best else theme.border_strong
            draw_box(painter, QRectF(left, y - thick / 2, max(length, thick), thick), thick / 2, fill)
        draw_text(painter, rect.right(), y, _percent(share), size, color, weight, "right")


def _percent(share: float) -> str:
    if share != share:
        return "–"
    return f"{100 * share:.0f}".replace("-", MINUS)
