"""Images with boxes: each box at its place, told apart without colour, heard as a sentence, legible in both themes."""

import base64
import re
import zlib

import numpy as np
import pytest
from playwright.sync_api import expect

from autograd_lab import data
from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.boxes import boxes
from tests.support.axe import findings

NARROW = '<div class="al-plot-stage al-plot-narrow">'  # the second of two pictures, of which a page shows one
LABELS = {"title": "Where it is", "say": "A window beside the shape."}
FIELD = np.zeros((20, 20))
KINDS = {"shape & box": [[[2, 4, 12, 14]]], "window": [[[5.5, 4, 15.5, 14], [0, 0, 0, 0]]]}
_BOX = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="none"([^>]*)/>')


def wide(html):
    return html.partition(NARROW)[0]


def test_each_box_stands_where_its_pixels_are():
    html = wide(boxes([FIELD], KINDS, **LABELS).html)
    left, top, side = (float(v) for v in re.search(r'<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', html).groups())
    found = [[float(v) for v in box[:4]] for box in _BOX.findall(html)]
    pixel = side / 20
    assert len(found) == 2  # the box of no size is none
    assert found[0] == pytest.approx([left + 2 * pixel, top + 4 * pixel, 10 * pixel, 10 * pixel], abs=0.1)
    assert found[1] == pytest.approx([left + 5.5 * pixel, top + 4 * pixel, 10 * pixel, 10 * pixel], abs=0.1)


def test_kinds_differ_in_their_strokes_and_are_named_and_listed():
    html = boxes([FIELD], KINDS, captions=["IoU < 1"], **LABELS)._repr_html_()
    dashes = ["dasharray" in box[4] for box in _BOX.findall(wide(html))]
    assert dashes == [False, True]
    assert 'role="img" aria-label="Where it is. A window beside the shape."' in html
    assert "shape &amp; box</text>" in html
    assert "IoU &lt; 1</text>" in html
    assert '<th scope="row">window</th><td>5.5</td><td>4</td><td>15.5</td><td>14</td>' in html
    assert "al-figure" not in html  # nothing moves, so no test may look for sliders


def test_the_image_is_the_array_dark_where_it_is_bright():
    picture = np.array([[0.0, 0.5, 1.0], [2.0, -1.0, 0.25]])
    html = boxes([picture], {"none": [np.zeros((0, 4))]}, **LABELS).html
    file = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])
    assert file.startswith(b"\x89PNG")
    body = file[file.index(b"IDAT") + 4 : file.index(b"IEND") - 8]
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(2, 4)
    assert rows[:, 0].tolist() == [0, 0]
    assert rows[:, 1:].tolist() == [[255, 197, 140], [140, 255, 226]]


def test_images_without_boxes_have_their_captions_and_no_empty_table():
    html = boxes([FIELD, FIELD], {}, captions=["before", "after"], **LABELS).html
    assert wide(html).count("<image") == 2
    assert "before</text>" in html
    assert not _BOX.findall(html)
    assert "<table" not in html
    assert "<table" in boxes([FIELD], KINDS, **LABELS).html


def test_pictures_stand_side_by_side_and_two_in_a_row_where_it_is_narrow():
    X, where, _ = data.shapes(3, seed=1)
    html = boxes(X[:, 0], {"shape": where}, **LABELS).html
    for part, rows in zip(html.split(NARROW), (1, 2), strict=True):
        places = [tuple(map(float, at)) for at in re.findall(r'<image x="([\d.]+)" y="([\d.]+)"', part)]
        assert len(set(places)) == 3
        assert len({y for _, y in places}) == rows
    assert html.count('<th scope="row">picture 1: shape') == (where[0, :, 2] > 0).sum()


@pytest.mark.parametrize(
    ("pictures", "kinds", "more", "error", "said"),
    [
        ([], {"a": []}, {}, LabError, "1 to 4 pictures"),
        ([FIELD] * 5, {"a": [[]] * 5}, {}, LabError, "1 to 4 pictures"),
        ([FIELD], {kind: [[]] for kind in "abcd"}, {}, LabError, "up to 3 kinds"),
        ([FIELD], {"a": [[], []]}, {}, LabError, "boxes for 2 of them under 'a'"),
        ([FIELD], {"a": [[1, 2, 3]]}, {}, ShapeError, "four finite numbers"),
        ([FIELD], {"a": [[1, 2, 3, float("nan")]]}, {}, ShapeError, "four finite numbers"),
        ([FIELD[None]], {"a": [[]]}, {}, ShapeError, r"shape \(1, 20, 20\)"),
        ([FIELD], {"a": [[]]}, {"captions": ["x", "y"]}, LabError, "1 pictures, and 2 captions"),
        ([FIELD], {"a": [[]]}, {"say": " "}, LabError, "say in words"),
    ],
)
def test_what_cannot_be_drawn_is_said(pictures, kinds, more, error, said):
    with pytest.raises(error, match=said):
        boxes(pictures, kinds, **{**LABELS, **more})


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_a_page_with_boxes_is_legible(open_page, shot, tmp_path, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    file = tmp_path / "boxes.html"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Boxes</title><main><h1>Boxes</h1>'
    X, where, _ = data.shapes(3, seed=1)
    figure = boxes(X[:, 0], {"shape": where, "window": where + 2}, captions=["one", "two", "three"], **LABELS)
    file.write_text(head + figure.html + "</main>", encoding="utf-8")
    page.goto(file.as_uri())
    expect(page.get_by_role("img")).to_have_count(1)
    texts = [text.bounding_box() for text in page.locator(".al-plot-stage text:visible").all()]
    assert len(texts) == 5
    assert all(box["height"] > 11 and box["x"] >= 0 and box["x"] + box["width"] <= width for box in texts)
    page.locator("summary").click()
    expect(page.locator("table")).to_be_visible()
    assert not findings(page)
    shot(page, f"boxes-{scheme}-{width}")
