"""What every live figure must do: live in a page by itself, obey the keyboard, be legible and small, need no script."""

import gzip
import json
import re

import pytest
from playwright.sync_api import expect

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.scalar.ops import sigmoid
from autograd_lab.viz import bundle, figures, scripts
from autograd_lab.viz.figures.nudging import FUNCTIONS
from tests.support.axe import findings
from tests.support.figures import assert_read_without_scripts, press
from tests.support.javascript import VIZ
from tests.viz.contrast import contrast
from tests.viz.figures.makers import COMMON, LARGEST, MAKERS, MATRICES, X, Y

each = pytest.mark.parametrize("kind", MAKERS)


def test_every_figure_stands_in_each_list():
    readme = (VIZ / "README.md").read_text(encoding="utf-8")
    for kind in bundle.figure_kinds():
        assert kind in MAKERS or kind in MATRICES, f"{kind}: make one in tests/viz/figures/makers.py"
        assert kind in figures.__all__, f"{kind}: import it in viz/figures/__init__.py, and add it to __all__"
        assert getattr(figures, kind).__doc__.count(">>>") >= 2, f"{kind}: its docstring needs an example"
        assert f"`{kind}`" in readme, f"{kind}: say in the table of viz/README.md what it shows"
    assert {*MAKERS, *MATRICES} == set(bundle.figure_kinds()), "export default figure(draw); ends a figure's module"


@pytest.mark.slow
@each
def test_small(kind):
    common = bundle.modules_of(bundle.BUNDLES["figures"].entries)
    modules = bundle.modules_of(bundle.BUNDLES[f"figures/{kind}"].entries)
    own = [path for path in modules if path.startswith("figures/") and path not in common]  # the player has the others
    assert len(gzip.compress(bundle.join_modules(own).encode())) <= LARGEST


@pytest.mark.slow
def test_what_all_figures_share_is_small():
    common = bundle.modules_of(bundle.BUNDLES["figures"].entries)
    assert len(gzip.compress(bundle.join_modules(common).encode())) <= COMMON


@each
def test_the_widget_and_the_page_bear_the_same_data_and_a_readable_table(kind):
    figure = MAKERS[kind]()
    bundle, _ = figure._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    page = bundle["text/html"]
    data = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(data) == figure._settings
    assert "<table><caption>" in page
    assert "Rides & a <line>" not in page.replace(data, "")


@pytest.mark.browser
@each
@pytest.mark.sampled(4)
def test_each_control_works_by_keyboard_and_changes_what_is_said(opened, kind):
    page = opened(MAKERS[kind]())
    said = page.locator(".al-figure-say")
    for slider in page.locator(".al-figure input[type=range]").all():
        before = said.inner_text()
        assert slider.get_attribute("aria-label")
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert said.inner_text() != before
        assert slider.get_attribute("aria-valuetext")
    page.wait_for_function("() => !document.querySelector('.al-figure[data-busy]')")  # a figure that learns ends
    last = said.inner_text()
    expect(page.locator(".al-figure [aria-live=polite]")).to_have_text(last, use_inner_text=True)


@pytest.mark.browser
@each
@pytest.mark.sampled(4)
def test_without_scripts_the_table_is_read(opened, kind):
    assert_read_without_scripts(opened(MAKERS[kind](), java_script_enabled=False), absent="button, input, select")


@pytest.mark.browser
def test_two_figures_on_a_page_leave_each_other_alone(opened):
    page = opened(*(make() for make in MAKERS.values()), MAKERS["line_fit"]())
    assert page.locator(".al-figure").count() == len(MAKERS) + 1
    last = page.locator(".al-figure").last
    first = page.locator(".al-figure").first.locator(".al-figure-say").inner_text()
    last.locator("input[data-name=w]").focus()
    page.keyboard.press("ArrowRight")
    assert last.locator(".al-figure-say").inner_text().startswith("w = 3.05")
    assert page.locator(".al-figure").first.locator(".al-figure-say").inner_text() == first


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@each
@pytest.mark.sampled(4)
def test_text_is_legible_on_its_ground(opened, kind, scheme):
    page = opened(MAKERS[kind](), color_scheme=scheme)
    grounds = page.evaluate("""() => {
        const figure = document.querySelector('.al-figure');
        const paper = getComputedStyle(figure).backgroundColor;
        const texts = [...figure.querySelectorAll('text, p, label, summary, button')];
        return texts.map(t => [t.tagName === 'text' ? getComputedStyle(t).fill : getComputedStyle(t).color,
            t.tagName === 'BUTTON' ? getComputedStyle(t).backgroundColor : paper, t.textContent]);
    }""")
    assert grounds
    for ink, paper, text in grounds:
        assert contrast(ink, paper) >= 4.5, text


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@each
@pytest.mark.sampled(2)
def test_axe_finds_nothing_serious(opened, kind, scheme):
    page = opened(MAKERS[kind](), color_scheme=scheme)
    page.locator("summary").click()
    assert not findings(page)


def test_nothing_moves_by_itself():
    assert "animation" not in scripts.style("figures")
    assert "transition" not in scripts.style("figures")


@pytest.mark.browser
@pytest.mark.parametrize(("w", "b", "loss"), [(3, 0, 2.5), (-2, 13, 21), (2, 3, 1), (0, 0, 70)])
def test_line_fit_shows_the_mean_square(opened, w, b, loss):
    page = opened(figures.line_fit(X, Y, w=w, b=b))
    assert float(page.locator(".al-figure").get_attribute("data-loss")) == pytest.approx(loss, abs=1e-12)
    assert f"L = {loss}" in page.locator("svg").text_content()


@pytest.mark.browser
def test_line_fit_moves_by_keys_and_by_dragging(opened):
    page = opened(figures.line_fit(X, Y, w=3, b=0))
    press(page, "b", "ArrowRight", 10)
    said = page.locator(".al-figure-say")
    assert said.inner_text().startswith("w = 3, b = 0.5. Residuals −0.5, −1.5, −0.5, +2.5. Their mean is 0;")
    handle = page.locator(".al-fig-handle").first.bounding_box()
    page.mouse.move(handle["x"] + 9, handle["y"] + 9)
    page.mouse.down()
    page.mouse.move(handle["x"] + 9, handle["y"] - 60)
    page.mouse.up()
    b = float(page.locator("input[data-name=b]").input_value())
    assert b > 2
    page.mouse.move(400, 100)  # let go: the line stays
    assert float(page.locator("input[data-name=b]").input_value()) == b


@pytest.mark.browser
def test_line_fit_with_residuals_says_nothing_of_squares(opened):
    page = opened(figures.line_fit(X, Y, w=3, b=0, measure="residuals"))
    assert "squares" not in page.locator(".al-figure-say").inner_text()
    assert "L =" not in page.locator("svg").text_content()
    assert page.locator("svg .al-fig-big").text_content() == "−0.5"
    page.locator("input[data-name=w]").fill("-2.3")
    page.locator("input[data-name=b]").fill("-3.5")  # a longer number stays inside of the picture
    ends = "e => [e.getBoundingClientRect().right, e.ownerSVGElement.getBoundingClientRect().right]"
    number, picture = page.locator("svg .al-fig-big").evaluate(ends)
    assert number <= picture


def test_the_axes_of_line_fit_hold_its_points_and_the_handle_at_0():
    ranges = figures.line_fit([-2, 3], [5, -4], x_range=(1, 2), y_range=(0, 1))._settings["ranges"]
    assert (ranges["x"], ranges["y"]) == ([-2, 3], [-4, 5])
    assert figures.line_fit([2], [1], x_range=(1, 3), y_range=(0.5, 2))._settings["ranges"]["x"] == [0, 3]
    wide = figures.line_fit([2], [1], x_range=(-4, 9), y_range=(-7, 8))._settings["ranges"]
    assert (wide["x"], wide["y"]) == ([-4, 9], [-7, 8])


def test_inputs_that_are_one_leave_descent_no_goal_however_their_mean_is_rounded():
    settings = figures.descent([0.1, 0.1, 0.1], [1, 2, 3])._settings
    assert settings["goal"] is None
    assert settings["lowest"] == pytest.approx(2 / 3)
    assert figures.descent([0.0, 0.0], [1, 2], weight_only=True)._settings["goal"] is None


@pytest.mark.browser
def test_line_fit_is_a_point_in_the_plane_of_all_lines(opened, shot):
    page = opened(figures.line_fit(X, Y, w=3, b=0, plane=True))
    line, plane = page.locator("svg").all()
    assert "L = 1" in plane.text_content()  # at the cross, for the best line
    shot(page, "line-fit-plane")
    handle = plane.locator(".al-fig-knob").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y - 20)
    page.mouse.up()
    w, b = (float(page.locator(f"input[data-name={name}]").input_value()) for name in "wb")
    assert w < 3
    assert b > 0
    assert float(page.locator(".al-figure").get_attribute("data-loss")) == pytest.approx(
        sum((w * x + b - y) ** 2 for x, y in zip(X, Y, strict=True)) / 4
    )
    before = plane.locator(".al-fig-handle").get_attribute("transform")
    press(page, "b", "ArrowRight", 10)
    assert plane.locator(".al-fig-handle").get_attribute("transform") != before
    assert line.locator(".al-fig-big").first.text_content() == ""


@pytest.mark.browser
@pytest.mark.parametrize("f", FUNCTIONS)
@pytest.mark.sampled(3)
def test_nudging_says_what_python_says(opened, f):
    page = opened(figures.nudging(f, x=0.7, h=1e-3))
    page.locator("summary").click()
    rows = [row.split("\t") for row in page.locator("tbody").inner_text().split("\n")]
    plain = figures.nudging(f, x=0.7)._table[1]
    for row, expected in zip(rows[:11], plain[:11], strict=True):  # beyond it, rounding differs between two powers
        for shown, number in zip(row[1::2], expected[1::2], strict=True):
            assert float(shown.replace("−", "-")) == pytest.approx(float(number), rel=1e-5)


@pytest.mark.browser
@pytest.mark.parametrize(("h", "slope"), [(1e-8, "1.99999998785"), (1e-15, "2.22044604925"), (1e-16, "0")])
def test_nudging_shows_that_smaller_is_not_better(opened, h, slope):
    page = opened(figures.nudging("x²", x=1, h=h))
    assert f"(f(x + h) − f(x)) / h = {slope}. The slope is 2;" in page.locator(".al-figure-say").inner_text()


@pytest.mark.browser
def test_nudging_keeps_whole_powers_of_ten_whole(opened):
    page = opened(figures.nudging("x²", x=1, h=1e-7))
    press(page, "h", "ArrowLeft", 2)
    assert "h = 1e−8:" in page.locator(".al-figure-say").inner_text()
    page.get_by_label("nudge to").select_option("both sides")
    assert "(f(x + h) − f(x − h)) / 2h" in page.locator(".al-figure-say").inner_text()


@pytest.mark.browser
def test_nudging_shows_an_error_of_nothing_whole_and_no_number_under_its_handle(opened):
    page = opened(figures.nudging("|x|", x=0, both_sides=True))
    errors = page.locator(".al-figure svg[role=img]").nth(1)
    frame = errors.locator("clipPath rect").evaluate(
        "(rect) => Number(rect.getAttribute('y')) + Number(rect.getAttribute('height'))"
    )
    reach = errors.locator(".al-fig-spot").evaluate(
        "(mark) => { const box = mark.getBBox(); return box.y + box.height; }"
    )
    assert reach < frame
    handle = errors.locator(".al-fig-knob").bounding_box()
    for number in errors.locator(".al-fig-grid text").all():
        box = number.bounding_box()
        assert box["y"] > handle["y"] + handle["height"] or box["x"] + box["width"] < handle["x"]


@pytest.mark.browser
def test_the_filled_button_of_descent_shows_something_from_where_it_opens(opened):
    page = opened(
        figures.descent([3], [5], start=(2, 1), rate=0.05, steps=1), figures.descent(X, Y, rate=0.02, steps=3)
    )
    for figure in page.locator(".al-figure").all():
        before = figure.locator(".al-figure-say").inner_text().split(":", 1)[1]
        figure.locator(".al-figure-main").click()
        assert figure.locator(".al-figure-say").inner_text().split(":", 1)[1] != before


def descended(rate, steps, start=(0.0, 0.0)):
    """The places of gradient descent on the rides, in Python."""
    w, b = start
    for _ in range(steps):
        residuals = [w * x + b - y for x, y in zip(X, Y, strict=True)]
        dw = 2 * sum(r * x for r, x in zip(residuals, X, strict=True)) / len(X)
        w, b = w - rate * dw, b - rate * 2 * sum(residuals) / len(X)
    return w, b, sum((w * x + b - y) ** 2 for x, y in zip(X, Y, strict=True)) / len(X)


@pytest.mark.browser
@pytest.mark.parametrize(("rate", "steps"), [(0.1, 0), (0.1, 1), (0.1, 20), (0.02, 60), (0.12, 30)])
@pytest.mark.sampled(3)
def test_descent_walks_as_python_does(opened, rate, steps):
    page = opened(figures.descent(X, Y, rate=rate, steps=steps, most=100, rate_range=(0.001, 0.2)))
    loss = float(page.locator(".al-figure").get_attribute("data-loss"))
    assert loss == pytest.approx(descended(rate, steps)[2], rel=1e-9)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("rate", "steps", "said"),
    [
        (0.05, 1, "step 1: w = 1.4, b = 0.8, L = 0, gradient (0, 0). This is the bottom."),
        (0.1, 5, "The loss is what it was at the start."),
        (0.15, 3, "L = 256, gradient (−96, −32). The loss grows."),
        (0.04, 3, "The loss falls in each step."),
        (0.15, 0, "No step has been taken."),
        (0.2, 40, "It blows up: the next loss is larger than 1e12."),
    ],
)
@pytest.mark.sampled(3)
def test_descent_says_what_becomes_of_a_rate(opened, rate, steps, said):
    page = opened(figures.descent([3], [5], start=(2, 1), rate=rate, steps=steps, most=40))
    assert said in page.locator(".al-figure-say").inner_text()


@pytest.mark.browser
def test_descent_steps_by_button_and_its_rates_can_be_said(opened):
    page = opened(figures.descent([3], [5], start=(2, 1), rate=0.05, most=3, rate_range=(0.01, 0.2)))
    said = page.locator(".al-figure-say")
    for step in (1, 2, 3, 3):
        page.get_by_role("button", name="one step").click()
        assert f"step {step}:" in said.inner_text()
    page.get_by_role("button", name="start again").click()
    assert "step 0:" in said.inner_text()
    rates = []
    for _ in range(12):
        press(page, "rate", "ArrowRight")
        rates.append(said.inner_text().split(",")[0].removeprefix("Rate "))
    assert rates[:3] == ["0.055", "0.06", "0.07"]
    assert "0.1" in rates
    assert "0.15" in rates


@pytest.mark.browser
def test_descent_along_a_curve_moves_the_weight_alone(opened):
    page = opened(figures.descent([3], [9], rate=0.05, steps=2, weight_only=True))
    assert "b =" not in page.locator(".al-figure-say").inner_text()
    assert page.locator("input[data-name=b]").count() == 0
    press(page, "w", "ArrowRight", 4)
    assert page.locator("input[data-name=w]").input_value() == "0.2"


@pytest.mark.browser
def test_descent_says_that_its_path_has_left_the_picture(opened):
    page = opened(figures.descent([3], [5], start=(2, 1), rate=0.2, steps=1))
    assert "left the picture" not in page.locator("svg").first.text_content()
    press(page, "steps", "ArrowRight", 2)
    assert "left the picture" in page.locator("svg").first.text_content()


@pytest.mark.browser
@pytest.mark.parametrize(("w", "b", "x"), [(1, 0, 0), (2, -5, 4), (-3, 6, 1.5), (0, 1, 2), (6, 10, 6)])
def test_neuron_shows_its_activation_and_slope(opened, w, b, x):
    page = opened(figures.neuron(w, b, x=x))
    a = sigmoid(w * x + b)
    host = page.locator(".al-figure")
    assert float(host.get_attribute("data-a")) == pytest.approx(a, rel=1e-12)
    assert float(host.get_attribute("data-slope")) == pytest.approx(a * (1 - a), rel=1e-9)
    assert ("Saturated" in page.locator(".al-figure-say").inner_text()) == (a * (1 - a) < 0.05)
    widths = [float(r.get_attribute("width")) for r in page.locator("svg").first.locator(".al-fig-flat").all()]
    assert all(width >= 0 for width in widths)
    assert (sum(widths) == 0) == (w == 0)


@pytest.mark.browser
def test_neuron_with_points_shows_the_loss_and_each_square(opened):
    points = [(1, 0), (2, 0), (3, 1), (4, 1)]
    page = opened(figures.neuron(4, -10, x=2, points=points))
    loss = sum((sigmoid(4 * x - 10) - y) ** 2 for x, y in points) / 4
    assert f"L = {loss:.4g}." in page.locator(".al-figure-say").inner_text()
    page.locator("summary").click()
    cells = page.locator("tbody tr").last.locator("td").all_inner_texts()
    assert float(cells[-1].replace("−", "-")) == pytest.approx((sigmoid(6) - 1) ** 2, rel=1e-4)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: figures.line_fit([1], [1, 2]), ShapeError, "1 numbers for x and 2 for y"),
        (lambda: figures.line_fit([], []), LabError, "at least one"),
        (lambda: figures.line_fit([1, float("nan")], [1, 2]), LabError, "finite"),
        (lambda: figures.line_fit(["a"], [1]), LabError, "finite"),
        (lambda: figures.line_fit([1], [1], measure="cubes"), LabError, '"residuals" or "squares"'),
        (lambda: figures.nudging("x⁹"), LabError, "one or more of x², x³"),
        (lambda: figures.nudging([]), LabError, "one or more"),
        (lambda: figures.nudging("x²", h=0), LabError, "between 1e-17 and 1"),
        (lambda: figures.descent([1], [1, 2]), ShapeError, "1 numbers for x and 2 for y"),
        (lambda: figures.descent([1], [1], start=(1,)), LabError, "the pair (w, b)"),
        (lambda: figures.descent([1], [1], steps=41), LabError, "raise most="),
        (lambda: figures.descent([1], [1], rate=-1), LabError, "above 0"),
        (lambda: figures.neuron(points=[(1, 2, 3)]), LabError, "a pair (input, target)"),
        (lambda: figures.neuron(float("inf")), LabError, "neuron(w=...)"),
        (lambda: figures.line_fit([1], [1], w_range=(2, 1)), LabError, "(lowest, highest)"),
    ],
)
def test_what_a_figure_cannot_show_is_said(make, error, said):
    with pytest.raises(error, match=re.escape(said)):
        make()


@pytest.mark.browser
def test_on_a_telephone_a_wide_table_stays_inside_its_frame(opened):
    page = opened(figures.nudging("x²", x=1), viewport={"width": 390, "height": 800})
    figure = page.locator(".al-figure")
    figure.locator("summary").click()
    assert figure.locator("table").evaluate("t => t.scrollWidth") > 340
    assert figure.evaluate("f => f.scrollWidth <= f.clientWidth")
