"""Problem set 1 as a student sees it: the solution runs in a real JupyterLab, and a report is readable there."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.support.lab import REPO, lab_open, run_all

pytestmark = pytest.mark.slow

FORGOT = """def forgetful(X, y, w, b):
    dw, db = mse_gradients(X, y, w, b)
    return len(y) * dw, db

forgetful.__name__ = "mse_gradients"
report = check.ps1(forgetful)"""


@pytest.mark.lab
@pytest.mark.browser
def test_the_solution_runs_and_a_mistake_is_shown_typeset(open_page, jupyterlab, shot):
    notebook = nbformat.read(REPO / "solutions/ps1/ps1.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(FORGOT))
    nbformat.write(notebook, jupyterlab.root / "ps1_trial.ipynb")
    page = open_page(color_scheme="light")
    lab_open(page, jupyterlab, "ps1_trial.ipynb")
    run_all(page)

    reports = page.locator(".autograd-lab-check")
    expect(reports).to_have_count(5)  # drawn a moment after the kernel is done
    assert [reports.nth(i).inner_text().split("\n")[0][0] for i in range(5)] == ["✓", "✓", "✓", "✓", "✗"]
    last = reports.nth(4)
    last.scroll_into_view_if_needed()
    last.locator("mjx-container").first.wait_for()
    assert "dw is N times too large" in last.inner_text()
    assert "Divide by N once" not in last.inner_text()
    last.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "Divide by N once" in last.inner_text()
    shot(page, "ps1_report_light")
