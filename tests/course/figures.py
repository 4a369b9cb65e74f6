"""The live figures and network views of a chapter on a page, in the book and in JupyterLab alike."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.course.lessons import LESSONS
from tests.support.lab import LIVE

#: `figures.plot`, `figures.strips`, `figures.boxes` and `figures.carts` are pictures: they do not move
_LIVE = re.compile(r"^figures\.(?!plot\(|strips\(|boxes\(|carts\()\w+\(", re.MULTILINE)

#: the chapters that show figures, and how many each
FIGURES = {
    lesson.name: count
    for lesson in LESSONS
    if (count := sum(len(_LIVE.findall(c.source)) for c in lesson.cells if c.kind == "code"))
}

#: a network view, of one network or of recorded runs
_NETWORK = re.compile(r"^(?:NetworkView\(|(?!_|\w+ =)\w.*\.(?:view|compare)\()", re.MULTILINE)

#: the chapters that show networks, and how many each
NETWORKS = {
    lesson.name: count
    for lesson in LESSONS
    if (count := sum(len(_NETWORK.findall(c.source)) for c in lesson.cells if c.kind == "code"))
}


def figures_of(page: Page, count: int) -> list[Locator]:
    """The figures of a page, once they are drawn."""
    return _widgets(page, ".al-figure", count)


def _widgets(page: Page, selector: str, count: int) -> list[Locator]:
    in_lab = page.locator("#jupyter-config-data").count()  # the book shows what is kept of a widget
    widgets = page.locator(selector + LIVE if in_lab else selector)
    expect(widgets).to_have_count(count)
    return widgets.all()


def shown(figure: Locator) -> str:
    """What a figure says, and the lines and marks that it draws."""
    return str(
        figure.evaluate(
            """f => f.querySelector('.al-figure-say').innerText + [...f.querySelectorAll('svg path, svg circle')]
              .map(mark => ['d', 'cx', 'cy', 'transform'].map(name => mark.getAttribute(name)).join()).join(';')"""
        )
    )


def move_every_slider(figure: Locator) -> None:
    """Push each slider one step by the keyboard, and see that the figure says or draws something else each time.

    It may say the same: where a path ends in a hollow, its last L does not tell the rate that led there.
    """
    figure.scroll_into_view_if_needed()
    said = figure.locator(".al-figure-say")
    sliders = figure.locator("input[type=range]").all()
    assert sliders
    for slider in sliders:
        before = shown(figure)
        slider.focus()
        slider.press("ArrowLeft")
        back = "ArrowRight"
        if shown(figure) == before:  # it stood at its left end
            slider.press("ArrowRight")
            back = "ArrowLeft"
        assert shown(figure) != before, f"{slider.get_attribute('data-name')} moves nothing: {said.inner_text()}"
        slider.press(back)  # without hidden layers, say, the number of neurons has nothing to move


def networks_of(page: Page, count: int) -> list[Locator]:
    """The network views of a page, once they are drawn."""
    return _widgets(page, ".al-network", count)


def step_through(network: Locator) -> dict[str, str]:
    """Press the arrow key from the beginning to the end; each step says something else. The δ that it ends with."""
    network.scroll_into_view_if_needed()
    network.locator(".al-net-stage").focus()
    network.page.keyboard.press("Home")
    said = network.locator(".al-sentence")
    heard = [said.inner_text()]
    for step in range(1, int(network.get_attribute("data-steps") or 0) + 1):
        network.page.keyboard.press("ArrowRight")
        expect(network).to_have_attribute("data-step", str(step))
        heard.append(said.inner_text())
    assert len(set(heard)) == len(heard) > 5
    deltas = network.locator("svg.al-net [data-q^='d:']")
    return {delta.get_attribute("data-q") or "": delta.get_attribute("data-x") or "" for delta in deltas.all()}
