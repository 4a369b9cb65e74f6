"""The book's first page: a player that shows its backward pass and then asks for a move; what its pages weigh."""

import gzip
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.hosts import served
from tests.browser.players import expect_step, players, slide, steps
from tests.support.axe import findings

pytestmark = pytest.mark.browser
MOST_BYTES = 400_000  # of chapter 05 as it travels, gzipped, without MathJax
LIVE = "player => [...player.querySelectorAll('[aria-live]')].map(region => region.getAttribute('aria-live'))"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.sampled(1)
def test_it_plays_the_backward_pass_once_and_then_it_is_the_readers_turn(book, open_page, shot, scheme):
    page = open_page(color_scheme=scheme)
    page.goto((book / "index.html").as_uri())
    [hero] = players(page, 1)
    expect(page.get_by_text("Watch: the gradient goes back")).to_be_visible()
    assert set(hero.evaluate(LIVE)) == {"off"}  # nobody has asked for it: it is not read out
    turn = page.get_by_text("Your turn: drag w until the loss is 0.")
    expect(turn).to_be_visible()
    expect_step(hero, steps(hero))
    assert "polite" in hero.evaluate(LIVE)
    slider = hero.locator("input.al-slider").bounding_box()
    assert slider["y"] + slider["height"] < 900, "the slider is below the fold"
    shot(page, f"book-first-page-{scheme}")
    slide(hero, 2.5)
    expect(turn).to_be_visible()
    slide(hero, 3)
    expect(page.get_by_text("That was gradient descent, by hand")).to_be_visible()
    page.get_by_role("link", name="chapter 03", exact=True).click()
    expect(page).to_have_title("3 · Gradient descent — Autograd Lab")


def test_it_waits_for_the_button_where_less_motion_is_asked_for(book, open_page):
    page = open_page(reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page.goto((book / "index.html").as_uri())
    [hero] = players(page, 1)
    page.wait_for_timeout(2000)  # longer than it takes to begin elsewhere
    expect_step(hero, 0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    button = page.get_by_role("button", name="Play the backward pass")
    assert button.bounding_box()["height"] >= 44
    button.click()
    expect(page.get_by_text("Your turn: drag w")).to_be_visible()
    hero.locator('[data-action="start"]').click()
    slide(hero, 3)
    expect_step(hero, steps(hero))  # who drags first sees what it leads to
    expect(page.get_by_text("That was gradient descent, by hand")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.sampled(1)
def test_axe_finds_nothing_serious_and_nothing_is_said_of_a_formula(book, open_page, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto((book / "index.html").as_uri())
    players(page, 1)
    assert not findings(page)
    assert not [url for url in loaded if "mathjax" in url]
    assert page.title() == "See every gradient move — Autograd Lab"
    assert page.locator("link[rel=icon]").get_attribute("href") == "_static/favicon.svg"
    for icon in page.locator("i.fa-solid:visible").all():
        assert icon.evaluate("i => getComputedStyle(i).maskImage") != "none"


def test_chapter_05_travels_light(book, browser_page):
    """As a server that packs texts would send it. The page asks for nothing that is not there."""
    found = []
    with served(book) as address:
        browser_page.on("response", lambda answer: found.append((answer.url, answer.status)))
        browser_page.goto(f"{address}/notebooks/05_computational_graph.html")
        players(browser_page)
        browser_page.wait_for_load_state("networkidle")
    assert not [url for url, status in found if status >= 400]
    files = {book / unquote(urlsplit(url).path).lstrip("/") for url, _ in found if url.startswith(address)}
    weights = {file.name: len(gzip.compress(file.read_bytes())) for file in files if "mathjax" not in file.parts}
    assert weights["05_computational_graph.html"] > 10_000
    assert sum(weights.values()) <= MOST_BYTES, sorted(weights.items(), key=lambda pair: -pair[1])[:6]


def test_chapter_00_asks_for_the_sign_before_it_shows_it(book, browser_page, shot):
    browser_page.goto((book / "notebooks" / "00_start_here.html").as_uri())
    first = players(browser_page)[0]
    slider = first.locator("input.al-slider").bounding_box()
    assert slider["y"] + slider["height"] < 900, "the slider is below the fold"
    assert first.locator(".al-leaves ~ .al-bar").count() == 1, "one slider alone stands under the picture"
    shot(browser_page, "book-00-first-screen")
    assert "18" not in first.inner_text()
    first.locator('button[data-action="quiz-next"]').click()
    assert "18" not in first.inner_text()
    first.locator('button[data-action="quiz--1"]').click()
    expect(first.locator('g.al-node[data-name="w"] .al-grad')).to_have_text("−18")
    assert "Shift + Enter" not in browser_page.locator("article").inner_text()
    expect(browser_page.get_by_text("Python 3.", exact=False).first).to_be_hidden()
    browser_page.get_by_text("Running, saving, help", exact=True).click()
    expect(browser_page.get_by_role("heading", name="Is everything here?")).to_be_visible()
