"""How every figure looks and is begun: letters to be read, a first move, room for a finger, colours of one meaning."""

import re

import pytest

from autograd_lab.viz import figures, scripts, static_page
from tests.support.javascript import VIZ
from tests.viz.figures.makers import MAKERS, MATRICES
from tests.viz.pages import load_widget

KINDS = {**MAKERS, **MATRICES}
SMALLEST, FINGER = 11, 44  # pixels
#: of each figure: the height in pixels of its smallest letters, how far it reaches beyond its frame
LETTERS = """() => [...document.querySelectorAll('.al-figure')].map((figure) => {
  const seen = [...figure.querySelectorAll('*')].filter((e) => !e.closest('details, .al-figure-spoken')
    && e.getBoundingClientRect().width && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const scale = (e) => (e.ownerSVGElement ? Math.hypot(e.getScreenCTM().a, e.getScreenCTM().b) : 1);
  const high = seen.map((e) => scale(e) * parseFloat(getComputedStyle(e).fontSize));
  return [Math.min(...high), figure.scrollWidth - figure.clientWidth];
})"""
TARGETS = """() => [...document.querySelectorAll(
    '.al-figure :is(button, select, input, summary, .al-fig-handle, .al-fig-hit)')]
  .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
  .map(([box, what]) => [Math.min(box.width, box.height), what])"""


@pytest.fixture
def all_kinds(opened):
    """A page with a figure of each kind; what is asked of each is asked in one look."""
    return lambda **options: opened(*(make() for make in KINDS.values()), **options)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.sampled(1)
def test_letters_can_be_read_and_nothing_sticks_out(all_kinds, width):
    page = all_kinds(viewport={"width": width, "height": 900})
    for kind, (letters, beyond) in zip(KINDS, page.evaluate(LETTERS), strict=True):
        assert letters >= SMALLEST, kind
        assert beyond <= 0, kind
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_a_figure_in_a_fold_is_drawn_as_wide_as_it_is_when_that_opens(open_page, tmp_path):
    page = open_page(viewport={"width": 390, "height": 844})
    inside = f"<details><summary>More</summary>{MAKERS['line_fit']().static().html}</details>"
    file = tmp_path / "fold.html"
    file.write_text(static_page.page("A fold", inside), encoding="utf-8")
    page.goto(file.as_uri())
    assert page.locator(".al-figure svg[role=img]").count() == 1  # the one that needs no script
    page.get_by_text("More").click()
    page.locator(".al-figure-say").wait_for()
    [(letters, beyond)] = page.evaluate(LETTERS)
    assert letters >= SMALLEST
    assert beyond <= 0


@pytest.mark.browser
def test_what_a_finger_touches_is_as_large_as_its_tip(all_kinds):
    page = all_kinds(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    found = page.evaluate(TARGETS)
    assert len(found) > 80
    assert not [(size, what) for size, what in found if size < FINGER - 0.1]
    said = page.locator(".al-figure-first").all_inner_texts()
    assert sum("ap Play" in text for text in said) == 2
    assert not [text for text in said if re.search(r"\bpress\b", text, re.IGNORECASE)]


@pytest.mark.browser
def test_each_says_its_first_move_until_that_is_made(all_kinds):
    page = all_kinds()
    for kind, figure in zip(KINDS, page.locator(".al-figure").all(), strict=True):
        said = figure.locator(".al-figure-first")
        told = said.inner_text()
        assert re.match("Drag|Press|Move|Choose", told), kind
        assert ": the " not in told, kind  # it asks what comes of it, and does not promise it
        assert figure.locator(".al-fig-handle").count() or not told.startswith("Drag"), kind
        assert figure.locator(".al-figure-main").count() or not told.startswith("Press Play"), kind
        figure.locator("summary").click()  # the table is no move
        assert said.count() == 1, kind
        high = figure.locator(".al-figure-slot").bounding_box()["height"]
        figure.locator("input[type=range]").first.press("ArrowRight")
        assert said.count() == 0, kind
        assert figure.locator(".al-figure-slot").bounding_box()["height"] >= high - 0.5, kind


@pytest.mark.browser
def test_a_ground_without_a_lowest_point_has_a_line_for_a_mark(opened):
    page = opened(figures.descent([2, 2], [1, 3]), figures.descent([1, 2], [1, 3]))
    labels = page.locator(".al-figure-stage svg[role=img]:first-child").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert ["a cross marks the bottom" in label for label in labels] == [False, True]
    assert ["a line marks the bottom" in label for label in labels] == [True, False]
    line, cross = page.locator(".al-fig-goal").evaluate_all("all => all.map(e => e.getBBox().width)")
    assert line > 5 * cross


@pytest.mark.browser
def test_the_plane_of_line_fit_has_a_line_for_a_mark_where_all_inputs_are_one(opened):
    page = opened(
        figures.line_fit([0.1, 0.1, 0.1], [1, 2, 3], plane=True), figures.line_fit([1, 2], [1, 3], plane=True)
    )
    keys = page.locator(".al-figure").evaluate_all("all => all.map(e => e.textContent)")
    assert ["The bottom is a line: many a w has its b." in key for key in keys] == [True, False]
    assert ["L = 0.67" in key for key in keys] == [True, False]
    labels = page.locator(".al-figure-stage svg[role=img]:last-child").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert ["a cross the best one" in label for label in labels] == [False, True]
    assert ["a line those that are best" in label for label in labels] == [True, False]
    line, cross = page.locator(".al-fig-goal").evaluate_all("all => all.map(e => e.getBBox().width)")
    assert line > 5 * cross


@pytest.mark.browser
def test_larger_letters_of_the_page_make_a_larger_figure(opened):
    page = opened(MAKERS["neuron"](), viewport={"width": 1280, "height": 900})
    parts = (".al-figure svg[role=img]", ".al-figure-say", ".al-figure-controls", ".al-figure-slider")
    heights = lambda: [page.locator(part).first.bounding_box()["height"] for part in parts]  # noqa: E731
    before = heights()
    page.evaluate("() => document.documentElement.style.setProperty('--jp-content-font-size1', '17px')")
    for part, old, new in zip(parts, before, heights(), strict=True):
        assert new > 1.15 * old, part


@pytest.mark.browser
def test_a_plane_has_the_pages_colours_though_it_was_drawn_before_it_stood_there(open_page):
    """JupyterLab draws an output first and puts it onto the page afterwards."""
    page = open_page(color_scheme="light")
    load_widget(page, "figures", "figures/boundary")
    page.add_style_tag(content=scripts.style("figures"))
    corner = "() => [...document.querySelector('canvas').getContext('2d').getImageData(1, 1, 1, 1).data].join()"
    page.evaluate(
        """(settings) => {
          const model = { get: () => settings, set() {}, save_changes() {} };
          window.el = document.createElement('div');
          window.widget.render({ model, el: window.el });
          setTimeout(() => document.body.append(window.el), 50);
        }""",
        figures.boundary(epochs=20)._settings,
    )
    page.wait_for_function("() => document.querySelector('canvas')")
    light = page.evaluate(corner)
    assert min(map(int, light.split(","))) > 100
    page.evaluate("() => { window.el.remove(); document.documentElement.setAttribute('data-theme', 'dark'); }")
    page.wait_for_timeout(50)
    page.evaluate("() => document.body.append(window.el)")
    page.wait_for_function(f"(light) => ({corner})() !== light", arg=light)


@pytest.mark.browser
def test_a_painter_without_colours_leaves_the_canvas_clear_and_paints_when_it_has_some(open_page):
    """What the network view draws with the same brush: a host that is on no page has no colours."""
    page = open_page(color_scheme="light")
    load_widget(page, "figures", "figures/boundary")
    code = scripts.script("figures", "figures/boundary").replace("export default figure(draw);", "")
    page.add_script_tag(type="module", content=f"{code} window.brush = {{ PIECES, colour, onTheme, paint }};")
    page.wait_for_function("window.brush")
    page.add_style_tag(content=scripts.style("figures"))
    painted = page.evaluate(
        """async () => {
          const { PIECES, colour, onTheme, paint } = window.brush;
          const host = document.createElement('div');
          host.className = 'al-figure';
          host.textContent = 'a plane';
          const canvas = document.createElement('canvas');
          const pen = canvas.getContext('2d');
          const plane = new Float64Array(PIECES * PIECES).fill(1);
          const names = ['--al-paper', '--al-fourth', '--al-third'];
          const show = () => paint(pen, plane, 1, 0.5, names.map((name) => colour(host, name)));
          const pixel = () => [...pen.getImageData(1, 1, 1, 1).data];
          show();
          const before = pixel();
          onTheme(show, host);
          document.body.append(host);
          for (let k = 0; k < 10; k += 1) await new Promise(requestAnimationFrame);
          return [before, pixel()];
        }"""
    )
    assert painted[0] == [0, 0, 0, 0]
    assert painted[1][3] == 255
    assert min(painted[1]) > 60


def test_orange_is_a_slope_or_a_gradient_and_nothing_else():
    css = (VIZ / "figures" / "figure.css").read_text(encoding="utf-8")
    orange = {
        name
        for rule in re.findall(r"([^{}]+)\{[^{}]*--al-backward", css)
        for name in re.findall(r"al-fig-[\w-]+", rule)
    }
    assert orange == {"al-fig-slope", "al-fig-series-4", "al-fig-end-4", "al-fig-backward-sum", "al-fig-lit"}
    users = {
        file.stem
        for file in (VIZ / "figures" / "js").glob("*.js")
        if re.search(r"al-fig-slope|NOW\b", file.read_text())
    }
    assert users == {"depth", "descent", "neuron", "nudging"}  # each draws a slope, a gradient, or its size
