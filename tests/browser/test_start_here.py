"""The first notebook a reader opens, and the JupyterLab that they see."""

import pytest
from playwright.sync_api import expect

from tests.support.lab import lab_open, run_all

pytestmark = [pytest.mark.browser, pytest.mark.lab]


def test_start_here_runs_clean(jupyterlab, browser_page, shot):
    lab_open(browser_page, jupyterlab, "notebooks/00_start_here.ipynb")
    run_all(browser_page)
    assert browser_page.locator(".jp-Notebook [data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    expect(browser_page.locator(".al-player").first).to_be_visible()
    shot(browser_page, "lab-00")


@pytest.mark.full
def test_a_student_sees_validate_and_nothing_else_of_nbgrader(jupyterlab, browser_page):
    lab_open(browser_page, jupyterlab, "notebooks/00_start_here.ipynb")
    expect(browser_page.get_by_text("Validate", exact=True)).to_be_visible()
    browser_page.get_by_role("menuitem", name="View", exact=True).click()
    expect(browser_page.locator(".lm-Menu")).to_be_visible()
    for tool in ("Formgrader", "Create Assignment", "Assignment List", "Course List"):
        assert browser_page.get_by_text(tool).count() == 0, tool


NEWS = """async () => {
    const { settings } = window.jupyterapp.serviceManager;
    const { schema } = await settings.fetch('@jupyterlab/apputils-extension:notification');
    return [schema.properties.fetchNews.default, schema.properties.checkForUpdates.default];
}"""


def test_nothing_is_asked_of_the_network_and_nothing_of_the_reader(jupyterlab, browser_page):
    lab_open(browser_page, jupyterlab, "notebooks/00_start_here.ipynb")
    assert browser_page.evaluate(NEWS) == ["false", False]
    browser_page.wait_for_timeout(2000)  # a question would come after a moment, on a busy machine later than this
    assert browser_page.locator(".Toastify__toast").count() == 0
    assert browser_page.locator("dialog").count() == 0
