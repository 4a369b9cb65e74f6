"""A network view and a recorded run in JupyterLab: alive under their cells, deaf to the notebook's shortcuts."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.support.lab import LIVE, lab_open, notebook_of, run_all

pytestmark = pytest.mark.slow

CODE = """
import numpy as np
from autograd_lab import NetworkView, nn, train
X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
net = nn.Sequential(nn.Linear(2, 3, rng=1), nn.Sigmoid(), nn.Linear(3, 1, rng=2), nn.Sigmoid())
run = train(net, X, y, steps=50)
"""


@pytest.mark.lab
@pytest.mark.browser
@pytest.mark.full
def test_both_live_under_their_cells(browser_page, jupyterlab, shot):
    nbformat.write(notebook_of(CODE, "NetworkView(net, X, y)", "run.view()"), jupyterlab.root / "network.ipynb")
    lab_open(browser_page, jupyterlab, "network.ipynb")
    run_all(browser_page)
    views = browser_page.locator(f".jp-OutputArea .al-network{LIVE}")
    expect(views).to_have_count(2)
    first = views.first
    first.locator(".al-net-stage").focus()
    for key in ("ArrowRight", "d", "d", "ArrowRight"):  # two times d would delete the cell
        browser_page.keyboard.press(key)
    assert first.get_attribute("data-step") == "2"
    assert views.count() == 2
    second = views.nth(1)
    assert second.get_attribute("data-moment") == "50"
    second.locator("[data-name=time]").focus()
    browser_page.keyboard.press("Home")
    assert second.get_attribute("data-moment") == "0"
    shot(browser_page, "network_in_lab")
