"""The room that a picture takes: the root is in sight or a chip leads to it, no text is too small, fingers meet."""

import pytest

from autograd_lab import Value, show
from autograd_lab.scalar.neurons import MLP
from tests.viz import rooms
from tests.viz.pages import saved

pytestmark = pytest.mark.browser


def neuron():
    x, w, b, y = (Value(1.0, name) for name in ("input", "weight", "bias", "wanted"))
    loss = ((x * w + b).tanh().exp().tanh() - y) ** 2
    loss.name = "loss"
    return loss


def players():
    out = MLP(2, [4, 4, 1])([Value(1.0, "x1"), Value(-2.0, "x2")])
    return (
        show(neuron(), sliders=["weight"]),
        show(out, sliders=[]),
        show(neuron(), quiz=True),
        show(neuron(), start="end"),
    )


@pytest.mark.parametrize("screen", rooms.SCREENS)
def test_root_text_first_move_and_targets(tmp_path, open_page, screen):
    page = rooms.opened(open_page, screen)
    page.goto(saved(tmp_path, *players()))
    page.wait_for_function("document.querySelectorAll('.al-next').length === 4")
    seen, found = rooms.faults(page, screen)
    assert seen == 4
    assert not found, "\n".join(found)


def test_a_chip_leads_to_a_root_that_is_out_of_sight(tmp_path, browser_page):
    y = Value(0.5, "x")
    for _ in range(30):
        y = y.tanh()
    y.name = "last"
    browser_page.goto(saved(tmp_path, show(y, sliders=[])))
    chip = browser_page.locator(".al-chip")
    fades = """() => ["left", "right"].map((side) =>
      parseFloat(getComputedStyle(document.querySelector(".al-view")).getPropertyValue(`--al-${side}`)))"""
    assert chip.text_content() == "→ last"
    assert browser_page.evaluate(fades) == [0, 2]
    chip.click()
    chip.wait_for(state="hidden")
    assert browser_page.evaluate(fades) == [2, 0]
    browser_page.keyboard.press("Home")  # the keys are the steps' again
    assert browser_page.locator(".al-player").get_attribute("data-step") == "0"


def test_a_narrow_page_has_the_leaves_above_and_the_root_below(tmp_path, browser_page):
    browser_page.set_viewport_size({"width": 390, "height": 844})
    browser_page.goto(saved(tmp_path, show(neuron(), sliders=[])))
    place = """name => {
      const { x, y } = document.querySelector(`g[data-name="${name}"] rect`).getBoundingClientRect();
      return [x, y];
    }"""
    assert browser_page.evaluate(place, "loss")[1] > browser_page.evaluate(place, "wanted")[1] + 50
    stage = browser_page.locator(".al-stage")
    assert stage.evaluate("s => s.scrollWidth <= s.clientWidth")
    line, bar = (browser_page.locator(what).bounding_box() for what in (".al-timeline", ".al-bar"))
    assert line["width"] > 0.6 * bar["width"]
    stage.focus()
    browser_page.keyboard.press("End")
    browser_page.keyboard.press("Enter")  # into the picture: down is to what uses the box, as the picture goes
    before = browser_page.evaluate("document.activeElement.dataset.name")
    browser_page.keyboard.press("ArrowDown")
    after = browser_page.evaluate("document.activeElement.dataset.name")
    assert browser_page.evaluate(place, after)[1] > browser_page.evaluate(place, before)[1]
    browser_page.set_viewport_size({"width": 1280, "height": 844})  # turned, and its room with it
    browser_page.wait_for_function("document.querySelector('.al-stage').clientHeight < 400")
    assert browser_page.evaluate(place, "loss")[0] > browser_page.evaluate(place, "wanted")[0] + 50


TEXT_COLUMN = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
* { box-sizing: border-box } body { margin: 0 } .side { float: left; width: 200px; height: 10px }
main { margin-left: 200px } article { max-width: 736px; margin-left: 32px }</style></head>
<body><div class="side"></div>
<main><article>%s<details open><summary>fold</summary>%s</details></article></main></body></html>"""


def test_a_wide_graph_breaks_out_of_a_column_of_text_but_not_of_what_holds_it(tmp_path, browser_page):
    once, again = (show(neuron(), sliders=[]).static().html for _ in range(2))
    (tmp_path / "page.html").write_text(TEXT_COLUMN % (once, again), encoding="utf-8")
    browser_page.goto((tmp_path / "page.html").as_uri())
    free, held = browser_page.locator(".al-player").all()
    box = free.bounding_box()
    assert box["width"] > 900
    assert box["x"] >= 200
    assert box["x"] + box["width"] <= 1280 - 20
    assert held.bounding_box()["width"] <= 736
    assert browser_page.evaluate("document.documentElement.scrollWidth") == 1280


def test_a_step_asks_the_page_for_no_sizes(tmp_path, browser_page):
    """Each such question has the page lay itself out in the middle of a step."""
    y = Value(0.5, "x")
    for _ in range(40):
        y = y.tanh()
    browser_page.goto(saved(tmp_path, show(y, sliders=[])))
    asked = browser_page.evaluate("""() => {
      const asked = [];
      const spy = (owner, name) => {
        const { get, set } = Object.getOwnPropertyDescriptor(owner, name);
        const heard = function () {
          asked.push(name);
          return get.call(this);
        };
        Object.defineProperty(owner, name, { configurable: true, set, get: heard });
      };
      for (const what of ["Width", "Height"]) {
        for (const of of ["client", "scroll"]) spy(Element.prototype, of + what);
        spy(HTMLElement.prototype, "offset" + what);
      }
      for (const name of ["scrollLeft", "scrollTop"]) spy(Element.prototype, name);
      const { getBoundingClientRect } = Element.prototype;
      Element.prototype.getBoundingClientRect = function () {
        asked.push("rect");
        return getBoundingClientRect.call(this);
      };
      performance.now = () => 0; // steps of a held key; at a reader's pace a number travels, which has to know where
      const next = document.querySelector("[data-action=next]");
      for (let i = 0; i < 70; i++) next.click();
      return asked;
    }""")
    assert asked == []
    box = browser_page.locator("g.is-backward rect").bounding_box()
    stage = browser_page.locator(".al-stage").bounding_box()
    assert stage["x"] <= box["x"] + 1  # and yet it followed
    assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 1


def test_text_grows_with_that_of_the_notebook(tmp_path, browser_page):
    browser_page.goto(saved(tmp_path, show(neuron(), start="end")))
    sizes = """() => [".al-sentence", ".al-table summary", ".al-number", ".al-next"].map((what) =>
      parseFloat(getComputedStyle(document.querySelector(what)).fontSize)).concat(
      document.querySelector(".al-graph").getBoundingClientRect().width)"""
    before = browser_page.evaluate(sizes)
    browser_page.add_style_tag(content=".al-player { --jp-content-font-size1: 17px }")  # JupyterLab's presentation mode
    browser_page.wait_for_timeout(100)
    after = browser_page.evaluate(sizes)
    assert all(b == pytest.approx(a * 17 / 14, rel=0.02) for a, b in zip(before, after, strict=True))
    assert before[0] == 14
