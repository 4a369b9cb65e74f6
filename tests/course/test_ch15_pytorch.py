"""What chapter 15 says of PyTorch holds in a real page, in the lab and in the book."""

import pytest
from playwright.sync_api import expect

from tests.course.chapter_checks import bring_players_to_their_ends, run_in_lab, unfolded_page
from tests.support.axe import findings
from tests.support.lab import LIVE

pytestmark = pytest.mark.slow

CHAPTER = "15_pytorch"


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.full
def test_players_in_lab(jupyterlab, browser_page, shot):
    run_in_lab(browser_page, jupyterlab, CHAPTER)
    players = browser_page.locator(f".al-player[data-step]{LIVE}")
    expect(players).to_have_count(3)
    taxi = players.first
    taxi.scroll_into_view_if_needed()
    taxi.locator('button[data-action="end"]').click()
    expect(taxi.locator("svg.al-graph")).to_contain_text("−18")
    shot(browser_page, "lab-15-taxi")
    compared = players.nth(1)
    compared.scroll_into_view_if_needed()
    expect(compared).to_contain_text("Every entry is 3 times what it should be")
    shot(browser_page, "lab-15-compared")
    table = players.nth(2)
    table.scroll_into_view_if_needed()
    expect(table.locator("svg.al-graph")).to_contain_text("(2, 2)")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
@pytest.mark.full
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, CHAPTER, scheme)
    bring_players_to_their_ends(page, 3, shot, f"page-15-player-{{}}-{scheme}")
    expect(page.locator(".al-plot")).to_have_count(1)
    page.locator(".al-plot").scroll_into_view_if_needed()
    shot(page, f"page-15-plot-{scheme}")
    assert not findings(page)
