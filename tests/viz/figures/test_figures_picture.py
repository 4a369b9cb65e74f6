"""The pictures that are seen where no script runs: numbers at their places, names apart, nothing that is no number."""

import itertools
import math
import re
from xml.etree import ElementTree

import pytest

from autograd_lab.viz.figures.picture import BOTTOM, GAP, LEFT, ROOM, TOP, WIDTH, Axis, Curve, chart
from tests.viz.figures.makers import MAKERS

RIGHT = WIDTH - 12 - ROOM


def drawn(*curves, x=None, y=None, **more):
    return ElementTree.fromstring(chart(x or Axis(0, 10, "x"), y or Axis(0, 1, "y"), curves, "a & b", **more))


def points(path):
    return [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d"))]


def curves_in(root):
    paths = [path for path in root.iter("path") if "al-fig-series" in path.get("class", "")]
    return [path for path in paths if "h20" not in path.get("d")]


def test_a_curve_goes_through_its_points():
    (path,) = curves_in(drawn(Curve("a", [(0, 0), (5, 0.5), (10, 1)])))
    assert points(path) == [(LEFT, BOTTOM), ((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2), (RIGHT, TOP)]


def test_on_a_scale_of_powers_of_ten_a_power_is_a_step():
    (path,) = curves_in(drawn(Curve("a", [(0, 1e-6), (5, 1e-4), (10, 1e-2)]), y=Axis(1e-6, 1e-2, "y", log=True)))
    heights = [at for _, at in points(path)]
    assert heights == [BOTTOM, (TOP + BOTTOM) / 2, TOP]


def test_what_is_no_number_is_left_out_and_zero_has_a_place_on_a_log_scale():
    (path,) = curves_in(
        drawn(Curve("a", [(0, 0.0), (1, math.nan), (2, math.inf), (3, 1e-3)]), y=Axis(1e-6, 1, "y", log=True))
    )
    assert len(points(path)) == 2
    assert all(map(math.isfinite, sum(points(path), ())))


def test_names_stand_apart_and_inside():
    ends = {"a": 0, "b": 0.01, "c": 0.02, "d": 1}
    root = drawn(*(Curve(name, [(0, 0), (10, v)], i) for i, (name, v) in enumerate(ends.items())))
    heights = sorted(float(text.get("y")) - 4 for text in root.iter("text") if text.get("class") == "al-fig-note")
    assert len(heights) == 4
    assert min(b - a for a, b in itertools.pairwise(heights)) >= GAP - 0.11
    assert heights[-1] <= BOTTOM
    assert heights[0] >= TOP


def test_a_line_that_leaves_the_picture_keeps_its_slope():
    (path,) = curves_in(drawn(Curve("a", [(0, 0), (10, 2)])))
    (x0, y0), (x1, y1) = points(path)
    assert (y0 - y1) / (x1 - x0) == pytest.approx(2 * (BOTTOM - TOP) / (RIGHT - LEFT))


@pytest.mark.slow
@pytest.mark.parametrize("kind", MAKERS)
def test_every_figure_of_curves_has_one(kind):
    figure = MAKERS[kind]()
    page = re.sub(r"<script.*?</script>", "", figure.static().html, flags=re.DOTALL)
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert pictures
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert "nan" not in picture.lower().replace("nan,", "")
        assert curves_in(root) or root.findall(".//circle")
