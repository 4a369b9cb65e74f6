"""A whole visit to a player by keyboard alone, with what is read out at each step, and the focus seen at each stop."""

import pytest

from autograd_lab import Value, show

pytestmark = pytest.mark.browser

NARRATED = [
    "The leaves have their numbers. Nothing has been computed yet.",
    "Forward: v1 = 2 × 3 = 6",
    "Forward: v2 = 6 + 1 = 7",
    "Forward: v3 = 7 − 5 = 2",
    "Forward: loss = 2 ^ 2 = 4",
    "The backward pass starts at loss: its gradient is 1. loss moves exactly as far as itself.",
    "Backward, loss to v3: upstream 1 × local 4 = 4. Raise v3 by 0.01 and loss rises by about 0.04.",
    "Backward, v3 to v2: upstream 4 × local 1 = 4. Raise v2 by 0.01 and loss rises by about 0.04.",
    "Backward, v3 to y: upstream 4 × local (−1) = −4. Raise y by 0.01 and loss falls by about 0.04.",
    "Backward, v2 to v1: upstream 4 × local 1 = 4. Raise v1 by 0.01 and loss rises by about 0.04.",
    "Backward, v2 to b: upstream 4 × local 1 = 4. Raise b by 0.01 and loss rises by about 0.04.",
    "Backward, v1 to w: upstream 4 × local 3 = 12. Raise w by 0.01 and loss rises by about 0.12.",
    "Backward, v1 to x: upstream 4 × local 2 = 8. Raise x by 0.01 and loss rises by about 0.08.",
]

# What has the focus: its name, and whether that is to be seen as an outline, around it or around its box.
FOCUS = """() => {
  const e = document.activeElement;
  const outlined = [e, ...e.querySelectorAll(":scope > rect")].map((x) => getComputedStyle(x))
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  return e.closest(".al-player") && {
    name: (e.getAttribute("aria-label") ?? e.textContent).trim(),
    seen: outlined,
    inside: e.closest(".al-player").querySelector(".al-title").textContent,
  };
}"""


@pytest.fixture
def page(tmp_path, browser_page):
    """Two players between two links, as on any page."""
    from autograd_lab.viz import static_page

    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(5.0, "y")
    loss = (w * x + b - y) ** 2
    loss.name = "loss"
    body = "".join(show(loss, title=title).static().html for title in ("First", "Second"))
    text = f'<a id="before" href="#">before</a>{body}<a id="after" href="#">after</a>'
    (tmp_path / "page.html").write_text(static_page.page("Two players", text), encoding="utf-8")
    browser_page.goto((tmp_path / "page.html").as_uri())
    return browser_page


def tab_to(page, name):
    """Press Tab until the focus is on what is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus and focus["name"].startswith(name):
            assert focus["seen"], f"the focus on {focus['name']} is not seen"
            return
    raise AssertionError(f"Tab does not come to {name}")


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')") or ""


def test_a_whole_visit(page):
    player, keyboard = page.locator(".al-player").first, page.keyboard
    sentence = player.locator(".al-sentence")
    assert player.locator("[aria-live=polite]", has=sentence).or_(sentence).first.get_attribute("aria-live") == "polite"

    tab_to(page, "Graph:")
    said = [sentence.inner_text()]
    for _ in NARRATED[1:]:
        keyboard.press("ArrowRight")
        said.append(sentence.inner_text())
    assert said == NARRATED
    assert player.get_attribute("data-step") == player.get_attribute("data-steps")
    for before in reversed(NARRATED[:-1]):
        keyboard.press("ArrowLeft")
        assert sentence.inner_text() == before
    keyboard.press("s")
    assert "The backward pass starts" in sentence.inner_text()
    keyboard.press("End")

    keyboard.press("Enter")  # into the picture: to the box of this step
    assert focused(page).startswith("x, leaf, value 3, grad 8")
    keyboard.press("ArrowRight")  # along the edge
    assert focused(page).startswith("v1, operation mul")
    assert page.evaluate(FOCUS)["seen"]
    keyboard.press("ArrowLeft")
    keyboard.press("Enter")  # its card
    card = focused(page)
    assert card in {"Card of w", "Card of x"}
    leaf = card[-1]
    tab_to(page, f"Size of the nudge to {leaf}")
    keyboard.press("ArrowDown")
    assert player.locator(".al-side").inner_text().count("0.") >= 1
    keyboard.press("Escape")
    assert focused(page).startswith(f"{leaf}, leaf")
    keyboard.press("Escape")

    tab_to(page, "w, slider")
    keyboard.press("ArrowRight")
    assert float(player.locator('g.al-node[data-name="w"]').get_attribute("data-value")) > 2
    tab_to(page, "w, number")
    keyboard.press("Control+a")
    keyboard.type("-1")
    assert player.locator('g.al-node[data-name="w"]').get_attribute("data-value") == "-1"
    tab_to(page, "Table of values")
    keyboard.press("Enter")
    player.locator(".al-table tbody tr").first.wait_for()

    other = page.locator(".al-player").nth(1)
    assert other.get_attribute("data-step") == "0"
    assert other.locator('g.al-node[data-name="w"]').get_attribute("data-value") == "2"


def test_tab_goes_through_and_out_again_and_the_focus_is_seen_at_each_stop(page):
    page.locator("#before").focus()
    stops = []
    for _ in range(120):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        stops.append(focus)
    assert page.evaluate("document.activeElement.id") == "after"
    assert not [stop["name"] for stop in stops if not stop["seen"]]
    assert [stop["inside"] for stop in stops] == sorted(stop["inside"] for stop in stops)  # First, then Second
    assert all(stop["name"] for stop in stops)
    for _ in stops:
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "before"


def test_keys_that_the_player_does_not_use_are_left_to_the_page(page):
    page.evaluate(
        "() => { window.heard = []; addEventListener('keydown', (e) => heard.push([e.key, e.defaultPrevented])); }"
    )
    page.locator(".al-stage").first.focus()
    for key in ("Control+s", "Alt+ArrowLeft", "Meta+k", "Control+Shift+c"):
        page.keyboard.down(key.rpartition("+")[0].split("+")[0])
        page.keyboard.press(key.rpartition("+")[2])
        page.keyboard.up(key.rpartition("+")[0].split("+")[0])
    heard = page.evaluate("heard.filter(([key]) => !['Control', 'Alt', 'Meta'].includes(key))")
    assert [key for key, _ in heard] == ["s", "ArrowLeft", "k", "c"]
    assert page.locator(".al-player").first.get_attribute("data-step") == "0"
