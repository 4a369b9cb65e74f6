"""Chapters as pages without a kernel: players, quizzes, comparisons and figures do what the text says."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.engine import shown_alone, shown_in
from tests.browser.players import (
    UNFOLD,
    be_shown_everything,
    differences,
    expect_step,
    players,
    press,
    step_to_the_end,
    steps,
)
from tests.course.figures import NETWORKS, networks_of, step_through
from tests.course.lessons import LESSONS
from tests.support.repo import REPO

pytestmark = pytest.mark.browser
CHAPTERS = {"06_build_the_engine": 5, "07_one_network_by_hand": 4, "09_vectorised": 1}
COMPARED = {
    "06_build_the_engine": ["b is the first", "t is the first", "u is the first"],
    "07_one_network_by_hand": ["z is the first"],
    "09_vectorised": [],
}


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    return request.param


@pytest.fixture
def page(book, browser_page, chapter):
    browser_page.goto((book / "notebooks" / f"{chapter}.html").as_uri())
    browser_page.evaluate(UNFOLD)
    return browser_page


@pytest.mark.sampled(1)
def test_every_player_ends_at_the_engines_numbers(page, chapter, monkeypatch):
    graphs = shown_in(REPO / "notebooks" / f"{chapter}.ipynb", monkeypatch)
    assert len(graphs) == CHAPTERS[chapter]
    on_page = players(page, len(graphs))
    for player, graph in zip(on_page, graphs, strict=True):
        unfold = player.locator("button:enabled", has_text="unfold all")
        if unfold.count():
            unfold.click()
        if player.locator(".al-quiz").count():
            be_shown_everything(player)
        else:
            step_to_the_end(player) if steps(player) < 50 else press(player, "end")
        assert not differences(player, graph.sweep())


@pytest.mark.sampled(1)
def test_the_comparison_begins_where_the_text_says(page, chapter):
    players(page, CHAPTERS[chapter])
    expect(page.locator(".al-compare-summary")).to_have_text([re.compile(said) for said in COMPARED[chapter]])


@pytest.mark.sampled(1)
def test_exercises_hints_and_answers_are_folded_until_asked_for(book, browser_page, chapter):
    browser_page.goto((book / "notebooks" / f"{chapter}.html").as_uri())
    folds = browser_page.locator("details").filter(has=browser_page.locator("summary", has_text="Hint"))
    assert folds.count() >= 9
    assert all(fold.get_attribute("open") is None for fold in folds.all())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.sampled(1)
def test_first_moment(book, open_page, shot, chapter, scheme):
    page = open_page(color_scheme=scheme)
    page.goto((book / "notebooks" / f"{chapter}.html").as_uri())
    players(page)[0].scroll_into_view_if_needed()
    shot(page, f"book-{chapter[:2]}-first-{scheme}")


def test_figures_of_chapter_09_move(book, browser_page):
    browser_page.goto((book / "notebooks" / "09_vectorised.html").as_uri())
    browser_page.evaluate(UNFOLD)
    figures = browser_page.locator(".al-figure")
    assert figures.count() == 3
    for figure in figures.all():
        before = figure.locator(".al-figure-say").inner_text()
        figure.locator("input[type=range]").first.focus()
        browser_page.keyboard.press("ArrowRight")
        assert figure.locator(".al-figure-say").inner_text() != before
    puzzle = figures.nth(2)
    for name in ("N", "n_in", "n_out"):
        puzzle.locator(f"input[data-name={name}]").fill("3")
    assert puzzle.get_attribute("data-fitting") == "36"


#: the later chapters with graphs of the engine, and how many each; their other cells train for a while
TRAINING = {"11_right_loss": 3, "12_vanishing": 1, "14_overfitting": 2}
ARRAYS = {"12_vanishing": 1}  # behind those, graphs of arrays, whose boxes hold no single number


@pytest.mark.parametrize("name", [*list(TRAINING)[:2], pytest.param("14_overfitting", marks=pytest.mark.full)])
@pytest.mark.full
def test_players_between_trainings_end_at_the_engines_numbers(book, browser_page, monkeypatch, name):
    [lesson] = [lesson for lesson in LESSONS if lesson.name == name]
    graphs = shown_alone(lesson, monkeypatch)
    assert len(graphs) == TRAINING[name]
    browser_page.goto((book / "notebooks" / f"{name}.html").as_uri())
    browser_page.evaluate(UNFOLD)
    on_page = players(browser_page, len(graphs) + ARRAYS.get(name, 0))
    for player, graph in zip(on_page, graphs, strict=False):
        be_shown_everything(player) if player.locator(".al-quiz").count() else step_to_the_end(player)
        assert not differences(player, graph.sweep())


@pytest.mark.full
def test_the_players_of_pytorch_step_to_what_the_text_says(book, browser_page):
    browser_page.goto((book / "notebooks" / "15_pytorch.html").as_uri())
    browser_page.evaluate(UNFOLD)
    taxi, compared, mixed_up = players(browser_page, 3)
    for player in (taxi, compared, mixed_up):
        step_to_the_end(player)
    assert "-18" in taxi.locator('g.al-node[data-name="w"] .al-grad').text_content().replace("−", "-")
    assert "c is the first" in compared.locator(".al-compare-summary").text_content()
    press(mixed_up, "start")
    expect_step(mixed_up, 0)


@pytest.mark.full
@pytest.mark.parametrize("name", ["10_training", "11_right_loss"])
def test_networks_on_a_page_step_to_a_number_for_each_delta(book, browser_page, name):
    browser_page.goto((book / "notebooks" / f"{name}.html").as_uri())
    browser_page.evaluate(UNFOLD)
    for network in networks_of(browser_page, NETWORKS[name]):
        assert all(step_through(network).values())


def test_a_numbered_formula_is_cut_off_nowhere_on_a_telephone(book, open_page):
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto((book / "notebooks" / "03_gradient_descent.html").as_uri())
    formulas = page.locator("mjx-container[width=full]")
    expect(formulas).to_have_count(3)
    for formula in formulas.all():
        assert formula.evaluate("m => m.getBoundingClientRect().left") >= 0
        line = formula.locator("xpath=..")
        line.evaluate("line => { line.scrollLeft = line.scrollWidth }")
        assert formula.evaluate("m => m.getBoundingClientRect().right") <= 390


def test_a_hint_is_written_as_large_as_the_text(book, browser_page):
    """Where there is a network, too, whose styles come with it."""
    browser_page.goto((book / "notebooks" / "08_delta_recursion.html").as_uri())
    browser_page.evaluate(UNFOLD)
    look = "e => [getComputedStyle(e).fontSize, getComputedStyle(e).color].join()"
    hint = browser_page.locator("details.al-hint p").first
    assert hint.evaluate(look) == browser_page.locator("article section > p:not([class])").first.evaluate(look)
