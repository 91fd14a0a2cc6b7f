"""A curve that grows is the same line as the one shown at once, on every axis, smoothed or not."""

from __future__ import annotations

import numpy as np
import pytest

from core.message import Message
from core.runs.smoothing import smoothed
from simulator.plots.curves import Curve, Line, Scale

EPOCHS = np.arange(300.0)
LOSSES = 0.1 + np.random.default_rng(0).random(300)


def curve(count: int = 300, losses: np.ndarray = LOSSES) -> Curve:
    return Curve(Message("train"), "ink", EPOCHS[:count], losses[:count])


@pytest.mark.parametrize("is_logarithmic", [False, True])
@pytest.mark.parametrize("weight", [0.0, 0.9])
def test_it_may_come_in_pieces(is_logarithmic: bool, weight: float) -> None:
    x = y = Scale(is_logarithmic)
    whole, grown = Line(curve(), x, y, weight), Line(curve(0), x, y, weight)
    for count in (1, 7, 7, 130, 300):
        grown.show(curve(count))
    first = 1 if is_logarithmic else 0  # the network before training has no place on a logarithmic axis
    for line in (whole, grown):
        assert line.raw.y == pytest.approx(y.places(LOSSES[first:]))
        assert line.main.y == pytest.approx(y.places(smoothed(LOSSES, weight)[first:]))
    assert y.value(grown.place_at(200.0)) == pytest.approx(smoothed(LOSSES, weight)[200])
    assert grown.place_at(200.5) is None


def test_another_curve_takes_its_place() -> None:
    line = Line(curve(), Scale(), Scale())
    line.show(curve(300, LOSSES + 1))
    assert line.raw.y.tolist() == (LOSSES + 1).tolist()
    line.show(curve(10))
    assert len(line.raw) == 10


def test_what_has_no_place_on_a_logarithmic_axis_is_a_gap() -> None:
    places = Scale(True).places([0.0, -1.0, np.inf, np.nan, 100.0])
    assert np.isnan(places[:4]).all()
    assert places[4] == 2
    assert Scale(True).value(2.0) == 100
