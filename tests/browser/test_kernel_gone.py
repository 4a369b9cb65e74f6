"""After a kernel has gone, a player does not say that it agrees; and when the cells are run again, it does."""

import pytest
from playwright.sync_api import expect

from tests.browser import hosts
from tests.browser.players import players
from tests.support.lab import lab_open, run_all

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]

GONE = "kernel gone: computed on this page"
MOMENT = 10_000  # milliseconds, on a busy machine


@pytest.fixture
def page(jupyterlab, browser_page):
    hosts.write(hosts.blank(), jupyterlab.root / "gone.ipynb")
    lab_open(browser_page, jupyterlab, "gone.ipynb")
    run_all(browser_page)
    return browser_page


def expect_told(page, kernel, text, **patience):
    for player in players(page, 2):
        expect(player).to_have_attribute("data-kernel", kernel, **patience)
        assert player.locator(".al-state").inner_text() == text


def test_a_restart_and_a_shutdown_are_said_within_a_moment(page, shot):
    expect_told(page, "live", "live: Python agrees")
    page.evaluate("() => { jupyterapp.commands.execute('kernelmenu:restart'); }")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    expect_told(page, "none", GONE, timeout=MOMENT)
    shot(page, "kernel-gone")
    page.wait_for_timeout(4000)  # nor does a kernel that does not know the player change that
    page.locator(".al-player").first.hover()
    expect_told(page, "none", GONE)
    run_all(page)
    expect_told(page, "live", "live: Python agrees")
    page.evaluate("() => { jupyterapp.commands.execute('kernelmenu:shutdown'); }")
    expect_told(page, "none", GONE, timeout=MOMENT)
