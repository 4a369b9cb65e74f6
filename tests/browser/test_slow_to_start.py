"""A page on which anywidget gives up waiting for a widget's code: its players still hear the kernel."""

import pytest
from playwright.sync_api import expect

from tests.browser import hosts
from tests.browser.players import players, press, slide
from tests.support.lab import lab_open, run_all

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]

#: the two seconds for which anywidget waits are over at once, and code takes a moment
NO_TIME = """(() => {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (after) => timeout.call(AbortSignal, after === 2000 ? 0 : after);
  const load = URL.createObjectURL;
  URL.createObjectURL = (blob) => { const late = Date.now() + 50; while (Date.now() < late); return load(blob); };
})()"""


def test_a_player_whose_code_came_late_is_live(jupyterlab, browser_page):
    browser_page.add_init_script(NO_TIME)
    hosts.write(hosts.blank(), jupyterlab.root / "late.ipynb")
    lab_open(browser_page, jupyterlab, "late.ipynb")
    run_all(browser_page)
    for player in players(browser_page, 2):
        expect(player).to_have_attribute("data-kernel", "live")
    first = players(browser_page)[0]
    press(first, "end")
    slide(first)
    expect(first).to_have_attribute("data-kernel", "live")
