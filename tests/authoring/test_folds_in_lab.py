"""JupyterLab shows what we derive as we mean it: hints fold, formulas bear their number, asserts cells stay shut."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from autograd_lab.authoring.derive import notebook
from autograd_lab.authoring.source import read
from autograd_lab.equations import EQUATIONS
from tests.support.lab import Lab, lab_open

pytestmark = [pytest.mark.lab, pytest.mark.browser, pytest.mark.slow]


def test_folds_and_numbers_in_jupyterlab(
    jupyterlab: Lab, browser_page: Page, course: Path, shot: Callable[[Page, str], None]
) -> None:
    text = notebook(read(course / "course/lessons/05_small_graph.py"), EQUATIONS)
    (jupyterlab.root / "folds.ipynb").write_text(text)
    lab_open(browser_page, jupyterlab, "folds.ipynb")

    hint = browser_page.locator("details.al-hint")
    assert hint.locator("summary").inner_text() == "Hint: Look at x"
    inside = hint.locator("em", has_text="there")
    assert not inside.is_visible()
    hint.locator("summary").click()
    assert inside.is_visible()

    browser_page.locator("details.al-solution summary").click()
    assert browser_page.locator("details.al-solution pre", has_text="x = 1").is_visible()

    browser_page.wait_for_function(
        "() => document.body.innerText.includes('(5.1)') || document.querySelector('mjx-mtd')"
    )
    assert browser_page.locator("mjx-merror").count() == 0
    shot(browser_page, "folds-in-lab")
    collapsed = browser_page.locator(".jp-CodeCell", has_text="This checks the numbers in the text.").first
    assert "assert" not in collapsed.inner_text()
    shot(browser_page, "folds-in-lab")
