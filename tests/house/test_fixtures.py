"""The fixtures of the browser tests: they see what went wrong on a page."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.support.browser import Complaints
from tests.support.lab import lab_open, notebook_of, run_all
from tests.support.waiting import until


@pytest.mark.browser
def test_page_reads_a_file(browser_page, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<meta charset=utf-8><title>δ</title>", encoding="utf-8")
    browser_page.goto(page.as_uri())
    assert browser_page.title() == "δ"


@pytest.mark.browser
def test_complaints_are_seen(browser):
    context = browser.new_context()
    complaints = Complaints()
    complaints.watch(context)
    page = context.new_page()
    page.set_content(
        """<img src="https://example.org/x.png"><script>
        console.error('wrong number'); new WebSocket('ws://example.org/'); setTimeout(() => { throw Error('late') }, 0)
        </script>"""
    )
    wanted = {
        "request to the outside: https://example.org/x.png",
        "websocket to the outside: ws://example.org/",
        "console: wrong number",
        "uncaught: late",
    }

    def heard():
        page.wait_for_timeout(20)  # in which Playwright tells what it has heard
        return {text for text in wanted if text in "\n".join(complaints.lines)}

    until(lambda: heard() == wanted, "not all that the page did was seen")
    context.close()
    assert not complaints.besides({"example.org": "x", "wrong number": "x", "late": "x", "net::ERR": "x"})


@pytest.mark.browser
@pytest.mark.lab
def test_lab_runs_a_notebook(jupyterlab, browser_page):
    nbformat.write(notebook_of("6 * 7", "print('done')"), jupyterlab.root / "sample.ipynb")
    lab_open(browser_page, jupyterlab, "sample.ipynb")
    run_all(browser_page)
    expect(browser_page.locator(".jp-OutputArea-output")).to_have_text(["42", "done"])


@pytest.mark.browser
@pytest.mark.lab
def test_a_cell_that_raises_is_reported_at_once(jupyterlab, browser_page):
    nbformat.write(notebook_of("1 / 0", "2"), jupyterlab.root / "raises.ipynb")
    lab_open(browser_page, jupyterlab, "raises.ipynb")
    with pytest.raises(AssertionError, match=r"1 cells did not run:\n +ZeroDivisionError: division by zero"):
        run_all(browser_page)
