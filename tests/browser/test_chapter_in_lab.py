"""Chapter 05 in a real JupyterLab: what the screen shows is what the engine says."""

import pytest
from playwright.sync_api import expect

from tests.browser.engine import shown_in
from tests.browser.players import (
    differences,
    expect_step,
    players,
    press,
    slide,
    step_to_the_end,
    steps,
    wait_until_equal,
)
from tests.support.lab import lab_open, run_all
from tests.support.repo import REPO

pytestmark = [pytest.mark.browser, pytest.mark.lab]
CHAPTER = "notebooks/05_computational_graph.ipynb"


@pytest.fixture
def graphs(monkeypatch):
    return shown_in(REPO / CHAPTER, monkeypatch)


@pytest.fixture
def page(browser_page, jupyterlab):
    lab_open(browser_page, jupyterlab, CHAPTER)
    run_all(browser_page)
    return browser_page


def test_every_player_ends_at_the_engines_numbers_and_its_kernel_follows_a_slider(page, graphs):
    assert len(graphs) >= 3
    on_page = players(page, len(graphs))
    for player, graph in zip(on_page, graphs, strict=True):
        step_to_the_end(player)
        assert not differences(player, graph.sweep())
    player, graph = next(
        pair for pair in zip(on_page, graphs, strict=True) if pair[0].locator("input.al-slider").count()
    )
    leaf, number = slide(player)
    wait_until_equal(player, graph.sweep(**{leaf: number}))
    expect(player).to_have_attribute("data-kernel", "live")
    wait_until_equal(player, graph.sweep(**{leaf: number}))


@pytest.mark.full
def test_keyboard_alone(page, graphs):
    player, graph = players(page)[0], graphs[0]
    player.locator('button[data-action="start"]').focus()
    page.keyboard.press("Home")
    expect_step(player, 0)
    for step in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        expect_step(player, step)
    page.keyboard.press("ArrowLeft")
    expect_step(player, 2)
    page.keyboard.press("End")
    expect_step(player, steps(player))
    assert not differences(player, graph.sweep())
    slider = player.locator("input.al-slider").first
    slider.focus()
    before = slider.input_value()
    page.keyboard.press("ArrowRight")
    after = slider.input_value()
    assert after != before
    wait_until_equal(player, graph.sweep(**{slider.get_attribute("data-name"): float(after)}))


@pytest.mark.full
def test_keys_typed_in_a_player_do_not_reach_the_notebook(page):
    cells = page.locator(".jp-Cell").count()
    player = players(page)[0]
    player.locator('button[data-action="next"]').focus()
    for key in "ddaabbx":
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells


@pytest.mark.parametrize("name", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.full
def test_both_themes(theme, jupyterlab, browser_page, shot, name):
    theme(name)
    lab_open(browser_page, jupyterlab, CHAPTER)
    run_all(browser_page)
    expect(browser_page.locator("body")).to_have_attribute("data-jp-theme-name", name)
    for number, player in enumerate(players(browser_page)):
        press(player, "end")
        player.scroll_into_view_if_needed()
        shot(browser_page, f"lab-05-player-{number}-{name.split()[-1].lower()}")
    background = "e => getComputedStyle(e).backgroundColor"
    light = [int(part) for part in browser_page.locator("body").evaluate(background)[4:-1].split(",")]
    assert (sum(light) > 382) is name.endswith("Light")
