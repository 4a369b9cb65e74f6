"""Every notebook in a browser tab: its cells run, players, figures and networks are live, and Python hears of a slider.

A request to another host, or an error on the console that has no known reason, fails a test at its end.
"""

import json

import pytest
from playwright.sync_api import expect

from autograd_lab.authoring.lite.contents import AS_THEY_RAN
from tests.browser.players import be_shown_everything, players, press, slide, steps
from tests.course.figures import FIGURES, NETWORKS, figures_of, move_every_slider, networks_of, step_through
from tests.course.lessons import LESSONS
from tests.support.lite import (
    LITE_ERRORS,
    LITE_MARKS,
    SETS,
    STATE,
    lite_ask,
    lite_cell,
    lite_open,
    lite_opened,
    lite_run_all,
    solved,
)
from tests.support.repo import REPO
from tests.support.waiting import until

pytestmark = LITE_MARKS
CHAPTERS = [lesson.name for lesson in LESSONS if lesson.name not in AS_THEY_RAN]
#: their graphs are of arrays, and their pictures stand still
WITHOUT_SLIDERS = ["22_reward", "24_frameworks"]
TEXTS = ["claims", "glossary", "inventory_a", "inventory_b", "references", "ways"]
#: the numbers of all leaves and nodes that Python has
NUMBERS = """import gc, json
values = [getattr(one, "data", None) for one in gc.get_objects() if type(one).__name__ == "Value"]
print(json.dumps([value for value in values if isinstance(value, float)]))"""
#: what was set in figures
STATES = """import gc
print([one.state for one in gc.get_objects() if type(one).__name__ == "Figure" and one.state])"""
TO = 0.37  # of a slider's way: where no slider stands by itself
GRAPHS = ".al-player:not(.al-network)"


@pytest.fixture
def allowed_errors():
    return LITE_ERRORS


def runs_whole(page, address, path):
    """Open a notebook and run it; each cell has ended, and none with an error."""
    lite_open(page, address, path)
    state = lite_run_all(page)
    assert state["errors"] == []
    assert state["done"] == state["cells"] > 0
    return state


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs_and_all_in_it_is_live(whole_site, open_page, shot, chapter):
    page = open_page()
    runs_whole(page, whole_site, f"notebooks/{chapter}.ipynb")
    graphs = players(page) if page.locator(GRAPHS).count() else []
    for player in graphs:
        player.scroll_into_view_if_needed()
        expect(player).to_have_attribute("data-kernel", "live")
        if player.locator(".al-quiz").count():
            be_shown_everything(player)
        press(player, "end")
        expect(player).to_have_attribute("data-step", str(steps(player)))
    told = [graph for graph in graphs if graph.locator("input.al-slider").count()]
    for player in told:
        _, number = slide_somewhere(player)
        until(lambda number=number: number in json.loads(lite_ask(page, NUMBERS)), f"Python never had {number}")
        expect(player).to_contain_text("Python agrees")
    figures = figures_of(page, FIGURES.get(chapter, 0))
    for figure in figures:
        move_every_slider(figure)
        before = lite_ask(page, STATES)
        move_to_an_end(figure)
        until(lambda before=before: lite_ask(page, STATES) != before, "Python never heard of a figure's slider")
    assert told or figures or chapter in WITHOUT_SLIDERS
    for network in networks_of(page, NETWORKS.get(chapter, 0)):
        assert all(step_through(network).values())
    shot(page, f"lite-{chapter}")


def move_to_an_end(figure):
    """Move a figure's first slider as far as it goes, to the side on which it does not stand."""
    slider = figure.locator("input[type=range]").first
    before = slider.input_value()
    slider.press("Home")
    if slider.input_value() == before:
        slider.press("End")


def slide_somewhere(player):
    """Move a player's first slider to where none stands by itself; the leaf and its number."""
    slider = player.locator("input.al-slider").first
    low, high = (float(slider.get_attribute(name)) for name in ("min", "max"))
    return slide(player, low + TO * (high - low))


def test_the_zoo_runs_and_its_drill_is_worked(whole_site, open_page, shot):
    page = open_page()
    runs_whole(page, whole_site, "notebooks/bug_zoo.ipynb")
    sheet = page.locator(".al-zoo-sheet:visible").first
    sheet.scroll_into_view_if_needed()
    expect(sheet.locator(".al-zoo-code").first).to_be_visible()
    page.locator(".al-zoo-step:visible").first.get_by_role("button").first.click()
    expect(page.locator(".al-zoo-why, .al-zoo-reply").first).not_to_be_empty()
    shot(page, "lite-drill")


def test_the_page_before_the_first_hour_runs_and_its_players_answer(whole_site, open_page):
    page = open_page()
    runs_whole(page, whole_site, "notebooks/before.ipynb")
    for player in players(page, 2):
        player.scroll_into_view_if_needed()
        expect(player).to_have_attribute("data-kernel", "live")
        _, number = slide_somewhere(player)
        until(lambda number=number: number in json.loads(lite_ask(page, NUMBERS)), f"Python never had {number}")


@pytest.mark.parametrize("name", TEXTS)
def test_a_notebook_without_code_is_shown(whole_site, open_page, name):
    page = open_page()
    lite_opened(page, whole_site, f"notebooks/{name}.ipynb")
    first = json.loads((REPO / f"notebooks/{name}.ipynb").read_text(encoding="utf-8"))["cells"][0]["source"]
    expect(page.locator(".jp-MarkdownOutput h1").first).to_contain_text("".join(first).splitlines()[0].lstrip("# "))
    assert page.evaluate(STATE)["cells"] == 0


@pytest.mark.parametrize("name", SETS)
def test_a_solved_set_earns_all_its_points(whole_site, open_page, name):
    page = open_page()
    state = runs_whole(page, whole_site, solved(name))
    text = (REPO / f"solutions/{name}/{name}.ipynb").read_text(encoding="utf-8")
    assert len(state["reports"]) == text.count(".require()") > 0
    assert [report for report in state["reports"] if not report.startswith("✓")] == []


@pytest.mark.parametrize("name", SETS)
def test_a_set_as_it_is_handed_out_stops_at_the_first_answer_that_is_missing(whole_site, open_page, name):
    page = open_page()
    lite_open(page, whole_site, f"assignments/{name}/{name}.ipynb")
    state = lite_run_all(page)
    assert len(state["errors"]) == 1
    assert "NotImplementedError" in state["errors"][0]
    assert state["done"] < state["cells"]


@pytest.mark.parametrize("chapter", AS_THEY_RAN)
def test_a_chapter_with_pytorch_stands_there_as_it_ran(whole_site, open_page, shot, chapter):
    page = open_page()
    lite_opened(page, whole_site, f"notebooks/{chapter}.ipynb")
    expect(page.get_by_text("PyTorch does not run in a browser tab").locator("visible=true").first).to_be_visible()
    state = page.evaluate(STATE)
    assert state["done"] == state["cells"] > 0
    assert state["errors"] == []
    for player in players(page) if page.locator(GRAPHS).count() else []:
        player.scroll_into_view_if_needed()
        press(player, "next")
        expect(player).to_have_attribute("data-step", "1")
    shot(page, f"lite-{chapter}")


def test_a_readers_own_expression_is_shown_live(whole_site, open_page, shot):
    page = open_page()
    lite_open(page, whole_site, "notebooks/00_start_here.ipynb")
    lite_cell(page, "from autograd_lab import Value, show\nmine = Value(3, 'mine')\nshow((mine * mine + 1).tanh())")
    [player] = players(page, 1)
    expect(player).to_have_attribute("data-kernel", "live")
    press(player, "end")
    _, number = slide_somewhere(player)
    until(lambda: lite_ask(page, "print(mine.data)") == str(number))
    expect(player).to_contain_text("Python agrees")
    shot(page, "lite-own")
