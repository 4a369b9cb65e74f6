"""Accessibility of the player in all its states: axe-core, contrast as drawn, print, reduced motion.

What keys do is in test_keyboard.py.
"""

import random

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from autograd_lab import Rule, Tensor, Value, functional, show
from autograd_lab.scalar.neurons import MLP
from tests.viz.recurrent import rnn, rnn_of_values

pytestmark = pytest.mark.browser


def line():
    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(5.0, "y")
    return (w * x + b - y) ** 2


def network():
    random.seed(0)
    return MLP(2, [4, 4, 1])([Value(1.0, "x1"), Value(-2.0, "x2")])


def tensors():
    x = Tensor(np.linspace(-1, 1, 24).reshape(8, 3), name="X")
    w = Tensor(np.linspace(-0.5, 0.5, 6).reshape(3, 2), requires_grad=True, name="W")
    b = Tensor(np.zeros(2), requires_grad=True, name="b")
    return ((x @ w + b).tanh() ** 2).mean()


def press(*actions):
    def do(page):
        for action in actions:
            page.locator(f"button[data-action={action}]").click()

    return do


def unfold_all(page):
    for fold in page.locator(".al-player details > summary").all():
        fold.click()


def card(page):
    press("end")(page)
    page.locator("g.al-node").first.click()
    page.locator(".al-card").wait_for()


def nudged(page):
    card(page)
    page.get_by_label("Size of the nudge").select_option(index=2)


def wrong_guess(page):
    press("end")(page)
    page.locator("input.al-quiz-guess").fill("77")
    page.keyboard.press("Enter")
    page.locator(".al-quiz-said:not(:empty)").wait_for()


def link_shown(page):
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    press("share")(page)
    page.locator("[data-share=link]").click()
    page.locator(".al-share-field").wait_for()


def one_group_open(page):
    page.locator(".al-group").first.click()


def arrays_card(page):
    press("end")(page)
    page.locator("g.al-node").nth(1).click()


#: a name -> what is shown, and what is done to it
STATES = {
    "start": (lambda: show(line()), press("start")),
    "forward": (lambda: show(line()), press("next", "next")),
    "seed": (lambda: show(line()), press("seed")),
    "backward": (lambda: show(line()), press("seed", "next", "next")),
    "end, all folds open": (lambda: show(line(), start="end"), unfold_all),
    "a card": (lambda: show(line()), card),
    "a nudge": (lambda: show(line()), nudged),
    "a quiz": (lambda: show(line(), quiz=True), press("end")),
    "a wrong guess": (lambda: show(line(), quiz=True), wrong_guess),
    "a quiz of signs": (lambda: show(line(), quiz="sign"), press("end")),
    "compare": (lambda: show(line(), compare={"w": 12.0, "x": 8.0, "b": -4.0}), press("end")),
    "compare, all right": (lambda: show(line(), compare={"w": 12.0, "x": 8.0, "b": 4.0}), press("end")),
    "a folded network": (lambda: show(network()), press("seed", "next")),
    "one group open": (lambda: show(network()), one_group_open),
    "a link to copy by hand": (lambda: show(line()), link_shown),
    "arrays": (lambda: show(tensors()), press("seed", "next", "next")),
    "an array's card": (lambda: show(tensors()), arrays_card),
}


def convolved():
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(size=(1, 1, 6, 6)), name="image")
    w = Tensor(rng.normal(size=(2, 1, 3, 3)), requires_grad=True, name="filters")
    z = functional.conv2d(x, w, padding=1)
    pooled = functional.max_pool2d(z, 2)
    z.name, pooled.name = "z", "pooled"
    return (pooled * pooled).mean()


def masked():
    rng = np.random.default_rng(0)
    scores = Tensor(rng.normal(size=(4, 4)), requires_grad=True, name="scores")
    weights = functional.softmax(functional.where(np.tril(np.ones((4, 4), bool)), scores, -1e9))
    weights.name = "weights"
    return (weights * rng.normal(size=(4, 4))).sum()


def close_by(name):
    """Open a node's card at the end, and choose an entry by keys."""

    def do(page):
        press("end")(page)
        page.locator(f'[data-name="{name}"]').first.click()
        page.locator(".al-close .al-choose").first.focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")

    return do


class Bernoulli(Rule):
    """A coin; nothing goes back."""

    def forward(self, p):
        return float(p > 0.5)

    def backward(self, g):
        return 0.0


def chosen():
    w = Value(0.7, "w")
    bit = Bernoulli()(w.sigmoid())
    bit.name = "bit"
    return (bit - 0.2) ** 2 + w


def along_time(page):
    page.locator(".al-ways button").first.click()
    page.locator(".al-along summary").click()


#: cards that go through arrays entry by entry; the first stands for all, where not every test is run
CLOSE_BY = {
    "a convolution's card": (lambda: show(convolved()), close_by("z")),
    "a pooling's card": (lambda: show(convolved()), close_by("pooled")),
    "a softmax's card": (lambda: show(masked()), close_by("weights")),
    "a shared weight's card": (lambda: show(rnn(T=12)["loss"]), close_by("U")),
    "a card of Values along time": (lambda: show(rnn_of_values(T=12)["loss"], start="end"), along_time),
    "a choice": (lambda: show(chosen(), start="end"), lambda page: page.locator('[data-name="bit"]').click()),
}
EVERY = {**STATES, **CLOSE_BY}
OFTEN = [*STATES, "a convolution's card"]


@pytest.fixture(params=[*OFTEN, *(pytest.param(name, marks=pytest.mark.full) for name in EVERY if name not in OFTEN)])
def state(request, tmp_path):
    """A page of its own, and what brings it into a state."""
    make, act = EVERY[request.param]
    return make().static().save(tmp_path / "page.html").as_uri(), act


def findings(page):
    """What axe-core finds serious or critical: rule, place, and why."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{found['id']} ({found['impact']}): {node['target']} {node['failureSummary']}"
        for found in violations
        for node in found["nodes"]
        if found["impact"] in ("serious", "critical")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.sampled(5)
def test_axe_finds_nothing_serious_and_all_text_stands_out(open_page, state, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    address, act = state
    page.goto(address)
    act(page)
    assert not findings(page)
    faint = page.evaluate(CONTRAST)
    assert not faint, "\n".join(faint)


def test_axe_would_find_something(browser_page, tmp_path):
    browser_page.goto(show(line()).static().save(tmp_path / "page.html").as_uri())
    browser_page.evaluate(
        "document.querySelector('button[data-action=next]').replaceWith(document.createElement('button'))"
    )
    assert any("button-name" in found for found in findings(browser_page))


# Every piece of text that is seen, its colour, and the ground behind its middle: the topmost shape or background there.
CONTRAST = """() => {
  const parse = (colour) => (colour?.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (rgb) => {
    const part = (p) => (p / 255 <= 0.04045 ? p / 255 / 12.92 : ((p / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
  };
  const over = (top, below) => [0, 1, 2].map((i) => (top[3] ?? 1) * top[i] + (1 - (top[3] ?? 1)) * below[i]);
  const sheet = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  const fillOf = (element) => {
    const style = getComputedStyle(element);
    if (element instanceof SVGTextContentElement) return [];
    if (element instanceof SVGGeometryElement) return style.fill === "none" ? [] : parse(style.fill);
    return element instanceof SVGElement ? [] : parse(style.backgroundColor);
  };
  const groundAt = (element, x, y) => {
    const layers = [];
    for (const below of document.elementsFromPoint(x, y)) {
      const fill = below === element && element instanceof SVGElement ? [] : fillOf(below);
      if (fill.length) layers.unshift(fill);
      if (fill.length && (fill[3] ?? 1) === 1) break;
    }
    return layers.reduce((below, top) => over(top, below), sheet);
  };
  const hidden = ["STYLE", "SCRIPT", "OPTION", "SELECT", "title"];
  const shown = { visibilityProperty: true, opacityProperty: true };
  const found = [];
  let seen = 0;
  for (const element of document.querySelectorAll(".al-player, .al-player *")) {
    const text = [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent).join("").trim();
    if (!text || hidden.includes(element.tagName) || element.closest(".al-live, :disabled")) continue;
    if (!element.checkVisibility(shown)) continue;
    element.scrollIntoView({ block: "center", inline: "center" });
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (!box.width || x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
    const style = getComputedStyle(element);
    const ground = groundAt(element, x, y);
    const ink = over(parse(element instanceof SVGElement ? style.fill : style.color), ground);
    const [low, high] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    seen += 1;
    const where = `${element.tagName}.${element.getAttribute("class")}`;
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: "${text.slice(0, 40)}" ${where}, ${ink} on ${ground}`);
  }
  return seen > 20 ? found : [`only ${seen} pieces of text were seen`];
}"""


def test_contrast_would_find_something(browser_page, tmp_path):
    browser_page.goto(show(line(), start="end").static().save(tmp_path / "page.html").as_uri())
    browser_page.add_style_tag(content=".al-graph .al-value { fill: #9ab !important } .al-sentence { color: #999 }")
    faint = browser_page.evaluate(CONTRAST)
    assert any("text.al-value" in line for line in faint)
    assert any("P.al-sentence" in line for line in faint)


def test_reduced_motion_means_none(open_page, tmp_path):
    page = open_page(reduced_motion="reduce")
    page.goto(show(network()).static().save(tmp_path / "page.html").as_uri())
    press("seed", "next")(page)
    moving = page.evaluate("""() => [...document.querySelectorAll(".al-player, .al-player *")].filter((e) => {
      const style = getComputedStyle(e);
      const lasts = (text) => text.split(",").some((t) => parseFloat(t) > 0);
      return lasts(style.transitionDuration) || lasts(style.animationDuration);
    }).map((e) => e.getAttribute("class"))""")
    assert moving == []


def test_in_print_everything_is_there_and_nothing_to_press(browser_page, tmp_path):
    browser_page.goto(show(line(), start="end").static().save(tmp_path / "page.html").as_uri())
    browser_page.emulate_media(media="print")
    assert browser_page.locator(".al-graph").is_visible()
    assert not browser_page.locator(".al-bar").is_visible()
    assert not browser_page.locator("[data-action=share]").is_visible()
    assert len(browser_page.pdf()) > 10_000
