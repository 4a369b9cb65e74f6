"""The reader's own line beside the graph: it lights with the step, by more than colour."""

import linecache

import pytest

from autograd_lab import Value, show
from tests.support.axe import findings
from tests.viz.pages import saved

pytestmark = pytest.mark.browser

CELL = "w, x = Value(2.0), Value(3.0)\nz = w * x + 1\nloss = z ** 2\nplayer = show(loss)\n"
LONG = f"w = Value(2.0)\nloss = w * ({' + '.join(['1.0'] * 60)})\nplayer = show(loss)\n"


def shown(cell):
    """The player that a cell makes."""
    linecache.cache["<cell>"] = (len(cell), None, cell.splitlines(True), "<cell>")
    variables = {"Value": Value, "show": show}
    exec(compile(cell, "<cell>", "exec"), variables)
    return variables["player"]


def test_the_line_of_the_step_is_seen_and_marked_in_the_list(tmp_path, browser_page):
    browser_page.goto(saved(tmp_path, shown(CELL)))
    code = browser_page.locator(".al-code")
    now = code.locator("summary code")
    assert now.inner_text() == ""  # nothing has been computed
    seen = []
    for _ in range(4):
        browser_page.locator("button[data-action=next]").click()
        seen.append(now.text_content())
    assert seen == ["2  z = w * x + 1", "2  z = w * x + 1", "3  loss = z ** 2", "3  loss = z ** 2"]
    code.locator("summary").click()
    assert code.locator("li").all_text_contents() == [line for line in CELL.splitlines() if "show" not in line]
    lit = code.locator("li[aria-current]")
    assert lit.text_content() == "loss = z ** 2"
    assert lit.get_attribute("value") == "3"
    look = "(li) => [getComputedStyle(li).fontWeight, getComputedStyle(li.firstChild, '::before').content]"
    assert lit.evaluate(look) == ["700", '"▸ "']
    assert code.locator("li").first.evaluate(look) == ["400", "none"]
    assert findings(browser_page) == []


def test_a_line_that_is_too_long_can_be_scrolled_to_its_end_with_keys(tmp_path, browser_page):
    browser_page.goto(saved(tmp_path, shown(LONG)))
    browser_page.locator(".al-code summary").click()
    lines = browser_page.locator(".al-code ol")
    assert lines.evaluate("e => e.scrollWidth > e.clientWidth")
    browser_page.keyboard.press("Tab")
    assert lines.evaluate("e => e === document.activeElement")
    assert findings(browser_page) == []


def test_where_no_cell_is_known_there_is_no_code(tmp_path, browser_page):
    player = show(Value(2.0, "w") * 3)  # in a function
    assert player.trace.lines is None
    browser_page.goto(saved(tmp_path, player))
    browser_page.locator(".al-player").wait_for()
    assert browser_page.locator(".al-code").count() == 0
