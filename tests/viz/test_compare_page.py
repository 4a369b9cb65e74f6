"""The comparison in a page: the box where it begins is marked in words, listed, and one can go there."""

from math import tanh

import numpy as np
import pytest

from autograd_lab import Tensor, Value, show
from autograd_lab.scalar.neurons import MLP
from tests.viz.planted_bugs import neuron
from tests.viz.small_engine import engine

pytestmark = pytest.mark.browser

BROKEN = engine({"tanh": lambda a, b, out: (out,), "mul": lambda a, b, out: (a, b)})


@pytest.fixture
def player(tmp_path, browser_page):
    browser_page.goto(show(neuron(), compare=BROKEN).static().save(tmp_path / "compare.html").as_uri())
    return browser_page.locator(".al-player")


def badges(player):
    nodes = player.locator("g.al-node:has(.al-badge)").all()
    return {n.get_attribute("data-name"): n.locator(".al-badge text").text_content() for n in nodes}


def test_boxes_carry_a_sign_and_a_word(player):
    assert badges(player) == {
        "L": "=", "r": "=", "a": "=", "y": "=", "z": "≠ starts here",
        "p": "≠ follows", "b": "≠ follows", "w": "≠ by itself", "x": "≠ by itself",
    }  # fmt: skip
    assert player.locator(".al-compare").get_attribute("data-agree") == "false"


def test_the_list_says_both_numbers_and_what_they_show(player):
    assert "z is the first gradient that differs" in player.locator(".al-compare-summary").inner_text()
    row = player.locator(".al-compare tbody tr").first
    assert row.locator("th").inner_text() == "z"
    assert "× the value of a" in row.inner_text()
    names = player.locator(".al-compare tbody th").all_text_contents()
    assert names[0] == "z"
    assert set(names) == {"z", "p", "b", "w", "x"}
    follow = player.locator(".al-compare details")
    assert follow.locator("summary").inner_text() == "2 more follow from what came in"
    assert set(follow.locator("tbody th").all_text_contents()) == {"p", "b"}


def test_go_there_goes_to_the_step_that_completes_the_gradient_and_opens_the_card(player):
    player.get_by_role("button", name="Go there: z").click()
    assert player.locator(".al-sentence").inner_text().startswith("Backward, a to z")
    assert player.locator(".al-side").get_attribute("aria-label") == "Card of z"
    assert player.locator('g.al-node[data-name="z"]').evaluate("e => e === document.activeElement")


def test_by_keyboard(player):
    button = player.get_by_role("button", name="Go there: w")
    button.focus()
    player.page.keyboard.press("Enter")
    assert player.locator(".al-side").get_attribute("aria-label") == "Card of w"


def test_moved_leaves_make_the_comparison_stale_until_they_are_put_back(player):
    stale = player.locator(".al-compare .al-notice")
    assert stale.is_hidden()
    player.locator('input.al-number[data-name="w"]').fill("3")
    assert stale.is_visible()
    player.get_by_role("button", name="Put the numbers back").click()
    assert stale.is_hidden()
    assert player.locator('g.al-node[data-name="w"]').get_attribute("data-value") == "0.7"


def test_a_page_made_after_leaves_have_moved_says_so_too(tmp_path, browser_page):
    x = Value(2.0, "x")
    shown = show(x * x, compare={"x": 5.0})
    shown.set("x", 10.0)
    browser_page.goto(shown.static().save(tmp_path / "compare.html").as_uri())
    player = browser_page.locator(".al-player")
    assert player.locator(".al-compare .al-notice").is_visible()
    player.get_by_role("button", name="Put the numbers back").click()
    assert player.locator(".al-compare .al-notice").is_hidden()
    assert player.locator('g.al-node[data-name="x"]').get_attribute("data-value") == "2"


def test_when_all_agrees_there_is_no_list(tmp_path, browser_page):
    browser_page.goto(show(neuron(), compare=engine()).static().save(tmp_path / "compare.html").as_uri())
    player = browser_page.locator(".al-player")
    assert player.locator(".al-compare-summary").inner_text() == "All 9 gradients that you gave agree."
    assert player.locator(".al-compare table").count() == 0
    assert set(badges(player).values()) == {"="}


def test_names_with_markup_stay_text(tmp_path, browser_page):
    name = '<img src=x onerror="document.title=1">'
    root = Value(2.0, name) * Value(3.0, "x")
    browser_page.goto(show(root, compare={name: 5.0}).static().save(tmp_path / "compare.html").as_uri())
    assert browser_page.locator(".al-player img").count() == 0
    assert name in browser_page.locator(".al-compare-summary").inner_text()


def test_the_badge_covers_no_text(player):
    covered = player.evaluate("""(host) => {
      const meet = (p, q) => p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
      const found = [];
      for (const badge of host.querySelectorAll(".al-badge")) {
        const over = badge.querySelector("rect").getBoundingClientRect();
        for (const text of host.querySelectorAll(".al-node text")) {
          if (badge.contains(text) || !text.textContent) continue;
          const box = text.getBoundingClientRect();
          const letters = { left: box.left, right: box.right, top: box.top + box.height / 4, bottom: box.bottom };
          if (meet(over, letters)) found.push(`${badge.textContent} on ${text.textContent}`);
        }
      }
      return found;
    }""")
    assert covered == []


def test_in_a_folded_network_a_group_carries_the_worst_of_its_nodes_and_go_there_opens_it(tmp_path, browser_page):
    def backward(root):
        root.backward()
        for node in wrong:
            node.grad += 1.0

    model = MLP(2, [4, 4, 1])
    wrong = [model.layers[0].neurons[1].w[0]]
    player = show(model, [0.5, -1.0], loss=lambda out: (out - 1.0) ** 2, compare=backward, sliders=[])
    assert player.comparison.first.name == "L1.n2.w1"
    browser_page.goto(player.static().save(tmp_path / "compare.html").as_uri())
    page = browser_page.locator(".al-player")
    group = page.locator("g.al-group", has_text="layer 1")
    assert group.locator(".al-badge text").text_content() == "≠ starts here"
    fills = [group.locator(f".al-badge {part}").evaluate("e => getComputedStyle(e).fill") for part in ("text", "rect")]
    assert fills == ["rgb(255, 255, 255)", "rgb(27, 31, 36)"]  # it was white on white
    page.get_by_role("button", name="Go there: L1.n2.w1").click()
    box = page.locator('g.al-node[data-name="L1.n2.w1"]')
    assert box.locator(".al-badge text").text_content() == "≠ starts here"
    assert box.evaluate("e => e === document.activeElement")
    assert group.count() == 0


def test_arrays_are_marked_and_listed_too(tmp_path, browser_page):
    X, W = np.arange(6.0).reshape(2, 3) - 2.0, Tensor(np.ones((3, 3)) * 0.1, requires_grad=True, name="W")
    Z = Tensor(X, name="X") @ W
    Z.name = "Z"
    loss = (Z * Z).mean()
    dZ = 2 * Z.data / Z.size
    player = show(loss, compare={"Z": dZ, "W": (X.T @ dZ).T})
    browser_page.goto(player.static().save(tmp_path / "compare.html").as_uri())
    page = browser_page.locator(".al-player")
    assert badges(page) == {"Z": "=", "W": "≠ starts here"}
    assert "transposed" in page.locator(".al-compare tbody tr").first.inner_text()
    page.get_by_role("button", name="Go there: W").click()
    assert page.locator(".al-side").get_attribute("aria-label") == "Card of W"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["compare", "agree", "asked", "wrong", "right", "sign"])
@pytest.mark.sampled(2)
def test_axe_finds_nothing(tmp_path, open_page, scheme, kind):
    from axe_playwright_python.sync_playwright import Axe

    wanted = {"compare": {"compare": BROKEN}, "agree": {"compare": engine()}, "sign": {"quiz": "sign"}}
    page = open_page(color_scheme=scheme)
    page.goto(show(neuron(), **wanted.get(kind, {"quiz": True})).static().save(tmp_path / "p.html").as_uri())
    player = page.locator(".al-player")
    player.locator("button[data-action=end]").click()
    if kind == "compare":
        player.locator(".al-compare summary").click()
    if kind in ("wrong", "right"):
        player.locator("input.al-quiz-guess").fill("77" if kind == "wrong" else str(2 * (tanh(0.7 * -1.3 + 0.6) - 0.9)))
        player.locator("input.al-quiz-guess").press("Enter")
        assert player.locator(".al-quiz").get_attribute("data-verdict") == kind
    found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found]


def test_on_a_telephone_what_it_shows_has_a_line_of_its_own(tmp_path, open_page):
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto(show(neuron(), compare=BROKEN).static().save(tmp_path / "narrow.html").as_uri())
    wide = page.locator(".al-compare .al-wide").first
    assert wide.evaluate("e => e.scrollWidth <= e.clientWidth")
    cells = wide.locator("tbody tr").first.locator("> *").all()
    name, _, yours, right, shows = (cell.bounding_box() for cell in cells[:5])
    assert name["y"] == yours["y"] == right["y"] < shows["y"]
    assert shows["width"] > 200
    titles = [(t.inner_text(), t.bounding_box()) for t in wide.locator("thead th:visible").all()]
    assert [text for text, _ in titles] == ["node", "yours", "right"]
    for (_, title), cell in zip(titles[1:], (yours, right), strict=True):
        assert abs(title["x"] + title["width"] - cell["x"] - cell["width"]) < 2
