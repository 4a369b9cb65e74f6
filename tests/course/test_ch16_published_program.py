"""What chapter 16 asks for is complete, and its two programs stand side by side on a page."""

import re

import pytest
from playwright.sync_api import expect

from tests.course.chapter_checks import lesson_of, run_in_lab, unfolded_page
from tests.support.axe import findings

LESSON = lesson_of(16)


def test_the_model_answer_names_every_line_of_the_rubric():
    [task] = [cell.source for cell in LESSON.cells if cell.slug == "ch16-explain"]
    lines = re.findall(r"^\| (\d+) \|", task, re.MULTILINE)
    assert lines == [str(n) for n in range(1, 11)]
    _, answer = task.split("<details>")
    assert set(re.findall(r"\((\d+)\)", answer)) == set(lines)


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.full
def test_the_two_programs_in_lab(jupyterlab, browser_page, shot):
    run_in_lab(browser_page, jupyterlab, LESSON.name)
    why = browser_page.locator(".al-diff details")
    expect(why).to_have_count(6)
    why.last.locator("summary").click()
    expect(why.last.locator("p")).to_contain_text("TypeError")
    shot(browser_page, "lab-16-programs")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
@pytest.mark.full
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    for name in (".al-plot", ".al-diff"):
        expect(page.locator(name)).to_have_count(1)
        page.locator(name).scroll_into_view_if_needed()
        shot(page, f"page-16-{name[4:]}-{scheme}")
    assert not findings(page)
