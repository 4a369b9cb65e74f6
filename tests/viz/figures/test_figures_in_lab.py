"""Live figures under their cells in JupyterLab: alive, deaf to its shortcuts, and the kernel hears of them."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.support.lab import lab_open, run_all
from tests.support.waiting import until

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
@pytest.mark.slow
def test_they_live_under_their_cells(browser_page, jupyterlab, shot):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = new_notebook(cells=[new_code_cell(text) for text in CELLS], metadata={"kernelspec": kernel})
    nbformat.write(book, jupyterlab.root / "figures.ipynb")
    lab_open(browser_page, jupyterlab, "figures.ipynb")
    run_all(browser_page)
    figures = browser_page.locator(".jp-OutputArea .al-figure")
    figures.nth(2).wait_for()
    browser_page.wait_for_function("() => !document.querySelector('.al-figure[data-busy]')")
    race, net = figures.first, figures.nth(1)
    race.locator("[data-name=steps]").focus()
    for key in ("ArrowRight", "d", "d", "ArrowRight"):  # two times d would delete the cell
        browser_page.keyboard.press(key)
    assert "step 2," in race.locator(".al-figure-say").inner_text()
    assert figures.count() == 3
    net.get_by_role("button", name="play").press("Enter")
    browser_page.wait_for_function("() => document.querySelectorAll('.al-figure')[1].dataset.epoch > 5")
    net.get_by_role("button", name="stop").press("Enter")
    epoch = net.get_attribute("data-epoch")
    shot(browser_page, "figures_in_lab")
    asked, heard = "print(race.state['steps'], net.state['epoch'])", f"2 {epoch}"
    until(lambda: browser_page.evaluate(ASK, asked) == heard)  # the last word goes to the kernel a moment after
