"""What chapter 15 asks for is complete, and what it says of PyTorch holds in a real page."""

import re

import pytest
from playwright.sync_api import expect

from tests.course.lessons import LESSONS
from tests.support.axe import findings
from tests.support.lab import lab_open, run_all

NUMBERED = {lesson.chapter: lesson for lesson in LESSONS}
STDERR = ".jp-Notebook [data-mime-type='application/vnd.jupyter.stderr']"


def test_the_model_answer_names_every_line_of_the_rubric():
    [task] = [cell.source for cell in NUMBERED[15].cells if cell.slug == "ch15-explain"]
    lines = re.findall(r"^\| (\d+) \|", task, re.MULTILINE)
    assert lines == [str(n) for n in range(1, 11)]
    _, answer = task.split("<details>")
    assert set(re.findall(r"\((\d+)\)", answer)) == set(lines)


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.slow
def test_players_and_programs_in_lab(jupyterlab, browser_page, shot):
    lab_open(browser_page, jupyterlab, "notebooks/15_pytorch.ipynb")
    run_all(browser_page)
    expect(browser_page.locator(STDERR)).to_have_count(0)
    players = browser_page.locator(".al-player[data-step]")
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
    why = browser_page.locator(".al-diff details")
    expect(why).to_have_count(6)
    why.last.locator("summary").click()
    expect(why.last.locator("p")).to_contain_text("TypeError")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto((book / "notebooks" / "15_pytorch.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    players = page.locator(".al-player[data-step]")
    expect(players).to_have_count(3)
    for number, player in enumerate(players.all()):
        player.locator('button[data-action="end"]').click()
        expect(player).to_have_attribute("data-step", player.get_attribute("data-steps") or "")
        player.scroll_into_view_if_needed()
        shot(page, f"page-15-player-{number}-{scheme}")
    for name, count in ((".al-plot", 2), (".al-diff", 1)):
        expect(page.locator(name)).to_have_count(count)
        page.locator(name).last.scroll_into_view_if_needed()
        shot(page, f"page-15-{name[4:]}-{scheme}")
    assert not findings(page)
