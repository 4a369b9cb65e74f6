"""Before the first hour, as a page without a kernel: options answer and lead to their repairs, and players play."""

import re

import pytest
from playwright.sync_api import expect

from autograd_lab.authoring import before
from tests.browser.players import UNFOLD, players, press, steps
from tests.support.axe import findings
from tests.support.lab import lab_open, run_all
from tests.support.repo import REPO

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUESTIONS = before.load(REPO)


@pytest.fixture
def opened(book, open_page):
    def open_before(**options):
        page = open_page(**options)
        page.goto((book / "notebooks/before.html").as_uri())
        return page

    return open_before


def test_each_option_opens_on_its_reply_and_a_wrong_one_leads_to_its_repair(opened):
    page = opened()
    options = page.locator("details.al-choice")
    expect(options).to_have_count(3 * len(QUESTIONS))
    for at, option in enumerate(options.all()):
        assert option.get_attribute("open") is None
        option.locator("summary").focus()
        page.keyboard.press("Enter")
        reply = option.locator("p").first
        expect(reply).to_be_visible()
        way = reply.locator("a")
        assert reply.inner_text().startswith(("Right.", "No."))
        assert way.count() == reply.inner_text().startswith("No.")
        if way.count():
            way.click()
            heading = page.locator("h2", has_text=f"Repair {at // 3 + 1}:")
            expect(heading).to_be_in_viewport()


def test_nothing_of_a_repair_is_open_before_it_is_asked_for(opened):
    page = opened()
    folds = page.locator("details.al-answer, details.al-solution, details.hide")
    assert folds.count() >= 3 * len(QUESTIONS)  # an answer, a solution and an output each
    assert not [fold for fold in folds.all() if fold.get_attribute("open") is not None]


def test_its_players_say_what_the_text_says_and_fit_a_telephone(opened, shot):
    page = opened(viewport={"width": 390, "height": 800})
    page.evaluate(UNFOLD)
    for player, grad in zip(players(page, 2), ("8", "30"), strict=True):
        press(player, "end")
        expect(player).to_have_attribute("data-step", str(steps(player)))
        expect(player.locator('g.al-node[data-name="x"] .al-grad')).to_contain_text(re.compile(rf"\b{grad}\b"))
        box = player.bounding_box()
        assert box["x"] + box["width"] <= 390
        player.scroll_into_view_if_needed()
        shot(page, f"before-{grad}")


@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened, shot, scheme):
    page = opened(color_scheme=scheme, reduced_motion="reduce")
    shot(page, f"before-{scheme}")
    page.evaluate(UNFOLD)
    assert not findings(page)


@pytest.mark.full
@pytest.mark.lab
def test_in_jupyterlab_a_wrong_option_leads_to_its_repair_and_the_players_are_live(browser_page, jupyterlab):
    lab_open(browser_page, jupyterlab, "notebooks/before.ipynb")
    run_all(browser_page)
    option = browser_page.locator("details.al-choice", has_text="See repair 1").first
    option.locator("summary").click()
    option.locator("a").click()
    expect(browser_page.locator("h2", has_text="Repair 1:")).to_be_in_viewport()
    for player in players(browser_page, 2):
        player.scroll_into_view_if_needed()
        expect(player).to_have_attribute("data-kernel", "live")
