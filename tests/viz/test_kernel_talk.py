"""The player's talk with a kernel: one question at a time, no stale answer, and life without an answer.

The kernel is played by the test, so that it can be slow, absent, or at odds with the page.
"""

import struct

import pytest

from autograd_lab import Value, show
from tests.viz.pages import TWO_VIEWS, load_widget

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser_page):
    """Two views of one player for w · 3, whose questions gather in `asked`."""
    w = Value(2.0, "w")
    player = show(w * 3.0)
    browser_page.clock.install()
    load_widget(browser_page, "player", "numbers")
    numbers = list(struct.unpack("<3d", player._numbers))
    browser_page.evaluate(TWO_VIEWS, [player._trace, numbers, player._options])
    return browser_page


def asked(page):
    return page.evaluate("asked.splice(0)")


def answer(page, question, w, result=None):
    numbers = [w, 3.0, 3.0 * w if result is None else result, 3.0, 0.0, 1.0]
    page.evaluate("([q, n]) => answer(q, n)", [{"turn": question["turn"], "view": question["view"]}, numbers])


def field(page, view):
    return page.locator(f"#{view} input.al-number")


def told(page, view):
    return page.locator(f"#{view} .al-player").get_attribute("data-kernel"), page.locator(
        f"#{view} .al-state"
    ).inner_text()


def result(page, view):
    return float(page.locator(f"#{view} g.al-node").last.get_attribute("data-value"))


def test_a_slow_kernel_is_asked_once_and_then_for_the_latest_move_only(page):
    hello = asked(page)
    assert [q["moves"] for q in hello] == [[], []]
    for question in hello:
        answer(page, question, 2.0)
    assert told(page, "one") == told(page, "two") == ("live", "live: Python agrees")
    page.locator("#one button[data-action=end]").click()
    for typed in ("5", "6", "7"):
        field(page, "one").fill(typed)
    (first,) = asked(page)
    assert first["moves"] == [[0, 5]]
    answer(page, first, 5.0)
    assert result(page, "one") == 21.0  # what the reader typed last, not the answer to an older question
    (second,) = asked(page)
    assert second["moves"] == [[0, 7]]
    answer(page, second, 7.0)
    assert asked(page) == []
    page.locator("#two button[data-action=end]").click()
    assert result(page, "one") == result(page, "two") == 21.0  # the other view follows


def test_without_an_answer_the_page_says_that_it_computes_alone_and_goes_on(page):
    for question in asked(page):
        answer(page, question, 2.0)
    page.locator("#one button[data-action=end]").click()
    field(page, "one").fill("5")
    page.clock.run_for(4000)
    assert told(page, "one") == ("none", "computed on this page")
    assert result(page, "one") == 15.0
    (unheard,) = asked(page)
    field(page, "one").fill("6")
    (question,) = asked(page)
    answer(page, unheard, 5.0)  # too late
    assert result(page, "one") == 18.0
    answer(page, question, 6.0)
    assert told(page, "one")[0] == "live"


def test_a_kernel_with_other_numbers_is_believed_and_that_is_said(page):
    one, _ = asked(page)
    answer(page, one, 2.0, result=7.0)
    page.locator("#one button[data-action=end]").click()
    assert result(page, "one") == 7.0
    assert told(page, "one") == ("live", "live: Python's numbers")


def test_a_kernel_that_could_not_do_it_is_quoted_and_the_page_goes_on_alone(page):
    one, two = asked(page)
    answer(page, one, 2.0)
    answer(page, two, 2.0)
    field(page, "one").fill("5")
    (question,) = asked(page)
    page.evaluate("q => answer({turn: q.turn, view: q.view, failed: 'GraphError: call show() again'}, [])", question)
    kernel, text = told(page, "one")
    assert kernel == "none"
    assert told(page, "two")[0] == "live"  # it was not its question
    assert text == "computed on this page. Python says GraphError: call show() again"
    page.locator("#one button[data-action=end]").click()
    assert result(page, "one") == 15.0
    field(page, "one").fill("6")  # and the next question is asked as ever
    (question,) = asked(page)
    answer(page, question, 6.0)
    assert told(page, "one") == ("live", "live: Python agrees")
    page.locator("#two button[data-action=end]").click()
    assert result(page, "two") == 18.0


def test_a_kernel_that_was_shut_down_is_said_and_the_page_goes_on(page):
    one, two = asked(page)
    answer(page, one, 2.0)
    answer(page, two, 2.0)
    page.evaluate("window.dead = true")
    field(page, "one").fill("5")
    assert told(page, "one") == ("none", "kernel gone: computed on this page")
    page.locator("#one button[data-action=end]").click()
    assert result(page, "one") == 15.0


def test_who_comes_back_learns_that_the_kernel_knows_nothing_any_more(page):
    for question in asked(page):
        answer(page, question, 2.0)
    page.mouse.move(1, 1)
    page.locator("#one .al-title").hover()
    assert asked(page) == []  # it answered just now
    page.clock.run_for(60_000)
    page.mouse.move(1, 1)
    assert asked(page) == []  # nobody looks at it
    page.locator("#one .al-title").hover()
    (ping,) = asked(page)
    assert ping["ping"]
    assert ping["moves"] == []
    page.evaluate("q => answer({turn: q.turn, view: q.view}, null)", ping)
    assert told(page, "one") == ("live", "live: Python agrees")
    page.clock.run_for(60_000)
    page.locator("#one .al-stage").focus()
    page.clock.run_for(4000)
    assert told(page, "one")[0] == "none"
    assert told(page, "two")[0] == "live"


def test_a_cut_line_is_said_at_once_and_so_is_its_end(page):
    for question in asked(page):
        answer(page, question, 2.0)
    page.evaluate("hear('comm_live_update')")
    assert told(page, "one") == told(page, "two") == ("none", "kernel gone: computed on this page")
    page.clock.run_for(4000)
    assert told(page, "one") == ("none", "kernel gone: computed on this page")
    asked(page)
    page.evaluate("hear('comm_live_update')")
    one, _ = asked(page)
    page.evaluate("q => answer({turn: q.turn, view: q.view}, null)", one)
    (question,) = asked(page)
    assert "ping" not in question  # its numbers are wanted again
    answer(page, question, 2.0)
    assert told(page, "one") == ("live", "live: Python agrees")
