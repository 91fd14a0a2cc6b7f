"""Drawings become images as the data has them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.data.data import table_of
from core.data.handwriting import as_image, enlarged, reduced, usual_extent
from core.files.examples import example
from core.network import frozen


def test_digits_fill_their_images() -> None:
    images = table_of(example("digits")).inputs.reshape(-1, 8, 8)
    assert usual_extent(images) == 8
    framed = np.zeros((3, 28, 28))
    framed[:, 4:24, 8:18] = 200
    assert usual_extent(framed) == 20
    assert usual_extent(np.zeros((2, 8, 8))) == 8


@given(arrays(np.float64, (7, 5), elements=st.floats(0, 1)))
def test_what_was_enlarged_is_found_again(image: np.ndarray) -> None:
    assert reduced(enlarged(image, 112), (7, 5)) == pytest.approx(image)


@pytest.mark.parametrize(("top", "left", "side"), [(3, 5, 16), (40, 60, 40), (0, 0, 112)])
def test_wherever_and_however_large_it_is_drawn_the_image_is_the_same(top: int, left: int, side: int) -> None:
    ink = np.zeros((112, 112))
    ink[top : top + side, left : left + side // 2] = 1
    image = as_image(frozen(ink), (8, 8), 8)
    expected = np.zeros((8, 8))
    expected[:, 2:6] = 1
    assert image == pytest.approx(expected, abs=0.07)
    small = as_image(frozen(ink), (28, 28), 20)
    assert small.sum() == pytest.approx(200, rel=0.02)
    assert max(small[:4].sum(), small[24:].sum()) < 1e-9


def test_paper_stays_paper() -> None:
    assert not as_image(np.zeros((112, 112)), (8, 8), 8).any()
