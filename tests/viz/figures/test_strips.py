"""Runs as dots: each at its place, their mean in figures, heard as a sentence, legible in both themes."""

import re

import pytest
from playwright.sync_api import expect

from autograd_lab.errors import LabError
from autograd_lab.viz.figures.strips import strips
from tests.support.axe import findings

NARROW = '<div class="al-plot-stage al-plot-narrow">'  # the second of two pictures, of which a page shows one
LABELS = {"title": "Digits read", "x": "read, %", "say": "L2 reads more."}
ROWS = {"plain": [0.80, 0.90], "L2 & more": [0.85, 0.95]}


def test_a_dot_for_each_run_and_the_mean_in_figures():
    html = strips(ROWS, unit=100, **LABELS)._repr_html_()
    html = html.partition(NARROW)[0]
    dots = [float(at) for at in re.findall(r'<circle [^>]*cx="([\d.]+)"', html)]
    assert len(dots) == 4
    assert dots[0] < dots[2] < dots[1] < dots[3]  # 80, 85, 90, 95
    assert dots[1] - dots[0] == pytest.approx(2 * (dots[2] - dots[0]), abs=0.3)
    assert re.findall(r">(\d\d\.\d)</text>", html) == ["85.0", "90.0"]
    assert "L2 &amp; more</text>" in html
    assert 'role="img" aria-label="Digits read. L2 reads more."' in html
    assert "al-figure" not in html  # nothing moves, so no test may look for sliders


def test_differences_have_signs_and_a_line_at_zero():
    html = strips({"a": [-1.0, -2.0], "b": [2.0, 4.0]}, zero=True, **LABELS)._repr_html_()
    for picture in html.split(NARROW):
        assert 'class="al-fig-zero"' in picture
        assert re.findall(r">([−+]\d\.\d)</text>", picture) == ["−1.5", "+3.0"]
    assert "<td>−1.5</td><td>−2</td><td>−1</td>" in html


def test_runs_that_agree_have_a_place_too():
    html = strips({"a": [2.0, 2.0]}, **LABELS)._repr_html_()
    assert [picture.count("<circle") for picture in html.split(NARROW)] == [2, 2]
    assert "nan" not in html


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        ({}, {}, "no rows"),
        ({"a": []}, {}, "the row 'a': expected finite numbers"),
        ({"a": [float("inf")]}, {}, "expected finite numbers"),
        ({"a": [1.0]}, {"say": " "}, "say in words"),
        ({"a": [1.0]}, {"unit": float("nan")}, "unit"),
    ],
)
def test_what_cannot_be_drawn_is_said(rows, more, said):
    with pytest.raises(LabError, match=said):
        strips(rows, **{**LABELS, **more})


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
@pytest.mark.sampled(1)
def test_a_page_with_strips_is_legible(open_page, shot, tmp_path, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    file = tmp_path / "strips.html"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Strips</title><main><h1>Strips</h1>'
    file.write_text(head + strips(ROWS, unit=100, **LABELS).html + "</main>", encoding="utf-8")
    page.goto(file.as_uri())
    expect(page.get_by_role("img")).to_have_count(1)
    texts = [text.bounding_box() for text in page.locator(".al-plot-stage text:visible").all()]
    assert len(texts) >= 7
    assert all(box["height"] > 11 and box["x"] >= 0 and box["x"] + box["width"] <= width for box in texts)
    page.locator("summary").click()
    expect(page.locator("table")).to_be_visible()
    assert not findings(page)
    shot(page, f"strips-{scheme}-{width}")
