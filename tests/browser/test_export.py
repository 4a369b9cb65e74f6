"""`autograd-lab export`: chapter 05 as one page, with no kernel and no network."""

import subprocess
import sys

import pytest

from tests.browser.engine import shown_in
from tests.browser.players import differences, expect_step, players, press, slide, step_to_the_end, wait_until_equal
from tests.support.repo import REPO

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("export")]
CHAPTER = REPO / "notebooks" / "05_computational_graph.ipynb"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    command = [sys.executable, "-m", "autograd_lab.cli", "export", str(CHAPTER), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "05_computational_graph.html"


def unfold(page):
    """Open what waits for a guess."""
    page.evaluate("document.querySelectorAll('details.reveal').forEach(fold => { fold.open = true; })")


def test_guesses_come_first_and_proofs_stay_out(exported, browser_page):
    browser_page.goto(exported.as_uri())
    reveals = browser_page.locator("details.reveal")
    assert reveals.count() >= 5
    assert not reveals.first.locator(".jp-OutputArea").is_visible()
    assert "assert " not in browser_page.locator("main").inner_text()


def test_players_step_and_slide(exported, browser_page, monkeypatch, shot):
    graphs = shown_in(CHAPTER, monkeypatch)
    browser_page.goto(exported.as_uri())
    unfold(browser_page)
    on_page = players(browser_page, len(graphs))
    for number, (player, graph) in enumerate(zip(on_page, graphs, strict=True)):
        assert player.get_attribute("data-kernel") == "none"
        step_to_the_end(player)
        assert not differences(player, graph.sweep())
        shot(browser_page, f"export-05-player-{number}")
        if player.locator("input.al-slider").count():
            leaf, number = slide(player)
            wait_until_equal(player, graph.sweep(**{leaf: number}))


def test_two_players_do_not_disturb_each_other(exported, browser_page):
    browser_page.goto(exported.as_uri())
    unfold(browser_page)
    first, second = players(browser_page)[:2]
    press(first, "start")
    press(second, "start")
    press(first, "next")
    expect_step(first, 1)
    expect_step(second, 0)


def test_formulas_are_drawn(exported, browser_page):
    browser_page.goto(exported.as_uri())
    browser_page.locator("mjx-container").first.wait_for()
    assert browser_page.locator("mjx-merror").count() == 0
