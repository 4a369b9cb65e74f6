"""Looking does not move: what a box says under the mouse and with the focus; from its card to its step, and back."""

import pytest

from autograd_lab import Value, show
from tests.viz.named_graphs import squared_residual
from tests.viz.pages import saved

pytestmark = pytest.mark.browser


@pytest.fixture
def player(tmp_path, browser_page):
    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(5.0, "y")
    loss = (w * x + b - y) ** 2
    loss.name = "loss"
    browser_page.goto(saved(tmp_path, show(loss)))
    player = browser_page.locator(".al-player")
    for _ in range(3):
        player.locator("button[data-action=next]").click()
    return player


def box(player, name):
    return player.locator(f'g.al-node[data-name="{name}"]')


def step(player):
    return int(player.get_attribute("data-step"))


def told(player):
    """The lines of the preview."""
    tip = player.locator(".al-preview")
    tip.wait_for()
    return tip.inner_text().splitlines()


def lit(player):
    """The edges that the preview lights, by their ends."""
    ends = """paths => {
      const name = (id) => document.querySelector(`[data-id="${id}"]`).dataset.name;
      return paths.map((path) => `${name(path.dataset.from)}-${name(path.dataset.to)}`);
    }"""
    return player.locator(".al-edge.is-preview").evaluate_all(ends)


def focused(player):
    return player.page.evaluate("document.activeElement.dataset.name ?? document.activeElement.dataset.action ?? ''")


def test_the_mouse_is_told_rule_factors_and_paths_and_the_step_stays(player):
    box(player, "v1").hover()
    assert told(player) == ["v1 = w × x = 2 × 3 = 6", "∂v1/∂w = x = 3 · ∂v1/∂x = w = 2"]
    assert lit(player) == ["v1-v2", "v2-v3", "v3-loss"]
    assert step(player) == 3
    box(player, "y").hover()
    player.page.wait_for_function("document.querySelector('.al-preview').innerText.startsWith('y')")
    assert told(player) == ["y = 5, a leaf", "∂v3/∂y = −1"]
    assert lit(player) == ["y-v3", "v3-loss"]
    box(player, "loss").hover()
    player.page.wait_for_function("document.querySelector('.al-preview').innerText.startsWith('loss')")
    assert told(player)[0] == "loss = v3 ^ 2 = 2 ^ 2 = ·"  # not computed at this step
    player.locator(".al-title").hover()
    assert player.locator(".al-preview").is_hidden()
    assert player.locator(".is-preview").count() == 0


def test_the_keyboard_is_told_the_same_and_the_box_names_it_as_its_description(player):
    keyboard = player.page.keyboard
    player.locator(".al-stage").focus()
    keyboard.press("Enter")
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    assert focused(player) == "v1"
    assert told(player)[0] == "v1 = w × x = 2 × 3 = 6"
    assert box(player, "v1").get_attribute("aria-describedby") == player.locator(".al-preview").get_attribute("id")
    assert (step(player), player.locator("g[aria-describedby]").count()) == (3, 1)
    keyboard.press("n")  # a step meanwhile: the preview goes along
    keyboard.press("n")
    assert told(player)[0].startswith("v1 =")
    keyboard.press("Escape")
    assert player.locator(".al-preview").is_hidden()


def test_a_click_opens_the_card_at_the_present_step_whose_button_goes_to_its_step_and_back(player):
    box(player, "w").click()
    assert step(player) == 3
    assert player.locator(".al-card-head h3").inner_text().split() == ["w", "leaf"]
    box(player, "w").locator(".al-name").hover()
    player.page.wait_for_timeout(200)
    assert player.locator(".al-preview").is_hidden()  # the card says it all
    go, back = player.locator("[data-action=go-to-step]"), player.locator("[data-action=back-to-step]")
    assert back.is_hidden()
    go.focus()
    player.page.keyboard.press("Enter")
    assert (step(player), focused(player)) == (11, "back-to-step")
    assert go.is_hidden()
    assert back.inner_text() == "Back to step 3"
    player.page.keyboard.press("Enter")
    assert (step(player), focused(player)) == (3, "go-to-step")
    assert back.is_hidden()
    go.click()
    box(player, "b").click()  # another card, at the same step: the way back is still there
    assert step(player) == 11
    back.click()
    assert step(player) == 3
    assert go.get_attribute("aria-label") == "Go to its step: 10, where its gradient is whole"


def test_a_plain_number_has_no_step_and_a_quiz_hides_its_factors(tmp_path, browser_page, player):
    player.locator("g.al-kind-const").click()
    assert player.locator("[data-action=go-to-step]").is_hidden()
    browser_page.goto(saved(tmp_path, show(squared_residual(1.616, 2.91, 0.6355, 3.9), quiz=True, start="end")))
    for name in ("L", "r", "z"):
        box(player, name).hover()
        browser_page.wait_for_function(f"document.querySelector('.al-preview').innerText.startsWith('{name} =')")
        factors = told(player)[1].split(" · ")
        assert [one.split(" = ")[1:] for one in factors] == [["?"]] * len(factors)  # no symbol either: it may be a 1
    box(player, "x").click()
    player.locator("[data-action=go-to-step]").click()  # the quiz asks on the way, and keeps the focus
    player.locator("[data-action=go-to-step]").click()
    assert player.page.evaluate("document.activeElement.className") == "al-quiz-guess"
