"""A network view and a figure in a saved notebook that is opened again: the kernel that made them is gone."""

import pytest
from playwright.sync_api import expect

from tests.browser import hosts
from tests.support.lab import OPEN_SECONDS, lab_open, notebook_of, run_all

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.lab]

CELLS = (
    "import numpy as np\nfrom autograd_lab import NetworkView, nn\nfrom autograd_lab.viz import figures",
    "NetworkView(nn.Sequential(nn.Linear(2, 3, rng=1), nn.Sigmoid()), np.eye(2), np.eye(2, 3))",
    "figures.neuron(w=2, b=-5)",
)
FAILED = "Error displaying widget"


@pytest.fixture
def allowed_errors():
    return {r"console: Error: widget model not found": "so says the widget manager of a widget that is gone"}


def test_they_live_and_no_error_stands_beside_them(jupyterlab, browser_page, shot):
    book = hosts.run(notebook_of(*CELLS), jupyterlab.root, widget_state=False)
    jupyterlab.trust(hosts.write(book, jupyterlab.root / "reopened.ipynb"))
    lab_open(browser_page, jupyterlab, "reopened.ipynb")
    # where a widget comes late, what was kept of it has begun, and is hidden
    network, figure = (browser_page.locator(f"{part} >> visible=true") for part in (".al-net-stage", ".al-figure-say"))
    for alive in (network, figure):
        expect(alive).to_have_count(1, timeout=OPEN_SECONDS * 1000)
    assert browser_page.get_by_text(FAILED).locator("visible=true").count() == 0
    assert browser_page.locator(".al-wake").count() == 0
    network.press("ArrowRight")
    expect(browser_page.locator(".al-network >> visible=true")).to_have_attribute("data-step", "1")
    shot(browser_page, "reopened")
    run_all(browser_page)
    expect(network).to_have_count(1)
    expect(figure).to_have_count(1)
    expect(browser_page.locator("[data-al-kept]")).to_have_count(2)
    for kept in browser_page.locator("[data-al-kept]").all():
        expect(kept).to_be_hidden()  # the live ones are enough
