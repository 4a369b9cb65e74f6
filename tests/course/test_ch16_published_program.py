"""What chapter 16 asks for is complete, and its two programs stand side by side on a page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.players import UNFOLD
from tests.course.lessons import LESSONS
from tests.support.axe import findings
from tests.support.lab import lab_open, run_all

NUMBERED = {lesson.chapter: lesson for lesson in LESSONS}
STDERR = ".jp-Notebook [data-mime-type='application/vnd.jupyter.stderr']"


def test_the_model_answer_names_every_line_of_the_rubric():
    [task] = [cell.source for cell in NUMBERED[16].cells if cell.slug == "ch16-explain"]
    lines = re.findall(r"^\| (\d+) \|", task, re.MULTILINE)
    assert lines == [str(n) for n in range(1, 11)]
    _, answer = task.split("<details>")
    assert set(re.findall(r"\((\d+)\)", answer)) == set(lines)


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.slow
def test_the_two_programs_in_lab(jupyterlab, browser_page, shot):
    lab_open(browser_page, jupyterlab, "notebooks/16_published_program.ipynb")
    run_all(browser_page)
    expect(browser_page.locator(STDERR)).to_have_count(0)
    why = browser_page.locator(".al-diff details")
    expect(why).to_have_count(6)
    why.last.locator("summary").click()
    expect(why.last.locator("p")).to_contain_text("TypeError")
    shot(browser_page, "lab-16-programs")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto((book / "notebooks" / "16_published_program.html").as_uri())
    page.evaluate(UNFOLD)
    for name in (".al-plot", ".al-diff"):
        expect(page.locator(name)).to_have_count(1)
        page.locator(name).scroll_into_view_if_needed()
        shot(page, f"page-16-{name[4:]}-{scheme}")
    assert not findings(page)
