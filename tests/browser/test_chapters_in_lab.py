"""Chapters 06, 07 and 09 in a real JupyterLab: all cells run, every player and figure is live, the console is clean."""

import pytest
from playwright.sync_api import expect

from tests.browser.engine import shown_in
from tests.browser.players import players, press, slide, wait_until_equal
from tests.course.figures import FIGURES, figures_of
from tests.support.lab import lab_open, run_all
from tests.support.repo import REPO

pytestmark = [pytest.mark.browser, pytest.mark.lab]


@pytest.mark.parametrize("chapter", ["06_build_the_engine", "07_one_network_by_hand", "09_vectorised"])
@pytest.mark.sampled(1)
def test_every_widget_is_alive(browser_page, jupyterlab, shot, monkeypatch, chapter):
    path = f"notebooks/{chapter}.ipynb"
    graphs = shown_in(REPO / path, monkeypatch)
    lab_open(browser_page, jupyterlab, path)
    run_all(browser_page)
    on_page = players(browser_page, len(graphs))
    for number, (player, graph) in enumerate(zip(on_page, graphs, strict=True)):
        player.scroll_into_view_if_needed()
        expect(player).to_have_attribute("data-kernel", "live")
        if player.locator(".al-quiz").count():
            player.locator('button[data-action="quiz-next"]').click()
            player.locator('button[data-action="quiz-show"]').click()
            expect(player.locator(".al-quiz-said")).not_to_be_empty()
        else:
            press(player, "end")
        if player.locator("input.al-slider").count():
            leaf, to = slide(player)
            wait_until_equal(player, graph.sweep(**{leaf: to}))
        shot(browser_page, f"lab-{chapter[:2]}-player-{number}")
    for figure in figures_of(browser_page, FIGURES.get(chapter, 0)):
        figure.scroll_into_view_if_needed()
        before = figure.locator(".al-figure-say").inner_text()
        figure.locator("input[type=range]").first.focus()
        browser_page.keyboard.press("ArrowRight")
        expect(figure.locator(".al-figure-say")).not_to_have_text(before)
