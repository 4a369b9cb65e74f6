"""Curves of what was measured: drawn, named, read out, with their numbers; what cannot be drawn is said."""

import re

import pytest

from autograd_lab.errors import LabError
from autograd_lab.viz.figures import plot

LABELS = {"title": "The loss", "x": "step", "y": "loss L", "say": "It falls."}


def test_each_curve_has_its_stroke_its_name_and_its_numbers():
    html = plot({"own": [0.25, 0.125, 0.0625], "other": [(0, 1.0), (2, 0.5)]}, **LABELS)._repr_html_()
    wide, narrow = html.split('<div class="al-plot-stage al-plot-narrow">')  # of which a page shows one
    for picture in (wide, narrow):
        assert picture.count('class="al-fig-series') == 4  # the curve, and a piece of it beside its name
    assert "stroke-dasharray" in html
    assert 'role="img" aria-label="The loss. It falls."' in html
    assert re.findall(r"<th scope=.col.>([^<]*)", html) == ["step", "own", "other"]
    rows = re.findall(r"<tr><th scope=.row.>([^<]*)</th><td>([^<]*)</td><td>([^<]*)</td>", html)
    assert rows == [("0", "0.25", "1"), ("1", "0.125", ""), ("2", "0.0625", "0.5")]
    assert ">step</text>" in html
    assert ">loss L</text>" in html
    assert "al-figure" not in html  # nothing moves, so no test may look for sliders


def test_a_long_run_has_a_short_table_that_ends_where_it_ends():
    html = plot({"own": [1 / (k + 1) for k in range(1000)]}, log=True, **LABELS)._repr_html_()
    places = re.findall(r"<th scope=.row.>([^<]*)</th>", html)
    assert (places[0], places[-1], len(places)) == ("0", "999", 12)
    assert "10⁻" in html


def test_names_are_text():
    assert "<b>" not in plot({"<b>": [1, 2]}, **LABELS)._repr_html_()


@pytest.mark.parametrize(
    ("curves", "more", "said"),
    [
        ({}, {}, "1 to 4 curves"),
        ({str(k): [1, 2] for k in range(5)}, {}, "1 to 4 curves"),
        ({"a": []}, {}, "has no points"),
        ({"a": ["x"]}, {}, "neither numbers nor"),
        ({"a": [(float("nan"), 1)]}, {}, "without a place"),
        ({"a": [0, -1]}, {"log": True}, "no positive finite number"),
        ({"a": [1]}, {"say": " "}, "say in words"),
    ],
)
def test_what_cannot_be_drawn_is_said(curves, more, said):
    with pytest.raises(LabError, match=said):
        plot(curves, **{**LABELS, **more})
