"""A line of equal height runs where the ground has that height."""

from __future__ import annotations

import numpy as np
import pytest

from core.network import frozen
from simulator.plots.contours import contour

XS = np.linspace(-2, 2, 41)
BOWL = frozen(XS[None] ** 2 + XS[:, None] ** 2)


@pytest.mark.parametrize("level", [0.25, 1.0, 2.0])
def test_around_a_bowl_it_is_a_circle(level: float) -> None:
    segments = contour(BOWL, level)
    points = -2 + segments.reshape(-1, 2) * 0.1
    np.testing.assert_allclose(np.hypot(*points.T), np.sqrt(level), atol=0.01)
    length = np.hypot(*(segments[:, :2] - segments[:, 2:]).T).sum() * 0.1
    assert length == pytest.approx(2 * np.pi * np.sqrt(level), rel=0.01)


def test_every_end_meets_another_one() -> None:
    ends = [tuple(end) for end in contour(BOWL, 1.013).reshape(-1, 2).round(9).tolist()]
    assert all(ends.count(end) == 2 for end in ends)


def test_a_saddle_is_cut_in_two() -> None:
    assert len(contour(frozen([[1.0, 0.0], [0.0, 1.0]]), 0.5)) == 2
    assert len(contour(frozen([[0.0, 1.0], [1.0, 0.0]]), 0.5)) == 2


def test_where_nothing_is_known_no_line_runs() -> None:
    ground = BOWL.copy()
    ground[20:, :] = np.nan
    segments = contour(frozen(ground), 1.0)
    assert len(segments)
    assert segments[:, 1::2].max() <= 19
    assert contour(BOWL, 99.0).shape == (0, 4)
