"""The race of optimisers: every place is the library's own, on every surface, with and without noise."""

import json
import re

import numpy as np
import pytest

from autograd_lab.errors import LabError
from autograd_lab.viz import figures
from autograd_lab.viz.figures.optimisers import NAMES, SURFACES, Surface, walk
from tests.support.figures import press

CONSTANTS = {"momentum": 0.9, "alpha": 0.9, "betas": [0.9, 0.999], "eps": 1e-8}


def places(page):
    return json.loads(page.locator(".al-figure").get_attribute("data-places"))


@pytest.mark.parametrize("name", SURFACES)
def test_no_place_of_a_surface_lies_below_0_and_its_lowest_is_0(name):
    x, y = np.meshgrid(np.linspace(-2.5, 2.5, 401), np.linspace(-2.5, 2.5, 401))
    heights = sum(c * x**p * y**q for c, p, q in SURFACES[name].terms)
    assert heights.min() >= -1e-12
    assert heights.min() < 1e-3


@pytest.mark.parametrize("name", SURFACES)
def test_a_bottom_is_where_it_is_flat_and_higher_all_around(name):
    def height(x, y):
        return sum(c * x**p * y**q for c, p, q in SURFACES[name].terms)

    assert SURFACES[name].bottoms
    for x, y in SURFACES[name].bottoms:
        around = [height(x + 0.01 * np.cos(a), y + 0.01 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 16)]
        assert min(around) > height(x, y)
        assert height(x + 1e-4, y) - height(x - 1e-4, y) == pytest.approx(0, abs=1e-8)


@pytest.mark.browser
def test_each_bottom_bears_its_name_beside_itself_and_above_the_paths(opened):
    page = opened(figures.optimiser_race("saddle", steps=60))
    plane = page.locator(".al-figure svg[role=img]").first
    crosses = [one.bounding_box() for one in plane.locator(".al-fig-goal").all()]
    names = plane.locator(".al-fig-height", has_text="bottom")
    assert len(crosses) == names.count() == 2
    for name in names.all():
        box = name.bounding_box()
        far = sorted(abs(cross["y"] - box["y"]) for cross in crosses)
        assert far[0] < 60 < 100 < far[1]
    paths = "[...text.ownerSVGElement.querySelectorAll('.al-fig-series')]"
    later = f"(text) => {paths}.every((path) => path.compareDocumentPosition(text) & 4)"
    assert names.first.evaluate(later)
    page.get_by_label("surface").select_option("ravine")
    assert plane.locator(".al-fig-goal").count() == names.count() == 1


@pytest.mark.browser
def test_one_sees_which_way_is_down(opened):
    page = opened(figures.optimiser_race("two minima", steps=5), figures.descent([1, 2], [1, 3], steps=2))
    race, descent = (figure.locator("svg[role=img]").first for figure in page.locator(".al-figure").all())
    assert race.locator(".al-fig-height", has_text="bottom, L = 0").count() == 1
    assert race.locator(".al-fig-height", has_text="hollow, L = 0.68").count() == 1
    for picture in (race, descent):
        assert picture.locator(".al-fig-shade[d^=M]").count() >= 10
        assert picture.locator(".al-fig-height").filter(has_text=re.compile(r"^[\d.]+$")).count() >= 2
    assert descent.locator(".al-fig-height", has_text="bottom").count() == 1
    for picture in (race, descent):
        assert picture.locator(".al-fig-handle").text_content() == "start"
    # an arrow points down: where its tip is, the ground is lower than at its tail
    terms = SURFACES["two minima"].terms
    tick = lambda v: float(v.replace("−", "-"))  # noqa: E731
    labels = race.locator(".al-fig-grid text[text-anchor=middle]").evaluate_all(
        "list => list.slice(0, -2).map((t) => [t.textContent, Number(t.getAttribute('x'))])"
    )
    heights = race.locator(".al-fig-grid text[text-anchor=end]").evaluate_all(
        "list => list.map((t) => [t.textContent, Number(t.getAttribute('y')) - 4])"
    )

    def place(px, scale):
        (a, at), (b, bt) = ((tick(text), where) for text, where in (scale[0], scale[-1]))
        return a + (px - at) / (bt - at) * (b - a)

    def height(px, py):
        x, y = place(px, labels), place(py, heights)
        return sum(c * x**p * y**q for c, p, q in terms)

    path = race.locator(".al-fig-down").first.get_attribute("d")
    arrows = re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)M", path)
    assert len(arrows) > 15
    for arrow in arrows:
        x0, y0, x1, y1 = map(float, arrow)
        assert height(x1, y1) < height(x0, y0)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("noise", [0, 0.75])
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.sampled(3)
def test_every_path_is_that_of_the_optimisers_in_optim(opened, surface, noise):
    figure = figures.optimiser_race(surface, steps=60, noise=noise, seed=3)
    noises = noise * np.array(figure._settings["noises"]).reshape(-1, 2)
    page = opened(figure)
    for name, rate in zip(NAMES, SURFACES[surface].rates, strict=True):
        x, y, loss = walk(name, SURFACES[surface], rate, 60, CONSTANTS, noises)[-1]
        assert places(page)[name] == pytest.approx({"x": x, "y": y, "loss": loss}, rel=1e-9, abs=1e-9)


@pytest.mark.browser
def test_another_surface_brings_its_own_start_and_rates(opened):
    page = opened(figures.optimiser_race("ravine", rates={"SGD": 0.01}, start=(1, 1), steps=10))
    page.get_by_label("surface").select_option("two minima")
    (x, y), rates = SURFACES["two minima"].start, SURFACES["two minima"].rates
    assert float(page.locator("input[data-name='start x'], input[data-name=x]").input_value()) == x
    for name, rate in zip(NAMES, rates, strict=True):
        assert page.locator(f"input[data-name='rate {name}']").get_attribute("aria-valuetext") == f"{rate:g}"
        found = walk(name, SURFACES["two minima"], rate, 10, CONSTANTS, np.zeros((10, 2)))[-1]
        assert places(page)[name]["loss"] == pytest.approx(found[2], rel=1e-9)
    page.get_by_label("surface").select_option("ravine")
    mine = Surface(SURFACES["ravine"].terms, (1.0, 1.0), (0.01, *SURFACES["ravine"].rates[1:]))
    found = walk("SGD", mine, 0.01, 10, CONSTANTS, np.zeros((10, 2)))[-1]
    assert places(page)["SGD"]["loss"] == pytest.approx(found[2], rel=1e-9)
    assert y == 1.5


@pytest.mark.browser
def test_it_says_who_is_lowest_and_who_blew_up(opened):
    page = opened(figures.optimiser_race("ravine", rates={"SGD": 0.5}, steps=80))
    said = page.locator(".al-figure-say")
    assert said.inner_text().startswith("Ravine, step 80, from the lowest L to the highest: ")
    losses = {name: place["loss"] for name, place in places(page).items()}
    told = re.findall(r"(SGD|momentum|RMSprop|Adam) \d", said.inner_text())
    assert told == sorted(told, key=losses.get)
    assert len(told) == 3
    assert re.search(r"SGD blew up at step \d+\.$", said.inner_text())


@pytest.mark.browser
def test_a_path_is_hidden_and_shown_by_its_button(opened):
    page = opened(figures.optimiser_race(steps=10))
    press_it = page.get_by_role("button", name="RMSprop")
    assert press_it.get_attribute("aria-pressed") == "true"
    shown = page.locator("path.al-fig-series-2").first
    assert shown.get_attribute("d")
    press_it.press("Enter")
    assert press_it.get_attribute("aria-pressed") == "false"
    assert not shown.get_attribute("d")
    assert page.locator("svg text", has_text="RMSprop").filter(visible=True).count() == 0
    press_it.press("Enter")
    assert shown.get_attribute("d")


@pytest.mark.browser
def test_it_plays_to_the_end_and_can_be_stopped(opened):
    page = opened(figures.optimiser_race(steps=0, most=100))
    steps = page.locator("input[data-name=steps]")
    page.get_by_role("button", name="play").click()
    page.wait_for_function("() => document.querySelector('[data-name=steps]').value >= 3")
    page.get_by_role("button", name="stop").click()
    held = steps.input_value()
    page.wait_for_timeout(300)
    assert steps.input_value() == held
    press(page, "steps", "End")
    press(page, "steps", "ArrowLeft")
    page.get_by_role("button", name="play").click()
    page.get_by_role("button", name="play").wait_for()  # it stops at the end by itself
    assert steps.input_value() == "100"


@pytest.mark.browser
def test_names_stand_apart_and_inside(opened):
    page = opened(figures.optimiser_race("two minima", steps=100))
    for k in range(2):
        texts = page.locator("svg[role=img]").nth(k).locator("text.al-fig-note").all()
        boxes = [text.bounding_box() for text in texts]
        assert len(boxes) == 4
        for i, a in enumerate(boxes):
            for b in boxes[:i]:
                apart = abs(a["y"] - b["y"]) >= 12 or a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
                assert apart, (a, b)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: figures.optimiser_race("hill"), "one of ravine, saddle"),
        (lambda: figures.optimiser_race(rates={"Adagrad": 1}), "the optimisers are SGD, momentum"),
        (lambda: figures.optimiser_race(rates={"SGD": 0}), "from 0.001 to 2.0"),
        (lambda: figures.optimiser_race(rates={"SGD": "quick"}), "finite"),
        (lambda: figures.optimiser_race(start=(1,)), "a pair (x, y)"),
        (lambda: figures.optimiser_race(start=(9, 0)), "from -2.5 to 2.5"),
        (lambda: figures.optimiser_race(steps=101), "raise most="),
        (lambda: figures.optimiser_race(most=0), "from 1 to 500"),
        (lambda: figures.optimiser_race(noise=-1), "between 0 and 3"),
        (lambda: figures.optimiser_race(momentum=-1), "momentum"),
        (lambda: figures.optimiser_race(betas=(0.9, 1)), "betas"),
        (lambda: figures.optimiser_race(betas=0.9), "a pair"),
        (lambda: figures.optimiser_race(rates=0.1), '{"SGD": 0.1'),
        (lambda: figures.optimiser_race(eps="small"), "finite"),
        (lambda: figures.optimiser_race(names=()), "each once"),
        (lambda: figures.optimiser_race(names=("SGD", "Adagrad")), "each once"),
        (lambda: figures.optimiser_race(seed=-1), "seed=...) is a whole number"),
        (lambda: figures.optimiser_race(alpha=-0.1), "alpha"),
    ],
)
def test_what_it_cannot_show_is_said(make, said):
    with pytest.raises(LabError, match=re.escape(said)):
        make()


def test_some_of_the_four_may_race_alone():
    figure = figures.optimiser_race("ravine", names=("momentum", "SGD"), steps=5)
    assert figure._settings["names"] == ["SGD", "momentum"]
    html = figure.static().html
    assert "L, momentum, rate 0.05" in html
    assert "L, Adam" not in html
