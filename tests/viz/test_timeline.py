"""The time line of the player: forward, seed and backward told apart, and each step said before one goes there."""

import pytest

from autograd_lab import show
from tests.viz.named_graphs import squared_residual
from tests.viz.pages import saved
from tests.viz.sharing import loss

pytestmark = pytest.mark.browser


@pytest.fixture
def player(tmp_path, browser_page):
    """12 steps, the seed at step 5."""
    browser_page.goto(saved(tmp_path, show(loss())))
    return browser_page.locator(".al-player")


def point_at(player, k, last=12):
    """Put the mouse on the place of step `k`."""
    box = player.locator(".al-seek").bounding_box()
    x, y = box["x"] + 8 + (box["width"] - 16) * k / last, box["y"] + box["height"] / 2
    player.page.mouse.move(x, y)
    return x, y


def told(player):
    tip = player.locator(".al-timeline .al-tip")
    return tip.inner_text() if tip.is_visible() else None


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2


def test_the_seed_parts_a_blue_line_from_a_dashed_orange_one_and_few_steps_have_ticks(player):
    forward, backward = (player.locator(f".al-timeline-track i:{which}-child") for which in ("first", "last"))
    colour = "(e, name) => getComputedStyle(e).getPropertyValue(name)"
    assert forward.evaluate(colour, "background-color") == "rgb(10, 88, 168)"
    assert "rgb(154, 67, 0)" in backward.evaluate(colour, "background-image")
    player.locator("button[data-action=seed]").click()
    ends = forward.bounding_box(), backward.bounding_box()
    seed = middle(player.locator(".al-timeline-seed"))
    assert ends[0]["x"] + ends[0]["width"] == pytest.approx(seed, abs=1)
    assert ends[1]["x"] == pytest.approx(seed, abs=1)
    track = player.locator(".al-timeline-track").bounding_box()
    assert seed - track["x"] == pytest.approx(5 / 12 * track["width"], abs=1)
    assert "has-ticks" in player.locator(".al-timeline-track").get_attribute("class")


def test_the_mouse_is_told_a_step_that_it_points_at_and_a_click_goes_there(player):
    assert told(player) is None
    point_at(player, 11)
    assert told(player).startswith("Step 11: Backward, v1 to w: upstream 4 × local 3 = 12. Raise w by 0.01")
    assert player.get_attribute("data-step") == "0"
    player.page.mouse.click(*point_at(player, 7))
    assert player.get_attribute("data-step") == "7"
    assert told(player) == f"Step 7: {player.locator('.al-sentence').inner_text()}"
    player.page.mouse.move(0, 0)
    assert told(player) is None


def test_the_keyboard_is_told_too_and_escape_puts_it_away(player):
    keyboard, slider = player.page.keyboard, player.locator(".al-seek")
    player.locator("button[data-action=end]").focus()
    keyboard.press("Tab")
    assert slider.evaluate("e => e === document.activeElement")
    assert told(player).startswith("Step 0: The leaves have their numbers.")
    described = player.page.locator(f"#{slider.get_attribute('aria-describedby')}")
    assert described.get_attribute("role") == "tooltip"
    keyboard.press("ArrowRight")
    assert told(player) == "Step 1: Forward: v1 = 2 × 3 = 6"
    assert slider.get_attribute("aria-valuetext") == "1 of 12"
    assert described.inner_text() == told(player)
    keyboard.press("End")
    assert told(player).startswith("Step 12:")
    keyboard.press("Escape")
    assert told(player) is None
    assert slider.evaluate("e => e === document.activeElement")
    keyboard.press("ArrowLeft")
    assert told(player).startswith("Step 11:")
    keyboard.press("Tab")
    assert told(player) is None


def test_it_says_the_numbers_of_the_moment(player):
    point_at(player, 1)
    player.locator('input.al-number[data-name="w"]').fill("7")
    point_at(player, 1)
    assert told(player) == "Step 1: Forward: v1 = 7 × 3 = 21"


def test_what_a_quiz_hides_is_hidden_there_and_what_follows_from_it(tmp_path, browser_page):
    browser_page.goto(saved(tmp_path, show(squared_residual(1.616, 2.91, 0.6355, 3.9), quiz=True)))
    player = browser_page.locator(".al-player")
    last = int(player.get_attribute("data-steps"))
    said = []
    for k in range(last + 1):
        point_at(player, k, last)
        said.append(told(player))
    assert [text.split(":")[0] for text in said] == [f"Step {k}" for k in range(last + 1)]
    for secret in ("2.876", "8.37", "4.648"):
        assert not [text for text in said if secret in text]
    assert "= ?" in said[-1]
