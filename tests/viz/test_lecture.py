"""The lecture view: full screen, or over the page where a host refuses that; large; keys lead it and Escape leaves."""

import pytest

from autograd_lab import Value, show
from tests.viz.pages import saved
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
    page.locator("[data-action=share]").click()
    page.locator(".al-share-menu").wait_for()
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
    width = page.locator(".al-graph").bounding_box()["width"]
    for key in "+0":  # the latter fits the picture to the screen again
        page.keyboard.press(key)
        assert (page.locator(".al-graph").bounding_box()["width"] == width) is (key == "0")
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
    for _ in range(3):
        page.keyboard.press("+")
    page.locator("[data-action=lecture]").click()  # by hand, too
    page.wait_for_function(f"({STATE})().whole && ({STATE})().root")  # what was enlarged on the page fits the screen
    page.keyboard.press("?")
    page.keyboard.press("F")
    page.wait_for_function(f"!({STATE})().whole")
    assert page.locator(".al-help[open]").count() == 0  # nobody saw it open


def test_who_leaves_before_the_screen_is_full_has_left(tmp_path, browser_page):
    page = browser_page
    page.goto(saved(tmp_path, show(Value(2.0, "w") * 3)))
    page.locator(".al-stage").press("ArrowRight")
    page.evaluate("""() => {
      const key = () => new KeyboardEvent("keydown", { key: "f", bubbles: true });
      const press = () => document.activeElement.dispatchEvent(key());
      window.changes = 0;
      document.addEventListener("fullscreenchange", () => (window.changes += 1));
      press();
      press();
    }""")
    page.wait_for_function("window.changes === 2 && !document.fullscreenElement")
    assert "is-lecture" not in page.locator(".al-player").get_attribute("class")


def test_in_a_shadow_root_the_screen_is_filled_and_the_focus_known(tmp_path, browser_page):
    page = browser_page
    page.goto(saved(tmp_path, show(Value(2.0, "w") * 3)))
    page.evaluate("""() => {
      const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
      const place = root.appendChild(document.createElement("div"));
      root.prepend(...document.querySelectorAll("style.al-styles"));
      place.append(document.querySelector(".al-player"));
    }""")
    player = page.locator(".al-player")
    number = player.locator("input.al-number").first
    number.press_sequentially(".5")  # is not written anew while it is typed
    assert number.input_value() == "2.5"
    player.locator("g.al-node[data-name=w]").press("Enter")
    page.keyboard.press("Escape")  # closes the card, and goes back to its box
    assert player.evaluate("e => e.getRootNode().activeElement.dataset.name") == "w"
    player.locator(".al-stage").press("f")
    page.wait_for_function("document.fullscreenElement")
    page.wait_for_timeout(100)
    assert "is-lecture" in player.get_attribute("class")
    page.keyboard.press("f")
    page.wait_for_function("!document.fullscreenElement")
    assert "is-lecture" not in player.get_attribute("class")
