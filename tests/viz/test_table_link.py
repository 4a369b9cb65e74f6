"""The table of values and the picture are one: a name in the table lights its box up, and a box its row."""

import pytest
from playwright.sync_api import expect

from autograd_lab import Value, show
from tests.viz.pages import saved

pytestmark = pytest.mark.browser


@pytest.fixture
def player(tmp_path, browser_page):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    browser_page.goto(saved(tmp_path, show((w * x) ** 2, start="end")))
    browser_page.locator(".al-table summary").click()
    expect(browser_page.locator(".al-table tbody tr")).not_to_have_count(0)  # `toggle` comes after the click
    return browser_page.locator(".al-player")


def lit(player):
    """(the boxes that are lit, the rows that are marked)"""
    boxes = player.locator("g.al-node.is-selected").evaluate_all("nodes => nodes.map(n => n.dataset.name)")
    rows = player.locator('.al-table [aria-pressed="true"]').all_text_contents()
    return boxes, rows


def test_a_name_in_the_table_lights_its_box_up_and_puts_it_out(player, browser_page):
    name = player.locator(".al-table button", has_text="w")
    name.focus()
    browser_page.keyboard.press("Enter")
    assert lit(player) == (["w"], ["w"])
    assert name.get_attribute("aria-pressed") == "true"
    name.click()
    assert lit(player) == ([], [])
    assert name.get_attribute("aria-pressed") == "false"


def test_a_box_marks_its_row(player):
    player.locator('g.al-node[data-name="x"]').click()
    assert lit(player) == (["x"], ["x"])


def test_a_plain_number_has_no_card_to_open(player):
    assert player.locator(".al-table tbody tr").count() == player.locator(".al-table button").count() + 1
