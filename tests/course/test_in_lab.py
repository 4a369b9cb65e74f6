"""The chapters with figures in a real JupyterLab: all cells run, the widgets move and step, the kernel hears of it."""

import pytest
from playwright.sync_api import expect

from tests.course.chapter_checks import run_in_lab
from tests.course.figures import FIGURES, NETWORKS, figures_of, move_every_slider, networks_of, step_through
from tests.support.lab import lab_open, run_all
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]


#: these take half a minute and more; `make full` opens them too
LONG = ("11_right_loss", "12_vanishing", "13_optimisers", "14_overfitting")
OPENED = [pytest.param(name, marks=pytest.mark.full if name in LONG else ()) for name in FIGURES]


@pytest.mark.parametrize("chapter", OPENED)
@pytest.mark.sampled(1)
def test_every_figure_moves(jupyterlab, browser_page, shot, chapter):
    run_in_lab(browser_page, jupyterlab, chapter)
    for number, figure in enumerate(figures_of(browser_page, FIGURES[chapter])):
        move_every_slider(figure)
        shot(browser_page, f"lab-{chapter[:2]}-figure-{number}")
    for number, network in enumerate(networks_of(browser_page, NETWORKS.get(chapter, 0))):
        assert all(step_through(network).values())
        shot(browser_page, f"lab-{chapter[:2]}-network-{number}")


def test_each_chapter_with_a_network_is_opened_above():
    assert set(NETWORKS) <= set(FIGURES)


SETTING = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const cell = panel.content.widgets.find(widget => widget.model.sharedModel.source.includes('line_fit('));
    const source = cell.model.sharedModel.source;
    cell.model.sharedModel.setSource(source.replace(/^figures/m, 'fit = figures') + '\\nfit');
}"""
ASKING = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const kernel = panel.sessionContext.session.kernel;
    return new Promise(resolve => {
        const future = kernel.requestExecute({code: 'print(fit.state["w"], fit.state["b"])'});
        future.onIOPub = message => { if (message.content.text) resolve(message.content.text.trim()); };
    });
}"""


@pytest.mark.full
def test_python_knows_what_the_reader_has_set(jupyterlab, browser_page):
    lab_open(browser_page, jupyterlab, "notebooks/01_linear_regression.ipynb")
    browser_page.evaluate(SETTING)
    run_all(browser_page)
    figure = figures_of(browser_page, FIGURES["01_linear_regression"])[0]
    figure.locator("input[data-name=b]").focus()
    for _ in range(10):
        browser_page.keyboard.press("ArrowRight")
    expect(figure.locator(".al-figure-say")).to_contain_text("b = 1.5")
    until(lambda: browser_page.evaluate(ASKING) == "1 1.5")  # the last word goes to the kernel a moment after
