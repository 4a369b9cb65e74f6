"""Keys pressed in a player do not reach JupyterLab, but for those that it alone knows: Ctrl+S saves the notebook."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser import hosts
from tests.browser.keys import KEYS, NOW
from tests.browser.players import players
from tests.support.lab import lab_open, run_all
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]


@pytest.fixture
def page(jupyterlab, browser_page):
    hosts.write(hosts.blank(), jupyterlab.root / "keys.ipynb")
    lab_open(browser_page, jupyterlab, "keys.ipynb")
    run_all(browser_page)
    players(browser_page)
    return browser_page


@pytest.mark.parametrize(
    "place", [".al-stage", "g.al-node[tabindex='0']", "button[data-action=seed]", "input.al-slider", "summary"]
)
@pytest.mark.sampled(1)
def test_plain_keys_stay_in_the_player(page, place):
    player = players(page)[0]
    player.locator(place).first.click(force=place == "g.al-node[tabindex='0']")
    player.locator(place).first.focus()
    before = page.evaluate(NOW)
    for key in KEYS:
        page.keyboard.press(key)
    assert page.evaluate(NOW) == before


@pytest.mark.full
def test_the_card_and_typing_keep_their_keys_too(page):
    player = players(page)[0]
    player.locator("g.al-node").first.click()
    player.locator(".al-side select").first.focus()
    before = page.evaluate(NOW)
    for key in KEYS:
        page.keyboard.press(key)
    field = player.locator("input.al-number").first
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("-0.25")
    assert page.evaluate(NOW) == before
    assert field.input_value() == "-0.25"


@pytest.mark.full
def test_the_lecture_view_fills_the_screen_and_its_keys_stay_in_it(page):
    player = players(page)[0]
    player.locator(".al-stage").focus()
    before = page.evaluate(NOW)
    page.keyboard.press("f")
    whole = """() => {
      const { x, y, width, height } = document.querySelector(".al-player.is-lecture")?.getBoundingClientRect() ?? {};
      return x === 0 && y === 0 && width === innerWidth && height === innerHeight;
    }"""
    page.wait_for_function(whole)
    for key in KEYS:
        if key != "Escape":
            page.keyboard.press(key)
    player.locator(".al-stage").focus()  # Enter has gone into the picture, where arrows go from box to box
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(player).to_have_attribute("data-step", "1")
    page.keyboard.press("Escape")
    page.wait_for_function(f"!({whole})()")
    assert page.evaluate(NOW) == before


def test_outside_the_player_the_notebook_hears_them(page):
    """The same keys, to see that the tests above can fail."""
    page.locator(".jp-InputPrompt").first.click()
    before = page.evaluate(NOW)
    page.keyboard.press("b")
    assert len(page.evaluate(NOW)["sources"]) == len(before["sources"]) + 1


@pytest.mark.parametrize("place", [".al-stage", "input.al-number"])
@pytest.mark.full
def test_ctrl_s_saves_the_notebook(page, jupyterlab, place):
    players(page)[0].locator(place).first.focus()
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    until(lambda: has_outputs(jupyterlab.root / "keys.ipynb"), "Ctrl+S did not reach JupyterLab: no outputs are saved")


def has_outputs(notebook):
    """Whether a notebook is saved with outputs; while it is being written, it may be cut short."""
    try:
        return any(cell["outputs"] for cell in json.loads(notebook.read_text())["cells"])
    except json.JSONDecodeError:
        return False
