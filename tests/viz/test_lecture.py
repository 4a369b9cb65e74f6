"""The lecture view: full screen, or over the page where a host refuses that; large; keys lead it and Escape leaves."""

import pytest

from autograd_lab import Value, show
from tests.viz.sharing import shareable

pytestmark = pytest.mark.browser

STATE = """() => {
  const host = document.querySelector(".al-player");
  const { x, y, width, height } = host.getBoundingClientRect();
  return {
    full: document.fullscreenElement === host,
    whole: x === 0 && y === 0 && width === innerWidth && height === innerHeight,
    text: parseFloat(getComputedStyle(host).fontSize),
    sentence: parseFloat(getComputedStyle(host.querySelector(".al-sentence")).fontSize),
    pressed: [...host.querySelectorAll("button, summary")].filter((b) => b.checkVisibility()).length,
    root: [...host.querySelectorAll("g.al-node rect")].every((r) => {
      const [a, b] = [r, host.querySelector(".al-stage")].map((e) => e.getBoundingClientRect());
      return a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    }),
    focus: document.activeElement.className,
    scrolled: scrollY,
  };
}"""


@pytest.mark.parametrize("refused", [False, True])
def test_f_fills_the_screen_and_escape_leaves_it(tmp_path, browser_page, refused):
    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(5.0, "y")
    page = browser_page
    if refused:
        page.add_init_script("Element.prototype.requestFullscreen = () => Promise.reject(new Error('not here'))")
    page.goto(shareable(tmp_path, show(w * x), show((w * x + b - y) ** 2)))
    page.evaluate("document.querySelector('.al-player').remove()")
    page.evaluate("document.body.prepend(Object.assign(document.createElement('div'), { style: 'height: 700px' }))")
    field = page.locator("input.al-number").first
    field.focus()
    page.keyboard.press("f")  # typed, and no key of the player's
    assert not page.evaluate(STATE)["whole"]
    page.locator(".al-stage").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")  # the line on the first move is gone
    before = page.evaluate(STATE)
    page.keyboard.press("f")
    page.wait_for_function(f"({STATE})().whole")
    if not refused:
        page.wait_for_function("document.fullscreenElement")
    page.wait_for_function(f"({STATE})().root")
    now = page.evaluate(STATE)
    assert now["full"] is not refused
    assert now["text"] >= 22
    assert now["sentence"] > now["text"]
    assert now["pressed"] == 0
    page.keyboard.press("ArrowRight")
    assert page.locator(".al-sentence").inner_text().startswith("Forward: v1")
    for _ in range(12):
        page.keyboard.press("Tab")  # what is behind is not seen, and gets no focus
        page.wait_for_function("document.querySelector('.al-player').contains(document.activeElement)")
    page.locator(".al-stage").focus()
    page.keyboard.press("Escape")
    page.wait_for_function(f"!({STATE})().whole")
    after = page.evaluate(STATE)
    assert not after["full"]
    assert after["text"] == 14
    assert after["focus"] == "al-stage"
    page.wait_for_function(f"scrollY === {before['scrolled']}")
    page.locator("[data-action=lecture]").click()  # by hand, too
    page.wait_for_function(f"({STATE})().whole")
    page.keyboard.press("F")
    page.wait_for_function(f"!({STATE})().whole")
