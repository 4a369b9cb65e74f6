"""The watch outside the kernel: a cell that never ends, dies or prints for ever costs nothing typed; a button helps."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.support.lite import (
    LITE_ERRORS,
    LITE_MARKS,
    STATE,
    lite_ask,
    lite_open,
    lite_panel,
    lite_text,
    lite_type,
)
from tests.support.waiting import until

pytestmark = LITE_MARKS
CHAPTER = "notebooks/07_one_network_by_hand.ipynb"
FIRST_WORD = 30  # seconds; as lite/tab/pace.js has it
NOTE = "# my own thought, typed and not yet run"
NESTED = "x = []\nfor _ in range(10**6): x = [x]\nrepr(x)"
LONG = {
    "loop": "while True: pass",
    "compiled": "pow(3, 10**8) % 7",
    "printing": "while True: print('hello')",
    "swallowing": "while True:\n    try:\n        print(end='')\n    except BaseException: pass",
}


@pytest.fixture
def allowed_errors():
    return {
        **LITE_ERRORS,
        r"Pyodide has suffered a fatal error|cause of the fatal error|Maximum call stack size": "what Pyodide says of "
        "the deaths that these tests bring about",
    }


def output(page):
    """What the first cell has put out, as the notebook's file would have it."""
    return page.evaluate(
        "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.cells.get(0).outputs.toJSON())"
    )


def kept_in_browser(page):
    """The text of the saved copy of the open notebook."""
    return page.evaluate(
        """async () => {
            const { shell, serviceManager } = window.jupyterapp;
            const file = await serviceManager.contents.get(shell.currentWidget.context.path, { content: true });
            return file.content.cells.map(cell => [].concat(cell.source).join(''));
        }"""
    )


def restarts(page, text):
    """Press the button: Python answers again, and the text is as it was, on the page and saved."""
    page.get_by_role("button", name="Restart Python").click()
    expect(lite_panel(page)).to_contain_text("Python has been restarted")
    until(lambda: page.evaluate(STATE)["kernel"] == "idle", "Python never came back")
    assert lite_ask(page, "print(6 * 7)") == "42"
    assert lite_text(page) == text
    assert kept_in_browser(page) == text
    expect(page.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(0)


def test_python_that_has_died_is_told_of_and_restarted(pure_site, open_page, shot):
    page = open_page()
    lite_open(page, pure_site, "notebooks/glossary.ipynb")
    lite_type(page, NESTED)
    expect(lite_panel(page)).to_contain_text("nested calls or objects too deeply. No cell runs until it is restarted")
    expect(lite_panel(page)).to_contain_text("What you typed is saved.")
    shot(page, "lite-dead")
    text = lite_text(page)
    assert NESTED in text
    restarts(page, text)


@pytest.mark.parametrize("code", LONG.values(), ids=LONG)
def test_a_cell_that_never_ends(pure_site, open_page, shot, record_property, code):
    page = open_page()
    never_ends(page, pure_site, code, record_property)
    shot(page, "lite-slow")
    restarts(page, lite_text(page))


def test_a_long_call_into_numpy(whole_site, open_page, record_property):
    page = open_page()
    code = "import numpy as np\nA = np.ones((6000, 6000))\nB = A @ A @ A"
    never_ends(page, whole_site, code, record_property)
    restarts(page, lite_text(page))


def never_ends(page, address, code, record_property):
    lite_open(page, address, CHAPTER)
    lite_type(page, NOTE)
    lite_type(page, code)
    began = time.monotonic()
    expect(lite_panel(page)).to_contain_text(re.compile(r"has been running for \d+ seconds.*What you typed is saved\."))
    took = time.monotonic() - began
    record_property("seconds_to_the_message", round(took, 1))
    assert took >= FIRST_WORD - 3, "it speaks of a cell that has hardly begun"
    assert lite_text(page)[:2] == [code, NOTE]
    assert kept_in_browser(page)[:2] == [code, NOTE]


def test_the_reader_may_wait_and_needs_no_mouse(pure_site, open_page):
    page = open_page()
    lite_open(page, pure_site, CHAPTER)
    lite_type(page, "import time\nbegan = time.time()\nwhile time.time() < began + 45: pass\nprint('done')")
    expect(lite_panel(page)).to_contain_text("has been running")
    expect(page.get_by_role("button", name="Restart Python")).not_to_be_focused()
    page.keyboard.press("F6")
    expect(page.get_by_role("button", name="Restart Python")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.closest('.jp-Notebook') !== null"), "Escape leads back"
    page.keyboard.press("F6")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go on waiting")).to_be_focused()
    page.keyboard.press("Enter")
    expect(lite_panel(page)).not_to_contain_text("has been running")
    until(lambda: "done" in output(page))
    expect(lite_panel(page).get_by_role("button")).to_have_count(0)


def test_memory_that_is_used_up_is_an_error_and_no_death(pure_site, open_page):
    page = open_page()
    lite_open(page, pure_site, CHAPTER)
    code = "b = [bytearray(10**8) for _ in range(100)]"
    lite_type(page, code)
    until(lambda: "MemoryError" in output(page), "it never ended")
    assert "no more memory than this" in output(page)
    assert lite_ask(page, "print(6 * 7)") == "42"
    assert lite_text(page)[0] == code


@pytest.mark.parametrize(
    ("code", "shown", "said"),
    [
        ("print('x' * 10**8)", "xxx", "Left out: 99,800,001 characters"),
        ("for i in range(10**6): print(i)", r"4998\n4999\n", "Left out: 6,865,000 characters"),
        ("'y' * 10**8", "yyy", "Left out: 99,800,002 characters"),
        ("list(range(10**7))", r"998,\n 999,\n ...", ""),
        ("def f(): f()\nf()", "RecursionError", ""),
        ("from IPython.display import HTML\nHTML('z' * 10**8)", "text/html, too large", ""),
        ("import sys\nfor _ in range(10**5): print('a' * 100, file=sys.stderr)", "aaa", "first 200,000 characters"),
    ],
    ids=["wide", "lines", "text", "list", "recursion", "rich", "errors"],
)
def test_huge_output_is_cut_and_says_so(pure_site, open_page, code, shown, said):
    page = open_page()
    lite_open(page, pure_site, CHAPTER)
    lite_type(page, code)
    until(lambda: len(output(page)) > 2 and page.evaluate(STATE)["kernel"] == "idle", "it never ended")
    put_out = output(page)
    assert shown in put_out
    assert said in put_out
    assert len(put_out) < 300_000
    assert lite_ask(page, "print(6 * 7)") == "42", "the next cell prints as ever"
    assert lite_text(page)[0] == code
