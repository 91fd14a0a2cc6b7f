"""The picture of gradient descent shows where the ball is, where the step leads, and when steps leave it."""

from __future__ import annotations

import itertools
from dataclasses import fields

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.network import frozen
from core.weight_edits import BiasPlace, Place, WeightPlace
from simulator.plots.descent_axes import tick_texts
from simulator.plots.descent_labels import step_equation
from simulator.plots.descent_marks import last_step
from simulator.plots.descent_picture import DescentPicture, picture_of
from simulator.plots.descent_words import fate_in_words
from simulator.plots.paint_descent import paint_descent
from simulator.shapes import Box, Ink
from simulator.theme import theme
from simulator.words import say
from tests.simulator.descents import A, B, descent

SIZES = ((288.0, 316.0), (480.0, 360.0))


def text_of(picture: DescentPicture) -> str:
    assert picture.equation is not None
    return "; ".join("".join(run.text for run in line) for line in picture.equation.lines)


def painted(picture: DescentPicture, name: str = "light", scale: float = 1.0) -> QImage:
    image = QImage(round(picture.width * scale), round(picture.height * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(theme(name).canvas))
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint_descent(painter, picture, theme(name))
    painter.end()
    return image


def test_the_step_is_written_out(qapp: object) -> None:
    picture = picture_of(descent("gradient-descent", A), 0, 480, 360)
    assert text_of(picture) == "1−0.01×30=0.7"
    assert picture.tag is not None
    assert "".join(run.text for run in picture.tag.lines[0]) == "slope 30"
    assert (picture.heading, picture.reading) == ("loss / mse", "loss 25")
    both = picture_of(descent("gradient-descent", A, B), 0, 480, 440)
    assert text_of(both) == "a → y  1−0.01×30=0.7; b → y  2−0.01×40=1.6"


def test_an_equation_that_only_nearly_comes_out_says_so() -> None:
    signs = [
        "".join(run.text for run in step_equation(*numbers)) for numbers in ((1.0, 0.01, 30.0), (2 / 3, 0.1, -1 / 3))
    ]
    assert signs == ["1−0.01×30=0.7", "0.6667−0.1×(−0.3333)≈0.7"]


def test_the_tangent_has_the_slope_of_the_curve(qapp: object) -> None:
    picture = picture_of(descent("gradient-descent", B), 0, 480, 360)
    assert picture.tangent is not None
    (x0, y0), (x1, y1) = (picture.axes.under(*picture.tangent[at : at + 2]) for at in (0, 2))
    assert (y1 - y0) / (x1 - x0) == pytest.approx(40)


def test_the_arrow_is_as_long_as_the_step(qapp: object) -> None:
    picture = picture_of(descent("gradient-descent", B, rate=0.04), 0, 480, 360)
    assert picture.arrow is not None
    (start, _), (end, _) = (picture.axes.under(*picture.arrow[at : at + 2]) for at in (0, 2))
    assert (start, end) == (pytest.approx(2), pytest.approx(0.4))


def test_the_ball_rolls_along_the_curve_to_the_next_step(qapp: object) -> None:
    found = descent("gradient-descent", B, rate=0.04)
    places = [picture_of(found, made, 480, 360) for made in (0, 0.25, 0.5, 0.75, 1)]
    xs, losses = zip(*(picture.axes.under(*picture.ball) for picture in places), strict=True)
    assert list(xs) == sorted(xs, reverse=True)
    np.testing.assert_allclose(losses, (4 * np.array(xs) - 3) ** 2, atol=0.02)
    assert (xs[0], xs[-1]) == (pytest.approx(2), pytest.approx(0.4))
    # What else is to be seen holds still on the way.
    still = {"reading", "ball", "ball_ink"}
    names = [each.name for each in fields(DescentPicture) if each.name not in still]
    assert all(getattr(places[1], name) is getattr(places[3], name) for name in names)


def test_the_ball_has_the_colour_of_its_number(qapp: object) -> None:
    found = descent("gradient-descent", A)
    inks = [picture_of(found, made, 480, 360).ball_ink for made in (0, last_step(found))]
    assert inks == [Ink.POSITIVE, Ink.NEGATIVE]


def test_steps_that_diverge_leave_the_picture_and_it_says_so(qapp: object) -> None:
    found = descent("gradient-descent", B, rate=0.1)
    picture = picture_of(found, 0, 480, 360)
    assert picture.exit is not None
    plane, (x, y) = picture.axes.plane, picture.exit.way[2:]
    at_edge = [abs(abs(x - plane.x) - plane.width / 2), abs(abs(y - plane.y) - plane.height / 2)]
    assert min(at_edge) == pytest.approx(0, abs=1e-6)
    assert "".join(run.text for run in picture.exit.label.lines[0]) == "step 2: 6.8"
    assert picture.sentence.startswith("Diverges: step 2 leaves the picture")
    # Beyond the edge there is nothing to play.
    assert last_step(found) == 2
    assert picture_of(found, 2, 480, 360).arrow is None
    assert picture_of(descent("gradient-descent", B), 0, 480, 360).exit is None


@pytest.mark.parametrize("rate", [0.01, 0.04, 0.1, 0.5])
@pytest.mark.parametrize("places", [(A,), (B,), (A, B)])
def test_no_label_lies_on_another_or_outside(qapp: object, rate: float, places: tuple[Place, ...]) -> None:
    found = descent("gradient-descent", *places, rate=rate)
    for (width, height), made in itertools.product(SIZES, sorted({0, 1, last_step(found)})):
        picture = picture_of(found, made, width, height + (80 if len(places) > 1 else 0))
        labels = [each for each in (picture.tag, picture.equation) if each is not None]
        labels += [picture.exit.label] if picture.exit is not None else []
        whole = Box(picture.width / 2, picture.height / 2, picture.width, picture.height)
        for label in labels:
            corners = ((label.box.x + side * label.box.width / 2, label.box.y) for side in (-1, 1))
            assert all(whole.contains(*corner) for corner in corners)
        for one, other in itertools.combinations(labels, 2):
            assert not one.box.meets(other.box)


def test_the_way_of_a_run_is_drawn_where_it_was(qapp: object) -> None:
    found = descent("gradient-descent", A, B)
    run = frozen([[1.0, 2.0], [0.7, 1.6], [-2.0, 0.0]])
    picture = picture_of(found, 0, 480, 440, run)
    assert picture.axes.under(*picture.run[1].tolist()) == (pytest.approx(0.7), pytest.approx(1.6))
    assert painted(picture) != painted(picture_of(found, 0, 480, 440))


def test_high_ground_is_dark_and_the_lowest_is_paper(qapp: object) -> None:
    picture = picture_of(descent("gradient-descent", A, B), 0, 480, 440)
    assert picture.shade is not None
    assert picture.shade.min() == 0
    assert picture.shade.max() == 1
    # Row 0 is the top: there 3a + 4b − 6 is small where a is small.
    assert picture.shade[0, 0] < picture.shade[-1, 0]
    assert len(picture.contours) > 50


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    ("example", "places"),
    [
        ("iris", (BiasPlace(1, 0),)),
        ("xor", (WeightPlace(1, 0, 0), WeightPlace(2, 0, 0))),
        ("slopes", (WeightPlace(1, 0, 0),)),
    ],
)
def test_it_is_painted_whatever_the_network(qapp: object, name: str, example: str, places: tuple[Place, ...]) -> None:
    found = descent(example, *places)
    assert painted(picture_of(found, 0, 320, 400), name) != painted(
        picture_of(found, last_step(found), 320, 400), name
    )


def test_ticks_tell_numbers_apart_that_are_close() -> None:
    assert tick_texts([0.0, 10.0, 20.0]) == ["0", "10", "20"]
    assert tick_texts([2.4258, 2.4259]) == ["2.4258", "2.4259"]


def test_every_fate_has_its_words() -> None:
    words = {
        0.01: "Arrives",
        0.04: "Overshoots",
        0.1: "Diverges",
        0.0001: "Goes down: after",
        1e-12: "Goes down, but hardly",
    }
    for rate, beginning in words.items():
        assert say(fate_in_words(descent("gradient-descent", B, rate=rate), None)).startswith(beginning)
    assert say(fate_in_words(descent("gradient-descent", A, B, rate=0.04), None)).startswith("Swings")
