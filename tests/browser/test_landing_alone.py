"""The head of the book's first page by itself: without script, and pressed while it plays by itself."""

import pytest
from playwright.sync_api import expect

from autograd_lab.authoring import landing
from tests.browser.players import players
from tests.support.repo import REPO

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path):
    [_, hero, _] = landing.hero([]).split("\n")
    file = tmp_path / "index.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'>{hero}", encoding="utf-8")
    (tmp_path / "_static").symlink_to(REPO / "book/_static")
    return file.as_uri()


def test_without_script_there_is_a_table_and_no_dead_button(address, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_text("A ride of 3 kilometres cost 9.")).to_be_visible()
    expect(page.get_by_text("Table of values")).to_be_visible()
    expect(page.locator(".al-hero-play")).to_be_hidden()


def test_a_pass_that_is_asked_for_is_read_out_and_at_the_start_it_says_so(address, open_page):
    page = open_page()
    page.goto(address)
    [hero] = players(page, 1)
    expect(page.get_by_text("Watch: the gradient goes back")).to_be_visible()  # by itself, and not read out
    live = "player => [...player.querySelectorAll('[aria-live]')].map(region => region.getAttribute('aria-live'))"
    assert set(hero.evaluate(live)) == {"off"}
    page.get_by_role("button", name="Play the backward pass").click()
    assert "polite" in hero.evaluate(live)
    hero.locator("[data-action=start]").click()
    expect(page.get_by_text("A ride of 3 kilometres cost 9.")).to_be_visible()
    page.get_by_role("button", name="Play the backward pass").click()
    expect(page.get_by_text("Watch: the gradient goes back")).to_be_visible()
    hero.locator("[data-action=back]").click()  # from here the reader steps
    expect(page.get_by_text("Watch: the gradient goes back")).to_be_hidden()
    assert 0 < int(hero.get_attribute("data-step")) < int(hero.get_attribute("data-steps"))
