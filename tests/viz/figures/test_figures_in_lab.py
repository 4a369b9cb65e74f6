"""Live figures under their cells in JupyterLab: alive, deaf to its shortcuts, and the kernel hears of them."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.support.lab import LIVE, lab_open, notebook_of, run_all
from tests.support.waiting import until

pytestmark = pytest.mark.slow

CELLS = (
    "from autograd_lab.viz import figures\nrace = figures.optimiser_race(steps=0)\nnet = figures.boundary('xor')",
    "race",
    "net",
    "figures.overfitting(8, epochs=200)",
)
ASK = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const asked = kernel.requestExecute({ code });
  let said = '';
  asked.onIOPub = (message) => { said += message.content.text ?? ''; };
  await asked.done;
  return said.trim();
}"""


@pytest.mark.lab
@pytest.mark.browser
@pytest.mark.full
def test_they_live_under_their_cells(browser_page, jupyterlab, shot):
    nbformat.write(notebook_of(*CELLS), jupyterlab.root / "figures.ipynb")
    lab_open(browser_page, jupyterlab, "figures.ipynb")
    run_all(browser_page)
    figures = browser_page.locator(f".jp-OutputArea .al-figure{LIVE}")
    expect(figures).to_have_count(3)
    expect(browser_page.locator(f".al-figure[data-busy]{LIVE}")).to_have_count(0)
    race, net = figures.first, figures.nth(1)
    race.locator("[data-name=steps]").focus()
    for key in ("ArrowRight", "d", "d", "ArrowRight"):  # two times d would delete the cell
        browser_page.keyboard.press(key)
    assert "step 2," in race.locator(".al-figure-say").inner_text()
    assert figures.count() == 3
    net.get_by_role("button", name="play").press("Enter")
    browser_page.wait_for_function("net => net.dataset.epoch > 5", arg=net.element_handle())
    net.get_by_role("button", name="stop").press("Enter")
    epoch = net.get_attribute("data-epoch")
    shot(browser_page, "figures_in_lab")
    asked, heard = "print(race.state['steps'], net.state['epoch'])", f"2 {epoch}"
    until(lambda: browser_page.evaluate(ASK, asked) == heard)  # the last word goes to the kernel a moment after
