"""The player wherever a notebook is opened: six hosts, each with the outside network cut off.

In every one, each player is stepped to its end, a leaf is moved, and all numbers are compared with the engine's.
"""

import json
import os

import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import expect

from autograd_lab import export
from tests.browser import hosts
from tests.browser.engine import shown_in
from tests.browser.hosts import exercise
from tests.support.lab import isolated, lab_open, run_all
from tests.support.npm import package

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The notebook, run and saved with the state of its widgets."""
    return hosts.write(hosts.run(hosts.blank()), tmp_path_factory.mktemp("hosts") / "hosts.ipynb")


@pytest.fixture(scope="module")
def stateless(tmp_path_factory):
    """The same without the widgets' state, as JupyterLab saves it."""
    notebook = hosts.run(hosts.blank(), widget_state=False)
    return hosts.write(notebook, tmp_path_factory.mktemp("hosts") / "hosts.ipynb")


@pytest.fixture
def graphs(kept, monkeypatch):
    return shown_in(kept, monkeypatch)


@pytest.mark.lab
def test_jupyterlab(jupyterlab, browser_page, graphs, shot):
    hosts.write(hosts.blank(), jupyterlab.root / "hosts.ipynb")
    lab_open(browser_page, jupyterlab, "hosts.ipynb")
    run_all(browser_page)
    exercise(browser_page, graphs, "live")
    assert not browser_page.locator("[data-al-kept]").first.is_visible()  # the live player is enough
    shot(browser_page, "host-lab")
