"""The chapters' pages in the book, with no kernel and no network: figures live, quizzes answer, the outline holds."""

import pytest
from playwright.sync_api import expect

from tests.browser.players import UNFOLD
from tests.course.figures import FIGURES, figures_of, move_every_slider
from tests.course.lessons import LESSONS
from tests.support.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUIZZES = [
    lesson.name
    for lesson in LESSONS
    if any("quiz" in cell.tags and "withheld" not in cell.tags for cell in lesson.cells)
]


#: a long chapter takes axe twenty seconds, so the dark one of those is looked into under `full`


@pytest.fixture
def opened(book, open_page):
    def open_chapter(name, **options):
        page = open_page(**options)
        page.goto((book / "notebooks" / f"{name}.html").as_uri())
        return page

    return open_chapter


@pytest.mark.parametrize("chapter", FIGURES)
@pytest.mark.sampled(1)
def test_every_figure_lives_and_each_slider_moves_it(opened, chapter):
    page = opened(chapter)
    page.evaluate("document.querySelectorAll('details.hide').forEach(fold => { fold.open = true })")
    for figure in figures_of(page, FIGURES[chapter]):
        move_every_slider(figure)


@pytest.mark.parametrize("chapter", QUIZZES)
@pytest.mark.sampled(1)
def test_every_option_of_the_quiz_opens_on_its_reply(opened, chapter):
    page = opened(chapter)
    options = page.locator("details.al-choice")
    assert options.count() >= 10
    replies = []
    for option in options.all():
        assert option.get_attribute("open") is None
        option.locator("summary").focus()
        page.keyboard.press("Enter")
        reply = option.locator("p").first
        expect(reply).to_be_visible()
        replies.append(reply.inner_text())
    assert all(reply.startswith(("Right", "No")) for reply in replies)
    assert sum(reply.startswith("Right") for reply in replies) >= 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chapter", FIGURES)
@pytest.mark.sampled(2)
def test_figures_follow_the_theme(opened, shot, chapter, scheme):
    page = opened(chapter, color_scheme=scheme)
    figure = figures_of(page, FIGURES[chapter])[0]
    figure.scroll_into_view_if_needed()
    shot(page, f"figure-{chapter[:2]}-{scheme}")
    paper = figure.evaluate("figure => getComputedStyle(figure).backgroundColor")
    assert (sum(map(int, paper[4:-1].split(","))) > 382) is (scheme == "light")


@pytest.mark.parametrize("chapter", [lesson.name for lesson in LESSONS])
@pytest.mark.sampled(3)
def test_one_title_and_hints_closed(opened, chapter):
    page = opened(chapter)
    assert page.locator("h1:visible").count() == 1  # the theme keeps another for print
    folds = page.locator("details.al-hint, details.al-solution").all()
    assert all(fold.get_attribute("open") is None for fold in folds)


#: a long chapter takes axe twenty seconds
AXED = [pytest.param(name, marks=pytest.mark.full if name >= "11" else ()) for name in FIGURES]


@pytest.mark.parametrize("chapter", AXED)
@pytest.mark.sampled(1)
def test_axe_finds_nothing_serious(opened, chapter):
    page = opened(chapter, color_scheme="light", reduced_motion="reduce")  # a fold that fades in has no contrast yet
    figures_of(page, FIGURES[chapter])
    page.evaluate(UNFOLD)
    assert not findings(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert not findings(page, "color-contrast")  # nothing else changes with the theme


@pytest.mark.parametrize("chapter", FIGURES)
@pytest.mark.sampled(2)
def test_nothing_is_wider_than_a_telephone(opened, chapter):
    page = opened(chapter, viewport={"width": 390, "height": 800})
    for figure in figures_of(page, FIGURES[chapter]):
        box = figure.bounding_box()
        assert box is None or box["x"] + box["width"] <= 390
