"""Plain keys stay in what a reader works with, though JupyterLite hears each key before the page does."""

import pytest

from tests.browser.keys import KEYS, NOW
from tests.browser.players import players
from tests.course.figures import FIGURES, figures_of
from tests.support.lite import LITE_ERRORS, LITE_MARKS, lite_open, lite_run_all
from tests.support.waiting import until

pytestmark = LITE_MARKS
PLACES = [".al-stage", "g.al-node[tabindex='0']", "button[data-action=seed]", "input.al-slider", "summary"]
CLEAN = "() => !jupyterapp.shell.currentWidget.content.model.dirty"


@pytest.fixture
def allowed_errors():
    return LITE_ERRORS


def keys_change_nothing(page):
    """Press the notebook's own keys where the focus is; the notebook stays as it is."""
    before = page.evaluate(NOW)
    for key in KEYS:
        page.keyboard.press(key)
    assert page.evaluate(NOW) == before


def test_a_player_keeps_its_keys(whole_site, open_page):
    page = open_page()
    lite_open(page, whole_site, "notebooks/06_build_the_engine.ipynb")
    lite_run_all(page)
    player = next(one for one in players(page) if one.locator("input.al-slider").count())
    player.scroll_into_view_if_needed()
    for place in PLACES:
        player.locator(place).first.click(force=place.startswith("g."))
        player.locator(place).first.focus()
        keys_change_nothing(page)


def test_a_figure_keeps_its_keys_and_lets_ctrl_s_through(whole_site, open_page):
    page = open_page()
    lite_open(page, whole_site, "notebooks/01_linear_regression.ipynb")
    lite_run_all(page)
    figure = figures_of(page, FIGURES["01_linear_regression"])[0]
    figure.scroll_into_view_if_needed()
    figure.locator("input[type=range]").first.click()
    keys_change_nothing(page)
    assert not page.evaluate(CLEAN)
    page.keyboard.press("Control+s")
    until(lambda: page.evaluate(CLEAN), "Ctrl+S did not reach the notebook")


def test_outside_of_them_the_notebook_hears_its_keys(whole_site, open_page):
    """The same keys, to see that the tests above can fail."""
    page = open_page()
    lite_open(page, whole_site, "notebooks/00_start_here.ipynb")
    page.locator(".jp-InputPrompt").first.click()
    before = page.evaluate(NOW)
    page.keyboard.press("b")
    until(lambda: len(page.evaluate(NOW)["sources"]) == len(before["sources"]) + 1)
