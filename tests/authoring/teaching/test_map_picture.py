"""The picture of the map: every chapter, idea and arrow is in it, it can be read, and it is of this map."""

import html
import json
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.teaching import idea_map, map_picture
from autograd_lab.authoring.teaching.places import Places, chapter_title
from autograd_lab.authoring.teaching.ways import Ways
from tests.support.repo import REPO

pytestmark = pytest.mark.slow
SVG = "{http://www.w3.org/2000/svg}"
SMALLEST = 12


@pytest.fixture(scope="module", params=[map_picture.LARGE, map_picture.SMALL], ids=lambda look: look.name)
def look(request: pytest.FixtureRequest) -> map_picture.Look:
    return request.param


@pytest.fixture(scope="module")
def picture(found: Ways, places: Places, look: map_picture.Look) -> ET.Element:
    return ET.fromstring(map_picture.svg(REPO, found.ideas, places.chapters, look))


def boxes(picture: ET.Element) -> dict[int, ET.Element]:
    """The box of each chapter, with its text: by the number with which its title begins."""
    found = [box for box in picture.iter() if box.tag in (f"{SVG}a", f"{SVG}g")]
    return {int(next(box.iter(f"{SVG}text")).text[:2]): box for box in found}


def test_every_chapter_has_its_box_and_in_the_large_one_its_ideas_and_a_link(
    picture: ET.Element, found: Ways, places: Places, look: map_picture.Look
) -> None:
    drawn = boxes(picture)
    assert list(drawn) == list(places.chapters)
    for number, box in drawn.items():
        words = " ".join(text.text for text in box.iter(f"{SVG}text"))
        taught = [idea.words for idea in found.ideas.values() if idea.chapter == number]
        assert words.startswith(f"{number:02d} · {chapter_title(places.chapters[number])}")
        if look is map_picture.LARGE:
            target = (REPO / "docs/teaching" / box.get("href")).resolve()
            assert target == REPO / "notebooks" / f"{places.chapters[number].name}.ipynb"
            assert all(idea in words for idea in taught)
        else:
            assert words == f"{number:02d} · {chapter_title(places.chapters[number])}"


def test_the_arrows_are_those_of_the_map_and_lead_from_box_to_box(picture: ET.Element, found: Ways) -> None:
    drawn = boxes(picture)
    frames = {number: next(link.iter(f"{SVG}rect")) for number, link in drawn.items()}
    ends = {"": set(), "again": set()}
    for path in picture.findall(f"{SVG}path"):
        numbers = [float(number) for number in re.findall(r"[\d.]+", path.get("d"))]
        pair = tuple(touched(frames, *corner) for corner in (numbers[-2:], numbers[:2]))
        ends[path.get("class", "")].add(pair)
    assert ends[""] == idea_map.arrows(found.ideas)
    assert ends["again"] == idea_map.recalled(found.ideas)


def touched(frames: dict[int, ET.Element], x: float, y: float) -> int:
    """The box at whose edge a point lies."""
    [number] = [
        number
        for number, frame in frames.items()
        if -3 <= x - float(frame.get("x")) <= float(frame.get("width")) + 3
        and -3 <= y - float(frame.get("y")) <= float(frame.get("height")) + 3
    ]
    return number


def test_its_text_is_large_enough_and_stays_in_its_box(picture: ET.Element) -> None:
    style = next(picture.iter(f"{SVG}style")).text
    sizes = list(map(int, re.findall(r"(\d+)px system-ui", style)))
    assert min(sizes) >= SMALLEST
    assert len(sizes) == 2
    for link in boxes(picture).values():
        frame = next(link.iter(f"{SVG}rect"))
        right = float(frame.get("x")) + float(frame.get("width"))
        bottom = float(frame.get("y")) + float(frame.get("height"))
        for text in link.iter(f"{SVG}text"):
            wide = 7.9 if text.get("class") == "title" else 7.0  # a letter of the widest usual fonts, on average
            assert float(text.get("x")) + wide * len(text.text) <= right, text.text
            assert float(text.get("y")) <= bottom


def test_boxes_do_not_overlap(picture: ET.Element) -> None:
    frames = [next(link.iter(f"{SVG}rect")) for link in boxes(picture).values()]
    edges = [[float(frame.get(name)) for name in ("x", "y", "width", "height")] for frame in frames]
    for at, (x, y, w, h) in enumerate(edges):
        for left, top, wide, high in edges[:at]:
            assert x + w <= left or left + wide <= x or y + h <= top or top + high <= y


def test_it_is_told_to_who_does_not_see_it_and_follows_the_theme(picture: ET.Element, found: Ways) -> None:
    named = picture.get("aria-labelledby").split()
    about = {each.get("id"): each.text for each in picture if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert list(about) == named
    told = {
        (int(one), int(other))
        for one, others in re.findall(r"(\d\d) needs ([\d, ]+)", about["map-about"])
        for other in others.split(", ")
    }
    assert told == idea_map.arrows(found.ideas)
    style = next(picture.iter(f"{SVG}style")).text
    light, dark = re.findall(r"svg\{background:(#\w+);--ink:(#\w+);--box:(#\w+)", style)
    assert "prefers-color-scheme:dark" in style
    for background, ink, box in (light, dark):
        assert min(contrast(ink, background), contrast(ink, box)) >= 7


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, as WCAG has it."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_layout_of_another_map_is_refused(found: Ways, places: Places, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="run `make layouts`"):
        map_picture.svg(tmp_path, found.ideas, places.chapters)
    other = {**found.ideas, "hidden-delta": replace(found.ideas["hidden-delta"], needs=("delta",))}
    with pytest.raises(CourseError, match="has changed since it was laid out"):
        map_picture.svg(REPO, other, places.chapters)


@pytest.mark.skipif(not shutil.which("dot"), reason="needs Graphviz's dot (apt-get install graphviz)")
@pytest.mark.parametrize("look", [map_picture.LARGE, map_picture.SMALL], ids=lambda look: look.name)
def test_dot_lays_it_out_as_it_is_kept(found: Ways, places: Places, look: map_picture.Look) -> None:
    made = map_picture.laid_out(found.ideas, places.chapters, look)
    kept = json.loads((REPO / map_picture.LAYOUT).read_text(encoding="utf-8"))[look.name]
    assert made["key"] == kept["key"]
    assert made["arrows"].keys() == kept["arrows"].keys()  # another version of dot may bend them otherwise
    assert made["boxes"].keys() == kept["boxes"].keys()


def test_signs_of_html_are_escaped(found: Ways, places: Places) -> None:
    told = map_picture.svg(REPO, found.ideas, places.chapters)
    assert html.unescape(told).count("<svg") == 1
