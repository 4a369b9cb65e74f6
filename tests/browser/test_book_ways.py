"""The row of links below a chapter's title, the accessibility statement, and that no page sets a cookie."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hosts import served
from tests.support.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHAPTER = "00_start_here"  # the lightest


@pytest.fixture(scope="module")
def address(book):
    with served(book) as address:
        yield address


def with_ways(page: Page, book, notebooks=(CHAPTER,), pdfs=(CHAPTER,)) -> None:
    """Let the page believe that `make lite` and `make pdf` have been there."""
    script = (book / "_static" / "run.js").read_text(encoding="utf-8")
    for name, there in (("NOTEBOOKS", notebooks), ("PDFS", pdfs)):
        assert f"const {name} = [];" in script
        script = script.replace(f"const {name} = [];", f"const {name} = {json.dumps(list(there))};")

    def answer(route: Route) -> None:
        route.fulfill(body=script, content_type="text/javascript")

    page.route("**/_static/run.js*", answer)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_row_leads_to_what_there_is_by_keyboard_on_any_screen(book, address, open_page, shot, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    with_ways(page, book)
    page.goto(f"{address}/notebooks/{CHAPTER}.html")
    row = page.get_by_role("navigation", name="This page")
    run, paper = (row.get_by_role("link", name=name) for name in ("Run this chapter in your browser", "PDF"))
    assert run.evaluate("link => link.href") == f"{address}/lite/lab/index.html?path=notebooks/{CHAPTER}.ipynb"
    assert paper.evaluate("link => link.href") == f"{address}/pdf/{CHAPTER}.pdf"
    run.focus()
    page.keyboard.press("Tab")
    expect(paper).to_be_focused()
    assert paper.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    for link in (run, paper):
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.activeElement.blur()")
    shot(page, f"book-ways-{width}-{scheme}")
    assert not findings(page, within=".al-ways")


def test_the_first_page_opens_the_sets_that_the_tab_has(book, address, open_page):
    page = open_page()
    with_ways(page, book, notebooks=("00_start_here", "ps1", "ps2"))
    page.goto(f"{address}/index.html")
    links = page.locator(".al-tabs a:visible")
    assert links.all_inner_texts() == ["begin at the beginning", "ps1", "ps2"]
    tab = f"{address}/lite/lab/index.html?path=assignments/ps1/ps1.ipynb"
    assert links.nth(1).evaluate("link => link.href") == tab


def test_a_page_offers_only_what_there_is(book, address, open_page):
    page = open_page()
    page.goto(f"{address}/notebooks/{CHAPTER}.html")
    expect(page.locator(".al-ways")).to_be_hidden()
    with_ways(page, book, notebooks=(), pdfs=("04_neuron",))
    page.reload()
    expect(page.locator(".al-ways")).to_be_hidden()


def test_a_page_read_from_a_file_offers_no_tab(book, open_page):
    page = open_page()
    with_ways(page, book)
    page.goto((book / "notebooks" / f"{CHAPTER}.html").as_uri())
    expect(page.locator(".al-ways").get_by_role("link")).to_have_text(["PDF"])


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
def test_axe_finds_nothing_serious_on_the_accessibility_statement(address, open_page, shot, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{address}/notebooks/{CHAPTER}.html")
    page.get_by_role("contentinfo").or_(page.locator(".al-about")).get_by_role("link", name="Accessibility").click()
    expect(page.get_by_role("heading", name="Accessibility", level=1)).to_be_visible()
    assert not findings(page)
    shot(page, f"book-accessibility-{scheme}")


def test_every_page_of_the_book_says_what_it_teaches_and_has_no_dead_way(book):
    files = [book / "index.html", book / "accessibility.html", *sorted((book / "notebooks").glob("*.html"))]
    assert len(files) > 20
    said = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        meta = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)" />', text))
        assert meta["og:title"], file.name
        assert meta["og:description"] == meta["description"], file.name
        assert 20 <= len(meta["description"]) <= 210, file.name
        said.setdefault(meta["description"], []).append(file.name)
        assert text.count('class="al-about"') == 1, file.name
        assert 'href="https://mybinder.org' not in text, "the repository's address is not known"
        assert "/issues/new" not in text, "the repository's address is not known"
    assert not [names for names in said.values() if len(names) > 1]
    assert not (book / "sitemap.xml").exists()
    assert not (book / "404.html").exists()


def test_no_cookie_is_set(address, open_page):
    """That no page asks another host for anything is seen by every test with a browser."""
    page = open_page()
    for name in ("index", f"notebooks/{CHAPTER}", "accessibility"):
        page.goto(f"{address}/{name}.html")
        expect(page.locator(".al-about")).to_contain_text("No analytics, no cookies")
        assert page.context.cookies() == []


@pytest.mark.full
def test_no_page_is_wider_than_a_telephone_and_each_formula_has_its_mathml(book, open_page):
    page = open_page(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    files = [book / "index.html", book / "accessibility.html", *sorted((book / "notebooks").glob("*.html"))]
    formulas = 0
    for file in files:
        page.goto(file.as_uri())
        page.evaluate("window.MathJax?.startup?.promise?.then(() => {})")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, file.name
        count = page.locator("mjx-container").count()
        assert page.locator("mjx-assistive-mml math").count() == count, file.name
        formulas += count
    assert formulas > 1000
