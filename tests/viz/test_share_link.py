"""Links to a player in a page's address: followed whole, or not at all; the menu by keyboard; code to embed."""

import random
import re

import pytest

from autograd_lab import Value, show
from autograd_lab.viz import scripts
from tests.viz.pages import load_widget
from tests.viz.sharing import STATES, loss, menu_of, players, pressed, shareable

pytestmark = pytest.mark.browser
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
PASTED = "navigator.clipboard.readText()"


def set_at_random(page, rng):
    """Bring one player of the page, whose number it returns, to a state drawn at random."""
    number = rng.randrange(3)
    player = page.locator(".al-player").nth(number)
    fields = player.locator("input.al-number").all()
    for field in rng.sample(fields, rng.randint(0, len(fields))):
        field.fill(str(rng.choice((rng.uniform(-3, 3), rng.randint(-9, 9), rng.uniform(-1, 1) * 1e-9, 1e12))))
    if rng.random() < 0.6:
        player.locator("g[data-id]:not([data-group])").nth(rng.randrange(4)).click()
    last = int(player.get_attribute("data-steps"))
    player.locator(".al-seek").fill(str(rng.randint(0, last)))
    return number


def copied_and_opened(tmp_path, open_page, rng):
    """The state of a player, and that which its link brings in a fresh browser."""
    address = shareable(tmp_path, *players())
    page = open_page(**CLIPBOARD)
    page.goto(address)
    number = set_at_random(page, rng)
    before = page.evaluate(STATES)
    assert pressed(menu_of(page, number), "link").startswith("Copied")
    link = page.evaluate(PASTED)
    fresh = open_page()
    fresh.goto(link)
    fresh.wait_for_function("(n) => document.activeElement === document.querySelectorAll('.al-stage')[n]", arg=number)
    untouched = open_page()
    untouched.goto(address)
    others = untouched.evaluate(STATES)
    others[number] = before[number]
    return fresh.evaluate(STATES), others


def test_a_copied_link_brings_step_leaves_and_card_into_a_fresh_browser(tmp_path, open_page):
    came, expected = copied_and_opened(tmp_path, open_page, random.Random(4))
    assert came == expected


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
def test_a_link_to_any_state_brings_that_state(tmp_path, open_page, seed):
    came, expected = copied_and_opened(tmp_path, open_page, random.Random(seed))
    assert came == expected


HOSTILE = """(link) => {
  const put = (name, text) => link.replace(new RegExp(`${name}=[^&]*`), `${name}=${text}`);
  return [
    "#al=", "#al=1", "#al=<img src=x onerror=document.title=1>", "#al=%", `${link}&`, `${link}&step=1`,
    `${link}&evil=1`,
    ...["2", "1.0"].map((x) => put("al", x)),
    ...["0", "4", "-1", "1e9", "javascript:alert(1)"].map((x) => put("player", x)),
    ...["deadbeef", "x", ""].map((x) => put("graph", x)),
    ...["999", "-1", "NaN", "1.5", ""].map((x) => put("step", x)),
    ...["999", "w"].map((x) => put("card", x)),
    ...["NaN", "Infinity", "1e999", "1,0:2", "<b>1</b>", ""].map((x) => put("set", `0:${x}`)),
    ...[`${document.querySelector("g.al-kind-op").dataset.id}:1`, "77:1", "0", "__proto__:1"].map((x) => put("set", x)),
    `${link}${",1:1".repeat(600)}`,
  ];
}"""
TRY = """async (hash) => {
  history.replaceState(null, "", location.pathname);
  dispatchEvent(new HashChangeEvent("hashchange"));
  location.hash = hash;
  const notices = [...document.querySelectorAll(".al-top + .al-notice")];
  const shown = () => notices.filter((p) => !p.hidden).map((p) => p.textContent);
  for (let i = 0; i < 200 && !shown().length; i++) await new Promise((done) => setTimeout(done, 10));
  return shown();
}"""


def test_a_hostile_or_stale_link_has_no_effect_but_one_sentence(tmp_path, open_page):
    page = open_page(**CLIPBOARD)
    page.goto(shareable(tmp_path, *players()))
    first = page.locator(".al-player").first
    first.locator("g[data-id]").nth(1).click()
    first.locator("input.al-number").first.fill("1.25")
    first.locator("button[data-action=seed]").click()
    pressed(menu_of(page), "link")
    good = page.evaluate(PASTED).partition("#")[2]
    before = page.evaluate(STATES)
    fragments = page.evaluate(HOSTILE, f"#{good}")
    assert len(set(fragments)) >= 30
    for fragment in fragments:
        said = page.evaluate(TRY, fragment)
        assert len(said) == 1, (fragment, said)
        assert said[0].startswith("The link in this page's address "), (fragment, said)
        assert said[0].count(".") == 1
        assert page.evaluate(STATES) == before, fragment
    assert page.title() == "players"
    assert page.locator(".al-player img, .al-notice b").count() == 0
    page.evaluate("(hash) => { location.hash = hash; }", re.sub(r"step=\d+", "step=2", good))  # a good one is followed
    page.wait_for_function("document.querySelector('.al-player').dataset.step === '2'")
    assert page.locator(".al-top + .al-notice:visible").count() == 0
    page.reload()
    assert page.evaluate(TRY, "#a-heading-of-the-page") == []  # an address that is none of ours


def test_a_link_into_a_quiz_stops_at_the_question(tmp_path, open_page):
    page = open_page()
    address = shareable(tmp_path, show(loss()))
    page.goto(address)
    quiz = open_page(**CLIPBOARD)
    quiz.goto(shareable(tmp_path, show(loss(), quiz=True), name="quiz"))
    pressed(menu_of(quiz), "link")
    link = quiz.evaluate(PASTED)
    page.goto("about:blank")
    page.goto(link.replace("step=0", "step=12"))
    page.locator(".al-top + .al-notice", has_text="the quiz asks first").wait_for()
    assert int(page.locator(".al-player").get_attribute("data-step")) < 12
    assert page.locator('g.al-node[data-name="w"] .al-grad').text_content() == "·"


def test_the_menu_is_the_keyboards_too_and_says_what_the_clipboard_refused(tmp_path, open_page):
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto(shareable(tmp_path, show(loss())))
    page.evaluate("""() => {
      window.asked = 0;
      const writeText = async () => { window.asked += 1; throw new Error(); };
      Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    }""")
    button = page.locator("button[data-action=share]")
    button.focus()
    page.keyboard.press("Enter")
    menu = page.locator(".al-share-menu")
    menu.wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    place = button.bounding_box()
    assert place["y"] + place["height"] <= menu.bounding_box()["y"]  # what closes it again is not under it
    assert page.evaluate("document.activeElement.dataset.share") == "link"
    page.keyboard.press("Enter")
    field = menu.locator("textarea")
    field.wait_for()
    assert "press Ctrl+C" in menu.locator(".al-share-said").inner_text()
    selected = "f => f === document.activeElement && f.value.slice(f.selectionStart, f.selectionEnd)"
    assert field.evaluate(selected) == field.input_value()
    assert "#al=1&player=1&" in field.input_value()
    assert page.evaluate("asked") == 1
    page.keyboard.press("Escape")
    assert menu.count() == 0
    assert button.evaluate("b => b === document.activeElement && b.getAttribute('aria-expanded')") == "false"
    assert page.locator(".al-player").get_attribute("data-step") == "0"  # no key went through to the player
    button.click()
    page.locator(".al-sentence").click()
    assert menu.count() == 0


@pytest.mark.parametrize("packed", [pytest.param(False, marks=pytest.mark.full), True])
def test_what_is_embedded_stands_as_it_stood_and_needs_no_network(tmp_path, open_page, packed):
    page = open_page(**CLIPBOARD)
    player = show(loss(), title='A "quoted" & <odd> title')
    if packed:  # as in the book
        path = tmp_path / "page.html"
        (tmp_path / "share.js").write_text(scripts.fetched_share(), encoding="utf-8")
        marker = '<script type="text/plain" data-al-share src="share.js"></script>'
        kept = player._fallback_html()
        path.write_text(f"<!DOCTYPE html><title>t</title>{marker}{kept}", encoding="utf-8")
        page.goto(path.as_uri())
    else:
        page.goto(shareable(tmp_path, player))
    page.locator("input.al-number").first.fill("-0.125")
    page.locator("button[data-action=end]").click()
    page.locator("button[data-action=back]").click()
    page.locator("g[data-id]").nth(2).click()
    page.locator("button[data-action=back]").click()
    state = page.evaluate(STATES)
    assert "Copied" in pressed(menu_of(page), "embed")
    code = page.evaluate(PASTED)
    assert len(code) < 200_000
    other = open_page()
    asked = []
    other.route("**", lambda route: (asked.append(route.request.url), route.abort()))
    other.set_content(f"<!DOCTYPE html><title>a page of somebody's</title>{code}")
    frame = other.frame_locator("iframe")
    frame.locator(".al-player").wait_for()
    assert other.frames[1].evaluate(STATES) == state
    assert frame.locator(".al-title").inner_text() == 'A "quoted" & <odd> title'
    frame.locator("button[data-action=next]").click()
    assert frame.locator(".al-player").get_attribute("data-step") == str(int(state[0]["step"]) + 1)
    assert asked == []


def test_a_page_without_the_code_of_sharing_offers_none(tmp_path, browser_page):
    path = tmp_path / "page.html"
    path.write_text(show(loss()).static().html, encoding="utf-8")
    browser_page.goto(path.as_uri() + "#al=1&player=1")
    browser_page.locator(".al-player").wait_for()
    assert browser_page.locator("button[data-action=share]").count() == 0


def test_code_that_does_not_come_is_said_and_comes_once_for_all_players(tmp_path, open_page, allowed_errors):
    allowed_errors["ERR_FILE_NOT_FOUND"] = "the file is missing on purpose"
    allowed_errors["a fault of ours"] = "thrown on purpose"
    page = open_page()
    path = tmp_path / "page.html"
    body = "".join(player.static().html for player in players()[:2])
    path.write_text(f'{body}<script type="text/plain" data-al-share src="share.js"></script>', encoding="utf-8")
    page.goto(f"{path.as_uri()}#al=1")  # all players look at it
    said, fetched = page.locator(".al-notice:visible", has_text="Load the page again"), page.locator("head script[src]")
    for player in page.locator(".al-player").all():
        player.locator(".al-notice:visible", has_text="Load the page again").wait_for()
    assert fetched.count() == 1
    (tmp_path / "share.js").write_text(scripts.fetched_share(), encoding="utf-8")
    page.evaluate("location.hash = ''")
    for number in range(2):
        menu_of(page, number)
        page.keyboard.press("Escape")
    assert fetched.count() == 2
    page.evaluate("() => { Element.prototype.after = () => { throw new Error('a fault of ours'); }; }")
    with page.expect_event("pageerror"):
        page.locator("button[data-action=share]").first.click()
    assert said.count() == 0  # the code has come: that is not it


LIVE = """([trace, numbers, options, code, shared]) => {
  const own = { _trace: trace, _numbers: new DataView(new Float64Array(numbers).buffer), _options: options };
  const state = { ...own, _code: "IPY_MODEL_code", _share: "IPY_MODEL_share" };
  const models = { code, share: shared };
  const model = {
    get: (key) => state[key], on: () => {}, off: () => {}, send: () => {},
    widget_manager: { get_model: async (id) => ({ get: () => models[id] }) },
  };
  window.widget.render({ model, el: document.body });
}"""


def test_under_a_cell_the_kernel_brings_the_code_and_no_link_is_offered(open_page):
    page = open_page(**CLIPBOARD)
    player = show(Value(2.0, "w") * 3.0)
    load_widget(page, "player", "numbers")
    given = [player.trace.to_json(), player.trace.values, player._options, player._code._packed, player._share._packed]
    page.evaluate(LIVE, given)
    menu = menu_of(page)
    offered = menu.locator("[data-share]").evaluate_all("all => all.map(b => b.dataset.share)")
    assert offered == ["embed", "svg", "png", "gif"]
    said = pressed(menu, "embed")
    code = menu.locator("textarea").input_value() if "Ctrl" in said else page.evaluate(PASTED)
    other = open_page()
    other.set_content(code)
    other.frame_locator("iframe").locator(".al-player").wait_for()
    assert other.frames[1].evaluate(STATES)[0]["leaves"] == ["2"]
