"""The live figures of a chapter on a page, in the book and in JupyterLab alike."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.course.lessons import LESSONS

#: the chapters that show figures, and how many each
FIGURES = {
    lesson.name: count
    for lesson in LESSONS
    if (count := sum(len(re.findall(r"^figures\.\w+\(", c.source, re.M)) for c in lesson.cells if c.kind == "code"))
}


def figures_of(page: Page, count: int) -> list[Locator]:
    """The figures of a page, once they are drawn."""
    expect(page.locator(".al-figure")).to_have_count(count, timeout=30_000)
    return page.locator(".al-figure").all()


def move_every_slider(figure: Locator) -> None:
    """Push each slider one step by the keyboard, and see that the figure says something else each time."""
    figure.scroll_into_view_if_needed()
    said = figure.locator(".al-figure-say")
    sliders = figure.locator("input[type=range]").all()
    assert sliders
    for slider in sliders:
        before = said.inner_text()
        slider.focus()
        slider.press("ArrowLeft")
        if said.inner_text() == before:  # it stood at its left end
            slider.press("ArrowRight")
        assert said.inner_text() != before, f"{slider.get_attribute('data-name')} moves nothing: {before}"
