"""The book's pages: players that live with no kernel and no network, in both themes."""

import pytest
from playwright.sync_api import expect

from tests.browser.engine import shown_in
from tests.browser.players import (
    UNFOLD,
    be_shown_everything,
    differences,
    players,
    slide,
    step_to_the_end,
    wait_until_equal,
)
from tests.support.repo import REPO

pytestmark = pytest.mark.browser
CHAPTERS = ["00_start_here", "05_computational_graph"]


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.sampled(1)
def test_players_step_and_slide(book, browser_page, monkeypatch, chapter):
    graphs = shown_in(REPO / "notebooks" / f"{chapter}.ipynb", monkeypatch)
    browser_page.goto((book / "notebooks" / f"{chapter}.html").as_uri())
    browser_page.evaluate(UNFOLD)
    assert len(graphs) >= 1
    on_page = players(browser_page, len(graphs))
    for player, graph in zip(on_page, graphs, strict=True):
        be_shown_everything(player) if player.locator(".al-quiz").count() else step_to_the_end(player)
        assert not differences(player, graph.sweep())
        if player.locator("input.al-slider").count():
            leaf, number = slide(player)
            wait_until_equal(player, graph.sweep(**{leaf: number}))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.sampled(2)
def test_both_themes(book, open_page, shot, chapter, scheme):
    page = open_page(color_scheme=scheme)
    page.goto((book / "notebooks" / f"{chapter}.html").as_uri())
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    players(page)[0].scroll_into_view_if_needed()
    shot(page, f"book-{chapter[:2]}-{scheme}")


def test_a_guess_comes_before_the_reveal(book, browser_page):
    browser_page.goto((book / "notebooks" / "05_computational_graph.html").as_uri())
    folds = browser_page.locator("details", has=browser_page.locator("summary", has_text="Reveal"))
    assert folds.count() >= 1
    assert all(fold.get_attribute("open") is None for fold in folds.all())


def test_first_page_leads_to_the_chapters(book, browser_page):
    browser_page.goto((book / "index.html").as_uri())
    for chapter in CHAPTERS:
        assert browser_page.locator(f"a[href='notebooks/{chapter}.html']").count() >= 1
