"""The course in a browser tab: cells run in the tab, players are live, and nothing is asked of another host."""

import json
import re
import shutil

import pytest
from playwright.sync_api import expect

from autograd_lab.authoring.lite import wheels
from autograd_lab.authoring.lite.__main__ import build
from tests.browser.players import players, slide
from tests.support.lite import LITE_ERRORS, lite_ask, lite_open, lite_run_all
from tests.support.repo import REPO

pytestmark = [pytest.mark.browser, pytest.mark.lab, pytest.mark.slow]
#: chapters that need no NumPy
PLAYERS = "06_build_the_engine"
ALSO_PURE = ["00_start_here", "07_one_network_by_hand"]
PURE = [PLAYERS, *(pytest.param(name, marks=pytest.mark.full) for name in ALSO_PURE)]
VALUES = """import gc, json
print(json.dumps([one.data for one in gc.get_objects() if type(one).__name__ == "Value"]))"""


@pytest.fixture
def allowed_errors():
    return LITE_ERRORS


@pytest.mark.xdist_group("lite")
@pytest.mark.parametrize("chapter", PURE)
def test_a_chapter_without_numpy_runs_and_its_players_are_live(pure_site, open_page, chapter):
    runs_and_lives(open_page(), pure_site, chapter)


def runs_and_lives(page, address, chapter):
    """All cells end without an error; each player is live; what a slider moves, Python has moved."""
    lite_open(page, address, f"notebooks/{chapter}.ipynb")
    state = lite_run_all(page)
    assert state["errors"] == []
    assert state["done"] == state["cells"] > 0
    if not page.locator(".al-player:not(.al-network)").count():
        return
    for player in players(page):
        player.scroll_into_view_if_needed()
        expect(player).to_have_attribute("data-kernel", "live")
    if chapter == PLAYERS:
        _, number = slide(players(page)[0])
        expect(players(page)[0]).to_contain_text("Python agrees")
        assert number in json.loads(lite_ask(page, VALUES))


@pytest.mark.full
@pytest.mark.xdist_group("lite")
def test_an_endless_loop_in_an_answer_is_stopped(whole_site, open_page):
    page = open_page()
    lite_open(page, whole_site, "assignments/ps1/ps1.ipynb")
    lite_ask(page, "from autograd_lab import check\ndef mse(y_hat, y):\n    while True:\n        pass")
    assert "second" in lite_ask(page, "print(check.ps1(mse))")


@pytest.mark.full
def test_a_site_to_publish_is_not_built_without_numpy(tmp_path):
    shutil.copytree(REPO / "lite", tmp_path / "lite")
    facts = tmp_path / "lite" / "pyodide.toml"
    text = re.sub(r'release = ".*"', 'release = "https://127.0.0.1:9/"', facts.read_text())
    facts.write_text(re.sub(r'name = ".*"', 'name = "autograd-lab-no-such-package"', text))
    with pytest.raises(wheels.LiteError, match="not the whole site: its compiled wheels cannot be had"):
        build(tmp_path, whole=True)


def test_the_locked_wheels_are_those_of_the_pinned_pyodide():
    pyodide = wheels.Pyodide.load(REPO / "lite")
    lock = wheels.official_lock(wheels.core_folder(pyodide, REPO / "book/_build/lite/cache"))
    assert {lock[name]["file_name"].split("-")[0].lower() for name in pyodide.compiled} == set(pyodide.compiled)
