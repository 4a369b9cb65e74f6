"""The notebook that an earlier edition saved with its widgets, opened again: they live, from what the file holds."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.hosts import write
from tests.browser.players import expect_step, players, step_to_the_end
from tests.support.lab import lab_open

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]

SAVED = Path(__file__).with_name("widgets.ipynb")


@pytest.fixture
def allowed_errors():
    return {r"console: Error: widget model not found": "so says the widget manager of a widget that is gone"}


@pytest.fixture
def page(jupyterlab, browser_page):
    """The notebook, open in JupyterLab, with a kernel that knows nothing of it."""
    jupyterlab.trust(write(nbformat.read(SAVED, as_version=4), jupyterlab.root / "saved.ipynb"))
    lab_open(browser_page, jupyterlab, "saved.ipynb")
    return browser_page


@pytest.mark.full  # tests/browser/test_reopened.py opens such a notebook in each run
def test_the_saved_player_network_and_figure_live(page):
    [player] = players(page, 1)
    expect_step(player, 0)
    player.scroll_into_view_if_needed()
    step_to_the_end(player)
    loss = player.locator('g.al-node[data-name="loss"]')
    expect(loss).to_have_attribute("data-value", "4")

    network = page.locator(".al-network:visible")
    network.scroll_into_view_if_needed()
    expect(network).to_have_count(1)
    network.locator('button[data-action="next"]').click()
    expect(network).to_have_attribute("data-step", "1")

    figure = page.locator(".jp-OutputArea .al-figure:visible")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_count(1)
    slider = figure.locator('input[type="range"]').first
    before = figure.locator(".al-figure-say").inner_text()
    slider.press("ArrowRight")
    expect(figure.locator(".al-figure-say")).not_to_have_text(before)
