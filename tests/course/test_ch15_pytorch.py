"""What chapter 15 says of PyTorch holds in a real page, in the lab and in the book."""

import pytest
from playwright.sync_api import expect

from tests.browser.players import UNFOLD
from tests.support.axe import findings
from tests.support.lab import LIVE, lab_open, run_all

pytestmark = pytest.mark.slow

STDERR = ".jp-Notebook [data-mime-type='application/vnd.jupyter.stderr']"


@pytest.mark.browser
@pytest.mark.lab
def test_players_in_lab(jupyterlab, browser_page, shot):
    lab_open(browser_page, jupyterlab, "notebooks/15_pytorch.ipynb")
    run_all(browser_page)
    expect(browser_page.locator(STDERR)).to_have_count(0)
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
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto((book / "notebooks" / "15_pytorch.html").as_uri())
    page.evaluate(UNFOLD)
    players = page.locator(".al-player[data-step]")
    expect(players).to_have_count(3)
    for number, player in enumerate(players.all()):
        player.locator('button[data-action="end"]').click()
        expect(player).to_have_attribute("data-step", player.get_attribute("data-steps") or "")
        player.scroll_into_view_if_needed()
        shot(page, f"page-15-player-{number}-{scheme}")
    expect(page.locator(".al-plot")).to_have_count(1)
    page.locator(".al-plot").scroll_into_view_if_needed()
    shot(page, f"page-15-plot-{scheme}")
    assert not findings(page)
